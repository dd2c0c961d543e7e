"""Narrow strips along the sides of a photo that an aligned generated image does not reach, or where it drew a frame.

Generators crop or shift by a few pixels. Nothing constrains a fit there: it would be a band of another colour beside the
prior's own content. So the prior is continued to the side of the photo by its outermost trusted pixels. (A mirror image would
repeat what is there.)
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.models.guided_filter import FloatImage
from restoration.records import Alignment, MaskArray

_STRIP_SHARE = 0.025
"""Of the longer side: what lies farther from the photo's side is left as it is."""
RIM_SHARE = 0.004
"""Of the longer side: so much of the generated frame is not trusted along a side where it drew a line; over so much to either side the pixels
beside a strip are averaged along it."""
_LINE = (2.0, 4.0)
"""A line is seen where the outermost pixels differ from those inside by this many times as much as pixels farther in do, and by so
many grey levels more."""
_LEAST_ROWS = 8
_MOSTLY = 0.5
"""Share of a side from which on it counts as missing over all its length."""


def continued(prior: Alignment) -> Alignment:
    """`prior` with the strips along the photo's sides valid: colours and confidence of the nearest trusted pixels."""
    missing = ~prior.valid
    if not missing.any():
        return prior
    height, width = missing.shape
    reach = max(2, round(_STRIP_SHARE * max(height, width)))
    rim = max(2, round(RIM_SHARE * max(height, width)))
    strips = _strips(missing, reach)
    if not strips.any():
        return prior
    filled = _dilated(strips, 1)
    drawn = _dilated(strips, rim)
    for turns in range(4):
        views: list[NDArray[Any]] = [
            np.rot90(plane, turns) for plane in (prior.warped, prior.valid, strips, filled, drawn)
        ]
        if _line_drawn(*views[:3], reach=reach, rim=rim):
            side = (slice(None), slice(0, reach + rim))
            views[3][side] |= views[4][side]
    trusted: MaskArray = np.logical_and(prior.valid, ~filled)
    warped, confidence, valid = prior.warped.copy(), prior.confidence.copy(), prior.valid.copy()
    for turns in range(4):
        planes = [np.rot90(plane, turns) for plane in (warped, confidence, valid, trusted, filled, strips)]
        _continue_left(*planes, reach=2 * (reach + rim), soft=rim)
    return replace(prior, warped=warped, confidence=confidence, valid=valid)


def within_frame(prior: Alignment, size: tuple[int, int]) -> FloatImage:
    """(h, w) of 0 and 1, for a copy of the photo of that size: what lies within the frame of the generated image, `valid` or not."""
    rows, columns = (
        ((np.arange(few) + 0.5) * (many / few)).astype(np.intp)
        for few, many in zip(size, prior.valid.shape, strict=True)
    )
    places = prior.flow[rows[:, None], columns] + np.stack(np.meshgrid(columns, rows), axis=2)
    inside = (places >= 0) & (places <= np.array(prior.generated_size) - 1)
    return inside.all(axis=2).astype(np.float32)


def _dilated(mask: MaskArray, by: int) -> MaskArray:
    return cv2.dilate(mask.astype(np.uint8), np.ones((2 * by + 1, 2 * by + 1), np.uint8)).astype(bool)


def _line_drawn(warped: FloatImage, valid: MaskArray, strips: MaskArray, *, reach: int, rim: int) -> bool:
    """Whether the generated frame has a line or a frame along its left side: next to a strip it changes by far more over `rim`
    columns than it does farther in."""
    rows = np.nonzero(strips[:, 0])[0]
    start = valid[rows, : 2 * reach].argmax(axis=1)
    rows, start = rows[(start > 0) & (start <= reach)], start[(start > 0) & (start <= reach)]
    if len(rows) < _LEAST_ROWS or warped.shape[1] < reach + 4 * rim + 2:
        return False
    columns = start[:, None] + 1 + np.arange(3 * rim + 1)
    found = warped[rows[:, None], columns].astype(np.float32).mean(axis=2)
    change = np.abs(found[:, rim:] - found[:, :-rim]).mean(axis=0)
    return bool(change[:rim].max() > _LINE[0] * change[rim:].mean() + _LINE[1])


def _continue_left(
    warped: FloatImage,
    confidence: FloatImage,
    valid: MaskArray,
    trusted: MaskArray,
    filled: MaskArray,
    strips: MaskArray,
    *,
    reach: int,
    soft: int,
) -> None:
    """In place: of every row, what is to be `filled` left of its first trusted pixel, itself within `reach` columns."""
    near = trusted[:, :reach]
    first = near.argmax(axis=1)
    outside = strips[:, :1]
    wanted = filled[:, :reach] & (np.arange(near.shape[1]) < first[:, None]) & outside
    rows, columns = np.nonzero(wanted)
    start = first[rows]
    # Soft: continued pixel by pixel, texture would become stripes.
    beside = cv2.blur(np.ascontiguousarray(warped[:, : 2 * reach]), (3, 2 * soft + 1))
    warped[rows, columns] = beside[rows, np.minimum(start + 1, beside.shape[1] - 1)]
    confidence[rows, columns] = confidence[rows, start]
    valid[rows, columns] = True
    trusted[rows, columns] = True


def _strips(missing: MaskArray, reach: int) -> MaskArray:
    """(H, W): connected parts of `missing` that lie within `reach` pixels of the sides and touch one."""
    count, labels = cv2.connectedComponents(missing.astype(np.uint8))
    inner = labels[reach:-reach, reach:-reach]
    chosen = np.zeros(count, bool)
    for side in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        chosen[side] = True
    chosen[inner.ravel()] = False
    chosen[0] = False
    strips = np.asarray(chosen[labels])
    # A side that is mostly missing is missing whole: a piece of a line that generator or scan drew there would be left.
    for turns in range(4):
        outermost = np.rot90(strips, turns)[:, 0]
        if outermost.mean() > _MOSTLY:
            outermost[:] = True
    return strips
