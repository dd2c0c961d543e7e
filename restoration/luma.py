"""Luma of R, G and B: the weights of BT.601, in one place."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

LUMA_WEIGHTS = (0.299, 0.587, 0.114)
LUMA: NDArray[np.float32] = np.array(LUMA_WEIGHTS, np.float32)
"""The same as an array: `image @ LUMA`."""
LUMA.flags.writeable = False


def luma_of(image: NDArray[Any]) -> NDArray[Any]:
    """(H, W) of float32 RGB (H, W, 3), in the image's own scale."""
    return cv2.transform(image, LUMA[None])
