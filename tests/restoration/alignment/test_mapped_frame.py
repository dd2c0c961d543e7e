from __future__ import annotations

import numpy as np
import pytest

from restoration.alignment.descriptor import is_plausible as plausible_by_descriptions
from restoration.alignment.global_motion import is_plausible
from restoration.alignment.mapped_frame import mapped_frame

SIZE = (120, 80)


def _zoom(x: float, y: float) -> np.ndarray:
    return np.diag([x, y, 1.0])


def test_a_zoom_scales_sides_and_area() -> None:
    found = mapped_frame(_zoom(2, 0.5), SIZE)
    assert found is not None
    assert found.convex
    np.testing.assert_allclose(found.lengths, [2, 0.5, 2, 0.5])
    assert found.area == pytest.approx(120 * 80)
    assert found.angle_deg == pytest.approx(0)
    assert found.sides_within(0.4, 2.1)
    assert not found.sides_within(0.4, 2)


def test_a_mirrored_frame_is_not_convex_in_its_order() -> None:
    found = mapped_frame(_zoom(-1, 1), SIZE)
    assert found is not None
    assert not found.convex


def test_a_frame_that_goes_to_infinity_has_no_shape() -> None:
    beyond = np.array([[1, 0, 0], [0, 1, 0], [-0.01, 0, 1.0]])
    assert mapped_frame(beyond, SIZE) is None
    assert mapped_frame(np.full((3, 3), np.nan), SIZE) is None


@pytest.mark.parametrize(
    ("matrix", "by_search", "by_descriptions"),
    [
        (np.eye(3), True, True),
        (_zoom(-1, 1), False, False),
        (_zoom(2.55, 1), False, True),
        (_zoom(0.7, 0.7), True, False),
        (np.full((3, 3), np.inf), False, False),
    ],
)
def test_search_and_descriptions_have_limits_of_their_own(
    matrix: np.ndarray, by_search: bool, by_descriptions: bool
) -> None:
    size = (4, 4)  # about the upper left corner: the centre stays in view
    assert is_plausible(matrix, size) is by_search
    assert plausible_by_descriptions(matrix, size) is by_descriptions
