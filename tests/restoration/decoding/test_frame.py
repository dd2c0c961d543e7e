from __future__ import annotations

import numpy as np
import pytest

from restoration.decoding.frame import check_floats, scaled, to_eight_bits, to_unit
from restoration.errors import ImageError


def test_integers_of_any_depth_fill_their_range() -> None:
    assert scaled(np.array([0, 1, 2, 3], np.uint8), 3).tolist() == [0, 85, 170, 255]
    twelve = scaled(np.array([0, 2048, 4095], np.uint16), 4095)
    assert twelve.dtype == np.uint16
    assert twelve.tolist() == [0, 32776, 65535]
    own = np.arange(256, dtype=np.uint8)
    assert scaled(own, 255) is own


def test_sixteen_bits_are_rounded_to_eight_and_back_to_themselves() -> None:
    levels = np.arange(256, dtype=np.uint16)
    assert np.array_equal(to_eight_bits(levels * 257), levels)
    assert to_eight_bits(np.array([128, 129, 65535 - 128], np.uint16)).tolist() == [0, 1, 255]
    assert to_eight_bits(np.array([-0.1, 0.5, 1.2], np.float32)).tolist() == [0, 128, 255]


def test_every_type_as_shares_of_its_range() -> None:
    assert to_unit(np.array([0, 255], np.uint8)).tolist() == [0, 1]
    assert to_unit(np.array([65535], np.uint16)).tolist() == [1]


@pytest.mark.parametrize(
    ("bad", "said"), [(np.nan, "1 of 4 that are NaN"), (1.5, r"got 0\.\d+ to 1\.5"), (-0.5, "-0.5")]
)
def test_numbers_that_are_no_colours_are_refused(bad: float, said: str) -> None:
    values = np.full((2, 2), 0.25, np.float32)
    assert np.array_equal(check_floats(values + np.float32(0.755), "x"), np.ones((2, 2)))
    values[0, 0] = bad
    with pytest.raises(ImageError, match=said):
        check_floats(values, "x")
