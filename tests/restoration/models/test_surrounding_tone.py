"""Transforms of trusted places, continued into refused ones up to the photo's outlines."""

from __future__ import annotations

import numpy as np
import pytest

from restoration.models.fusion_steps import Fit
from restoration.models.guided_filter import FloatImage, LocalLinear
from restoration.models.surrounding_tone import surrounding_tone

SIZES = ((90, 120), (120, 90), (60, 60))


def fit_of(offset: FloatImage) -> Fit:
    """Of slope 1 and that offset (h, w) in every colour."""
    slope = np.zeros((*offset.shape, 3, 3), np.float32)
    slope[..., range(3), range(3)] = 1
    transform = LocalLinear(slope, np.repeat(offset[..., None], 3, axis=2).astype(np.float32))
    return Fit(transform, np.ones_like(offset), np.full_like(offset, 0.01))


def scene(size: tuple[int, int]) -> tuple[FloatImage, FloatImage, tuple[slice, slice]]:
    """A flat guide (h, w, 3), a refused place in its middle, and what is inside of it."""
    height, width = size
    refused = np.zeros(size, np.float32)
    inner = slice(height // 3, 2 * height // 3), slice(width // 3, 2 * width // 3)
    refused[inner] = 1
    return np.full((*size, 3), 0.5, np.float32), refused, inner


@pytest.mark.parametrize("size", SIZES)
def test_a_refused_place_has_the_transform_of_what_is_around(size: tuple[int, int]) -> None:
    guide, refused, inner = scene(size)
    offset = np.where(refused > 0, 0.5, 0.1).astype(np.float32)
    (found,) = surrounding_tone([fit_of(offset)], guide, 1 - refused, refused)
    assert np.abs(found.transform.offset[inner] - 0.1).max() < 0.05
    assert found.transform.slope[inner][..., range(3), range(3)] == pytest.approx(1, abs=0.01)
    assert found.error[inner] == pytest.approx(0.01, abs=1e-3)
    outside = refused == 0
    assert (found.transform.offset[outside] == fit_of(offset).transform.offset[outside]).all()


def test_both_guides_are_continued_alike() -> None:
    guide, refused, inner = scene((90, 120))
    fits = [fit_of(np.where(refused > 0, 0.5, value).astype(np.float32)) for value in (0.1, -0.2)]
    found = surrounding_tone(fits, guide, 1 - refused, refused)
    assert found[0].transform.offset[inner].mean() == pytest.approx(0.1, abs=0.05)
    assert found[1].transform.offset[inner].mean() == pytest.approx(-0.2, abs=0.05)
    assert found[0].gain[inner] == pytest.approx(np.sqrt(1 / 3), abs=0.01)


def test_the_photos_outlines_hold_it_up() -> None:
    guide, refused, _ = scene((90, 120))
    guide[:, 60:] = 0.9
    offset = np.full((90, 120), 0.5, np.float32)
    offset[refused == 0] = -0.3
    offset[:, :60][refused[:, :60] == 0] = 0.1
    (found,) = surrounding_tone([fit_of(offset)], guide, 1 - refused, refused)
    assert found.transform.offset[30:60, 42:56].mean() == pytest.approx(0.1, abs=0.05)
    assert found.transform.offset[30:60, 64:78].mean() == pytest.approx(-0.3, abs=0.08)


def test_where_nothing_is_trusted_a_place_keeps_its_own() -> None:
    guide, _, _ = scene((90, 120))
    everywhere = np.ones((90, 120), np.float32)
    (found,) = surrounding_tone([fit_of(0.3 * everywhere)], guide, 0 * everywhere, everywhere)
    assert found.transform.offset == pytest.approx(0.3, abs=1e-3)


def test_where_nothing_is_refused_nothing_changes() -> None:
    guide, refused, _ = scene((90, 120))
    fit = fit_of(refused)
    assert surrounding_tone([fit], guide, 1 - refused, 0 * refused) == [fit]
