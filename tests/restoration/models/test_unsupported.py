"""Large things that a prior shows and the photo would show, but does not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.models.guided_filter import FloatImage
from restoration.models.unsupported import unsupported

SIZE = (120, 160)
WHOLE, NOWHERE = np.ones(SIZE, np.float32), np.zeros(SIZE, np.float32)
THING = ((slice(60, 80), slice(60, 100)), (slice(0, 30), slice(0, 160)))
"""Inside of what is painted into the prior, and a part of the frame that is far from it."""


def textured(level: float, spread: float, seed: int = 0) -> FloatImage:
    rng = np.random.default_rng(seed)
    grain = cv2.GaussianBlur(rng.normal(0, 1, SIZE).astype(np.float32), (0, 0), 1.2)
    plane = level + spread * grain / grain.std()
    return np.clip(np.dstack([plane, 0.98 * plane, 0.95 * plane]), 0, 255).astype(np.float32)


def painted(scene: FloatImage, by: float) -> FloatImage:
    mask = cv2.ellipse(np.zeros(SIZE, np.float32), (80, 70), (36, 18), 0, 0, 360, 1.0, -1)
    return np.clip(scene + by * mask[..., None], 0, 255).astype(np.float32)


def hazy(scene: FloatImage, transmission: float) -> FloatImage:
    """With a strip of bare airlight at the top, from which the airlight is read."""
    out = scene * np.float32(transmission) + np.float32(230 * (1 - transmission))
    out[:6] = 230
    return out


@pytest.mark.parametrize(("level", "by"), [(110.0, -70.0), (50.0, 120.0)])
def test_a_painted_thing_is_found_as_a_whole_and_nothing_else(level: float, by: float) -> None:
    scene = textured(level, 12)
    found = unsupported(hazy(scene, 0.85), painted(scene, by), WHOLE, NOWHERE, 1.0)
    inside, elsewhere = THING
    assert found.shape == SIZE
    assert found[inside].mean() > 0.9
    assert found[elsewhere].max() < 0.05


def test_a_thing_that_the_photo_shows_is_supported() -> None:
    scene = painted(textured(110, 12), -70)
    assert unsupported(hazy(scene, 0.6), scene, WHOLE, NOWHERE, 1.0).max() == 0


def test_a_restoration_of_tone_and_contrast_is_supported() -> None:
    scene = painted(textured(110, 12), -50)
    assert unsupported(hazy(scene, 0.5), np.clip(1.4 * scene - 30, 0, 255), WHOLE, NOWHERE, 1.0).max() == 0


def test_what_fog_may_hide_is_not_held_against_the_prior() -> None:
    scene = textured(110, 12)
    assert unsupported(hazy(scene, 0.02), painted(scene, -70), WHOLE, NOWHERE, 1.0).max() == 0


def test_a_photo_without_detail_of_its_own_contradicts_nothing() -> None:
    flat = hazy(np.full((*SIZE, 3), 110, np.float32), 0.6)
    assert unsupported(flat, painted(textured(110, 12), -70), WHOLE, NOWHERE, 1.0).max() == 0


def test_what_darkness_hides_is_not_held_against_the_prior() -> None:
    scene = textured(110, 12)
    dark: NDArray[np.float32] = np.rint(scene * np.float32(0.004))
    assert unsupported(dark, painted(scene, 70), WHOLE, NOWHERE, 0.7).max() == 0


def test_nothing_is_said_where_there_is_no_prior() -> None:
    scene = textured(110, 12)

    assert unsupported(hazy(scene, 0.6), painted(scene, -70), NOWHERE, NOWHERE, 1.0).max() == 0


def test_a_speck_is_chance() -> None:
    scene = textured(110, 12)
    prior = scene.copy()
    prior[60:63, 80:84] -= 90
    assert unsupported(hazy(scene, 0.6), prior, WHOLE, NOWHERE, 1.0).max() == 0


def test_what_is_faintly_missing_beside_a_hallucinated_part_of_it_belongs_to_it() -> None:
    scene = textured(110, 12)
    prior = painted(scene, -70)
    photo = hazy(scene, 0.6)
    half = np.zeros(SIZE, np.float32)
    half[45:95, 40:85] = 1
    right = slice(60, 80), slice(92, 106)
    alone, grown = (unsupported(photo, prior, 1 - refused, refused, 1.0) for refused in (NOWHERE, half))
    assert alone[right].mean() < 0.5
    assert grown[right].mean() > 0.9
    assert grown[THING[1]].max() < 0.05
