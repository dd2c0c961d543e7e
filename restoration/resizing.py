"""Arrays at another size: one place for the resamplings that alignment, reports and models share. Sizes are
(width, height); arrays (H, W) or (H, W, C). `image.resize_image` is the plain resize of what a user sees.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Size = tuple[int, int]
"""(width, height) in pixels."""


def resize_matrix(source: Size, target: Size) -> NDArray[np.float64]:
    """(3, 3) map of pixel coordinates (x, y, 1) under a plain resize of a frame of size `source` to `target`."""
    sx, sy = target[0] / source[0], target[1] / source[1]
    # Pixel centres are integers, so the corner of a frame lies at (-0.5, -0.5).
    return np.array([[sx, 0, (sx - 1) / 2], [0, sy, (sy - 1) / 2], [0, 0, 1]], np.float64)


def bounded_size(size: Size, longest: int) -> Size:
    """`size` scaled down, never up, to a longer side of at most `longest`; at least 1×1."""
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def shrink(array: NDArray[Any], size: Size) -> NDArray[Any]:
    """`array` averaged down to `size`; itself when it has that size already."""
    if (array.shape[1], array.shape[0]) == size:
        return array
    return cv2.resize(array, size, interpolation=cv2.INTER_AREA)


def enlarge(array: NDArray[Any], size: Size) -> NDArray[Any]:
    """`array` at `size`, bilinear."""
    return cv2.resize(array, size, interpolation=cv2.INTER_LINEAR)


def resize(array: NDArray[Any], size: Size) -> NDArray[Any]:
    """`array` at `size`, free of aliasing when it shrinks along either side, bilinear where it grows."""
    if (array.shape[1], array.shape[0]) == size:
        return array
    shrinks = size[0] < array.shape[1], size[1] < array.shape[0]
    if shrinks[0] == shrinks[1]:
        return shrink(array, size) if shrinks[0] else enlarge(array, size)
    # Each side on its own: a canvas can grow one way and shrink the other, and area averaging only shrinks.
    across = (size[0], array.shape[0])
    array = shrink(array, across) if shrinks[0] else enlarge(array, across)
    return shrink(array, size) if shrinks[1] else enlarge(array, size)
