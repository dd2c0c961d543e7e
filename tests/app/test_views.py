"""Overlays and stages of a stored result: drawn from the stored panes, once, as the comparison saw them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app import views as views_module
from app.derived import DerivedFiles
from app.views import Views
from restoration import InputError, load_image


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def views(tmp_path: Path, asked: list[str]) -> Views:
    def on_device(kind: str, megapixels: float, work: Any) -> Any:
        asked.append(kind)
        return work()

    return Views(DerivedFiles(tmp_path), on_device)


def test_a_view_is_drawn_once(
    views: Views, kept: Any, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = views.view(kept, "flow")
    assert path is not None
    assert load_image(path, drawn=True).shape[1] == kept.viewer["width"]
    monkeypatch.setattr(views_module, "draw_overlay", lambda *_: 1 / 0)
    assert views.view(kept, "flow") == path
    assert asked == ["alignment"]


def test_what_is_measured_again_is_what_the_comparison_saw(views: Views, kept: Any) -> None:
    report = views.measured(kept).report
    assert report.sentence == kept.comparison.distortion.sentence
    assert report.motion_px == pytest.approx(kept.comparison.distortion.motion_px, abs=1e-6)
    stage = views.view(kept, "stage-raw")
    assert stage is not None
    assert load_image(stage).shape == load_image(kept.path("degraded")).shape
    np.testing.assert_array_equal(views.alignment(kept).warped.shape, load_image(kept.path("degraded")).shape)


def test_only_the_last_measurements_stay_in_memory(
    views: Views, kept: Any, asked: list[str], monkeypatch: Any
) -> None:
    monkeypatch.setattr(views_module, "_measure", lambda result, pane: pane)
    for pane in ("a", "b", "c", "d", "b", "a"):
        views.measured(kept, pane)
    assert asked == ["alignment"] * 5, "b was there still, a not"
    views.forget(kept.id)
    views.measured(kept, "b")
    assert len(asked) == 6


def test_another_images_overlays_are_its_own(views: Views, kept: Any) -> None:
    own, other = views.view(kept, "flow"), views.view(kept, "flow", "generated-nano")
    assert own != other
    assert own.read_bytes() != other.read_bytes()
    assert views.view(kept, "influence", "generated-nano") is None, "there is one, of the prior that guided"


def test_without_a_generated_image_there_is_nothing_to_draw(views: Views, kept: Any, tmp_path: Path) -> None:
    comparison = SimpleNamespace(distortion=None, methods=())
    bare = SimpleNamespace(
        id="x", name="bare", comparison=comparison, path=lambda name: tmp_path / f"{name}.png"
    )
    assert views.view(bare, "flow") is None
    assert views.view(bare, "influence") is None
    with pytest.raises(InputError, match="bare: was compared without a generated image"):
        views.alignment(bare)
