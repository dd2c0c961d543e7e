"""Noise, blur, snow, water and coarse files added to a clean photo.

Noise is Poisson-Gaussian in linear light (Foi et al. 2008); blur a disc (defocus) or a line (motion) in linear light;
snow layers of soft flakes of three distances under a thin veil (after Liu et al., DesnowNet, TIP 2018); water the
attenuation and back-scatter of each colour with range (Jaffe 1990; Akkaynak & Treibitz, CVPR 2018); a coarse file is
blurred, made smaller, noisy and compressed (after Wang et al., Real-ESRGAN, ICCVW 2021). The camera's processing of a
real photo is not modelled: networks tuned on these alone do not carry over.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray
from restoration.synthesis.fields import smooth_field
from restoration.synthesis.light import to_encoded, to_linear, to_uint8

_ATTENUATION = ((0.55, 0.10, 0.06), (0.45, 0.07, 0.12))
"""Per metre, R, G, B: clear ocean and greener coastal water (order of magnitude of Jerlov's types)."""


def noise(clean: ImageArray, rng: np.random.Generator) -> ImageArray:
    """Photon noise and read noise in linear light, by a third alike in neighbouring pixels as after demosaicking."""
    linear = to_linear(clean / np.float32(255))
    photons = np.exp(rng.uniform(np.log(60.0), np.log(900.0)))
    read = rng.uniform(0.004, 0.03)
    white = rng.standard_normal(linear.shape).astype(np.float32)
    if rng.random() < 1 / 3:
        white = cv2.GaussianBlur(white, (0, 0), 0.6)
        white /= max(float(white.std()), 1e-6)
    noisy = linear + np.sqrt(np.maximum(linear, 0) / photons + read**2) * white
    return to_uint8(to_encoded(np.clip(noisy, 0, 1)))


def blur(clean: ImageArray, rng: np.random.Generator) -> ImageArray:
    """Out of focus by a disc, or moved along a line, of 0.6 to 3 % of the longer side; faint noise."""
    size = max(clean.shape[:2])
    extent = max(3.0, rng.uniform(0.006, 0.03) * size)
    kernel = _disc(extent / 2) if rng.random() < 0.5 else _line(extent, rng.uniform(0, np.pi))
    linear = to_linear(clean / np.float32(255))
    blurred = cv2.filter2D(linear, -1, kernel, borderType=cv2.BORDER_REPLICATE)
    blurred += rng.normal(0, rng.uniform(0.0005, 0.002), blurred.shape).astype(np.float32)
    return to_uint8(to_encoded(np.clip(blurred, 0, 1)))


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
        flake = _disc(max(radius, 0.7))
        moved = _line(max(3.0, 2 * radius * rng.uniform(0.8, 1.4)), np.pi / 2 + wind)
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


def underwater(clean: ImageArray, rng: np.random.Generator) -> ImageArray:
    """J·exp(−a·z) + B·(1 − exp(−b·z)) per channel: range z up to about 8 m, farther up the frame; light from above
    that has lost its red on the way down."""
    height, width = clean.shape[:2]
    kind = np.asarray(_ATTENUATION[int(rng.integers(2))], np.float32) * np.float32(rng.uniform(0.7, 1.3))
    rows = np.linspace(1, 0.3, height, dtype=np.float32)[:, None] * np.ones((1, width), np.float32)
    uneven = smooth_field(rng, height, width, 0.4 * max(height, width))
    metres = rng.uniform(1.5, 5) * np.clip(rows + 0.25 * uneven, 0.15, 1.7)[..., None]
    depth = rng.uniform(0.5, 4)
    light = np.exp(-kind * depth)
    light /= light.max()
    linear = to_linear(clean / np.float32(255))
    veil = light * np.exp(-kind * rng.uniform(1, 3)) * rng.uniform(0.15, 0.4)
    seen = linear * light * np.exp(-kind * metres) + veil * (1 - np.exp(-0.8 * kind * metres - 0.03 * metres))
    seen *= rng.uniform(0.8, 1.3) * float(linear.mean()) / max(float(seen.mean()), 1e-4) * 0.8
    return to_uint8(to_encoded(np.clip(seen, 0, 1)))


def low_quality(clean: ImageArray, rng: np.random.Generator) -> ImageArray:
    """Blurred, made smaller by 1.5 to 4, noisy, JPEG of quality 8 to 40, and back at its old size."""
    height, width = clean.shape[:2]
    image = cv2.GaussianBlur(clean, (0, 0), rng.uniform(0.4, 1.4))
    shrink = 1 / rng.uniform(1.5, 4)
    size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    noisy = image.astype(np.float32) + rng.normal(0, rng.uniform(0, 5), image.shape)
    image = _jpeg(np.rint(np.clip(noisy, 0, 255)).astype(np.uint8), int(rng.integers(8, 41)))
    if rng.random() < 0.5:
        return cv2.resize(image, (width, height), interpolation=cv2.INTER_CUBIC)
    larger = cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR)
    return _jpeg(larger, int(rng.integers(15, 60)))


def _jpeg(image: ImageArray, quality: int) -> ImageArray:
    coded = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])[
        1
    ]
    decoded = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    assert decoded is not None
    return cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB).astype(np.uint8)


def _disc(radius: float) -> NDArray[np.float32]:
    """A disc with soft rim, its sum 1."""
    reach = int(np.ceil(radius)) + 1
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    kernel = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    return np.asarray(kernel / kernel.sum(), np.float32)


def _line(length: float, angle: float) -> NDArray[np.float32]:
    """A line of one pixel's width at `angle` (radians), its sum 1."""
    reach = int(np.ceil(length / 2)) + 1
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    across = np.abs(x * np.sin(angle) - y * np.cos(angle))
    along = np.abs(x * np.cos(angle) + y * np.sin(angle))
    kernel = np.clip(1 - across, 0, 1) * np.clip(length / 2 + 0.5 - along, 0, 1)
    return np.asarray(kernel / kernel.sum(), np.float32)
