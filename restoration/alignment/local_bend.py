"""Small bends that the motion's own spline is too coarse for: repainted things do not stay exactly where they were.

A spline of nearly three times as many cells is fitted on top of the motion that was found. Its bend is
kept only as far as the pair as a whole supports it: the fit to one half of the places must explain the other half,
and the images must become more alike for what was moved. A redraw that keeps its geometry passes neither test, so it is left as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from restoration.alignment import normal_equations
from restoration.alignment.appearance import Pyramid
from restoration.alignment.banded import BandedSpline
from restoration.alignment.spline import Array, Spline
from restoration.records import FlowArray
from restoration.resizing import resize

_CELLS, _SMALLEST_CELL, _NODE_PX = 32, 12, 8
_LENGTH = 0.05
"""Of the diagonal: what is measured is forgotten over about so much."""
_STIFFNESS = 15.0
_LEVELS = (-2, -1)
_STEPS = 3
_NOISE_FLOOR = 0.5
"""Soft shades agree closely and say little of the place, as a generator changes the light: they count less here."""
_BLOCK = 2
"""Nodes: the two halves of the places are a chessboard of such squares."""
# 163 simulated redraws do not decide between these two limits: six choices lower the mean logarithm of the error alike. This one was
# chosen on the hand-set landmarks of real pairs too, and leaves the product's own simulator, whose redraws only bend smoothly, as it was.
_CONFIRMED = (0.0, 0.3)
"""Share of the bend that the other half of the places confirms: from none to all of the bend is kept."""
_MORE_ALIKE = (0.024, 0.027)
"""Gain of local correlation per pixel of the work grid that was moved, likewise."""
_LEAST_BEND_PX = 0.02
_LARGEST = 0.01
"""Of the diagonal: no bend is larger."""


@dataclass(frozen=True, eq=False)
class _Sums:
    """At the nodes, with what is already bent counted as not bent."""

    information: Array
    """(3, nodes_y, nodes_x): xx, xy, yy."""
    gradient: Array
    """(2, nodes_y, nodes_x)"""

    def times(self, weight: NDArray[np.float64]) -> _Sums:
        return _Sums(self.information * weight, self.gradient * weight)


def refine(fixed: Pyramid, moving: Pyramid, motion: FlowArray, sure: NDArray[np.float32]) -> FlowArray:
    """`motion` (h, w, 2) on the work grid, with what small bends the images support where it is `sure`, (h, w) in [0, 1]."""
    size = motion.shape[1], motion.shape[0]
    fine = _fine_spline(size)
    spline = fine.spline
    weight = resize(sure, spline.nodes).astype(np.float64)
    coefficients = spline.zeros()
    for _ in range(_STEPS):
        sums = _gather(fixed, moving, motion, spline, coefficients).times(weight)
        coefficients = fine.fit(sums.information, sums.gradient, _STIFFNESS)
    sums = _gather(fixed, moving, motion, spline, coefficients).times(weight)
    bend = spline.flow(coefficients, size)
    length = np.linalg.norm(bend, axis=2, keepdims=True) / np.float32(_LARGEST * np.hypot(*size))
    bend /= np.sqrt(1 + length**2)
    kept = _between(_confirmed(fine, sums), *_CONFIRMED)
    if kept > 0:
        kept *= _between(_gain(fixed, moving, motion, bend, sure), *_MORE_ALIKE)
    return motion + np.float32(kept) * bend if kept > 0 else motion


def _confirmed(fine: BandedSpline, sums: _Sums) -> float:
    """How much of the bend that is fitted to one half of the places the other half would choose, 1 for all of it."""
    rows, columns = np.indices(sums.gradient.shape[1:]) // _BLOCK
    half = ((rows + columns) % 2).astype(np.float64)
    agreeing = wanted = 0.0
    for mine in (half, 1 - half):
        seen = sums.times(2 * mine)
        bend = fine.spline.flow(fine.fit(seen.information, seen.gradient, _STIFFNESS), fine.spline.nodes)
        other = sums.times(1 - mine)
        u, v = bend[..., 0], bend[..., 1]
        xx, xy, yy = other.information
        agreeing += float(np.sum(other.gradient[0] * u + other.gradient[1] * v))
        wanted += float(np.sum(xx * u * u + 2 * xy * u * v + yy * v * v))
    return agreeing / wanted if wanted > 0 else 0.0


def _gain(
    fixed: Pyramid, moving: Pyramid, motion: FlowArray, bend: FlowArray, sure: NDArray[np.float32]
) -> float:
    """Mean gain of local correlation by the bend, per pixel of its root mean square, both where the motion is sure."""
    total = float(sure.sum())
    if total == 0:
        return 0.0
    after, before = (
        normal_equations.agreement(fixed[-1], moving[-1], flow) for flow in (motion + bend, motion)
    )
    moved = np.sqrt(float(((bend**2).sum(axis=2) * sure).sum()) / total)
    return float(((after - before) * sure).sum()) / total / max(moved, _LEAST_BEND_PX)


def _gather(fixed: Pyramid, moving: Pyramid, motion: FlowArray, spline: Spline, coefficients: Array) -> _Sums:
    rows, columns = spline.nodes[::-1]
    information, gradient = np.zeros((3, rows, columns)), np.zeros((2, rows, columns))
    for level in _LEVELS:
        size = fixed[level].size
        x, y = size[0] / spline.size[0], size[1] / spline.size[1]
        along = (resize(motion, size) + spline.flow(coefficients, size)) * np.array([x, y], np.float32)
        found = normal_equations.gather(
            fixed[level], moving[level], along, spline.nodes, chance_corrected=True, noise_floor=_NOISE_FLOOR
        )
        information += np.stack(found.information) * np.array([x * x, x * y, y * y])[:, None, None]
        gradient += np.stack(found.gradient) * np.array([x, y])[:, None, None]
    u, v = np.moveaxis(spline.flow(coefficients, spline.nodes), 2, 0)
    xx, xy, yy = information
    gradient += np.stack([xx * u + xy * v, xy * u + yy * v])
    counted = normal_equations.INDEPENDENT
    return _Sums(counted * information, counted * gradient)


def _between(value: float, none: float, all_: float) -> float:
    return float(np.clip((value - none) / (all_ - none), 0, 1))


@lru_cache(maxsize=8)
def _fine_spline(size: tuple[int, int]) -> BandedSpline:
    cells = min(_CELLS, max(2, max(size) // _SMALLEST_CELL))
    return BandedSpline(Spline.on_grid(size, cells, _NODE_PX), _LENGTH * float(np.hypot(*size)))
