"""Rain and snow: layers of streaks or flakes at several distances, under a veil.

Rain is additive streak layers under a veil (Li et al., "Heavy Rain", CVPR 2019); snow layers of soft flakes at three
distances under a thin veil (after Liu et al., DesnowNet, TIP 2018).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray
from restoration.synthesis.fields import smooth_field
from restoration.synthesis.kernels import disc, line
from restoration.synthesis.light import to_uint8


def rain(clean: ImageArray, rng: np.random.Generator) -> ImageArray:
    """Two to four layers of motion-blurred streaks, from fine and dense to broad and sparse, about one
    wind direction, over a faint veil."""
    height, width = clean.shape[:2]
    scale = max(height, width) / 512.0
    wind_deg = rng.uniform(-35.0, 35.0)
    amount = rng.uniform(0.2, 1.0)  # from a shower to a downpour
    streaks = np.zeros((height, width), np.float32)
    for layer in range(int(rng.integers(2, 5))):
        length = scale * rng.uniform(12, 26) * (1.0 + 0.7 * layer)
        thickness = max(0.35, scale * rng.uniform(0.45, 0.9) * (1.0 + 0.35 * layer))
        density = amount * rng.uniform(0.004, 0.018) / (1.0 + 1.2 * layer) / thickness
        streaks = np.maximum(
            streaks,
            _streak_layer(rng, height, width, length, thickness, density, wind_deg + rng.normal(0, 3)),
        )
    streaks = np.clip(streaks * rng.uniform(0.4, 0.95), 0.0, 0.95)[..., None]
    veil = (
        rng.uniform(0.0, 0.16) * (1.0 + 0.3 * smooth_field(rng, height, width, 0.7 * max(height, width)))
    )[..., None]
    light = rng.uniform(0.78, 1.0)
    scene = clean.astype(np.float32) / 255.0
    scene = scene * (1.0 - np.clip(veil, 0, 0.3)) + 0.75 * light * np.clip(veil, 0, 0.3)
    return to_uint8(scene + streaks * (light - scene) * 0.9)


def snow(clean: ImageArray, rng: np.random.Generator) -> ImageArray:
    """Flakes of three distances, the nearest large, soft and few, along one wind, under a veil."""
    height, width = clean.shape[:2]
    scale = max(height, width) / 512
    wind = rng.uniform(-0.6, 0.6)
    amount = rng.uniform(0.4, 1.4)
    cover = np.zeros((height, width), np.float32)
    for size, count, softness in ((1.0, 0.004, 0.4), (2.2, 0.0012, 0.7), (5.0, 0.0002, 1.6)):
        radius = size * scale * rng.uniform(0.7, 1.3)
        seeds = (rng.random((height, width)) < amount * count / max(scale, 0.3) ** 2) * rng.uniform(
            0.5, 1.0, (height, width)
        )
        flake = disc(max(radius, 0.7))
        moved = line(max(3.0, 2 * radius * rng.uniform(0.8, 1.4)), np.pi / 2 + wind)
        layer = cv2.filter2D(seeds.astype(np.float32), -1, flake / flake.max())
        layer = cv2.GaussianBlur(cv2.filter2D(layer, -1, moved), (0, 0), softness * scale + 0.3)
        cover = np.maximum(cover, layer / max(float(layer.max()), 1e-6) * rng.uniform(0.6, 0.98))
    veil = rng.uniform(0.02, 0.16) * (1 + 0.3 * smooth_field(rng, height, width, 0.6 * max(height, width)))
    scene = clean / np.float32(255)
    white = rng.uniform(0.85, 1.0)
    hidden = np.clip(veil, 0, 0.4)[..., None]
    scene = scene * (1 - hidden) + white * hidden
    shown = np.clip(cover, 0, 1)[..., None]
    return to_uint8(scene * (1 - shown) + white * shown)


def _streak_layer(
    rng: np.random.Generator,
    height: int,
    width: int,
    length: float,
    thickness: float,
    density: float,
    angle_deg: float,
) -> NDArray[np.float32]:
    margin = int(length) + 2
    drops = rng.random((height + 2 * margin, width + 2 * margin)) < density
    seeds = drops * rng.uniform(0.35, 1.0, drops.shape)
    size = 2 * int(np.ceil(length / 2)) + 3
    centre = (size - 1) / 2
    slope = np.deg2rad(angle_deg)
    along = np.array([np.sin(slope), np.cos(slope)])
    y, x = np.mgrid[:size, :size] - centre
    distance = np.abs(x * along[1] - y * along[0])
    position = np.abs(x * along[0] + y * along[1])
    kernel = np.exp(-0.5 * (distance / thickness) ** 2) * np.clip(1.5 - position / (length / 2), 0.0, 1.0)
    streaks = cv2.filter2D(seeds.astype(np.float32), -1, kernel.astype(np.float32))
    return streaks[margin : margin + height, margin : margin + width]
