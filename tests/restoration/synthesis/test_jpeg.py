from __future__ import annotations

import numpy as np

from restoration.synthesis import jpeg
from tests.conftest import textured


def test_a_lower_quality_loses_more() -> None:
    image = textured(48, 64)
    errors = [np.abs(jpeg(image, quality).astype(float) - image).mean() for quality in (95, 50, 10)]
    assert 0 < errors[0] < errors[1] < errors[2]


def test_channels_keep_their_order() -> None:
    image = np.zeros((16, 16, 3), np.uint8)
    image[..., 0] = 200
    coded = jpeg(image, 95)
    assert coded[..., 0].mean() > 190
    assert coded[..., 1:].mean() < 10
