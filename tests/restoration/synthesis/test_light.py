from __future__ import annotations

import numpy as np

from restoration.synthesis.light import to_encoded, to_linear, to_uint8


def test_srgb_there_and_back() -> None:
    levels = np.arange(256) / 255
    assert np.allclose(to_encoded(to_linear(levels)), levels, atol=1e-6)
    assert abs(float(to_linear(np.array(0.5))) - 0.21404) < 1e-4, "IEC 61966-2-1"
    assert np.array_equal(to_uint8(to_encoded(to_linear(levels))), np.arange(256))


def test_what_is_outside_is_clipped_and_halves_are_rounded() -> None:
    assert to_uint8(np.array([-0.2, 0.4 / 255, 0.6 / 255, 1.7])).tolist() == [0, 0, 1, 255]
