"""Make a hazy, rainy or dark photo and its clean redraw look alike enough to be compared."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.alignment.canvas import resize
from restoration.records import ImageArray

FloatPlane = NDArray[np.float32]

LEVELS = 4
_SMALLEST_SIDE = 8
_WINDOW = 5.0
_FLAT = 0.02
"""A relative brightness step of 2 % counts as structure; less is noise and rounding."""


def pyramid(image: ImageArray) -> list[FloatPlane]:
    """`LEVELS` planes of locally normalised log luminance, coarse to fine, the last at the image's size.

    The logarithm turns a local change of light into an offset and haze into a loss of contrast; the
    normalisation, made anew at every level, takes out both. Values are about standard normal.
    """
    plane = _log_luminance(image)
    height, width = plane.shape
    planes = []
    for level in reversed(range(LEVELS)):
        size = (
            max(_SMALLEST_SIDE, round(width / 2**level)),
            max(_SMALLEST_SIDE, round(height / 2**level)),
        )
        planes.append(_local_contrast(resize(plane, size)))
    return planes


def eight_bit(plane: FloatPlane) -> NDArray[np.uint8]:
    """A plane of a pyramid as an 8-bit image, for feature detectors."""
    return np.clip(plane * 48 + 128, 0, 255).astype(np.uint8)


def _log_luminance(image: ImageArray) -> FloatPlane:
    # The offset is about the read noise of a dark photo: below it the logarithm would only amplify noise.
    return cv2.log(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32) + 4)


def _local_contrast(plane: FloatPlane) -> FloatPlane:
    centred = plane - cv2.GaussianBlur(plane, (0, 0), _WINDOW)
    energy = cv2.GaussianBlur(centred * centred, (0, 0), _WINDOW)
    return centred / np.sqrt(energy + _FLAT**2)
