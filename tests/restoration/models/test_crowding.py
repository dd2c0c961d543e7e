from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from restoration import degrade
from restoration.blas import torch_on_one_thread
from restoration.models import crowding, restore
from restoration.models.crowding import (
    crowded,
    in_one_way,
    parts_beside_others,
    run_in_strips,
)
from restoration.models.device import usable_cpus
from restoration.models.registry import get_spec
from restoration.settings import get_settings
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


@pytest.mark.parametrize(
    ("cores", "size", "reach", "parts"),
    [
        (4, (200, 300), 16, 0),
        (4, (800, 1200), 500, 0),
        (4, (800, 1200), 112, 3),
        (4, (800, 1200), 16, 4),
        (4, (800, 1200), 0, 0),
        (2, (800, 1200), 0, 1),
        (2, (800, 1200), 500, 1),
        (1, (800, 1200), 16, 0),
    ],
)
def test_how_many_strips(
    cores: int, size: tuple[int, int], reach: int, parts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowding, "usable_cpus", lambda: cores)
    monkeypatch.setattr(crowding, "crowded", lambda: True)
    assert parts_beside_others(*size, reach) == 0  # the tests' own setting
    monkeypatch.delenv("PRIORLENS_REPEATABLE")
    get_settings.cache_clear()
    assert parts_beside_others(*size, reach) == parts
    with in_one_way():
        assert parts_beside_others(*size, reach) == 0
    monkeypatch.setattr(crowding, "crowded", lambda: False)
    assert parts_beside_others(*size, reach) == 0


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
    threads = torch.get_num_threads()
    pictures = []
    for parts in (0, 1, 2):
        monkeypatch.setattr("restoration.models.tiling.parts_beside_others", lambda *_, parts=parts: parts)
        pictures.append(restore(photo, model, prior=prior, device="cpu").astype(int))
        assert torch.get_num_threads() == threads
    # Sums of other lengths on one thread round otherwise; beyond the reach there is a little left.
    for picture in pictures[1:]:
        difference = np.abs(picture - pictures[0])
        assert difference.max() <= 1
        assert (difference > 0).mean() < 0.02


def test_each_strip_sees_what_it_is_given_and_no_more() -> None:
    widths: list[tuple[int, int]] = []

    def network(image: torch.Tensor) -> torch.Tensor:
        widths.append(tuple(image.shape[-2:]))  # type: ignore[arg-type]
        assert torch.get_num_threads() == 1
        return image + 1

    picture = torch.rand(1, 3, 64, 320)
    with torch_on_one_thread():
        out = run_in_strips(network, [picture], 20, 16, 3)  # type: ignore[arg-type]
    assert torch.equal(out, picture + 1)
    assert sorted(widths) == [(64, 144), (64, 144), (64, 160)]
