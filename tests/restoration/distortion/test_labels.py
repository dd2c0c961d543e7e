"""What may be called kept, on grids where the motion is sure everywhere and the detector of other content sees nothing."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from restoration.distortion import labels
from restoration.distortion.grid import WorkGrid
from restoration.distortion.hallucination import FloatMap, Suspicion
from restoration.distortion.labels import label_grid
from restoration.image import ImageArray
from restoration.records import KEPT, NOT_JUDGED
from tests.conftest import textured
from tests.restoration.distortion.test_claims import grid_of

PLACE = np.s_[60:140, 100:200]


def answers(other: FloatMap, shown: FloatMap) -> Callable[[WorkGrid], Suspicion]:
    return lambda grid: Suspicion(other, shown)


@pytest.fixture(autouse=True)
def blind_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = np.zeros((200, 300), np.float32)
    monkeypatch.setattr(labels, "suspicion", answers(nothing, nothing))


@pytest.fixture(scope="module")
def photo() -> ImageArray:
    return textured(200, 300, seed=12)


def test_the_same_content_is_kept(photo: ImageArray) -> None:
    found = label_grid(grid_of(photo, photo), same_scene=True).labels
    assert (found == KEPT).mean() > 0.95


def test_fainter_and_noisier_content_is_kept(photo: ImageArray) -> None:
    """What haze and noise do to the photo is no sign that something is missing in the generated image."""
    noise = np.random.default_rng(0).normal(0, 6, photo.shape)
    degraded = np.clip(0.5 * photo.astype(float) + 90 + noise, 0, 255).astype(np.uint8)
    found = label_grid(grid_of(degraded, photo), same_scene=True).labels
    assert (found == KEPT).mean() > 0.9


def test_a_change_that_the_photo_would_not_show_is_not_judged(
    photo: ImageArray, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = np.zeros((200, 300), np.float32)
    other[PLACE] = 0.95
    monkeypatch.setattr(labels, "suspicion", answers(other, np.zeros_like(other)))
    found = label_grid(grid_of(photo, photo), same_scene=True).labels
    assert (found[PLACE] == NOT_JUDGED).all()
    assert (found == KEPT)[other == 0].mean() > 0.95


def test_a_place_where_the_photo_has_more_is_not_kept(photo: ImageArray) -> None:
    """Its motion is interpolated from around. That was taken for evidence that the content is there too."""
    emptied = photo.copy()
    emptied[PLACE] = cv2.GaussianBlur(photo, (0, 0), 6)[PLACE]
    found = label_grid(grid_of(photo, emptied), same_scene=True).labels
    inside = np.zeros(found.shape, bool)
    inside[PLACE] = True
    assert (found[inside] == NOT_JUDGED).mean() > 0.3
    assert (found[~inside] == KEPT).mean() > 0.8


def test_texture_that_was_drawn_anew_is_not_kept(photo: ImageArray) -> None:
    """Other waves on the same water, clouds in an empty sky: the photo shows enough to tell that they are others."""
    redrawn = photo.copy()
    redrawn[PLACE] = textured(200, 300, seed=77)[PLACE]
    found = label_grid(grid_of(photo, redrawn), same_scene=True).labels
    inside = np.zeros(found.shape, bool)
    inside[PLACE] = True
    assert (found[inside] == KEPT).mean() < 0.2
    assert (found[~inside] == KEPT).mean() > 0.8


def test_an_even_sky_stays_kept() -> None:
    """Nothing was drawn, and the photo would have shown a thing: noise alone speaks against nothing."""
    rng = np.random.default_rng(4)
    scene = textured(200, 300, seed=12)
    scene[:90] = (190, 200, 215)
    noisy = np.clip(scene + rng.normal(0, 2, scene.shape), 0, 255).astype(np.uint8)
    found = label_grid(grid_of(noisy, scene), same_scene=True).labels
    assert (found[:80] == KEPT).mean() > 0.9
