"""The normal equations of an image pair's motion: local linear fits, weighted by how well they agree.

Lucas & Kanade (1981) with three changes that let a degraded reference be compared with its clean
redraw: slopes are taken from the redraw alone, so noise, streaks and haze in the reference cannot
bias them; the redraw is fitted to the reference by a local gain, and the variance that this leaves
unexplained is the noise by which the equations are divided; what still stands out counts less (Geman-McClure).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.alignment import warp
from restoration.alignment.appearance import FloatPlane, PyramidLevel, local_mean
from restoration.records import FlowArray, MaskArray

Where = tuple[NDArray[np.int16], NDArray[np.uint16]]
"""Pixels and 32nds of them, as OpenCV rounds a map whatever its type: converted once for all planes."""

INDEPENDENT = 0.25
"""Neighbouring pixels are not independent: this share of the normal equations counts."""
NOISE_FLOOR = 0.05
_OUTLIER = 2.0
_WIDE, _WIDE_STEP = 6.0, 4
_COLOUR_SHARE = 0.5
"""Two colour planes repeat each other and the luminance: each counts half."""
_CHANCE = 0.1
_CHANCE_OF_MEAN = 0.3
"""Of the squared correlation in a wide window as much is put down to chance: 0.1, or 0.3 of the pair's own
mean, whichever is less. Streaks lower the correlation everywhere, and there are only weak correlations then."""


@dataclass(frozen=True, eq=False)
class NormalEquations:
    """Per node: the information matrix (xx, xy, yy) and the gradient (x, y), for one level's pixels."""

    information: tuple[NDArray[Any], NDArray[Any], NDArray[Any]]
    gradient: tuple[NDArray[Any], NDArray[Any]]


def gather(
    fixed: PyramidLevel,
    moving: PyramidLevel,
    flow: FlowArray,
    nodes: tuple[int, int],
    *,
    chance_corrected: bool = False,
    noise_floor: float = NOISE_FLOOR,
) -> NormalEquations:
    """Of a small step to add to `flow` (h, w, 2), all in the pixels of the two levels.

    `chance_corrected`: what agrees no better than chance has no weight. It is for a motion already found: the search for it
    needs weak correlations too. `noise_floor`: variance that is always expected, of planes whose variance is about 1.
    """
    where, inside = _targets(flow)
    sums = _of_plane(
        fixed.light, moving.light, fixed.energies[0], where, inside, nodes, chance_corrected, noise_floor
    )
    for mine, other, energy in zip(fixed.colours, moving.colours, fixed.energies[1:]):
        sums += _COLOUR_SHARE * _of_plane(
            mine, other, energy, where, inside, nodes, chance_corrected, noise_floor
        )
    return NormalEquations((sums[0], sums[1], sums[2]), (sums[3], sums[4]))


def _of_plane(
    fixed: FloatPlane,
    moving: FloatPlane,
    ff: FloatPlane,
    where: Where,
    inside: MaskArray,
    nodes: tuple[int, int],
    chance_corrected: bool,
    noise_floor: float,
) -> NDArray[np.float32]:
    """(5, nodes_y, nodes_x): xx, xy, yy of the information, x, y of the gradient, of planes (h, w).

    `ff` is the local energy of `fixed`. Written over itself where it can be: fresh memory costs as much as the sums.
    """
    height, width = fixed.shape
    found = _sampled(moving, where)
    slope_x = cv2.Scharr(found, cv2.CV_32F, 1, 0, scale=1 / 32)
    slope_y = cv2.Scharr(found, cv2.CV_32F, 0, 1, scale=1 / 32)
    mm, fm = (local_mean(p) for p in (found * found, fixed * found))
    np.maximum(fm, 0, out=fm)
    gain = fm / (mm + 1e-3)
    noise = fm / (mm + 1e-6)
    noise *= fm
    np.subtract(ff, noise, out=noise)
    noise += noise_floor
    residual = np.multiply(gain, found, out=found)
    np.subtract(fixed, residual, out=residual)
    weight = residual * residual
    weight *= 1 / _OUTLIER**2
    weight += noise
    np.divide(gain, weight, out=weight)
    weight *= inside
    if chance_corrected:
        weight *= _beyond_chance(ff, mm, fm)
    strength = np.multiply(weight, gain, out=gain)
    gradient = np.multiply(weight, residual, out=residual)
    along_x = strength * slope_x
    parts = (
        along_x * slope_x,
        np.multiply(along_x, slope_y, out=along_x),
        np.multiply(strength, np.multiply(slope_y, slope_y, out=noise), out=strength),
        np.multiply(gradient, slope_x, out=slope_x),
        np.multiply(gradient, slope_y, out=slope_y),
    )
    sums = np.stack([cv2.resize(part, nodes, interpolation=cv2.INTER_AREA) for part in parts])
    sums *= np.float32((width / nodes[0]) * (height / nodes[1]))
    return sums


def agreement(fixed: PyramidLevel, moving: PyramidLevel, flow: FlowArray) -> FloatPlane:
    """Local normalised correlation of the luminance of `fixed` with that of `moving` sampled along `flow`, (h, w) in [-1, 1];
    0 where the flow leaves the frame or where nothing is to be seen."""
    where, inside = _targets(flow)
    found = _sampled(moving.light, where)
    mm, fm = (local_mean(p) for p in (found * found, fixed.light * found))
    return inside * fm / np.sqrt(fixed.energies[0] * mm + 1e-2)


def _beyond_chance(ff: FloatPlane, mm: FloatPlane, fm: FloatPlane) -> FloatPlane:
    """Share in [0, 1] of the squared correlation that chance does not explain; second moments as above."""
    height, width = ff.shape
    small = max(1, width // _WIDE_STEP), max(1, height // _WIDE_STEP)
    ff, mm, fm = (
        cv2.GaussianBlur(cv2.resize(plane, small, interpolation=cv2.INTER_AREA), (0, 0), _WIDE / _WIDE_STEP)
        for plane in (ff, mm, fm)
    )
    squared = fm * fm / (ff * mm + 1e-4)
    chance = min(_CHANCE, _CHANCE_OF_MEAN * float(squared.mean()))
    share = np.maximum(squared - chance, 0) / ((squared + 1e-3) * (1 - chance))
    return cv2.resize(share, (width, height), interpolation=cv2.INTER_LINEAR)


def _targets(flow: FlowArray) -> tuple[Where, MaskArray]:
    """Where the flow points to, as `_sampled` takes it, and whether that lies inside the frame."""
    height, width = flow.shape[:2]
    where = _grid(width, height) + flow
    return cv2.convertMaps(where, None, cv2.CV_16SC2), warp.lands_inside(where, (width, height))


def _sampled(plane: FloatPlane, where: Where) -> FloatPlane:
    return cv2.remap(plane, *where, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


@lru_cache(maxsize=16)
def _grid(width: int, height: int) -> FlowArray:
    grid = warp.pixel_grid(width, height)
    grid.flags.writeable = False  # shared by all callers and threads
    return grid
