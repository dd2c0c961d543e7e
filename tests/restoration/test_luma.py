from __future__ import annotations

import cv2
import numpy as np
import pytest

from restoration.luma import LUMA, LUMA_WEIGHTS, luma_of
from tests.conftest import textured


def test_grey_keeps_its_value_and_the_weights_are_those_of_bt_601() -> None:
    assert sum(LUMA_WEIGHTS) == pytest.approx(1)
    image = textured(20, 30)
    ours = luma_of(image.astype(np.float32))
    np.testing.assert_allclose(ours, image.astype(np.float32) @ LUMA, rtol=1e-6)
    assert np.abs(ours - cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)).max() <= 0.51


def test_the_weights_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        LUMA[0] = 1
