from __future__ import annotations

import cv2
import numpy as np
import pytest

from restoration.resizing import bounded_size, enlarge, resize, resize_matrix, shrink

PLANE = np.random.default_rng(0).random((40, 60)).astype(np.float32)


def test_the_matrix_keeps_corners_at_corners() -> None:
    matrix = resize_matrix((60, 40), (90, 20))
    for corner, expected in (((-0.5, -0.5), (-0.5, -0.5)), ((59.5, 39.5), (89.5, 19.5))):
        assert (matrix @ [*corner, 1])[:2] == pytest.approx(expected)


def test_a_size_is_bounded_and_never_raised() -> None:
    assert bounded_size((4000, 1000), 400) == (400, 100)
    assert bounded_size((30, 20), 400) == (30, 20)
    assert bounded_size((4000, 1), 400) == (400, 1)


def test_shrinking_averages_and_the_own_size_is_the_array_itself() -> None:
    assert shrink(PLANE, (60, 40)) is PLANE
    assert shrink(PLANE, (30, 20))[0, 0] == pytest.approx(PLANE[:2, :2].mean())


def test_growing_one_way_and_shrinking_the_other_is_done_side_by_side() -> None:
    stripes = np.tile(np.float32([[0, 1]]), (10, 30))
    both = resize(stripes, (15, 20))  # every four columns become one
    assert np.allclose(both, 0.5)
    assert both.shape == (20, 15)
    aliased = cv2.resize(stripes, (15, 20), interpolation=cv2.INTER_NEAREST)
    assert not np.allclose(aliased, 0.5), "the case would not tell"
    assert np.array_equal(resize(PLANE, (90, 60)), enlarge(PLANE, (90, 60)))


@pytest.mark.parametrize("size", [(80, 10), (10, 80)])
def test_a_side_that_shrinks_is_averaged_though_the_other_grows(size: tuple[int, int]) -> None:
    """Of every fourth line white the mean is a quarter; bilinear sampling would see none of them."""
    stripes = np.zeros((40, 40), np.float32)
    if size[1] < 40:
        stripes[::4] = 1
    else:
        stripes[:, ::4] = 1
    found = resize(stripes, size)
    assert found.shape == (size[1], size[0])
    np.testing.assert_allclose(found, 0.25, atol=1e-6)
