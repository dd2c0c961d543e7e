"""What a homography makes of a frame, for the tests whether it can be a redraw's motion."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MappedFrame:
    corners: Matrix
    """(4, 2), in turn."""
    convex: bool
    """And not mirrored."""
    lengths: Matrix
    """(4,) of the sides, over those of the frame."""
    angle_deg: float
    """Of the upper side, 0 to 180."""

    def sides_within(self, low: float, high: float) -> bool:
        """Whether all of `lengths` lie between."""
        return bool((self.lengths > low).all() and (self.lengths < high).all())

    @property
    def area(self) -> float:
        x, y = self.corners.T
        return float(abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2)


def mapped_frame(matrix: Matrix, size: tuple[int, int]) -> MappedFrame | None:
    """The frame of (width, height) `size` under `matrix` (3, 3); None where a part of it goes to infinity."""
    width, height = size
    corners = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64)
    if not np.isfinite(matrix).all() or (corners[0] @ matrix[2, :2] + matrix[2, 2] <= 0.1).any():
        return None
    quad = cv2.perspectiveTransform(corners, matrix)[0]
    edges = np.roll(quad, -1, axis=0) - quad
    following = np.roll(edges, -1, axis=0)
    turns = edges[:, 0] * following[:, 1] - edges[:, 1] * following[:, 0]
    lengths = np.hypot(edges[:, 0], edges[:, 1]) / (width, height, width, height)
    angle = abs(np.degrees(np.arctan2(edges[0, 1], edges[0, 0])))
    return MappedFrame(np.asarray(quad), bool((turns > 0).all()), lengths, float(angle))
