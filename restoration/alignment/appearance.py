"""Make a hazy, rainy or dark photo and its clean redraw look alike enough to be compared."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

FloatPlane = NDArray[np.float32]


def log_luminance(image: NDArray[np.uint8]) -> FloatPlane:
    """(H, W, 3) uint8 to the logarithm of luma, (H, W) float32: gains in brightness become offsets."""
    return cv2.log(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32) + 4)


def local_contrast(plane: FloatPlane, sigma: float, floor: float) -> FloatPlane:
    """`plane` with its local mean (Gaussian, `sigma` px) removed and its local deviation made 1.

    `floor` is a deviation in the plane's units: flatter places are noise and stay small.
    """
    centred = plane - cv2.GaussianBlur(plane, (0, 0), sigma)
    energy = cv2.GaussianBlur(centred * centred, (0, 0), sigma)
    return centred / np.sqrt(energy + floor * floor)
