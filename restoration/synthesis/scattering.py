"""Haze and water: light that is absorbed and scattered between the scene and the camera.

Haze is atmospheric scattering (Koschmieder; Narasimhan & Nayar 2002); water the attenuation and back-scatter of each colour with
range (Jaffe 1990; Akkaynak & Treibitz, CVPR 2018).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray
from restoration.synthesis.fields import smooth_field
from restoration.synthesis.light import to_encoded, to_linear, to_uint8

Depth = NDArray[np.float32]

_ATTENUATION = ((0.55, 0.10, 0.06), (0.45, 0.07, 0.12))
"""Per metre, R, G, B: clear ocean and greener coastal water (order of magnitude of Jerlov's types)."""


def haze(clean: ImageArray, rng: np.random.Generator, depth: Depth | None = None) -> ImageArray:
    """I = J·t + A·(1 − t), t = exp(−β·depth). `depth` (H, W) relative, larger is farther, any scale;
    without one a plausible depth is made up from position and brightness."""
    depth = pseudo_depth(clean, rng) if depth is None else depth.astype(np.float32)
    depth = depth / max(float(np.percentile(depth, 98)), 1e-6)
    beta = rng.uniform(0.7, 2.6)
    density = 1.0 + rng.uniform(0.0, 0.25) * smooth_field(
        rng, depth.shape[0], depth.shape[1], 0.6 * max(depth.shape)
    )
    transmission = np.exp(-beta * depth * np.clip(density, 0.3, 2.0))[..., None]
    airlight = (rng.uniform(0.68, 0.98) + rng.uniform(-0.03, 0.03, 3)).astype(np.float32)
    scene = clean.astype(np.float32) / 255.0
    hazy = scene * transmission + np.clip(airlight, 0.6, 1.0) * (1.0 - transmission)
    hazy += rng.normal(0.0, rng.uniform(0.0, 0.008), hazy.shape)
    return to_uint8(hazy)


def underwater(clean: ImageArray, rng: np.random.Generator) -> ImageArray:
    """J·exp(−a·z) + B·(1 − exp(−b·z)) per channel: range z up to about 8 m, farther up the frame; light from above, whose red
    was absorbed on its way."""
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


def pseudo_depth(clean: ImageArray, rng: np.random.Generator) -> Depth:
    """A plausible relative depth (H, W) in about [0, 1.2]: farther towards the horizon and where the
    scene is pale and flat as sky is, uneven over the scene, with edges where the photo has them."""
    height, width = clean.shape[:2]
    rows = np.linspace(1.0, 0.0, height, dtype=np.float32)[:, None]
    horizon = rng.uniform(0.45, 0.95)
    ground = np.clip(rows / horizon, 0.0, 1.0) ** rng.uniform(0.8, 2.2)
    pale = cv2.GaussianBlur(
        clean.min(axis=2).astype(np.float32) / 255.0, (0, 0), 0.01 * max(height, width) + 0.5
    )
    uneven = smooth_field(rng, height, width, rng.uniform(0.25, 0.6) * max(height, width))
    depth = 0.15 + 0.65 * ground + rng.uniform(0.1, 0.4) * pale * rows + 0.1 * uneven
    return _edge_aware(np.clip(depth, 0.03, 1.3).astype(np.float32), clean)


def _edge_aware(values: Depth, guide: ImageArray) -> Depth:
    """Grey guided filter (He et al. 2013), radius 4 % of the longer side."""
    radius = max(3, int(0.04 * max(values.shape)))
    window = (2 * radius + 1,) * 2
    gray = cv2.cvtColor(guide, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255.0
    mean_g, mean_v = cv2.blur(gray, window), cv2.blur(values, window)
    slope = (cv2.blur(gray * values, window) - mean_g * mean_v) / (
        cv2.blur(gray * gray, window) - mean_g**2 + 1e-2
    )
    return cv2.blur(slope, window) * gray + cv2.blur(mean_v - slope * mean_g, window)
