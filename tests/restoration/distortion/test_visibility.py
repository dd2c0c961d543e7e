"""What the photo would have shown: fog, darkness and noise hide a thing, a clear view does not."""

from __future__ import annotations

import numpy as np
import pytest

from restoration.distortion.visibility import look
from restoration.image import ImageArray
from tests.conftest import textured
from tests.restoration.distortion.test_claims import grid_of

NOBODY = np.zeros((200, 300), bool)


@pytest.fixture(scope="module")
def scene() -> ImageArray:
    return textured(200, 300, seed=12)


def median(values: np.ndarray) -> float:
    return float(np.median(values))


def noisy(values: np.ndarray, sigma: float = 2.0) -> ImageArray:
    noise = np.random.default_rng(0).normal(0, sigma, values.shape)
    return np.clip(values + noise, 0, 255).astype(np.uint8)


def test_a_clear_photo_shows_what_is_there(scene: ImageArray) -> None:
    found = look(grid_of(scene, scene), NOBODY)
    assert median(found.clear) > 3
    assert median(found.shared) > 2
    assert median(found.own) < 1


def test_dense_fog_hides_and_says_where(scene: ImageArray) -> None:
    fog = scene.astype(float)
    fog[:, 150:] = 0.02 * fog[:, 150:] + 0.98 * 225
    found = look(grid_of(noisy(fog), scene), NOBODY)
    left, right = found.clear[:, :110], found.clear[:, 190:]
    assert median(left) > 1
    assert median(right) < 0.3 * median(left)
    assert median(found.drawn[:, 190:]) < median(found.drawn[:, :110])


def test_noise_hides_too(scene: ImageArray) -> None:
    faint = 0.15 * scene.astype(float) + 60
    quiet, loud = (look(grid_of(noisy(faint, sigma), scene), NOBODY) for sigma in (1.0, 40.0))
    assert median(loud.clear) < 0.7 * median(quiet.clear)


def test_what_only_the_photo_has_is_its_own(scene: ImageArray) -> None:
    blank = np.full_like(scene, 128)
    found = look(grid_of(scene, blank), NOBODY)
    assert median(found.own) > median(look(grid_of(scene, scene), NOBODY).own)
    assert median(found.drawn_contrast) < 0.01
