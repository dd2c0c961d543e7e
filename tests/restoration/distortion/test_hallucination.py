"""The regression: weights fit the maps they are applied to, and unseen pixels stay out of it."""

from __future__ import annotations

import numpy as np
import pytest

from restoration.distortion.grid import WorkGrid
from restoration.distortion.hallucination import NEIGHBOURHOODS, invention_map, load_weights, regressors
from restoration.distortion.structure import comparison_maps


@pytest.fixture(scope="module")
def grid():
    rng = np.random.default_rng(4)
    image = rng.integers(0, 255, (120, 180, 3), dtype=np.uint8)
    zeros = np.zeros((120, 180, 2), np.float32)
    valid = np.ones((120, 180), bool)
    valid[:, 150:] = False
    return WorkGrid(image, image, valid, valid.astype(np.float32), zeros, zeros, (180, 120))


def test_weights_belong_to_these_maps(grid):
    maps, _ = comparison_maps(grid)
    weights = load_weights()
    inputs = len(maps) * (2 + len(NEIGHBOURHOODS))
    assert weights.mean.shape == weights.deviation.shape == (inputs,)
    assert weights.hidden.shape == (inputs, len(weights.bias))
    assert all(np.isfinite(values).all() for values in vars(weights).values())


def test_regressors_are_the_map_its_surroundings_and_its_mean():
    values = np.zeros((40, 60), np.float32)
    values[:, 30:] = 2.0
    local, overall, seen = regressors({"a": values}, np.ones((40, 60), bool))
    assert local.shape == (1 + len(NEIGHBOURHOODS), 20, 30)
    assert np.allclose(local[..., 0], 0)
    assert np.allclose(local[..., -1], 2, atol=0.01)
    assert overall == pytest.approx([1.0])
    assert seen.min() == 1.0


def test_what_the_frame_does_not_show_is_never_invented(grid):
    score = invention_map(grid)
    assert score.shape == (120, 180)
    assert (score[:, 150:] == 0).all()
    assert 0.0 <= score.min() <= score.max() < 0.5
