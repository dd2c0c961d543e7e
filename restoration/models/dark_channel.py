"""Haze removal with the dark channel prior (He, Sun & Tang, TPAMI 2011), the transmission refined
with the guided filter (TPAMI 2013).

In clear outdoor photos almost every patch holds a pixel that is dark in one channel; haze brightens it. The brightening gives
the transmission t of the scattering model I = J·t + A·(1 − t), which is then inverted.
Skies and white walls break the prior: where the image is close to the airlight in colour, t is
raised (the tolerance of Jiang et al., 2013), so that skies keep their tone and no noise is amplified.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray
from restoration.models.denoise import denoise_for_gain
from restoration.models.guided_filter import (
    FloatImage,
    LocalLinear,
    bands,
    bounded_size,
    box_mean,
    fit_local_linear,
    shrunk,
)

ESTIMATE_LONGEST = 640
"""Transmission is estimated on a copy whose longer side is at most this, in pixels."""

_PATCH_SHARE = 0.0234  # the paper's 15-pixel patch on a 640-pixel image
_BRIGHTEST = 0.001


@dataclass(frozen=True)
class Strength:
    omega: float
    """Share of the haze removed: a little is left in the distance, as the paper advises."""
    t_min: float
    """Transmission is taken for this at least: differences grow by one over it at most."""
    tolerance: float
    """Distance from the airlight (images in [0, 1]) below which the transmission is raised."""


FULL = Strength(0.9, 0.15, 0.12)
MILD = Strength(0.85, 0.3, 0.25)
"""For photos whose sky has a colour of its own: haze is left rather than a cast amplified."""


def dark_channel_dehaze(degraded: ImageArray, strength: Strength = FULL) -> ImageArray:
    """Remove haze from uint8 RGB (H, W, 3)."""
    height, width = degraded.shape[:2]
    small = shrunk(degraded, bounded_size(height, width, ESTIMATE_LONGEST)).astype(np.float32) / 255
    airlight = estimate_airlight(small)
    fit = fit_transmission(small, airlight, strength)
    clean = denoise_for_gain(degraded, 1 / np.clip(fit.apply(small)[..., 0], strength.t_min, 1))
    out = np.empty_like(degraded)
    for rows in bands(height, width):
        hazy = clean[rows] / 255
        transmission = np.clip(fit.apply_rows(hazy, rows.start, height), strength.t_min, 1)
        clear = (hazy - airlight) / transmission + airlight
        out[rows] = np.clip(clear * 255 + 0.5, 0, 255)
    return out


def estimate_airlight(hazy: FloatImage) -> NDArray[np.float32]:
    """Airlight (3,) in [0, 1] of a hazy image (H, W, 3) in [0, 1].

    The mean of the pixels with the brightest dark channel, not the single brightest one: that can be a lamp or a white car.
    """
    dark = _dark_channel(hazy)
    count = max(1, int(dark.size * _BRIGHTEST))
    chosen = np.argpartition(dark.ravel(), -count)[-count:]
    airlight = np.median(hazy.reshape(-1, 3)[chosen], axis=0)
    return np.clip(airlight, 0.05, 1.0).astype(np.float32)


def fit_transmission(
    hazy: FloatImage, airlight: NDArray[np.float32], strength: Strength = FULL
) -> LocalLinear:
    """Transmission as a local linear function of the hazy image (H, W, 3) in [0, 1] (guided filter)."""
    raw = 1 - strength.omega * _dark_channel(np.minimum(hazy / airlight, 1))
    # Before the refinement, which then puts the change on the sky's own edge.
    distance = box_mean(np.abs(hazy - airlight).max(axis=2), 2)
    raw = np.clip(raw * np.maximum(strength.tolerance / np.maximum(distance, 0.01), 1), 0, 1)
    return fit_local_linear(hazy, raw, max(2, round(max(raw.shape) * _PATCH_SHARE * 2)), 1e-3)


def _dark_channel(image: FloatImage) -> FloatImage:
    side = max(1, round(max(image.shape[:2]) * _PATCH_SHARE)) | 1
    return cv2.erode(image.min(axis=2), np.ones((side, side), np.uint8))
