"""How bright a fused image is on the whole and in its lights; what it means for a result is tested in test_fusion.py."""

from __future__ import annotations

import numpy as np
import pytest

from restoration.models.brightness import (
    between_both,
    dimming,
    keep_bright,
    keep_lamps,
    keep_light,
)

SIZE = (60, 80)


def plain(level: float) -> np.ndarray:
    return np.full((*SIZE, 3), level, np.float32)


def photo(level: int) -> np.ndarray:
    return np.full((*SIZE, 3), level, np.uint8)


@pytest.mark.parametrize(
    ("toned", "base", "factor"),
    [
        (0.5, 102, 0.8),  # brighter than the base: down to it
        (0.5, 25, 0.75),  # not without bound
        (0.3, 128, 1.0),  # darker: as it is
        (0.0, 128, 1.0),
    ],
)
def test_in_rain_a_result_is_no_brighter_than_the_base(toned: float, base: int, factor: float) -> None:
    assert dimming(plain(toned), photo(base), SIZE) == pytest.approx(factor)


@pytest.mark.parametrize(
    ("toned", "level", "wanted"),
    [
        (0.10, 30, 30 / 255),  # darker than the photo: up to it
        (0.10, 90, 0.10 / 0.75),  # not without bound
        (0.40, 30, 0.40),  # brighter: as it is
    ],
)
def test_in_darkness_a_result_is_no_darker_than_the_photo(toned: float, level: int, wanted: float) -> None:
    image = plain(toned)
    keep_light(image, photo(level), SIZE)
    np.testing.assert_allclose(image, wanted, rtol=1e-5)


def test_what_is_lit_in_a_dark_photo_stays_lit_and_the_dark_stays_dark() -> None:
    image, dark = plain(0.08), photo(20)
    dark[20:30, 30:50] = 220
    image[20:30, 30:50] = 0.3
    keep_light(image, dark, SIZE)
    assert image[20:30, 30:50].min() == pytest.approx(220 / 255, abs=1e-3)
    assert image[:15].max() < 0.12


def test_a_clipped_lamp_in_the_dark_is_as_bright_as_the_prior_s_and_a_white_wall_is_none() -> None:
    target = plain(0.1)
    target[28:32, 38:42] = 1.0
    dark = photo(20)
    dark[24:36, 34:46] = 255
    image = plain(0.4)
    keep_lamps(image, dark, target)
    assert image[29:31, 39:41].min() == pytest.approx(1.0)
    assert image[:10].max() == pytest.approx(0.4)
    wall = photo(255)
    image = plain(0.4)
    keep_lamps(image, wall, target)
    assert image.max() == pytest.approx(0.4)


@pytest.mark.parametrize(("level", "wanted"), [(0.02, 0.2), (0.3, 0.3), (0.9, 0.4)])
def test_a_dark_place_is_as_bright_as_photo_or_prior_or_between(level: float, wanted: float) -> None:
    toned = np.full((60, 90, 3), level, np.float32)
    photo, prior = np.full((60, 90, 3), 51, np.uint8), np.full((30, 45, 3), 0.4, np.float32)
    between_both(toned, photo, prior)
    assert toned == pytest.approx(wanted, abs=2e-3)


def test_what_is_finer_than_a_place_keeps_its_contrast() -> None:
    toned = np.full((60, 90, 3), 0.3, np.float32)
    toned[:, ::2] += 0.1
    toned[:, 1::2] -= 0.1
    before = toned.copy()
    between_both(toned, np.full((60, 90, 3), 51, np.uint8), np.full((30, 45, 3), 0.4, np.float32))
    assert np.abs(toned - before).max() < 2e-3


def test_what_is_white_in_a_refused_place_is_as_white_as_what_is_white_elsewhere() -> None:
    # The prior takes a veil from what is grey and leaves what is white; the transform of the grey makes white grey.
    base, target, image = photo(110), plain(0.1), plain(0.1)
    base[40:] = base[10:14, 20:40] = 250
    target[40:] = image[40:] = 0.95
    image[10:14, 20:40] = 0.4
    refused, trusted = np.zeros(SIZE, np.float32), np.ones(SIZE, np.float32)
    refused[5:20, 10:50], trusted[5:20, 10:50] = 1, 0
    before = image.copy()
    keep_bright(image, base, target, trusted, refused)
    assert image[10:14, 20:40].mean() == pytest.approx(0.95, abs=0.03)
    changed = np.abs(image - before).max(axis=2) > 0.03
    assert changed[10:14, 20:40].all()
    assert changed.sum() == 4 * 20


def test_without_a_refused_place_or_anything_trusted_brightness_stays() -> None:
    image, nothing = plain(0.3), np.zeros(SIZE, np.float32)
    for refused in (nothing, np.ones(SIZE, np.float32)):
        keep_bright(image, photo(250), plain(0.9), nothing, refused)
        np.testing.assert_array_equal(image, plain(0.3))
