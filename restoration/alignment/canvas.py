"""The generator's canvas against the reference frame, and the bounded grid the estimation works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.records import ImageArray

WORK_PIXELS = 100_000
"""Motion is estimated on about so many pixels at most: it is smooth, so more would cost time and add little."""
_STEP = 16
"""A reduced grid has sides that halve evenly: averages over such blocks take a fifth of the time."""


@dataclass(frozen=True)
class Frame:
    """Sizes are (width, height). The work grid is the reference frame, scaled down when it is large."""

    reference: tuple[int, int]
    generated: tuple[int, int]
    work: tuple[int, int]

    @property
    def canvas_scale(self) -> tuple[float, float]:
        """(sx, sy): generated size over reference size."""
        return self.generated[0] / self.reference[0], self.generated[1] / self.reference[1]


def make_frame(generated: ImageArray, reference: ImageArray) -> Frame:
    height, width = reference.shape[:2]
    shrink = min(1.0, (WORK_PIXELS / (width * height)) ** 0.5)
    work = max(1, round(width * shrink)), max(1, round(height * shrink))
    if shrink < 1 and min(work) >= 2 * _STEP:
        work = _STEP * round(work[0] / _STEP), _STEP * round(work[1] / _STEP)
    return Frame((width, height), (generated.shape[1], generated.shape[0]), work)


def resize_matrix(source: tuple[int, int], target: tuple[int, int]) -> NDArray[np.float64]:
    """3×3 map of pixel coordinates under a resize of (width, height) `source` to `target`."""
    sx, sy = target[0] / source[0], target[1] / source[1]
    # Pixel centres are integers, so the corner of a frame lies at (-0.5, -0.5).
    return np.array([[sx, 0, (sx - 1) / 2], [0, sy, (sy - 1) / 2], [0, 0, 1]], np.float64)


def resize(image: NDArray[Any], size: tuple[int, int]) -> NDArray[Any]:
    """`image` at (width, height) `size`, free of aliasing when it shrinks along either side."""
    if (image.shape[1], image.shape[0]) == size:
        return image
    shrinks = size[0] < image.shape[1], size[1] < image.shape[0]
    if shrinks[0] == shrinks[1]:
        return cv2.resize(image, size, interpolation=cv2.INTER_AREA if shrinks[0] else cv2.INTER_LINEAR)
    # Each side on its own: a canvas can grow one way and shrink the other, and INTER_AREA only shrinks.
    first = cv2.INTER_AREA if shrinks[0] else cv2.INTER_LINEAR
    image = cv2.resize(image, (size[0], image.shape[0]), interpolation=first)
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA if shrinks[1] else cv2.INTER_LINEAR)
