"""Two images in one picture: whose pixels stand where, and what agreement looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from restoration.distortion import composites
from restoration.distortion.influence_overlay import draw_influence
from restoration.records import Alignment
from restoration.records.influence import Influence, LeakedGeometry
from tests.conftest import textured

REFERENCE = textured(100, 150)
OTHER = 255 - REFERENCE
NONE: Any = None


def alignment() -> Alignment:
    shape = REFERENCE.shape[:2]
    valid = np.ones(shape, bool)
    valid[:, 120:] = False
    return Alignment(
        np.zeros((*shape, 2), np.float32),
        OTHER,
        valid,
        valid.astype(np.float32),
        (1.0, 1.0),
        np.eye(3),
        shape[::-1],
    )


def test_tiles_are_of_both_images_in_turn() -> None:
    bright = np.clip(REFERENCE.astype(int) + 60, 0, 255).astype(np.uint8)
    picture, _ = composites.checkerboard_raw(NONE, NONE, OTHER, bright)
    tile = max(bright.shape) // 10
    np.testing.assert_array_equal(picture[:tile, tile : 2 * tile], OTHER[:tile, tile : 2 * tile])
    np.testing.assert_array_equal(picture[tile : 2 * tile, :tile], OTHER[tile : 2 * tile, :tile])
    np.testing.assert_array_equal(picture[:tile, :tile], bright[:tile, :tile])


def test_a_dark_reference_is_lit_and_it_is_said() -> None:
    picture, items = composites.checkerboard_raw(NONE, NONE, OTHER, REFERENCE // 12)
    assert len(items) == 2
    assert picture[:10, :10].mean() > 2 * (REFERENCE // 12)[:10, :10].mean()


def test_images_that_agree_are_grey_and_others_are_not() -> None:
    same, _ = composites.red_cyan_raw(NONE, NONE, REFERENCE, REFERENCE)
    np.testing.assert_array_equal(same[..., 0], same[..., 1])
    np.testing.assert_array_equal(same[..., 1], same[..., 2])
    hazy, _ = composites.red_cyan_raw(NONE, NONE, (REFERENCE * 0.3 + 170).astype(np.uint8), REFERENCE)
    other, _ = composites.red_cyan_raw(NONE, NONE, OTHER, REFERENCE)
    differs = [float(np.abs(p[..., 0].astype(int) - p[..., 1]).mean()) for p in (hazy, other)]
    assert differs[0] < 0.2 * differs[1], "haze is not what differs"


def test_what_the_generated_frame_does_not_show_is_hidden() -> None:
    raw, _ = composites.red_cyan_raw(NONE, NONE, OTHER, REFERENCE)
    for draw in (composites.checkerboard_aligned, composites.red_cyan_aligned):
        picture, items = draw(NONE, alignment(), OTHER, REFERENCE)
        assert picture.shape == REFERENCE.shape
        assert not np.array_equal(picture[:, 121:], raw[:, 121:])
        assert items


def influence(values: np.ndarray, **more: Any) -> Influence:
    leak = LeakedGeometry("none", 1.0, 0.0)
    plain = {"differs": 1.0, "taken": 0.5, "mostly": 0.5, "wanted_levels": 20.0, "detail": 0.5, "invented": 0.1,
             "invented_level": "none", "through": (), "leak": leak}  # fmt: skip
    return Influence(**(plain | more), map=values.astype(np.float32))  # type: ignore[arg-type]


def test_the_scale_of_the_influence_is_fixed_and_unknown_places_are_grey() -> None:
    values = np.zeros(REFERENCE.shape[:2])
    values[:, 40:80], values[:, 80:] = 1.0, np.nan
    report: Any = type("Report", (), {"labels": np.zeros(values.shape, np.uint8), "regions": ()})()
    whole = Alignment(np.zeros((*values.shape, 2), np.float32), OTHER, np.ones(values.shape, bool), np.ones(values.shape, np.float32),
                      (1.0, 1.0), np.eye(3), values.shape[::-1])  # fmt: skip
    flat = np.full_like(REFERENCE, 128)
    bare = draw_influence(influence(values), report, whole, flat, legend=False)
    none, all_of_it, unknown = bare[50, 20].astype(int), bare[50, 60].astype(int), bare[50, 120].astype(int)
    assert np.ptp(unknown) <= 2
    assert none[2] > none[1]
    assert all_of_it[:2].mean() > all_of_it[2]
    more = draw_influence(influence(np.clip(3 * values, 0, 3)), report, whole, flat, legend=False)
    np.testing.assert_array_equal(more, bare)
