from __future__ import annotations

import numpy as np

from restoration.training.photos import TrainingPhoto
from restoration.training.synthetic_rooms import SHAPE, render_room, render_rooms


def _texture() -> TrainingPhoto:
    pixels = np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)
    return TrainingPhoto("noise", pixels, None, np.zeros((60, 80), np.uint8))


def test_rooms_differ_and_depend_on_the_seed_alone() -> None:
    first, again = (render_rooms(2, [_texture()], seed=3) for _ in range(2))
    assert np.array_equal(first[1].pixels, again[1].pixels)
    assert not np.array_equal(first[0].pixels, first[1].pixels)


def test_depth_is_that_of_a_room() -> None:
    for seed in range(4):
        pixels, depth = render_room(np.random.default_rng(seed), [_texture()])
        assert pixels.shape == (*SHAPE, 3)
        assert pixels.dtype == np.uint8
        assert 0.3 < depth.min() < depth.max() < 12
        # Planes: outside of edges the second difference of 1/depth along a row is nothing.
        bent = np.abs(np.diff(1 / depth, 2, axis=1))
        assert np.median(bent) < 1e-4
        assert 40 < pixels.mean() < 180


def test_rooms_have_median_depth_one_and_are_marked() -> None:
    room = render_rooms(1, [_texture()])[0]
    assert room.rendered
    assert room.depth is not None
    assert abs(float(np.median(room.depth)) - 1) < 1e-5
