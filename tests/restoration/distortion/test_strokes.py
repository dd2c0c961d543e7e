"""Strokes of the overlays: where they land, and that nothing outside is touched."""

from __future__ import annotations

import numpy as np
import pytest

from restoration.distortion import strokes
from restoration.records import Alignment

GREY = 100


def canvas() -> np.ndarray:
    return np.full((60, 80, 3), GREY, np.uint8)


def alignment(valid: np.ndarray) -> Alignment:
    height, width = valid.shape
    return Alignment(
        np.zeros((height, width, 2), np.float32), canvas(), valid, valid.astype(np.float32), (1.0, 1.0),
        np.eye(3), (width, height),
    )  # fmt: skip


def changed(image: np.ndarray) -> np.ndarray:
    return (image != GREY).any(axis=2)


def test_an_arrow_ends_where_it_points_and_a_short_one_is_a_dot() -> None:
    image = canvas()
    strokes.arrow(image, (10, 30), (60, 30), (255, 0, 0), 2)
    rows, columns = np.nonzero(changed(image))
    assert columns.min() <= 11
    assert 58 <= columns.max() <= 62
    assert abs(rows.mean() - 30) < 1
    dot = canvas()
    strokes.arrow(dot, (40, 30), (40.5, 30), (255, 0, 0), 2)
    rows, columns = np.nonzero(changed(dot))
    assert max(np.ptp(rows), np.ptp(columns)) <= 5


def test_coordinates_beyond_opencvs_range_are_clipped() -> None:
    assert strokes.fixed((1.0, -0.5)) == (16, -8)
    assert strokes.fixed((1e9, -1e9)) == (400_000, -400_000)


@pytest.mark.parametrize(("length", "factor"), [(0.5, 16), (1.2, 8), (2.5, 4), (5, 2), (11, 1), (50, 1)])
def test_short_motions_are_drawn_longer_until_arrows_meet(length: float, factor: float) -> None:
    total = np.zeros((60, 80, 2), np.float32)
    total[..., 0] = length
    assert strokes.arrow_factor(total, alignment(np.ones((60, 80), bool)), step=10) == factor


def test_hatching_is_thin_and_keeps_to_its_mask() -> None:
    image, mask = canvas(), np.zeros((60, 80), bool)
    mask[20:40, 30:60] = True
    strokes.hatch(image, mask, (255, 255, 255))
    touched = changed(image)
    assert not touched[~mask].any()
    assert 0.05 < touched[mask].mean() < 0.5
    strokes.hatch(image, np.zeros_like(mask), (0, 0, 0))
    assert np.array_equal(touched, changed(image))


def test_outside_the_generated_frame_nothing_of_the_photo_stays() -> None:
    image, valid = canvas(), np.ones((60, 80), bool)
    strokes.hide_outside(image, alignment(valid))
    assert not changed(image).any()
    valid[:, 70:] = False
    strokes.hide_outside(image, alignment(valid))
    assert changed(image)[:, 70:].all()
    assert not changed(image)[:, :70].any()


def test_a_tint_blends_inside_and_draws_its_outline_firmly() -> None:
    image, mask = canvas(), np.zeros((60, 80), np.uint8)
    mask[20:40, 30:60] = 255
    strokes.tint(image, mask, (200, 0, 0), 0.5)
    assert image[30, 45].tolist() == [150, 50, 50]
    assert image[20, 45, 0] > 180
    assert image[10, 10].tolist() == [GREY] * 3
