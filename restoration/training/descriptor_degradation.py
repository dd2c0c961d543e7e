"""How the degraded photo of a training pair of the descriptor is made from its clean crop."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.synthesis import jpeg
from restoration.training.crop_degradation import CROP_TASKS, degrade_crop
from restoration.training.photos import Crop, Plane

Rng = np.random.Generator
SIDE = 256
"""Pixels: frames are squeezed to a square, which changes their aspect by as much as canvases differ."""
BYTE = np.float32(255)


def degrade_view(crop: Crop, rng: Rng) -> NDArray[np.uint8]:
    """One degradation, at times two: haze, rain, low light, noise, blur, snow, water, a coarse file."""
    image, way = crop.clean, rng.random()
    if way < 0.45:
        image = degrade_crop(str(rng.choice(CROP_TASKS)), crop, rng)[0]
    elif way < 0.9:
        image = _LOSSES[int(rng.integers(len(_LOSSES)))](image, rng)
    if rng.random() < 0.25:
        image = _LOSSES[int(rng.integers(len(_LOSSES)))](image, rng)
    return camera(image, rng)


def _noise(image: Plane, rng: Rng) -> Plane:
    grain = rng.standard_normal((SIDE, SIDE, 3 if rng.random() < 0.7 else 1)).astype(np.float32)
    if rng.random() < 0.4:
        grain = cv2.GaussianBlur(grain, (0, 0), rng.uniform(0.5, 1.2)).reshape(grain.shape) * 2
    return image + rng.uniform(0.02, 0.25) * grain


def _blur(image: Plane, rng: Rng) -> Plane:
    way = rng.random()
    if way < 0.4:
        return cv2.GaussianBlur(image, (0, 0), rng.uniform(0.8, 5))
    radius = int(rng.integers(2, 9))
    kernel = np.zeros((2 * radius + 1, 2 * radius + 1), np.float32)
    if way < 0.7:
        cv2.circle(kernel, (radius, radius), radius, 1.0, -1)
    else:
        angle = rng.uniform(0, np.pi)
        step = round(radius * np.cos(angle)), round(radius * np.sin(angle))
        cv2.line(kernel, (radius - step[0], radius - step[1]), (radius + step[0], radius + step[1]), 1.0)
    return cv2.filter2D(image, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT_101)


def _snow(image: Plane, rng: Rng) -> Plane:
    """Flakes of several sizes before a veil, or drops of water on the lens."""
    veil = rng.uniform(0, 0.35)
    image = image * (1 - veil) + veil * rng.uniform(0.7, 1)
    for _ in range(int(rng.integers(1, 4))):
        size = rng.uniform(0.6, 3.5)
        flakes = (rng.random((SIDE, SIDE)) < rng.uniform(0.0005, 0.01) / size).astype(np.float32)
        flakes = cv2.GaussianBlur(flakes, (0, 0), size) * (6 * size * size)
        image = image + np.clip(flakes, 0, rng.uniform(0.4, 1))[..., None] * (1 - image)
    return image


def _water(image: Plane, rng: Rng) -> Plane:
    left = np.array([rng.uniform(0.15, 0.6), rng.uniform(0.6, 0.95), rng.uniform(0.5, 0.95)], np.float32)
    veil = rng.uniform(0.1, 0.6)
    return (image * (1 - veil) + veil * rng.uniform(0.4, 0.9)) * left


def _coarse(image: Plane, rng: Rng) -> Plane:
    side = round(SIDE / rng.uniform(1.5, 5))
    small = cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA)
    way = cv2.INTER_CUBIC if rng.random() < 0.7 else cv2.INTER_NEAREST
    return cv2.resize(small, (SIDE, SIDE), interpolation=way)


def _exposed(image: Plane, rng: Rng) -> Plane:
    return image * np.float32(np.exp(rng.normal(0, 0.6))) + np.float32(rng.normal(0, 0.05))


_LOSSES = (_noise, _blur, _snow, _water, _coarse, _exposed, _blur, _noise)


def camera(image: Plane, rng: Rng) -> NDArray[np.uint8]:
    eight_bit = np.rint(np.clip(image, 0, 1) * BYTE).astype(np.uint8)
    if rng.random() > 0.5:
        return eight_bit
    return jpeg(eight_bit, int(rng.integers(12, 95)))
