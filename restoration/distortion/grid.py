"""Everything the per-pixel measurements need, on one bounded grid over the reference frame.

Statistics of areas and of smooth fields do not need every pixel of a 12-megapixel photo; a grid of at
most `MAX_SIDE` keeps time and memory bounded, and labels are brought back to full size at the end.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from restoration.distortion import geometry
from restoration.image import ImageArray
from restoration.records import Alignment
from restoration.resizing import bounded_size, shrink

MAX_SIDE = 640
"""Pixels on the grid's longer side."""


@dataclass(frozen=True, eq=False)
class WorkGrid:
    """Arrays of one size (h, w) over the reference frame; displacements stay in reference pixels."""

    reference: ImageArray
    warped: ImageArray
    """The generated image where the dense alignment puts it."""
    valid: NDArray[np.bool_]
    confidence: NDArray[np.float32]
    total: NDArray[np.float32]
    """(h, w, 2): displacement after the canvas scale."""
    residual: NDArray[np.float32]
    """(h, w, 2): displacement after the global motion too."""
    reference_size: tuple[int, int]
    """(width, height) of the reference itself."""

    @property
    def size(self) -> tuple[int, int]:
        return self.reference.shape[1], self.reference.shape[0]

    @property
    def confident(self) -> NDArray[np.bool_]:
        return self.valid & (self.confidence >= geometry.CONFIDENT)


def build_grid(alignment: Alignment, reference: ImageArray) -> WorkGrid:
    """Reduce an alignment and its reference to the work grid (area-averaged, never enlarged)."""
    height, width = reference.shape[:2]
    size = bounded_size((width, height), MAX_SIDE)
    flow = shrink(alignment.flow, size)
    # A grid pixel is valid when all of its area is.
    valid = shrink(alignment.valid.view(np.uint8) * np.uint8(255), size) >= 250
    homography = geometry.safe_homography(alignment, (width, height))
    total, residual = geometry.displacement(flow, homography, (width, height), alignment.generated_size)
    return WorkGrid(
        reference=shrink(reference, size),
        warped=shrink(alignment.warped, size),
        valid=valid,
        confidence=np.clip(shrink(alignment.confidence, size), 0, 1),
        total=total,
        residual=residual,
        reference_size=(width, height),
    )
