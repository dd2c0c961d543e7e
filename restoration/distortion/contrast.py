"""Both images of a pair as luminance of equal local contrast: what likeness, claims and layers compare.

Made once for a grid, on copies whose longer side is at most `SIDE` pixels.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.distortion.grid import WorkGrid
from restoration.distortion.structure import mean_around
from restoration.image import ImageArray
from restoration.resizing import Size, bounded_size, shrink

FloatMap = NDArray[np.float32]
SIDE = 320


@dataclass(frozen=True, eq=False)
class ContrastPair:
    size: Size
    photo: ImageArray
    generated: ImageArray
    """(h, w, 3): the grid's images at `size`."""
    planes: tuple[FloatMap, FloatMap]
    """`contrast_plane` of each, (h, w)."""


_made: weakref.WeakKeyDictionary[WorkGrid, ContrastPair] = weakref.WeakKeyDictionary()


def contrast_pair(grid: WorkGrid) -> ContrastPair:
    """That of a grid; asked again, the same."""
    found = _made.get(grid)
    if found is None:
        size = bounded_size(grid.size, SIDE)
        photo, generated = (shrink(image, size) for image in (grid.reference, grid.warped))
        found = ContrastPair(size, photo, generated, (contrast_plane(photo), contrast_plane(generated)))
        _made[grid] = found
    return found


def contrast_plane(image: NDArray[np.uint8]) -> FloatMap:
    """Luminance with equal local contrast, (h, w), of an image some `SIDE` pixels long."""
    light = np.sqrt(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255)
    light = cv2.GaussianBlur(light, (0, 0), 0.8)
    centred = light - cv2.GaussianBlur(light, (0, 0), 12)
    return np.asarray(centred / np.sqrt(mean_around(centred * centred, 12) + np.float32(4e-4)), np.float32)
