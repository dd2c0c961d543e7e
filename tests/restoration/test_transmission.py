from __future__ import annotations

import numpy as np
import pytest

from restoration.transmission import least_transmission


def hazy(scene: np.ndarray, through: float, airlight: float = 0.9) -> np.ndarray:
    """With a strip of bare airlight on top."""
    out = scene * np.float32(through) + np.float32(airlight * (1 - through))
    out[:4] = airlight
    return out.astype(np.float32)


@pytest.mark.parametrize("through", [0.2, 0.7])
def test_black_things_say_it_exactly_and_others_less(through: float) -> None:
    scene = np.zeros((40, 40, 3), np.float32)
    scene[:, 20:] = 0.4
    found = least_transmission(hazy(scene, through))
    np.testing.assert_allclose(found[10:, :20], through, atol=0.01)
    assert 0 < found[10:, 20:].max() < through


def test_a_coloured_sky_is_seen_and_a_white_one_is_not() -> None:
    image = np.full((40, 40, 3), 0.9, np.float32)
    image[:, 20:] = (0.3, 0.5, 0.9)
    found = least_transmission(image)
    assert found[:, :20].max() < 0.01
    assert found[:, 20:].min() > 0.6


def test_the_airlight_is_that_of_the_whole_and_the_bound_that_of_the_colours_given() -> None:
    image = hazy(np.zeros((40, 40, 3), np.float32), 0.5)
    found = least_transmission(image, image[10:12])
    assert found.shape == (2, 40)
    np.testing.assert_array_equal(found, least_transmission(image)[10:12])
