"""Pictures that are no redraw of the photo, or one that is turned, mirrored or cropped: seeded, for `honesty`.

Each function returns generated images for a degraded photo; none of them may be reported as undistorted.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from restoration.image import ImageArray
from restoration.records import FlowArray

Maker = Callable[[ImageArray, ImageArray, ImageArray, np.random.Generator], ImageArray]
"""(clean, degraded, other photo, rng) → what came back instead of a restoration."""

TURNS: dict[str, Callable[[ImageArray], ImageArray]] = {
    "mirrored left to right": lambda image: image[:, ::-1],
    "mirrored top to bottom": lambda image: image[::-1],
    "turned by 90° clockwise": lambda image: np.rot90(image, -1),
    "turned by 180°": lambda image: np.rot90(image, 2),
    "turned by 90° counterclockwise": lambda image: np.rot90(image),
}
"""What was done to the generated image → the function that does it."""


def beside(
    clean: ImageArray, degraded: ImageArray, other: ImageArray, rng: np.random.Generator
) -> ImageArray:
    """Before and after, side by side, with a rule between them."""
    rule = np.full((clean.shape[0], 8, 3), 255, np.uint8)
    return np.hstack([degraded, rule, clean])


def stacked(
    clean: ImageArray, degraded: ImageArray, other: ImageArray, rng: np.random.Generator
) -> ImageArray:
    """Before and after, one above the other, on the photo's own canvas."""
    both = np.vstack([degraded, np.full((8, clean.shape[1], 3), 255, np.uint8), clean])
    return cv2.resize(both, (clean.shape[1], clean.shape[0]), interpolation=cv2.INTER_AREA)


def contact_sheet(
    clean: ImageArray, degraded: ImageArray, other: ImageArray, rng: np.random.Generator
) -> ImageArray:
    """Four pictures in a grid: the photo, its restoration, a crop, another photo."""
    height, width = clean.shape[:2]
    half = width // 2 - 6, height // 2 - 6
    sheet = np.full((height, width, 3), 240, np.uint8)
    crop = clean[height // 4 : -height // 4, width // 4 : -width // 4]
    for number, image in enumerate((degraded, clean, crop, other)):
        y, x = (number // 2) * (height // 2) + 3, (number % 2) * (width // 2) + 3
        sheet[y : y + half[1], x : x + half[0]] = cv2.resize(image, half, interpolation=cv2.INTER_AREA)
    return sheet


def screenshot(
    clean: ImageArray, degraded: ImageArray, other: ImageArray, rng: np.random.Generator
) -> ImageArray:
    """A program's window that shows the photo small among menus and text."""
    height, width = 720, 1280
    page = np.full((height, width, 3), int(rng.integers(225, 250)), np.uint8)
    page[:48] = rng.integers(30, 90, 3, dtype=np.uint8)
    page[:, :220] = rng.integers(180, 220, 3, dtype=np.uint8)
    for row in range(90, height - 40, 34):
        cv2.putText(page, "Menu item", (24, row), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (60, 60, 60), 1, cv2.LINE_AA)
    scale = 0.45 * height / clean.shape[0]
    small = cv2.resize(clean, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    space = min(small.shape[1], width - 280)
    page[140 : 140 + small.shape[0], 260 : 260 + space] = small[:, :space]
    for row in range(500, 690, 30):
        text = "The quick brown fox jumps over the lazy dog, again and again."
        cv2.putText(page, text, (260, row), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (40, 40, 40), 1, cv2.LINE_AA)
    return page


def sketch(
    clean: ImageArray, degraded: ImageArray, other: ImageArray, rng: np.random.Generator
) -> ImageArray:
    """Another photo as a pencil drawing: strokes for edges, and nothing of the scene."""
    grey = cv2.cvtColor(other, cv2.COLOR_RGB2GRAY)
    soft = cv2.GaussianBlur(255 - grey, (0, 0), 8)
    drawing = np.clip(grey.astype(np.float32) / (256.0 - soft) * 255, 0, 255).astype(np.uint8)
    drawing = cv2.resize(drawing, (clean.shape[1], clean.shape[0]), interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(drawing, cv2.COLOR_GRAY2RGB)


def own_sketch(
    clean: ImageArray, degraded: ImageArray, other: ImageArray, rng: np.random.Generator
) -> ImageArray:
    """The scene itself drawn again by hand: a few strokes, bent."""
    height, width = clean.shape[:2]
    grey = cv2.GaussianBlur(cv2.cvtColor(clean, cv2.COLOR_RGB2GRAY), (0, 0), 3)
    edges = cv2.dilate(cv2.Canny(grey, 20, 60), np.ones((2, 2), np.uint8))
    coarse = rng.normal(0, 1, (5, 7, 2)).astype(np.float32)
    bend = 0.03 * np.hypot(width, height) * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    grid = np.dstack(np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)))
    bent = cv2.remap(edges, (grid + bend).astype(np.float32), None, cv2.INTER_LINEAR)
    return cv2.cvtColor(255 - bent, cv2.COLOR_GRAY2RGB)


def blank(clean: ImageArray, degraded: ImageArray, other: ImageArray, rng: np.random.Generator) -> ImageArray:
    """One colour, or a smooth ramp of it."""
    height, width = clean.shape[:2]
    colour = rng.choice([0, 128, 255]) * np.ones(3)
    ramp = np.linspace(0, rng.choice([0, 40]), height)[:, None, None]
    return np.clip(np.broadcast_to(np.abs(colour - ramp), (height, width, 3)), 0, 255).astype(np.uint8)


def noise(clean: ImageArray, degraded: ImageArray, other: ImageArray, rng: np.random.Generator) -> ImageArray:
    """White noise, or noise with the spectrum of a photo."""
    height, width = clean.shape[:2]
    white = rng.normal(0, 1, (height, width, 3)).astype(np.float32)
    if rng.random() < 0.5:
        white = sum(cv2.GaussianBlur(white, (0, 0), s) * s for s in (1.0, 2.0, 4.0, 8.0, 16.0))
        white /= white.std()
    return np.clip(128 + 50 * white, 0, 255).astype(np.uint8)


def unrelated(
    clean: ImageArray, degraded: ImageArray, other: ImageArray, rng: np.random.Generator
) -> ImageArray:
    """Another photo."""
    return other


STRANGERS: dict[str, Maker] = {
    "before | after": beside,
    "before / after": stacked,
    "contact sheet": contact_sheet,
    "screenshot": screenshot,
    "sketch of another photo": sketch,
    "bent sketch of the photo": own_sketch,
    "blank": blank,
    "noise": noise,
    "unrelated": unrelated,
}


def crop(clean: ImageArray, share: float, rng: np.random.Generator) -> tuple[ImageArray, FlowArray]:
    """A part of `share` of each side, enlarged to the photo's size or left as it is, and the true flow to it."""
    height, width = clean.shape[:2]
    w, h = round(share * width), round(share * height)
    x, y = int(rng.integers(0, width - w + 1)), int(rng.integers(0, height - h + 1))
    part = clean[y : y + h, x : x + w]
    size = (width, height) if rng.random() < 0.7 else (w, h)
    image = cv2.resize(part, size, interpolation=cv2.INTER_CUBIC)
    scale = np.array([size[0] / w, size[1] / h])
    grid = np.dstack(np.meshgrid(np.arange(width), np.arange(height))).astype(np.float64)
    return image, ((grid - (x, y) + 0.5) * scale - 0.5 - grid).astype(np.float32)
