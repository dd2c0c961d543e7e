from __future__ import annotations

import numpy as np
import pytest
import torch

from restoration.symmetric import factors

_UPPER = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]


def _systems(count: int = 40) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    half = rng.standard_normal((count, 3, 3))
    return half @ half.transpose(0, 2, 1) + 0.1 * np.eye(3), rng.standard_normal((count, 3))


def test_solves_what_lapack_solves() -> None:
    matrix, right = _systems()
    found = factors(tuple(matrix[:, i, k] for i, k in _UPPER), (1e-9, 1e-9), np.maximum)
    expected = np.linalg.solve(matrix, right[..., None])[..., 0]
    np.testing.assert_allclose(np.stack(found.solve(*right.T), axis=1), expected, rtol=1e-8)


def test_torch_and_numpy_agree_to_the_bit() -> None:
    matrix, right = (values.astype(np.float32) for values in _systems())
    upper = [np.ascontiguousarray(matrix[:, i, k]) for i, k in _UPPER]
    ours = factors(tuple(upper), (1e-4, 1e-4), np.maximum).solve(*right.T)
    tensors = tuple(torch.from_numpy(plane) for plane in upper)
    theirs = factors(tensors, (1e-4, 1e-4), torch.clamp_min).solve(*torch.from_numpy(right).T)
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(one, other.numpy())


@pytest.mark.parametrize("copies", [2, 3])
def test_channels_that_are_one_stay_finite(copies: int) -> None:
    """Three times the same channel: the last elements of D are 0, or rounding below it."""
    ones = np.float32(0.7)
    matrix = np.full((3, 3), ones)
    if copies == 2:
        matrix[2, :2] = matrix[:2, 2] = 0
    found = factors(tuple(matrix[i, k] for i, k in _UPPER), (1e-4, 1e-4), np.maximum)
    assert all(np.isfinite(value) for value in found.solve(ones, ones, ones))
    assert found.second >= np.float32(1e-4)
