"""Smooth random fields, from which depth, bending, veils and rain are made."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def smooth_field(
    rng: np.random.Generator, height: int, width: int, wavelength_px: float
) -> NDArray[np.float32]:
    """A Gaussian random field (height, width) of zero mean and unit deviation that varies over about
    `wavelength_px`. Drawn on a coarse grid and interpolated, so its cost does not grow with size."""
    step = max(wavelength_px / 4.0, 1.0)
    rows, columns = (int(np.ceil(n / step)) + 8 for n in (height, width))
    grid = cv2.GaussianBlur(rng.standard_normal((rows, columns)).astype(np.float32), (0, 0), 1.5)
    grid = (grid - grid.mean()) / max(float(grid.std()), 1e-6)
    to_grid = np.array([[1 / step, 0, 3.5], [0, 1 / step, 3.5]], np.float32)
    return cv2.warpAffine(
        grid,
        to_grid,
        (width, height),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REFLECT,
    )
