"""What an image pair says about its motion: local linear evidence, weighted by how well it agrees.

Lucas & Kanade (1981) with three changes that let a degraded reference be compared with its clean
redraw: slopes are taken from the redraw alone, so noise, streaks and haze in the reference cannot
bias them; the redraw is fitted to the reference by a local gain, and the variance that this leaves
unexplained is the noise the evidence is divided by; what still stands out counts less (Geman-McClure).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.alignment import warp
from restoration.alignment.appearance import FloatPlane
from restoration.records import FlowArray, MaskArray

_WINDOW = 4.0
_NOISE_FLOOR = 0.05
_OUTLIER = 2.0
_WIDE = 6.0
_CHANCE = 0.1
_CHANCE_OF_MEAN = 0.3
"""Of the squared correlation in a wide window as much is put down to chance: 0.1, or 0.3 of the pair's own
mean, whichever is less. Streaks lower the correlation everywhere, and weak evidence is all there is then."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """Per node: the information matrix (xx, xy, yy) and the pull (x, y), for one level's pixels."""

    information: tuple[NDArray, NDArray, NDArray]
    pull: tuple[NDArray, NDArray]


def gather(
    fixed: FloatPlane,
    moving: FloatPlane,
    flow: FlowArray,
    nodes: tuple[int, int],
    *,
    sceptical: bool = False,
) -> Evidence:
    """Evidence about a small step to add to `flow` (h, w, 2), all in the pixels of the two (h, w) planes.

    `sceptical`: what agrees no better than chance counts for nothing. It is for a motion already found:
    on the way there weak evidence is what leads on.
    """
    height, width = fixed.shape
    where, inside = _targets(flow)
    found = cv2.remap(moving, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    slope_x = cv2.Scharr(found, cv2.CV_32F, 1, 0, scale=1 / 32)
    slope_y = cv2.Scharr(found, cv2.CV_32F, 0, 1, scale=1 / 32)
    ff, mm, fm = (_window(p) for p in (fixed * fixed, found * found, fixed * found))
    np.maximum(fm, 0, out=fm)
    gain = fm / (mm + 1e-3)
    noise = ff - fm * fm / (mm + 1e-6) + _NOISE_FLOOR
    residual = fixed - gain * found
    weight = inside * gain / (noise + residual * residual / _OUTLIER**2)
    if sceptical:
        weight *= _beyond_chance(ff, mm, fm)
    area = (width / nodes[0]) * (height / nodes[1])

    def total(values: FloatPlane) -> NDArray:
        return cv2.resize(values, nodes, interpolation=cv2.INTER_AREA) * area

    strength = weight * gain
    weight *= residual
    strong_x = strength * slope_x
    return Evidence(
        (total(strong_x * slope_x), total(strong_x * slope_y), total(strength * slope_y * slope_y)),
        (total(weight * slope_x), total(weight * slope_y)),
    )


def agreement(fixed: FloatPlane, moving: FloatPlane, flow: FlowArray) -> FloatPlane:
    """Local normalised correlation of `fixed` with `moving` sampled along `flow`, (h, w) in [-1, 1];
    0 where the flow leaves the frame or where nothing is to be seen."""
    where, inside = _targets(flow)
    found = cv2.remap(moving, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    ff, mm, fm = (_window(p) for p in (fixed * fixed, found * found, fixed * found))
    return inside * fm / np.sqrt(ff * mm + 1e-2)


def _beyond_chance(ff: FloatPlane, mm: FloatPlane, fm: FloatPlane) -> FloatPlane:
    """Share in [0, 1] of the squared correlation that chance does not explain; second moments as above."""
    ff, mm, fm = (cv2.GaussianBlur(plane, (0, 0), _WIDE) for plane in (ff, mm, fm))
    squared = fm * fm / (ff * mm + 1e-4)
    chance = min(_CHANCE, _CHANCE_OF_MEAN * float(squared.mean()))
    share = np.maximum(squared - chance, 0) / ((squared + 1e-3) * (1 - chance))
    return np.asarray(share, np.float32)


def _targets(flow: FlowArray) -> tuple[FlowArray, MaskArray]:
    height, width = flow.shape[:2]
    where = _grid(width, height) + flow
    return where, cv2.inRange(where, (-0.5, -0.5), (width - 0.5, height - 0.5)) > 0


@lru_cache(maxsize=16)
def _grid(width: int, height: int) -> FlowArray:
    grid = warp.pixel_grid(width, height)
    grid.flags.writeable = False  # shared by all callers and threads
    return grid


def _window(plane: FloatPlane) -> FloatPlane:
    return cv2.GaussianBlur(plane, (0, 0), _WINDOW)
