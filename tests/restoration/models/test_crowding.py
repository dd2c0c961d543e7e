from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from restoration import degrade
from restoration.models import crowding, restore
from restoration.models.crowding import crowded, strip_count
from restoration.models.device import usable_cpus
from restoration.models.registry import get_spec
from tests.conftest import textured
from tests.restoration.models.test_fusion import prior_of

OWN = [f"{task}/{kind}" for task in ("haze", "rain", "low_light") for kind in ("baseline", "guided")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9.1 5.0 2.0 {}/812 99", True),
        ("0.1 0.0 0.0 1/812 99", False),
        ("no such file", False),
        ("", False),
    ],
)
def test_crowded_is_what_the_system_says(text: str, expected: bool, tmp_path: Path) -> None:
    file = tmp_path / "loadavg"
    file.write_text(text.replace("{}", str(usable_cpus() + 1)))
    assert crowded(file) is expected


def test_where_the_system_says_nothing_it_is_not_crowded(tmp_path: Path) -> None:
    assert not crowded(tmp_path / "missing")


def test_small_images_and_wide_reaches_are_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowding, "usable_cpus", lambda: 4)
    assert strip_count(200, 300, 16) == 1
    assert strip_count(800, 1200, 500) == 1
    assert strip_count(800, 1200, 112) == 3
    assert strip_count(800, 1200, 16) == 4


@pytest.mark.parametrize("model", OWN)
@pytest.mark.parametrize("tall", [False, True])
def test_strips_give_the_picture_of_the_whole(
    model: str, tall: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean = textured(330, 500, seed=3)
    if tall:
        clean = np.ascontiguousarray(clean.transpose(1, 0, 2))
    task = model.split("/")[0]
    photo = degrade(clean, task, seed=1)
    prior = prior_of(clean) if get_spec(model).needs_prior else None
    ran: list[int] = []
    real = crowding.run_in_strips

    def noted(*args: object, **more: object) -> torch.Tensor:
        ran.append(1)
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("restoration.models.tiling.run_in_strips", noted)
    monkeypatch.setattr("restoration.models.tiling.strip_count", lambda *_: 2)
    threads = torch.get_num_threads()
    monkeypatch.setattr("restoration.models.tiling.crowded", lambda: False)
    whole = restore(photo, model, prior=prior, device="cpu")
    monkeypatch.setattr("restoration.models.tiling.crowded", lambda: True)
    cut = restore(photo, model, prior=prior, device="cpu")
    assert ran == [1]
    assert torch.get_num_threads() == threads
    difference = np.abs(whole.astype(int) - cut)
    assert difference.max() <= 1
    assert (difference > 0).mean() < 0.02
