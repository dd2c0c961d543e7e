"""The banded system is the square one."""

from __future__ import annotations

import numpy as np
import pytest

from restoration.alignment.banded import BandedSpline
from restoration.alignment.spline import Spline


@pytest.mark.parametrize("size", [(96, 64), (64, 96), (80, 80)])
def test_it_solves_what_the_square_system_says(size: tuple[int, int]) -> None:
    spline, length, stiffness = Spline(size, 8, 24), 30.0, 7.0
    rng = np.random.default_rng(1)
    shape = spline.nodes[::-1]
    x, y = rng.normal(size=(2, *shape))
    information, gradient = np.stack([x * x + 0.1, x * y, y * y + 0.1]), rng.normal(size=(2, *shape))
    rate = 1 / length
    prior = spline.bending + 2 * rate**2 * spline.membrane + rate**4 * size[0] * size[1] * spline.mass
    xx, xy, yy = (spline.gram(plane) for plane in information)
    system = np.block([[xx + stiffness * prior, xy], [xy, yy + stiffness * prior]])
    right = np.concatenate([spline.project(plane) for plane in gradient])
    wanted = np.linalg.solve(system, right).reshape(2, *spline.shape)
    np.testing.assert_allclose(
        BandedSpline(spline, length).fit(information, gradient, stiffness), wanted, atol=1e-9
    )


def test_without_measurements_there_is_no_displacement() -> None:
    spline = Spline((96, 64), 8, 24)
    shape = spline.nodes[::-1]
    found = BandedSpline(spline, 30.0).fit(np.zeros((3, *shape)), np.zeros((2, *shape)), 1.0)
    assert found.shape == (2, *spline.shape)
    assert not found.any()
