"""Boxes and their names on a picture, placed so that no name covers another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.distortion import drawing
from restoration.image import ImageArray

Rect = tuple[int, int, int, int]
"""x, y, width, height in pixels."""


@dataclass(frozen=True)
class Tag:
    text: str
    box: Rect
    colour: drawing.Colour
    framed: bool = True
    """Whether the box itself is drawn."""


def draw_tags(image: ImageArray, tags: Sequence[Tag]) -> None:
    """Every box first, then every name beside, below or in its box where no earlier name lies, in place.

    A name that finds no free place is left out: its box remains.
    """
    thick = drawing.line_width(image) + 1
    boxes = [_inside(tag.box, image) for tag in tags]
    for tag, (x, y, width, height) in zip(tags, boxes, strict=True):
        if tag.framed:
            corners = (x, y), (x + width - 1, y + height - 1)
            cv2.rectangle(image, *corners, (0, 0, 0), thick + 2, cv2.LINE_AA)
            cv2.rectangle(image, *corners, tag.colour, thick, cv2.LINE_AA)
    if not drawing.holds_text(image):
        return
    size = drawing.text_size(image)
    taken: list[Rect] = []
    for tag, box in zip(tags, boxes, strict=True):
        patch = _patch(tag, size)
        place = _free_place(box, patch.shape[1], patch.shape[0], image, taken)
        if place:
            drawing.paste(image, patch, *place)
            taken.append((*place, patch.shape[1], patch.shape[0]))


def _patch(tag: Tag, size: int) -> NDArray[np.uint8]:
    words = drawing.render_text(tag.text, size, (0, 0, 0))
    pad = max(2, size // 4)
    out = np.full((words.shape[0], words.shape[1] + 2 * pad, 4), (*tag.colour, 255), np.uint8)
    ground = np.ascontiguousarray(out[..., :3])
    drawing.paste(ground, words, pad, 0)
    out[..., :3] = ground
    return out


def _inside(box: Rect, image: ImageArray) -> Rect:
    """The part of `box` that lies in the picture, at least one pixel."""
    height, width = image.shape[:2]
    x0, y0 = min(max(box[0], 0), width - 1), min(max(box[1], 0), height - 1)
    x1, y1 = min(max(box[0] + box[2], x0 + 1), width), min(max(box[1] + box[3], y0 + 1), height)
    return x0, y0, x1 - x0, y1 - y0


def _free_place(
    box: Rect, width: int, height: int, image: ImageArray, taken: Sequence[Rect]
) -> tuple[int, int] | None:
    x, y, w, h = box
    most_x, most_y = image.shape[1] - width, image.shape[0] - height
    if most_x < 0 or most_y < 0:
        return None
    wanted = [
        *((at, y - height) for at in (x, x + w - width)),
        *((at, y + h) for at in (x, x + w - width)),
        *((at, y) for at in (x + w, x - width)),
        *((x, at) for at in range(y, max(y + h - height, y) + 1, height)),
        *((x, y + step * height) for turn in range(2, 6) for step in (-turn, turn)),
    ]
    for left, top in wanted:
        left = min(max(left, 0), most_x)
        if 0 <= top <= most_y and not any(_meet((left, top, width, height), other) for other in taken):
            return left, top
    return None


def _meet(a: Rect, b: Rect) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]
