from __future__ import annotations

import numpy as np

from restoration.distortion.contrast import SIDE, contrast_pair, contrast_plane
from tests.conftest import textured
from tests.restoration.distortion.test_claims import grid_of


def test_contrast_is_equal_whatever_the_haze() -> None:
    scene = textured(200, 300, seed=12)
    hazy = (0.4 * scene + 130).astype(np.uint8)
    plain, veiled = contrast_plane(scene), contrast_plane(hazy)
    assert np.corrcoef(plain.ravel(), veiled.ravel())[0, 1] > 0.95
    assert 0.5 < veiled.std() / plain.std() < 1.2


def test_a_pair_is_made_once_for_a_grid_and_not_mixed_with_another() -> None:
    scene = textured(400, 600, seed=12)
    grid, other = grid_of(scene, scene), grid_of(scene, scene[:, ::-1].copy())
    pair = contrast_pair(grid)
    assert contrast_pair(grid) is pair
    assert contrast_pair(other) is not pair
    assert max(pair.size) == SIDE
    assert np.array_equal(pair.planes[0], pair.planes[1])
    assert not np.array_equal(*contrast_pair(other).planes)
