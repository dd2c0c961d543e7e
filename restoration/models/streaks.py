"""Rain streak removal by directional sparsity, without training.

After Deng, Huang, Zhao & Jiang, "A directional global sparse model for single image rain removal" (Applied
Mathematical Modelling 2018) and its form for any direction by Wang et al., "Rain streaks removal for single
image via directional total variation regularization" (ICIP 2019): rain R is a bright layer on luma
that is sparse, smooth along the streaks, and whose removal leaves a background that is piecewise
smooth across them,

    min over R in [0, luma] of  a·|∂along R| + b·|R| + c·|∂across (luma − R)|   (sums of absolute values),

solved by ADMM, whose linear step is diagonal in the Fourier domain. The direction is measured: the
commonest orientation of thin bright lines.
"""

from __future__ import annotations

import cv2
import numpy as np

from restoration.image import ImageArray
from restoration.models.guided_filter import FloatImage

TILE, OVERLAP = 1024, 64
"""Large images are solved in blended tiles of this size, in pixels: the Fourier step needs whole arrays."""

_ALONG, _SPARSE, _ACROSS = 1.0, 0.05, 0.75
_PENALTY = 20.0
_ITERATIONS = 20
_MAX_TILT_DEG = 60.0


def remove_streaks(degraded: ImageArray) -> ImageArray:
    """Remove rain streaks from uint8 RGB (H, W, 3)."""
    luma = cv2.cvtColor(degraded, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    rain = rain_layer(luma, streak_direction(luma))
    return np.clip(degraded - rain[..., None] * 255 + 0.5, 0, 255).astype(np.uint8)


def streak_direction(luma: FloatImage) -> float:
    """Angle of the streaks from the vertical in degrees, positive when they lean to the right at the bottom,
    within ±60; 0 when there is nothing to go by. luma (H, W) in [0, 1]."""
    blurred = cv2.GaussianBlur(luma, (0, 0), 1.0)
    xx = cv2.Sobel(blurred, cv2.CV_32F, 2, 0, ksize=3)
    yy = cv2.Sobel(blurred, cv2.CV_32F, 0, 2, ksize=3)
    xy = cv2.Sobel(blurred, cv2.CV_32F, 1, 1, ksize=3)
    # Eigenvalues of the Hessian: a bright line curves strongly down across itself, not along itself.
    half, root = (xx + yy) / 2, np.sqrt(((xx - yy) / 2) ** 2 + xy * xy)
    strength = np.maximum(-(half - root) - 2 * np.abs(half + root), 0)
    across = 0.5 * np.arctan2(-2 * xy, -(xx - yy))  # direction of the strongest downward curvature
    tilt = np.rad2deg(across)  # 0 for a vertical line, whose normal is the x axis
    bins = np.histogram(tilt, bins=180, range=(-90, 90), weights=np.sqrt(strength))[0]
    kernel = np.exp(-0.5 * (np.arange(-12, 13) / 4.0) ** 2)
    smooth = np.convolve(np.concatenate([bins[-12:], bins, bins[:12]]), kernel, "valid")
    angles = np.arange(-89.5, 90)
    smooth[np.abs(angles) > _MAX_TILT_DEG] = 0
    return -float(angles[np.argmax(smooth)]) if smooth.max() > 0 else 0.0


def rain_layer(luma: FloatImage, direction_deg: float) -> FloatImage:
    """Rain (H, W) ≥ 0 on luma (H, W) in [0, 1]."""
    padded = cv2.copyMakeBorder(luma, 16, 16, 16, 16, cv2.BORDER_REFLECT)
    return _solve(padded, direction_deg)[16:-16, 16:-16]


def _solve(luma: FloatImage, direction_deg: float) -> FloatImage:
    height = cv2.getOptimalDFTSize(luma.shape[0])
    width = cv2.getOptimalDFTSize(luma.shape[1])
    rows, columns = luma.shape
    image = cv2.copyMakeBorder(luma, 0, height - rows, 0, width - columns, cv2.BORDER_REFLECT)
    angle = np.deg2rad(direction_deg)
    along, across = (np.sin(angle), np.cos(angle)), (np.cos(angle), -np.sin(angle))
    system = _PENALTY * (1 + _power(along, image.shape) + _power(across, image.shape))
    rain = np.zeros_like(image)
    edges = _derivative(image, across)
    dual_along, dual_rain, dual_across = (np.zeros_like(image) for _ in range(3))
    layer = rain
    for _ in range(_ITERATIONS):
        smooth = _soft(_derivative(rain, along) + dual_along, _ALONG / _PENALTY)
        layer = np.clip(rain + dual_rain - np.float32(_SPARSE / _PENALTY), 0, image)
        # The variable is ∂across of the background; the equation is written for the rain.
        background = _soft(edges - _derivative(rain, across) + dual_across, _ACROSS / _PENALTY)
        right = _adjoint(smooth - dual_along, along) + (layer - dual_rain)
        right += _adjoint(edges - background + dual_across, across)
        spectrum = cv2.dft(_PENALTY * right, flags=cv2.DFT_COMPLEX_OUTPUT)
        spectrum /= system[..., None]
        rain = cv2.idft(spectrum, flags=cv2.DFT_REAL_OUTPUT | cv2.DFT_SCALE)
        dual_along += _derivative(rain, along) - smooth
        dual_rain += rain - layer
        dual_across += edges - _derivative(rain, across) - background
    return layer[:rows, :columns]


def _derivative(image: FloatImage, direction: tuple[float, float]) -> FloatImage:
    """Forward difference along (x, y) `direction`, periodic."""
    x, y = np.float32(direction[0]), np.float32(direction[1])
    return x * (np.roll(image, -1, 1) - image) + y * (np.roll(image, -1, 0) - image)


def _adjoint(image: FloatImage, direction: tuple[float, float]) -> FloatImage:
    x, y = np.float32(direction[0]), np.float32(direction[1])
    return x * (np.roll(image, 1, 1) - image) + y * (np.roll(image, 1, 0) - image)


def _power(direction: tuple[float, float], shape: tuple[int, int]) -> FloatImage:
    """|Fourier transform|² of `_derivative`."""
    fx = np.exp(2j * np.pi * np.fft.fftfreq(shape[1]))[None, :] - 1
    fy = np.exp(2j * np.pi * np.fft.fftfreq(shape[0]))[:, None] - 1
    return (np.abs(direction[0] * fx + direction[1] * fy) ** 2).astype(np.float32)


def _soft(values: FloatImage, threshold: float) -> FloatImage:
    return np.sign(values) * np.maximum(np.abs(values) - np.float32(threshold), 0)
