"""Things that moved or changed size as one against their background.

`align` follows one smooth motion. A subject that the generator put elsewhere has another: its place looks like other
content along the smooth motion, and like itself somewhere near by. So every place that looks like other content is
searched for in the aligned generated image, at several sizes and over a bounded reach, largest first; what is found
must agree there far better than in place, and clearly better than anywhere else, so that one board of a fence is not taken for
another one that moved. No semantics: a thing is a region with one motion.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.distortion.contrast import contrast_pair
from restoration.distortion.grid import WorkGrid
from restoration.distortion.structure import mean_around
from restoration.resizing import shrink

FloatMap = NDArray[np.float32]
Mask = NDArray[np.bool_]
_SCALES = (0.8, 0.87, 0.93, 1.0, 1.07, 1.15, 1.25)
_REACH = 0.14
"""Of the longer side: how far a thing is looked for."""
_THINGS = 4
_AREA = 0.006
"""Of the frame, at least: smaller regions cannot be matched reliably."""
_AGREES, _BETTER, _UNIQUE = 0.65, 0.25, 0.1
"""Least correlation of a thing where it was found, above that in place, and above that anywhere else."""
_PIXEL_AGREES, _PIXEL_BETTER = 0.4, 0.1


@dataclass(frozen=True, eq=False)
class Layer:
    mask: Mask
    """(h, w) on the work grid: the thing in the reference."""
    target: Mask
    """Where it stands in the aligned generated image."""
    offset_px: tuple[float, float]
    """(x, y) of its centre in reference pixels, against the motion around it."""
    scale: float
    agreement: float
    """Correlation where it was found, in [-1, 1]."""


def find_layers(grid: WorkGrid, suspect: Mask, limit_px: float) -> tuple[Layer, ...]:
    """`suspect` (h, w): looks like other content in place. Offsets of less than `limit_px`, without a change of size, are
    none. Largest first, at most four."""
    pair = contrast_pair(grid)
    size, (a, b) = pair.size, pair.planes
    small = (shrink(suspect.astype(np.float32), size) > 0.3).astype(np.uint8)
    joined = cv2.dilate(small, np.ones((5, 5), np.uint8))
    _, names, stats, _ = cv2.connectedComponentsWithStats(joined)
    order = np.argsort(-stats[1:, cv2.CC_STAT_AREA])[:_THINGS] + 1
    in_place = _agreement(a, b)
    to_reference = grid.reference_size[0] / size[0]
    layers: list[Layer] = []
    taken = np.zeros(small.shape, bool)
    for name in order:
        inside = (names == name) & (small > 0) & ~taken
        if inside.sum() < _AREA * inside.size:
            continue
        found = _place(a, b, inside, in_place)
        if found is None:
            continue
        offset, scale, mask, agreement = found
        far = float(np.hypot(*offset)) * to_reference
        if mask.sum() < _AREA * mask.size or (far < limit_px and abs(scale - 1) < 0.05):
            continue
        taken |= mask
        target = _moved(mask, offset, scale)
        layers.append(
            Layer(
                _enlarged(mask, grid.size), _enlarged(target, grid.size),
                (offset[0] * to_reference, offset[1] * to_reference), scale, agreement,
            )
        )  # fmt: skip
    return tuple(layers)


def _place(
    a: FloatMap, b: FloatMap, inside: Mask, in_place: FloatMap
) -> tuple[tuple[float, float], float, Mask, float] | None:
    """(offset, scale, mask, agreement) of the thing `inside` the reference plane `a`, found in `b`."""
    height, width = a.shape
    x, y, w, h = cv2.boundingRect(inside.astype(np.uint8))
    if min(w, h) < 10:
        return None
    reach = round(_REACH * max(a.shape))
    best, where, scale = -1.0, (0.0, 0.0), 1.0
    runner_up = -1.0
    for factor in _SCALES:
        size = max(8, round(w * factor)), max(8, round(h * factor))
        template = cv2.resize(a[y : y + h, x : x + w], size, interpolation=cv2.INTER_AREA)
        left, top = round(x - (size[0] - w) / 2), round(y - (size[1] - h) / 2)
        padded = cv2.copyMakeBorder(b, reach, reach, reach, reach, cv2.BORDER_CONSTANT, value=0)
        part = padded[
            max(0, top) : min(padded.shape[0], top + size[1] + 2 * reach),
            max(0, left) : min(padded.shape[1], left + size[0] + 2 * reach),
        ]
        if part.shape[0] < size[1] or part.shape[1] < size[0]:
            continue
        scores = np.nan_to_num(cv2.matchTemplate(part, template, cv2.TM_CCOEFF_NORMED))
        _, score, _, (sx, sy) = cv2.minMaxLoc(scores)
        if score > best:
            best = score
            where = (sx + max(0, left) - reach - left, sy + max(0, top) - reach - top)
            scale = factor
            away = scores.copy()
            cv2.circle(away, (sx, sy), max(4, min(size) // 4), -1.0, -1)
            runner_up = float(away.max())
    if best < _AGREES or best < runner_up + _UNIQUE or scale in (_SCALES[0], _SCALES[-1]):
        return None  # at the end of the range of sizes the true one may lie beyond
    centre = x + (w - 1) / 2, y + (h - 1) / 2
    matrix = np.array(
        [
            [scale, 0, centre[0] * (1 - scale) + where[0]],
            [0, scale, centre[1] * (1 - scale) + where[1]],
        ]
    )
    carried = cv2.warpAffine(b, matrix, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    there = _agreement(a, carried)
    if float(there[inside].mean()) < _AGREES or float((there - in_place)[inside].mean()) < _BETTER:
        return None
    near = np.zeros(a.shape, bool)
    grow_x, grow_y = w // 3, h // 3
    near[max(0, y - grow_y) : y + h + grow_y, max(0, x - grow_x) : x + w + grow_x] = True
    mask = near & (there > _PIXEL_AGREES) & (there > in_place + _PIXEL_BETTER)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))
    closed = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    _, names, stats, _ = cv2.connectedComponentsWithStats(closed)
    if len(stats) < 2:
        return None
    mask = names == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    return (float(where[0]), float(where[1])), scale, mask, float(there[mask].mean())


def _agreement(a: FloatMap, b: FloatMap) -> FloatMap:
    """Local correlation of two planes, in [-1, 1]; 0 where nothing is to be seen."""
    shared, own_a, own_b = (mean_around(p, 5) for p in (a * b, a * a, b * b))
    return np.asarray(shared / np.sqrt((own_a + 0.05) * (own_b + 0.05)), np.float32)


def _moved(mask: Mask, offset: tuple[float, float], scale: float) -> Mask:
    x, y, w, h = cv2.boundingRect(mask.astype(np.uint8))
    centre = x + (w - 1) / 2, y + (h - 1) / 2
    matrix = np.array(
        [
            [scale, 0, centre[0] * (1 - scale) + offset[0]],
            [0, scale, centre[1] * (1 - scale) + offset[1]],
        ]
    )
    out = cv2.warpAffine(mask.astype(np.uint8) * 255, matrix, (mask.shape[1], mask.shape[0]))
    return out > 127


def _enlarged(mask: Mask, size: tuple[int, int]) -> Mask:
    return cv2.resize(mask.astype(np.uint8) * 255, size, interpolation=cv2.INTER_LINEAR) > 127
