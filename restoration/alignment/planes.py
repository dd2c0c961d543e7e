"""What the descriptor network sees of a picture: four planes in which haze, darkness and casts matter little."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray
from restoration.luma import luma_of

_READ_NOISE = 4.0
_WINDOW = 8.0
_FLAT = 0.03
_LEAST_SPREAD = (0.1, 0.05)
"""Of log luminance and log colours: a picture with less is flat or grey, and is not amplified further."""
_LIMIT = 4.0


def planes(image: ImageArray) -> NDArray[np.float32]:
    """(4, H, W) float32 of an image (H, W, 3): log luminance, standardised; the same, normalised to its local mean and
    spread; log red over green and log blue over both, standardised."""
    values = image.astype(np.float32) + np.float32(_READ_NOISE)
    logarithms = cv2.log(values)
    light = cv2.log(luma_of(values))
    colours = cv2.transform(logarithms, np.array([[1, -1, 0], [-0.5, -0.5, 1]], np.float32))
    centred = light - _smooth(light)
    local = centred / cv2.sqrt(_smooth(centred * centred) + _FLAT**2)
    out = np.stack(
        [
            _standard(light, _LEAST_SPREAD[0]),
            local,
            _standard(colours[..., 0], _LEAST_SPREAD[1]),
            _standard(colours[..., 1], _LEAST_SPREAD[1]),
        ]
    )
    return np.asarray(np.clip(out, -_LIMIT, _LIMIT), np.float32)


def _smooth(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """Gaussian mean over `_WINDOW`, by way of a quarter of the resolution."""
    height, width = plane.shape
    small = cv2.resize(plane, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), _WINDOW / 4, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _standard(plane: NDArray[np.float32], least: float) -> NDArray[np.float32]:
    mean, spread = cv2.meanStdDev(plane)
    return (plane - np.float32(mean.item())) / np.float32(spread.item() + least)
