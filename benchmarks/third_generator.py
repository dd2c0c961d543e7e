"""A third simulator of generative redraws and of degradation: wide rather than typical.

Fits on simulators include it, or are tested on it, so that they hold for generators outside the fit. Things are pasted,
removed, copied, moved, given another texture or twisted, from tiny to large, with hard and soft edges; and
the surface is altered in every way that is *not* a change of content: tone curves, grading, relighting,
smoothing, sharpening, compression and added fine detail.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.third_generator_edits import edit, surface
from restoration.image import ImageArray
from restoration.records import FlowArray, Redraw
from restoration.synthesis.fields import smooth_field


def redraw(
    clean: ImageArray, seed: int, strength: float, other: ImageArray, *, changes: bool = True
) -> Redraw:
    """Redraw `clean` (H, W, 3); `other` is a photo that gives foreign content. Without `changes` nothing
    is moved, added or removed."""
    rng = np.random.default_rng([seed, 31337])
    height, width = clean.shape[:2]
    edited, changed = edit(rng, clean, other) if changes else (clean, np.zeros((height, width), bool))
    canvas, matrix = _framing(rng, width, height, strength)
    bend = _bending(rng, width, height, strength)
    pixels = _pixels(width, height)
    there = cv2.perspectiveTransform((pixels + bend).reshape(-1, 1, 2), matrix).reshape(height, width, 2)
    unbent = cv2.perspectiveTransform(_pixels(*canvas).reshape(-1, 1, 2), np.linalg.inv(matrix))
    unbent = unbent.reshape(canvas[1], canvas[0], 2).astype(np.float32)
    source = unbent
    for _ in range(8):
        source = unbent - cv2.remap(bend, source, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    border = (cv2.BORDER_REFLECT_101, cv2.BORDER_REPLICATE, cv2.BORDER_WRAP)[int(rng.integers(3))]
    image = cv2.remap(edited, source, None, cv2.INTER_LINEAR, borderMode=border)
    drawn = surface(rng, image, canvas[0] / width)
    return Redraw(drawn, (there - pixels).astype(np.float32), changed, seed, strength)


def _framing(
    rng: np.random.Generator, width: int, height: int, strength: float
) -> tuple[tuple[int, int], NDArray[Any]]:
    scale = np.exp(rng.uniform(np.log(0.8), np.log(1.9)))
    stretch = np.exp(rng.normal(0, 0.06))
    canvas = (max(32, int(width * scale * stretch) // 4 * 4), max(32, int(height * scale / stretch) // 4 * 4))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    shift, zoom = rng.normal(0, 0.01, 2), rng.normal(0, 0.02)
    own = rng.normal(0, 0.008, (4, 2))
    moved = corners / (width, height) + strength * (shift + zoom * (corners / (width, height) - 0.5) + own)
    return canvas, cv2.getPerspectiveTransform(corners, (moved * canvas).astype(np.float32))


def _bending(rng: np.random.Generator, width: int, height: int, strength: float) -> FlowArray:
    """Waves, bumps or noise, 0.1 to 0.6 % of the diagonal."""
    diagonal = float(np.hypot(width, height))
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    parts = []
    kind = rng.integers(3)
    for _ in range(2):
        if kind == 0:
            turn, waves = rng.uniform(0, 2 * np.pi), rng.uniform(0.7, 2.5)
            field = np.sin(2 * np.pi * waves * (x * np.cos(turn) + y * np.sin(turn)) + rng.uniform(0, 6.28))
        elif kind == 1:
            field = np.zeros((height, width), np.float32)
            for _ in range(int(rng.integers(2, 7))):
                cx, cy, reach = rng.random(), rng.random(), rng.uniform(0.12, 0.35)
                field += rng.normal() * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * reach**2))
        else:
            field = smooth_field(rng, height, width, rng.uniform(0.25, 0.8) * diagonal)
        parts.append(field / (field.std() + 1e-6))
    deviation = strength * rng.uniform(0.001, 0.006) * diagonal / np.sqrt(2)
    return (deviation * np.dstack(parts)).astype(np.float32)


def _pixels(width: int, height: int) -> FlowArray:
    return np.dstack(np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)))
