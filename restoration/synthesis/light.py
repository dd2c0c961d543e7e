"""Encoded and linear light (sRGB), values in [0, 1]."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray


def to_linear(encoded: NDArray[np.floating]) -> NDArray[np.float32]:
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def to_encoded(linear: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def to_uint8(values: NDArray[np.floating]) -> ImageArray:
    """Rounded, 0 to 255."""
    return np.rint(np.clip(values, 0.0, 1.0) * 255.0).astype(np.uint8)
