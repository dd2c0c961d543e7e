"""Drawing on images of any size: text, legends, colour scales. Everything scales with the image."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from restoration.image import ImageArray

Colour = tuple[int, int, int]

# Okabe & Ito's palette, told apart with every common colour-vision deficiency.
ORANGE: Colour = (230, 159, 0)
SKY: Colour = (86, 180, 233)
VERMILION: Colour = (213, 94, 0)
PURPLE: Colour = (204, 121, 167)
INK: Colour = (245, 245, 245)
_PANEL: Colour = (18, 20, 24)
_GROUND_DARK = 22
_MOST_GAIN = 12.0
"""A photo taken in the dark is brightened at most so much: beyond, there is only noise."""
_LIGHT = 215
_WORTH_SAYING = 1.25
_SMALLEST_FOR_TEXT = 120


def line_width(image: ImageArray) -> int:
    """A line that reads at every size: 1 px at 480, 6 px at 4000."""
    return max(1, round(0.0016 * max(image.shape[:2])))


def text_size(image: ImageArray) -> int:
    """Height of the lettering in pixels: 12 at 480 px, 72 at 4000 px on the longer side."""
    return max(12, round(0.018 * max(image.shape[:2])))


def holds_text(image: ImageArray) -> bool:
    """Whether a legend fits without hiding the picture."""
    return min(image.shape[:2]) >= _SMALLEST_FOR_TEXT


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def render_text(text: str, size: int, colour: Colour = INK) -> NDArray[np.uint8]:
    """One line of text as an RGBA patch of height about 1.35 · size."""
    font = _font(size)
    left, _, right, _ = font.getbbox(text)
    width, height = max(1, math.ceil(right - min(left, 0)) + 1), math.ceil(1.35 * size)
    patch = Image.new("RGBA", (width, height), (*colour, 0))
    ImageDraw.Draw(patch).text((-min(left, 0), 0.08 * size), text, fill=(*colour, 255), font=font)
    return np.asarray(patch)


def paste(image: ImageArray, patch: NDArray[np.uint8], x: int, y: int) -> None:
    """Lay an RGBA patch over `image` in place, clipped to it."""
    height, width = image.shape[:2]
    x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + patch.shape[1], width), min(y + patch.shape[0], height)
    if x0 >= x1 or y0 >= y1:
        return
    part = patch[y0 - y : y1 - y, x0 - x : x1 - x].astype(np.float32)
    cover = part[..., 3:] / 255.0
    under = image[y0:y1, x0:x1].astype(np.float32)
    image[y0:y1, x0:x1] = np.rint(under + cover * (part[..., :3] - under)).astype(np.uint8)


def stack(rows: Sequence[NDArray[np.uint8]], gap: int) -> NDArray[np.uint8]:
    """RGBA patches under one another, left-aligned."""
    width, height = (
        max(row.shape[1] for row in rows),
        sum(row.shape[0] for row in rows) + gap * (len(rows) - 1),
    )
    out = np.zeros((height, width, 4), np.uint8)
    y = 0
    for row in rows:
        out[y : y + row.shape[0], : row.shape[1]] = row
        y += row.shape[0] + gap
    return out


def beside(parts: Sequence[NDArray[np.uint8]], gap: int) -> NDArray[np.uint8]:
    """RGBA patches next to one another, centred on one line."""
    height, width = (
        max(part.shape[0] for part in parts),
        sum(part.shape[1] for part in parts) + gap * (len(parts) - 1),
    )
    out = np.zeros((height, width, 4), np.uint8)
    x = 0
    for part in parts:
        y = (height - part.shape[0]) // 2
        out[y : y + part.shape[0], x : x + part.shape[1]] = part
        x += part.shape[1] + gap
    return out


def swatch(colour: Colour, size: int, *, outline: bool = False) -> NDArray[np.uint8]:
    """A small square of a colour, RGBA."""
    patch = np.full((size, size, 4), (*colour, 255), np.uint8)
    if outline:
        edge = max(1, size // 8)
        patch[edge:-edge, edge:-edge] = 0
    return patch


def with_legend(picture: ImageArray, items: Sequence[NDArray[np.uint8]]) -> ImageArray:
    """`picture` (H, W, 3) with `items` (RGBA patches) on a dark band below it: nothing of it is covered.

    Items stand side by side as far as they fit and are shrunk where one alone is wider. The first H rows are
    the picture itself. Without items, or on a picture too small for text, that is all.
    """
    if not items or not holds_text(picture):
        return picture
    width, size = picture.shape[1], text_size(picture)
    pad, gap = max(4, round(0.6 * size)), round(1.6 * size)
    rows: list[list[NDArray[np.uint8]]] = [[]]
    used = 0
    for item in (_at_most(item, width - 2 * pad) for item in items):
        if rows[-1] and used + gap + item.shape[1] > width - 2 * pad:
            rows.append([])
            used = 0
        used += item.shape[1] + (gap if rows[-1] else 0)
        rows[-1].append(item)
    body = stack([beside(row, gap) for row in rows], gap=max(2, size // 4))
    band = np.empty((body.shape[0] + 2 * pad, width, 3), np.uint8)
    band[:] = _PANEL
    paste(band, body, pad, pad)
    return np.concatenate([picture, band])


def _at_most(patch: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    if patch.shape[1] <= width:
        return patch
    size = (max(1, width), max(1, round(patch.shape[0] * width / patch.shape[1])))
    return np.asarray(cv2.resize(patch, size, interpolation=cv2.INTER_AREA))


def scale_bar(colours: NDArray[np.uint8], size: int, ticks: Sequence[str]) -> NDArray[np.uint8]:
    """A horizontal colour bar with tick texts evenly under it, RGBA; `colours` is (N, 3), low to high."""
    width, height = 13 * size, max(4, round(0.7 * size))
    row = cv2.resize(np.ascontiguousarray(colours[None]), (width, height), interpolation=cv2.INTER_LINEAR)
    bar = np.dstack([row, np.full((height, width), 255, np.uint8)])
    labels = [render_text(tick, size) for tick in ticks]
    out = np.zeros(
        (height + labels[0].shape[0] + size // 6, width + labels[-1].shape[1] // 2 + 1, 4), np.uint8
    )
    out[:height, :width] = bar
    for index, label in enumerate(labels):
        at = round(index * (width - 1) / (len(labels) - 1))
        x = min(max(at - label.shape[1] // 2, 0), out.shape[1] - label.shape[1])
        out[height + size // 6 :, x : x + label.shape[1]] = label
        out[height : height + size // 6, max(at - 1, 0) : at + 1] = (*INK, 255)
    return out


def colour_table(name: int) -> NDArray[np.uint8]:
    """(256, 3) RGB of one of OpenCV's colour maps."""
    bgr = cv2.applyColorMap(np.arange(256, dtype=np.uint8)[:, None], name)
    return np.ascontiguousarray(bgr[:, 0, ::-1])


def through_table(values: NDArray[np.float32], table: NDArray[np.uint8]) -> ImageArray:
    """(H, W) values in [0, 1] as colours of a (256, 3) table."""
    index = cv2.convertScaleAbs(np.clip(values, 0.0, 1.0), alpha=255.0)
    return cv2.LUT(cv2.merge([index, index, index]), table[None])


def direction_colours(x: NDArray[np.float32], y: NDArray[np.float32]) -> ImageArray:
    """Vectors of length 0 to 1 as colours: hue is direction, at zero light grey, darker and more vivid
    with length. The circle lies in CIELAB, so equal turns look like equal steps of hue."""
    length = np.clip(cv2.magnitude(x, y), 0.0, 1.0)
    norm = np.maximum(cv2.magnitude(x, y), 1e-6)
    lab = np.empty((*x.shape, 3), np.float32)
    lab[..., 0] = 94.0 - 32.0 * length
    lab[..., 1] = 58.0 * length * x / norm
    lab[..., 2] = 58.0 * length * y / norm
    rgb = cv2.cvtColor(lab, cv2.COLOR_Lab2RGB)
    return cv2.convertScaleAbs(np.clip(rgb, 0.0, 1.0), alpha=255.0)


def wheel(size: int) -> NDArray[np.uint8]:
    """The legend of `direction_colours`, RGBA, with a soft rim."""
    axis = np.linspace(-1.06, 1.06, size, dtype=np.float32)
    x, y = np.meshgrid(axis, axis)
    edge = np.clip((1.0 - np.hypot(x, y)) * size / 2.12 + 0.5, 0.0, 1.0)
    return np.dstack([direction_colours(x, y), np.rint(255 * edge).astype(np.uint8)])


def ground(image: ImageArray, *, bright: int = 150, colour: float = 0.0) -> ImageArray:
    """The image as a ground for drawing: stretched to its own range, then dimmed to at most `bright`.

    A dark photo becomes visible and a bright one darker, so marks can be seen on either. `colour` in [0, 1] keeps
    that share of the saturation.
    """
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    low, high = (float(v) for v in np.percentile(gray[:: _stride(gray), :: _stride(gray)], (1, 99.5)))
    gain = min((bright - _GROUND_DARK) / max(high - low, 1.0), _MOST_GAIN)
    shade = np.clip((gray.astype(np.float32) - low) * gain + _GROUND_DARK, 0, bright)
    out = np.repeat(shade[..., None], 3, axis=2)
    if colour:
        out += colour * gain * (image.astype(np.float32) - gray[..., None])
    return np.clip(out, 0, 255).astype(np.uint8)


def brightened(image: ImageArray) -> tuple[ImageArray, float]:
    """(image, factor): a dark photo multiplied until its brightest half percent is light; factor 1 where it is."""
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    high = float(np.percentile(gray[:: _stride(gray), :: _stride(gray)], 99.5))
    factor = min(max(_LIGHT / max(high, 1.0), 1.0), _MOST_GAIN)
    if factor < _WORTH_SAYING:
        return image, 1.0
    return cv2.convertScaleAbs(image, alpha=factor), factor


def _stride(gray: NDArray[np.uint8]) -> int:
    return max(1, max(gray.shape) // 800)


def nice(value: float) -> float:
    """The nearest of 1, 2, 5 times a power of ten, by ratio; at least 0.1."""
    value = max(value, 0.1)
    power = 10.0 ** math.floor(math.log10(value))
    return min((step * power for step in (1, 2, 5, 10)), key=lambda step: abs(math.log(step / value)))
