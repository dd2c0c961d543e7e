"""Size policies: how an image of any size meets a model's canvas, and how it comes back.

snap    upload as it is, ask for the nearest standard canvas (the model may re-frame)
native  upload as it is, ask for the nearest free size
pad     fit into a canvas, fill the rest with a mirror image, and cut the fill off the answer
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import cv2
import numpy as np

from restoration.errors import InputError
from restoration.gpt.catalogue import CanvasSizes
from restoration.gpt.models import GptModel
from restoration.image import ImageArray

_KEEP_PIXELS_FROM = 0.5
"""An image that fits a canvas and fills this share of it is padded without any resampling."""


@dataclass(frozen=True)
class Framing:
    """How one image is put to the model. Sizes are (width, height) in pixels."""

    policy: str
    input_size: tuple[int, int]
    canvas: tuple[int, int]
    """Asked of the model as `size`."""
    content_box: tuple[int, int, int, int] | None = None
    """pad only: (x, y, width, height) of the image on the canvas."""

    @property
    def size(self) -> str:
        return f"{self.canvas[0]}x{self.canvas[1]}"

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def plan_framing(width: int, height: int, model: GptModel, policy: str, quality: str = "") -> Framing:
    """The canvas for an image of that size. Raises InputError for a shape no canvas can hold."""
    size = (width, height)
    canvases = model.canvas(quality or model.default_quality)
    if policy == "snap":
        return Framing(policy, size, _nearest_fixed(width, height, canvases))
    if policy == "native":
        if not 1 / canvases.aspect <= width / height <= canvases.aspect:
            raise InputError(
                f"size_policy native: expected a shape between 1:3 and 3:1, got {width}×{height}. Choose pad."
            )
        return Framing(policy, size, _nearest_free(width, height, canvases))
    if model.free_size:
        scale = _free_scale(width, height, canvases)
        canvas = _padded_canvas(round(width * scale), round(height * scale), canvases)
        scale = min(scale, canvas[0] / width, canvas[1] / height)
    else:
        canvas = _nearest_fixed(width, height, canvases)
        scale = min(canvas[0] / width, canvas[1] / height)
        if scale > 1 and width * height >= _KEEP_PIXELS_FROM * canvas[0] * canvas[1]:
            scale = 1.0
    w = max(1, min(canvas[0], round(width * scale)))
    h = max(1, min(canvas[1], round(height * scale)))
    return Framing(policy, size, canvas, ((canvas[0] - w) // 2, (canvas[1] - h) // 2, w, h))


def frame_input(image: ImageArray, framing: Framing) -> ImageArray:
    """What is uploaded: the image itself, or for pad the image on its canvas, (H, W, 3) uint8."""
    if framing.content_box is None:
        return image
    x, y, w, h = framing.content_box
    if (image.shape[1], image.shape[0]) != (w, h):
        shrinks = w < image.shape[1]
        method = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
        image = np.asarray(cv2.resize(image, (w, h), interpolation=method), np.uint8)
    canvas_w, canvas_h = framing.canvas
    padded = cv2.copyMakeBorder(image, y, canvas_h - h - y, x, canvas_w - w - x, cv2.BORDER_REFLECT_101)
    return np.asarray(padded, np.uint8)


def crop_output(image: ImageArray, framing: Framing) -> tuple[ImageArray, str]:
    """The generated image without its padding, and a sentence where the size is not the one asked for."""
    height, width = image.shape[:2]
    exact = (width, height) == framing.canvas
    note = "" if exact else f"The service was asked for {framing.size} and returned {width}x{height}."
    if framing.content_box is None:
        return image, note
    x, y, w, h = framing.content_box
    if not exact:
        fx, fy = width / framing.canvas[0], height / framing.canvas[1]
        left, top = round(x * fx), round(y * fy)
        x, y, w, h = left, top, max(1, round((x + w) * fx) - left), max(1, round((y + h) * fy) - top)
        note += " The padding was cut off in proportion."
    return image[y : y + h, x : x + w].copy(), note


def _nearest_fixed(width: int, height: int, canvases: CanvasSizes) -> tuple[int, int]:
    aspect = math.log(width / height)
    return min(canvases.fixed, key=lambda size: abs(math.log(size[0] / size[1]) - aspect))


def _free_scale(width: int, height: int, canvases: CanvasSizes) -> float:
    """1 if the size is allowed as it is, else the nearest scale into the limits."""
    least, most = canvases.pixels
    scale = max(1.0, math.sqrt(least / (width * height)))
    return min(scale, math.sqrt(most / (width * height)), canvases.edge / max(width, height))


def _nearest_free(width: int, height: int, canvases: CanvasSizes) -> tuple[int, int]:
    scale, step = _free_scale(width, height, canvases), canvases.step
    w, h = (max(step, step * round(v * scale / step)) for v in (width, height))
    return _within_limits(w, h, canvases)


def _padded_canvas(width: int, height: int, canvases: CanvasSizes) -> tuple[int, int]:
    step = canvases.step
    w, h = (step * math.ceil(v / step) for v in (width, height))
    least = step * math.ceil(max(w, h) / canvases.aspect / step)
    return _within_limits(max(w, least), max(h, least), canvases)


def _within_limits(w: int, h: int, canvases: CanvasSizes) -> tuple[int, int]:
    """Single steps until every limit holds; rounding leaves at most a few."""
    (least, most), step = canvases.pixels, canvases.step
    while w * h > most or max(w, h) > canvases.edge or max(w, h) > canvases.aspect * min(w, h):
        w, h = (w - step, h) if w >= h else (w, h - step)
    while w * h < least:
        w, h = (w + step, h) if w <= h else (w, h + step)
    return w, h
