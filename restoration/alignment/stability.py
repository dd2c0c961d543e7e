"""Does the fit come back when it is started elsewhere?

The posterior covariance describes one solution and is blind to a second one: a pattern shifted by its
own period, a redrawn object matched with its neighbour. So the fit is started again, unbent and bent
by two smooth waves, and the largest distance from where it went says where the motion is not unique.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from restoration.alignment.dense import Fit, Pyramid, fit
from restoration.alignment.spline import Spline
from restoration.alignment.warp import pixel_grid
from restoration.records import FlowArray

# Two levels and few steps: a question about pixels, not tenths of them.
_SCHEDULE = (((1, 2), 8),)
_AMPLITUDE = 0.015
"""Of the diagonal: about half the period of a fence or of boards, and within reach of the coarser level."""
# Waves per frame and phases, in turns: (along x, along y, phase of the x, of the y displacement).
_WAVES = ((0.8, 1.1, 0.1, 0.35), (1.2, 0.7, 0.6, 0.05))


def disagreement(
    fixed: Pyramid, moving: Pyramid, base: FlowArray, spline: Spline, found: Fit
) -> NDArray[np.float32]:
    """Largest distance between the refits of `found` at the spline's nodes, (nodes_y, nodes_x), in pixels
    of its frame. `base` is the flow that `found` was fitted on top of."""

    def again(start: NDArray[np.float64]) -> FlowArray:
        refit = fit(fixed, moving, base, spline, start, _SCHEDULE, found.stiffness)
        return spline.flow(refit.coefficients, spline.nodes)

    # The solution itself is refitted too, so that the coarser levels alone do not count as disagreement.
    starts = [
        found.coefficients,
        spline.zeros(),
        *(found.coefficients + _wave(spline, *wave) for wave in _WAVES),
    ]
    with ThreadPoolExecutor(2) as pool:  # independent, and mostly outside the interpreter's lock
        here, *others = pool.map(again, starts)
    return np.max([np.linalg.norm(other - here, axis=2) for other in others], axis=0)


def _wave(spline: Spline, along_x: float, along_y: float, of_x: float, of_y: float) -> NDArray[np.float64]:
    where = 2 * np.pi * (pixel_grid(*spline.nodes) + 0.5) / np.array(spline.nodes, np.float32)
    x, y = along_x * where[..., 0], along_y * where[..., 1]
    flow = np.stack([np.sin(x + y + 2 * np.pi * of_x), np.sin(x - y + 2 * np.pi * of_y)], axis=2)
    return spline.approximate((_AMPLITUDE * np.hypot(*spline.size) * flow).astype(np.float32))
