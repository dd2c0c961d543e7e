"""Narrow strips along the sides of a photo that an aligned generated image does not reach, or where it drew a frame.

Generators crop or shift by a few pixels. Nothing constrains a fit there: it would be a band of another colour beside the
prior's own content. So the prior is continued to the side of the photo by its outermost trusted pixels. (A mirror image would
repeat what is there.)
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from restoration.models.guided_filter import FloatImage
from restoration.records import Alignment, MaskArray

_STRIP_SHARE = 0.025
"""Of the longer side: what lies farther from the photo's side is left as it is."""
_SOFT = 2
"""Half the length over which the pixels beside a strip are averaged along it, in the least widths of a strip."""
RIM_SHARE = 0.004
"""Of the longer side: so much of the generated frame is not trusted along its own sides."""


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
    kernel = np.ones((2 * rim + 1, 2 * rim + 1), np.uint8)
    filled = cv2.dilate(strips.astype(np.uint8), kernel).astype(bool)
    trusted: MaskArray = np.logical_and(prior.valid, ~filled)
    warped, confidence, valid = prior.warped.copy(), prior.confidence.copy(), prior.valid.copy()
    for turns in range(4):
        planes = [np.rot90(plane, turns) for plane in (warped, confidence, valid, trusted, filled, strips)]
        _continue_left(*planes, reach=2 * (reach + rim), least=rim // 2)
    return replace(prior, warped=warped, confidence=confidence, valid=valid)


def _continue_left(
    warped: FloatImage,
    confidence: FloatImage,
    valid: MaskArray,
    trusted: MaskArray,
    filled: MaskArray,
    strips: MaskArray,
    *,
    reach: int,
    least: int,
) -> None:
    """In place: of every row, what is to be `filled` left of its first trusted pixel, itself within `reach` columns.

    Strips of up to `least` pixels stay: on so little another tone is not seen.
    """
    near = trusted[:, :reach]
    first = near.argmax(axis=1)
    wide = strips[:, : least + 1].all(axis=1, keepdims=True)
    wanted = filled[:, :reach] & (np.arange(near.shape[1]) < first[:, None]) & wide
    rows, columns = np.nonzero(wanted)
    start = first[rows]
    # Soft: continued pixel by pixel, texture would become stripes.
    beside = cv2.blur(np.ascontiguousarray(warped[:, : 2 * reach]), (3, 2 * _SOFT * least + 1))
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
    return np.asarray(chosen[labels])
