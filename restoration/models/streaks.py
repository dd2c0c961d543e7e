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
from restoration.models.guided_filter import FloatImage, bands, bounded_size, shrunk

_TILE, _MARGIN, _PAD = 1024, 48, 16  # px; the Fourier step needs whole arrays, tiles bound them
_ALONG, _SPARSE, _ACROSS = 1.0, 0.05, 0.75
_PENALTY = 10.0
_ITERATIONS = 10
_MAX_TILT_DEG = 60.0
_DIRECTION_LONGEST = 1536


def remove_streaks(degraded: ImageArray) -> ImageArray:
    """Remove rain streaks from uint8 RGB (H, W, 3)."""
    luma = cv2.cvtColor(degraded, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    rain = rain_layer(luma, streak_direction(luma))
    out = np.empty_like(degraded)
    for rows in bands(*luma.shape):
        out[rows] = np.clip(degraded[rows] - rain[rows, :, None] * 255 + 0.5, 0, 255)
    return out


def streak_direction(luma: FloatImage) -> float:
    """Angle of the streaks from the vertical in degrees, positive when they lean to the right at the bottom,
    within ±60; 0 when there is nothing to go by. luma (H, W) in [0, 1]."""
    small = shrunk(luma, bounded_size(luma.shape[0], luma.shape[1], _DIRECTION_LONGEST))
    blurred = cv2.GaussianBlur(small, (0, 0), 1.0)
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
    """Rain (H, W) ≥ 0 on luma (H, W) in [0, 1], solved in overlapping tiles when it is large."""
    out = np.empty_like(luma)
    height, width = luma.shape
    for top in range(0, height, _TILE):
        for left in range(0, width, _TILE):
            bottom, right = min(top + _TILE, height), min(left + _TILE, width)
            y, x = max(0, top - _MARGIN), max(0, left - _MARGIN)
            tile = luma[y : bottom + _MARGIN, x : right + _MARGIN]
            # Derivatives are periodic in the Fourier domain: a mirrored border keeps the ends apart.
            padded = cv2.copyMakeBorder(tile, _PAD, _PAD, _PAD, _PAD, cv2.BORDER_REFLECT)
            rain = _solve(padded, direction_deg)[_PAD:, _PAD:]
            out[top:bottom, left:right] = rain[top - y : bottom - y, left - x : right - x]
    return out


def _solve(luma: FloatImage, direction_deg: float) -> FloatImage:
    rows, columns = luma.shape
    height, width = cv2.getOptimalDFTSize(rows), cv2.getOptimalDFTSize(columns)
    image = cv2.copyMakeBorder(luma, 0, height - rows, 0, width - columns, cv2.BORDER_REFLECT)
    angle = np.deg2rad(direction_deg)
    along = _Derivative(np.sin(angle), np.cos(angle))
    across = _Derivative(np.cos(angle), -np.sin(angle))
    inverse = 1 / (1 + along.power(image.shape) + across.power(image.shape))
    edges = across(image)
    zero = np.zeros_like(image)
    rain_along, rain_across, rain = zero, zero, zero
    dual_along, dual_rain, dual_across = zero, zero, zero
    for _ in range(_ITERATIONS):
        smooth = _soft(rain_along + dual_along, _ALONG / _PENALTY)
        layer = np.clip(rain + dual_rain - np.float32(_SPARSE / _PENALTY), 0, image)
        # Sparse is ∂across of the background; the equation is written for the rain.
        residue = edges - _soft(edges - rain_across - dual_across, _ACROSS / _PENALTY)
        right = along.adjoint(smooth - dual_along) + across.adjoint(residue - dual_across)
        right += layer - dual_rain
        rain = np.fft.irfft2(np.fft.rfft2(right) * inverse, s=image.shape).astype(np.float32, copy=False)
        rain_along, rain_across = along(rain), across(rain)
        dual_along = dual_along + rain_along - smooth
        dual_rain = dual_rain + rain - layer
        dual_across = dual_across + rain_across - residue
    return layer[:rows, :columns]


class _Derivative:
    """Periodic forward difference along a direction (x, y)."""

    def __init__(self, x: float, y: float) -> None:
        self.x, self.y = float(x), float(y)
        # As 2×2 correlations; OpenCV's borders cannot wrap in a filter, so the image is extended first.
        self._kernel = np.array([[-self.x - self.y, self.x], [self.y, 0]], np.float32)

    def __call__(self, image: FloatImage) -> FloatImage:
        wrapped = cv2.copyMakeBorder(image, 0, 1, 0, 1, cv2.BORDER_WRAP)
        return cv2.filter2D(wrapped, -1, self._kernel, anchor=(0, 0))[:-1, :-1]

    def adjoint(self, image: FloatImage) -> FloatImage:
        wrapped = cv2.copyMakeBorder(image, 1, 0, 1, 0, cv2.BORDER_WRAP)
        return cv2.filter2D(wrapped, -1, self._kernel[::-1, ::-1], anchor=(1, 1))[1:, 1:]

    def power(self, shape: tuple[int, ...]) -> FloatImage:
        """|Fourier transform|² of the difference, at the frequencies of `numpy.fft.rfft2`."""
        fy, fx = 2 * np.pi * np.fft.fftfreq(shape[0]), 2 * np.pi * np.fft.rfftfreq(shape[1])
        cos_x, cos_y = np.cos(fx)[None, :], np.cos(fy)[:, None]
        sines = np.sin(fy)[:, None] * np.sin(fx)[None, :]
        power = 2 * self.x**2 * (1 - cos_x) + 2 * self.y**2 * (1 - cos_y)
        return (power + 2 * self.x * self.y * ((1 - cos_x) * (1 - cos_y) + sines)).astype(np.float32)


def _soft(values: FloatImage, threshold: float) -> FloatImage:
    """Shrink towards zero by `threshold`."""
    return values - np.clip(values, -threshold, threshold)
