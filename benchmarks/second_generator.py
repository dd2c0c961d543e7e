"""Another simulator of generative redraws and of degradation, written independently of the product's.

A fit on one simulator may hold for that simulator alone. This one differs in every part: geometry is Gaussian rather than uniform, changed patches are boxes, ellipses or blobs with
foreign, copied, inpainted or turned content, the surface is smoothed by other filters and relit.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray
from restoration.records import FlowArray, MaskArray, Redraw

Floats = NDArray[np.float32]


def redraw(
    clean: ImageArray, seed: int, strength: float, other: ImageArray, *, changes: bool = True
) -> Redraw:
    """Redraw `clean` (H, W, 3); `other` is a photo that gives foreign content. Without `changes` nothing
    is moved, added or removed."""
    rng = np.random.default_rng([seed, 7777])
    height, width = clean.shape[:2]
    edited, changed = _edit(rng, clean, other) if changes else (clean, np.zeros((height, width), bool))
    scale = rng.uniform(0.9, 1.6)
    canvas = (int(width * scale * rng.uniform(0.9, 1.1)) // 8 * 8, int(height * scale) // 8 * 8)
    matrix = _view(rng, width, height, canvas, strength)
    deviation = strength * rng.uniform(0.002, 0.006) * np.hypot(width, height) / np.sqrt(2)
    wavelength = rng.uniform(0.2, 0.6) * np.hypot(width, height)
    bend = np.dstack([deviation * _smooth(rng, height, width, wavelength) for _ in range(2)]).astype(
        np.float32
    )
    pixels = _pixels(width, height)
    flow = (
        cv2.perspectiveTransform((pixels + bend).reshape(-1, 1, 2), matrix).reshape(height, width, 2) - pixels
    )
    unbent = cv2.perspectiveTransform(_pixels(*canvas).reshape(-1, 1, 2), np.linalg.inv(matrix))
    unbent = unbent.reshape(canvas[1], canvas[0], 2).astype(np.float32)
    source = unbent
    for _ in range(8):
        source = unbent - cv2.remap(bend, source, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    image = cv2.remap(edited, source, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    return Redraw(
        _surface(rng, image.astype(np.float32), scale), flow.astype(np.float32), changed, seed, strength
    )


def degradation(clean: ImageArray, task: str, seed: int) -> ImageArray:
    """A degraded version of `clean` for haze, rain or low_light."""
    rng = np.random.default_rng([seed, 99])
    height, width = clean.shape[:2]
    scene = clean.astype(np.float32) / 255
    if task == "haze":
        down = np.linspace(1, 0, height)[:, None] * rng.uniform(0.3, 1.0)
        depth = np.clip(down + 0.3 * _smooth(rng, height, width, width / 3) + rng.uniform(0.1, 0.5), 0, 1.5)
        through = np.exp(-rng.uniform(0.8, 2.4) * depth)[..., None]
        light = 0.3 * rng.uniform(0.75, 1, 3) + 0.7 * rng.uniform(0.75, 1)
        degraded = scene * through + light * (1 - through) + rng.normal(0, 0.006, scene.shape)
    elif task == "rain":
        drops = (rng.random((height, width)) < rng.uniform(0.004, 0.03)) * rng.random((height, width))
        length = int(rng.uniform(9, 31)) | 1
        streak = np.zeros((length, length), np.float32)
        lean = np.deg2rad(rng.uniform(60, 120))
        reach = length / 2 * np.array([np.cos(lean), np.sin(lean)])
        ends = [tuple(int(v) for v in length / 2 + sign * reach) for sign in (-1, 1)]
        cv2.line(streak, ends[0], ends[1], 1.0, int(rng.integers(1, 3)))
        streaks = cv2.GaussianBlur(cv2.filter2D(drops.astype(np.float32), -1, streak), (0, 0), 0.6)
        degraded = scene * (1 - 0.1 * rng.random()) + np.minimum(
            streaks[..., None] * rng.uniform(0.5, 1), 0.9
        )
    elif task == "low_light":
        exposed = scene**2.2 * rng.uniform(0.04, 0.25)
        photons = rng.uniform(600, 5000)
        noisy = rng.poisson(exposed * photons) / photons + rng.normal(0, 0.001, scene.shape)
        degraded = np.clip(noisy, 0, 1) ** (1 / 2.2)
    else:
        raise ValueError(f"task: expected haze, rain or low_light, got {task!r}.")
    return np.rint(np.clip(degraded, 0, 1) * 255).astype(np.uint8)


def _view(
    rng: np.random.Generator, width: int, height: int, canvas: tuple[int, int], strength: float
) -> NDArray[Any]:
    sx, sy = canvas[0] / width, canvas[1] / height
    to_canvas = np.array([[sx, 0, (sx - 1) / 2], [0, sy, (sy - 1) / 2], [0, 0, 1]])
    centre = np.array([[1, 0, (width - 1) / 2], [0, 1, (height - 1) / 2], [0, 0, 1]])
    turn = np.deg2rad(strength * rng.normal(0, 0.6))
    zoom_x, zoom_y = 1 + strength * rng.normal(0, 0.03, 2)
    shift_x, shift_y = strength * rng.normal(0, 0.013, 2) * (width, height)
    lean_x, lean_y = strength * rng.normal(0, 0.02, 2) / (width, height)
    shear = strength * rng.normal(0, 0.004)
    motion = np.array(
        [
            [zoom_x * np.cos(turn), shear - np.sin(turn), shift_x],
            [np.sin(turn), zoom_y * np.cos(turn), shift_y],
            [lean_x, lean_y, 1],
        ]
    )
    return to_canvas @ centre @ motion @ np.linalg.inv(centre)


def _edit(rng: np.random.Generator, clean: ImageArray, other: ImageArray) -> tuple[ImageArray, MaskArray]:
    height, width = clean.shape[:2]
    edited, changed = clean.copy(), np.zeros((height, width), bool)
    wanted = int(rng.integers(1, 4))
    for _ in range(40):
        if not wanted:
            break
        w, h = int(rng.uniform(0.06, 0.16) * width), int(rng.uniform(0.06, 0.16) * height)
        x, y = int(rng.integers(0, width - w)), int(rng.integers(0, height - h))
        cover = _patch_shape(rng, h, w)
        content = _patch_content(rng, edited, other, (x, y, w, h))
        place = (slice(y, y + h), slice(x, x + w))
        under = edited[place].astype(np.float32)
        patch = np.rint(under + cover[..., None] * (content.astype(np.float32) - under)).astype(np.uint8)
        seen = cv2.absdiff(patch, edited[place]).max(axis=2)
        if seen[cover > 0.5].mean() < 18 or changed[place].any():
            continue
        edited[place] = patch
        changed[place] |= cover > 0.3
        wanted -= 1
    return edited, changed


def _patch_shape(rng: np.random.Generator, h: int, w: int) -> Floats:
    cover = np.zeros((h, w), np.float32)
    kind = rng.integers(3)
    if kind == 0:
        cover[:] = 1
    elif kind == 1:
        cv2.ellipse(cover, (w // 2, h // 2), (w // 2, h // 2), 0, 0, 360, 1.0, -1)
    else:
        y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
        cover = ((1 - np.hypot(x, y) + 0.25 * _smooth(rng, h, w, max(h, w) / 3)) > 0.1).astype(np.float32)
    return cv2.GaussianBlur(cover, (0, 0), rng.uniform(1, 4)) if rng.random() < 0.5 else cover


def _patch_content(
    rng: np.random.Generator, image: ImageArray, other: ImageArray, box: tuple[int, int, int, int]
) -> ImageArray:
    x, y, w, h = box
    height, width = image.shape[:2]
    kind = rng.integers(4)
    if kind == 0:
        donor = cv2.resize(other, (max(other.shape[1], w + 1), max(other.shape[0], h + 1)))
        left, top = int(rng.integers(0, donor.shape[1] - w)), int(rng.integers(0, donor.shape[0] - h))
        return donor[top : top + h, left : left + w]
    if kind == 1:
        left, top = int(rng.integers(0, width - w)), int(rng.integers(0, height - h))
        return image[top : top + h, left : left + w].copy()
    if kind == 2:
        x0, y0, x1, y1 = max(0, x - 12), max(0, y - 12), min(width, x + w + 12), min(height, y + h + 12)
        hole = np.zeros((y1 - y0, x1 - x0), np.uint8)
        hole[y - y0 : y - y0 + h, x - x0 : x - x0 + w] = 255
        filled = cv2.inpaint(np.ascontiguousarray(image[y0:y1, x0:x1]), hole, 3, cv2.INPAINT_TELEA)
        return filled[y - y0 : y - y0 + h, x - x0 : x - x0 + w]
    return image[y : y + h, x : x + w][::-1, ::-1].copy()


def _surface(rng: np.random.Generator, image: Floats, scale: float) -> ImageArray:
    height, width = image.shape[:2]
    loss = rng.uniform(1.2, 2.0)
    size = max(8, int(width / loss / scale)), max(8, int(height / loss / scale))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    kind = rng.integers(3)
    if kind == 0:
        small = cv2.bilateralFilter(small, 5, 20, 2)
    elif kind == 1:
        small = cv2.medianBlur(np.clip(small, 0, 255).astype(np.uint8), 3).astype(np.float32)
    image = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    image = image + rng.uniform(0.2, 1.2) * (image - cv2.GaussianBlur(image, (0, 0), loss * scale * 0.7))
    values = (np.clip(image / 255, 0, 1) ** rng.uniform(0.8, 1.25) - 0.5) * rng.uniform(0.9, 1.2) + 0.5
    gray = values.mean(axis=2, keepdims=True)
    values = gray + (values - gray) * rng.uniform(0.9, 1.4) + rng.uniform(-0.05, 0.05, 3)
    values = values * (1 + 0.06 * _smooth(rng, height, width, max(height, width) / 2)[..., None])
    return np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)


def _smooth(rng: np.random.Generator, height: int, width: int, wavelength: float) -> Floats:
    cells = max(2, int(np.ceil(max(height, width) / wavelength)) + 3)
    coarse = rng.standard_normal((cells, cells)).astype(np.float32)
    field = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return (field - field.mean()) / (field.std() + 1e-6)


def _pixels(width: int, height: int) -> FlowArray:
    return np.dstack(np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)))
