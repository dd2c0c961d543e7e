"""Low-light enhancement by an illumination map (LIME; Guo, Li & Ling, TIP 2017).

The brightest channel of every pixel is a first illumination map T. It is smoothed along structure
(weighted least squares with LIME's weights, solved by separable tridiagonal passes as in Min et al., TIP
2014), raised to a gamma, and divided out: R = I / T^γ. Division amplifies noise in the dark, so the
image is first denoised as strongly as its measured noise and the local gain call for; the paper blends
its denoised image by illumination for the same reason.
"""

from __future__ import annotations

import cv2
import numpy as np

from restoration.image import ImageArray
from restoration.models.denoise import denoise_for_gain
from restoration.models.guided_filter import (
    FloatImage,
    bands,
    bounded_size,
    fit_local_linear,
    shrunk,
)

ESTIMATE_LONGEST = 400
"""The illumination map is solved on a copy whose longer side is at most this, in pixels."""

_GAMMA = 0.7
_SMOOTHNESS = 1.0
_PASSES = 3
_FLOOR = 0.03  # darker than this is not lifted further: there is nothing but noise


def lime_enhance(degraded: ImageArray) -> ImageArray:
    """Brighten uint8 RGB (H, W, 3)."""
    height, width = degraded.shape[:2]
    small = shrunk(degraded, bounded_size(height, width, ESTIMATE_LONGEST)).astype(np.float32) / 255
    illumination = estimate_illumination(small)
    # Along the image's own edges, so that the map stays sharp at full size.
    fit = fit_local_linear(small, illumination, max(1, round(max(small.shape) / 50)), 1e-4)
    clean = denoise_for_gain(degraded, illumination_gain(illumination))
    out = np.empty_like(degraded)
    for rows in bands(height, width):
        local = fit.apply_rows(degraded[rows].astype(np.float32) / 255, rows.start, height)
        out[rows] = np.clip(clean[rows] * illumination_gain(local) + 0.5, 0, 255)
    return out


def illumination_gain(illumination: FloatImage) -> FloatImage:
    """What an image is multiplied by under an illumination in [0, 1]."""
    return np.clip(illumination, _FLOOR, 1) ** np.float32(-_GAMMA)


def estimate_illumination(dark: FloatImage) -> FloatImage:
    """Illumination map (H, W) in (0, 1] of an image (H, W, 3) in [0, 1]."""
    brightest = np.maximum(dark.max(axis=2), np.float32(1e-3))
    across, down = _affinity(brightest, axis=1), _affinity(brightest, axis=0)
    smooth = brightest
    for step in range(_PASSES):
        # Min et al.: a share of the smoothness per pass, so that the passes add up to the whole.
        strength = np.float32(_SMOOTHNESS * 1.5 * 4 ** (_PASSES - 1 - step) / (4**_PASSES - 1))
        smooth = _solve_rows(smooth, strength * across)
        smooth = _solve_rows(smooth.T, strength * down.T).T
    return np.clip(smooth, 1e-3, 1).astype(np.float32)


def _affinity(image: FloatImage, axis: int) -> FloatImage:
    """LIME's weights (its strategy III) between neighbours along `axis`: small where gradients of one sign
    add up over a window (structure), large where they cancel (texture). Same shape; the last is 0."""
    gradient = np.zeros_like(image)
    inner = (slice(None), slice(0, -1)) if axis == 1 else (slice(0, -1), slice(None))
    gradient[inner] = np.diff(image, axis=axis)
    windowed = np.abs(cv2.GaussianBlur(gradient, (0, 0), 2))
    weight = 1 / ((windowed + np.float32(1e-3)) * (np.abs(gradient) + np.float32(1e-3)))
    weight[(slice(None), -1) if axis == 1 else (-1, slice(None))] = 0
    return weight


def _solve_rows(image: FloatImage, weights: FloatImage) -> FloatImage:
    """Minimise Σ (u − image)² + Σ weights·(u[x+1] − u[x])² in every row (Thomas algorithm)."""
    width = image.shape[1]
    value, weight = image.T.astype(np.float64), weights.T.astype(np.float64)  # columns become contiguous
    factor, solution = np.zeros_like(value), np.empty_like(value)
    before = np.zeros(value.shape[1])
    for x in range(width):
        pivot = 1 + before + weight[x] - (before * factor[x - 1] if x else 0)
        factor[x] = weight[x] / pivot
        solution[x] = (value[x] + (before * solution[x - 1] if x else 0)) / pivot
        before = weight[x]
    for x in range(width - 2, -1, -1):
        solution[x] += factor[x] * solution[x + 1]
    return solution.T.astype(np.float32)
