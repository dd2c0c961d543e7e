"""What the degradations of training crops share: smooth noise, the camera's noise and JPEG, rounding to 8 bits.

Images are float32 (H, W, 3) in [0, 1].
"""

from __future__ import annotations

import cv2
import numpy as np

from restoration.image import ImageArray
from restoration.synthesis import jpeg
from restoration.training.photos import Plane

Rng = np.random.Generator
CropPair = tuple[Plane, Plane]
"""(degraded, clean)."""


def smooth_noise(shape: tuple[int, int], cells: int, rng: Rng) -> Plane:
    """(H, W) noise of about unit deviation whose features are 1/cells of the frame."""
    grid = rng.standard_normal((cells + 1, cells + 1)).astype(np.float32)
    return cv2.resize(grid, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)


def camera(image: Plane, rng: Rng, noise: float) -> Plane:
    """Noise of a deviation of at most `noise` in a third of the images, JPEG in a third."""
    if rng.random() < 0.35:
        image = image + rng.normal(0, rng.uniform(0, noise), image.shape).astype(np.float32)
    if rng.random() < 0.35:
        bgr = np.ascontiguousarray(to_bytes(image)[..., ::-1])
        image = jpeg(bgr, int(rng.integers(55, 98)))[..., ::-1].astype(np.float32) / 255
    return image


def to_bytes(image: Plane) -> ImageArray:
    """uint8, rounded."""
    return np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)


def eight_bit(image: Plane) -> Plane:
    """float32 again, of the 256 values that a file holds."""
    return to_bytes(image).astype(np.float32) / 255
