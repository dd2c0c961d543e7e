"""Which part of the reference does the generated image show, when it shows only a part?

A generator that crops strongly leaves too little common frame for the search, which looks for the whole.
So the generated image is laid over the reference at every size from nine tenths to under a half of its sides; the best
place is taken if the image mirrored, which has the same texture, finds none nearly as good.
"""

from __future__ import annotations

import cv2
import numpy as np

from restoration.alignment import appearance
from restoration.alignment.appearance import FloatPlane, Pyramid
from restoration.alignment.frame import FrameSizes
from restoration.image import ImageArray
from restoration.resizing import resize

_SHARES = tuple(np.geomspace(0.44, 0.92, 16))
_LEVEL = 2
_ABOVE_CHANCE = 0.1
_LEAST = 0.2
_MARGIN = 0.04
"""Added around the part found, of its sides: the motion itself is measured by the usual search."""

Box = tuple[int, int, int, int]
"""(x0, y0, x1, y1) in pixels of the reference."""


def find(fixed: Pyramid, generated: ImageArray, frame: FrameSizes) -> Box | None:
    """The part of the reference that the generated image shows, or None where none is found."""
    level = fixed[_LEVEL].light
    height, width = level.shape
    longer = max(frame.canvas_scale)
    best, null, where = 0.0, 0.0, (0, 0, width, height)
    for share in _SHARES:
        # Of one scale along both sides: a crop keeps the shape of things.
        size = tuple(
            max(12, round(share * side * scale / longer))
            for side, scale in zip((width, height), frame.canvas_scale, strict=True)
        )
        if size[0] >= width or size[1] >= height:
            continue
        plane = appearance.plane(resize(generated, (size[0], size[1])))
        score, (x, y) = _place(level, plane)
        null = max(null, _place(level, np.ascontiguousarray(plane[:, ::-1]))[0])
        if score > best:
            best, where = score, (x, y, x + size[0], y + size[1])
    if best < _LEAST or best < null + _ABOVE_CHANCE:
        return None
    return _in_reference(where, (width, height), frame.reference)


def _place(level: FloatPlane, plane: FloatPlane) -> tuple[float, tuple[int, int]]:
    scores = np.nan_to_num(cv2.matchTemplate(level, plane, cv2.TM_CCORR_NORMED))
    _, score, _, (x, y) = cv2.minMaxLoc(scores)
    return float(score), (int(x), int(y))


def _in_reference(box: Box, size: tuple[int, int], reference: tuple[int, int]) -> Box:
    x0, y0, x1, y1 = box
    margin_x, margin_y = _MARGIN * (x1 - x0), _MARGIN * (y1 - y0)
    fx, fy = reference[0] / size[0], reference[1] / size[1]
    return (
        max(0, round((x0 - margin_x) * fx)),
        max(0, round((y0 - margin_y) * fy)),
        min(reference[0], round((x1 + margin_x) * fx)),
        min(reference[1], round((y1 + margin_y) * fy)),
    )
