"""Does the fit come back when it is started elsewhere?

The posterior covariance describes one solution and is blind to a second one: a pattern shifted by its
own period, a redrawn object matched with its neighbour. So the fit is started again, unbent and bent
by two smooth waves, and the largest distance from where it went says where the motion is not unique.
A second solution counts against the first only as far as it explains the pair about as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.alignment import normal_equations
from restoration.alignment.appearance import FloatPlane
from restoration.alignment.dense import MotionFit, Problem, fit
from restoration.alignment.prior import thin_plate
from restoration.alignment.spline import Spline
from restoration.alignment.warp import pixel_grid
from restoration.records import FlowArray
from restoration.resizing import resize
from restoration.side_by_side import side_by_side

# Two levels and few steps: a question about pixels, not tenths of them.
_SCHEDULE = (((1, 2), 8),)
_AMPLITUDE = 0.015
"""Of the diagonal: about half the period of a fence or of boards, and within reach of the coarser level."""
_DISAGREEMENT = 0.0011
"""Of the diagonal (1 px of 768×512): where solutions differ by so much, half of the weight is left."""
_CLEARLY_WORSE = 0.2
"""A drop of the local correlation by so much takes most of its weight from another solution."""
_REACH_NODES = 1.5
_AROUND_NODES = 2.0
# Waves per frame and phases, in turns: (along x, along y, phase of the x, of the y displacement).
_WAVES = ((0.8, 1.1, 0.1, 0.35), (1.2, 0.7, 0.6, 0.05))


@dataclass(frozen=True, eq=False)
class MultiStart:
    """Distances in pixels of the spline's frame, at its nodes: (nodes_y, nodes_x)."""

    disagreement: NDArray[np.float32]
    """Between the first solution and the farthest other."""
    weighted_disagreement: NDArray[np.float32]
    """The same, less where the other solution agrees worse than the first."""

    def agreed_share(self, spline: Spline) -> NDArray[np.float32]:
        """Share in [0, 1] of the weight at each node that is left where solutions disagree."""
        around = cv2.GaussianBlur(self.weighted_disagreement**2, (0, 0), _REACH_NODES)
        limit = _DISAGREEMENT * float(np.hypot(*spline.size))
        return np.asarray(1 / (1 + around / limit**2), np.float32)


def refit(problem: Problem, found: MotionFit) -> MultiStart:
    """`found`, a solution of `problem`, fitted again from elsewhere."""
    spline = problem.spline
    prior = thin_plate(spline, found.prior.stiffness)

    def again(start: NDArray[np.float64]) -> tuple[FlowArray, FloatPlane]:
        bend = spline.flow(fit(problem, start, _SCHEDULE, prior).coefficients, spline.nodes)
        return bend, _agreement(problem, bend)

    # The solution itself is refitted too, so that the coarser levels alone do not count as disagreement.
    starts = [
        found.coefficients,
        spline.zeros(),
        *(found.coefficients + _wave(spline, *wave) for wave in _WAVES),
    ]
    with side_by_side(2) as pool:  # independent, and mostly outside the interpreter's lock
        (here, agreed), *others = pool.map(again, starts)
    disagreement = [np.linalg.norm(bend - here, axis=2) for bend, _ in others]
    equal = [np.exp(-np.maximum(agreed - other, 0) / _CLEARLY_WORSE) for _, other in others]
    weighted_disagreement = [distance * share for distance, share in zip(disagreement, equal)]
    return MultiStart(np.max(disagreement, axis=0), np.max(weighted_disagreement, axis=0))


def _agreement(problem: Problem, bend: FlowArray) -> FloatPlane:
    """Local correlation along base + bend, averaged around each node, (nodes_y, nodes_x)."""
    fixed, spline = problem.fixed, problem.spline
    level = _SCHEDULE[-1][0][-1]
    size = fixed[level].size
    to_level = np.array([size[0] / spline.size[0], size[1] / spline.size[1]], np.float32)
    flow = (resize(problem.base, size) + resize(bend, size)) * to_level
    agreement = normal_equations.agreement(fixed[level], problem.moving[level], flow)
    return cv2.GaussianBlur(resize(agreement, spline.nodes), (0, 0), _AROUND_NODES)


def _wave(spline: Spline, along_x: float, along_y: float, of_x: float, of_y: float) -> NDArray[np.float64]:
    where = 2 * np.pi * (pixel_grid(*spline.nodes) + 0.5) / np.array(spline.nodes, np.float32)
    x, y = along_x * where[..., 0], along_y * where[..., 1]
    flow = np.stack([np.sin(x + y + 2 * np.pi * of_x), np.sin(x - y + 2 * np.pi * of_y)], axis=2)
    return spline.approximate((_AMPLITUDE * np.hypot(*spline.size) * flow).astype(np.float32))
