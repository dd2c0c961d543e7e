"""Rain on training crops: layers of streaks or of smeared noise, with or without a veil.

Images are float32 (H, W, 3) in [0, 1].
"""

from __future__ import annotations

import cv2
import numpy as np

from restoration.training.crop_steps import CropPair, Rng, camera, smooth_noise
from restoration.training.photos import Crop, Plane


def rain(crop: Crop, rng: Rng) -> CropPair:
    """One to four layers of streaks, added, screened or blended, with or without a veil."""
    shape = crop.clean.shape[:2]
    image = crop.clean
    if rng.random() < 0.35:
        veil = rng.uniform(0.05, 0.35) * np.clip(1 + 0.4 * smooth_noise(shape, 2, rng), 0, 1.6)[..., None]
        image = image * (1 - veil) + veil * rng.uniform(0.5, 0.95)
    heavy = rng.random() < 0.6
    slant = rng.normal(0, 22)
    rain = np.zeros(shape, np.float32)
    for _ in range(int(rng.integers(2, 5) if heavy else rng.integers(1, 3))):
        layer = _streaks if rng.random() < 0.45 else _smeared_noise
        rain += layer(shape, slant + rng.normal(0, 4 if rng.random() < 0.8 else 30), heavy, rng)
    # Above a third of the frame nothing is left to restore from.
    rain = np.clip(rain, 0, 1) * min(1.0, 0.33 / (float(rain.mean()) + 1e-6))
    if rng.random() < 0.4:
        rain *= np.clip(1 + 0.6 * smooth_noise(shape, int(rng.integers(1, 4)), rng), 0.1, 1.4)
    rain = rain[..., None]
    colour = np.float32(rng.uniform(0.75, 1.0)) * (1 + rng.normal(0, 0.02, 3).astype(np.float32))
    way = rng.random()
    if way < 0.5:
        image = image + rain * colour
    elif way < 0.7:
        image = 1 - (1 - image) * (1 - np.clip(rain * colour, 0, 1))
    else:
        image = image * (1 - rain) + rain * colour
    return camera(np.clip(image, 0, 1), rng, noise=0.008), crop.clean


def _streaks(shape: tuple[int, int], angle: float, heavy: bool, rng: Rng) -> Plane:
    """One layer: sparse seeds smeared along a line, `angle` degrees from the vertical."""
    coarse = float(np.exp(rng.uniform(np.log(0.8), np.log(2.4))))
    small = (max(8, round(shape[0] / coarse)), max(8, round(shape[1] / coarse)))
    length = rng.uniform(8, 45) if rng.random() < 0.7 else rng.uniform(30, 90)
    length = max(4.0, length / coarse)
    density = rng.uniform(0.25, 2.2 if heavy else 0.9) / length
    seeds = (rng.random(small) < density / rng.uniform(2, 6)) * rng.uniform(0.3, 1.0, small)
    layer = cv2.filter2D(seeds.astype(np.float32), -1, _line_kernel(length, angle, rng.uniform(0.35, 1.0)))
    peak = float(np.quantile(layer, 0.995)) or 1.0
    layer = np.clip(layer / max(peak, 1e-4), 0, 1.3) * rng.uniform(
        0.25 if heavy else 0.1, 0.95 if heavy else 0.6
    )
    return cv2.resize(layer, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)


def _smeared_noise(shape: tuple[int, int], angle: float, heavy: bool, rng: Rng) -> Plane:
    """One layer as image editors paint it, and most rain sets with them: noise, motion blur, more contrast.

    Finer and denser than `_streaks`: nearly every pixel is changed.
    """
    coarse = rng.uniform(1.0, 1.8) if rng.random() < 0.5 else 1.0
    small = (max(8, round(shape[0] / coarse)), max(8, round(shape[1] / coarse)))
    noise = rng.standard_normal(small, np.float32)
    length = float(np.exp(rng.uniform(np.log(8), np.log(80)))) / coarse
    layer = cv2.filter2D(noise, -1, _line_kernel(max(4.0, length), angle, rng.uniform(0.3, 0.6)))
    low, high = np.quantile(layer, (rng.uniform(0.02, 0.8), rng.uniform(0.97, 1.0)))
    layer = np.clip((layer - low) / max(high - low, 1e-4), 0, 1.3) ** np.float32(rng.uniform(0.8, 2.0))
    layer = layer * np.float32(rng.uniform(0.15, 0.85) if heavy else rng.uniform(0.06, 0.45))
    return cv2.resize(layer, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)


def _line_kernel(length: float, angle: float, sigma: float) -> Plane:
    radius = int(np.ceil(length / 2 + 1))
    ys, xs = np.mgrid[-radius : radius + 1, -radius : radius + 1].astype(np.float32)
    turn = np.float32(np.deg2rad(angle))
    along, across = ys * np.cos(turn) + xs * np.sin(turn), xs * np.cos(turn) - ys * np.sin(turn)
    ends = np.clip(length / 2 - np.abs(along) + 0.5, 0, 1) * (1 - 0.5 * (along / (radius + 1)) ** 2)
    return (ends * np.exp(-0.5 * (across / sigma) ** 2)).astype(np.float32)
