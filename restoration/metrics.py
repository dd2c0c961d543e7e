"""PSNR and SSIM, each with its protocol.

| protocol | what is compared |
|---|---|
| rgb | all channels, 8-bit, data range 255 |
| y | BT.601 luma as in BasicSR and MATLAB's rgb2ycbcr (16–235), not rounded |
| rgb-crop4, y-crop4 | the same without a border of 4 pixels |
| rgb-gtmean | restored is first scaled to the truth's mean brightness. Not accepted by all, as it uses the truth |

PSNR is 10·log10(255² / MSE), inf if identical. SSIM is Wang et al. 2004 with a Gaussian window
(σ 1.5, 11×11), population covariance, K1 = 0.01, K2 = 0.03, averaged over the pixels whose window
lies inside the image and over channels: scikit-image's `gaussian_weights=True, sigma=1.5,
use_sample_covariance=False`.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.arguments import checked, text
from restoration.errors import ImageError, InputError
from restoration.image import ImageArray, check_image, check_mask
from restoration.records import MaskArray, Scores

FloatImage = NDArray[np.float32]
_RADIUS = 5
_BAND_ROWS = 96
_CHANNEL_MEAN = np.full((1, 3), 1 / 3, np.float32)
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


@checked(protocol=text)
def score(
    restored: ImageArray, truth: ImageArray, protocol: str = "rgb", *, mask: MaskArray | None = None
) -> Scores:
    """PSNR (dB) and SSIM of two uint8 RGB (H, W, 3) images under a protocol of `PROTOCOLS`.

    `mask` (H, W), bool or 0 and 1 or 0 and 255, restricts both to its pixels (SSIM: to windows centred on them);
    an empty mask gives NaN. Raises ImageError on different sizes, InputError on an unknown protocol.
    """
    restored, truth = check_image(restored, "restored"), check_image(truth, "truth")
    if restored.shape != truth.shape:
        raise ImageError(
            f"score: expected two images of one size, got {_size(restored)} and {_size(truth)}. "
            "Crop or resize one of them first."
        )
    if mask is not None:
        mask = check_mask(mask, truth.shape)
    if protocol not in PROTOCOLS:
        raise InputError(f"protocol: expected one of {', '.join(PROTOCOLS)}, got {protocol!r}.")
    crop, prepare = PROTOCOLS[protocol]
    if crop and min(truth.shape[:2]) > 2 * crop:
        inside = slice(crop, -crop)
        restored, truth = restored[inside, inside], truth[inside, inside]
        mask = None if mask is None else mask[inside, inside]
    a, b = prepare(restored, truth)
    return Scores(_psnr(a, b, mask), _ssim(a, b, mask), protocol)


def ssim_map(restored: ImageArray, truth: ImageArray) -> FloatImage:
    """SSIM of every pixel of two uint8 RGB (H, W, 3) images, averaged over channels, (H, W) float32 in [-1, 1];
    borders mirrored. Raises ImageError."""
    restored, truth = check_image(restored, "restored"), check_image(truth, "truth")
    if restored.shape != truth.shape:
        raise ImageError(
            f"ssim_map: expected two images of one size, got {_size(restored)} and {_size(truth)}."
        )
    return _ssim_map(restored.astype(np.float32), truth.astype(np.float32))


def _psnr(a: FloatImage, b: FloatImage, mask: MaskArray | None) -> float:
    count = a.size if mask is None else int(np.count_nonzero(mask)) * (a.size // mask.size)
    if count == 0:
        return math.nan
    error = cv2.norm(a, b, cv2.NORM_L2SQR, None if mask is None else mask.view(np.uint8)) / count
    return math.inf if error == 0 else 10 * math.log10(255.0**2 / error)


def _ssim(a: FloatImage, b: FloatImage, mask: MaskArray | None) -> float:
    if min(a.shape[:2]) < 2 * _RADIUS + 1:
        return math.nan
    inside = slice(_RADIUS, -_RADIUS)
    values = _ssim_map(a, b)[inside, inside]
    if mask is not None:
        values = values[mask[inside, inside]]
    return float(values.mean(dtype=np.float64)) if values.size else math.nan


def _ssim_map(a: FloatImage, b: FloatImage) -> FloatImage:
    """In bands of rows that stay in the processor's cache: several times faster than whole planes."""
    height = a.shape[0]
    out = np.empty(a.shape[:2], np.float32)
    for top in range(0, height, _BAND_ROWS):
        bottom = min(top + _BAND_ROWS, height)
        start, stop = max(top - _RADIUS, 0), min(bottom + _RADIUS, height)
        band = _ssim_band(a[start:stop], b[start:stop])
        out[top:bottom] = band[top - start : bottom - start]
    return out


def _ssim_band(a: FloatImage, b: FloatImage) -> FloatImage:
    # Variances do not depend on the mean: centring keeps float32 exact enough for 1e-4.
    a, b = a - np.float32(127.5), b - np.float32(127.5)
    mean_a, mean_b, covariance = _window(a), _window(b), _window(a * b)
    a *= a
    b *= b
    a += b
    variances = _window(a)
    product = mean_a * mean_b
    covariance -= product
    shift = mean_a + mean_b
    shift *= np.float32(127.5)
    mean_a *= mean_a
    mean_b *= mean_b
    mean_a += mean_b
    variances -= mean_a
    # Back from centred to true means: (m + c)(n + c) = mn + c(m + n) + c², and likewise for squares.
    product += shift
    product *= 2
    product += np.float32(2 * 127.5**2 + _C1)
    shift *= 2
    mean_a += shift
    mean_a += np.float32(2 * 127.5**2 + _C1)
    covariance *= 2
    covariance += np.float32(_C2)
    variances += np.float32(_C2)
    product *= covariance
    mean_a *= variances
    product /= mean_a
    return product if product.ndim == 2 else cv2.transform(product, _CHANNEL_MEAN)


def _window(values: FloatImage) -> FloatImage:
    return cv2.GaussianBlur(values, (2 * _RADIUS + 1,) * 2, 1.5, borderType=cv2.BORDER_REFLECT)


def _rgb(restored: ImageArray, truth: ImageArray) -> tuple[FloatImage, FloatImage]:
    return restored.astype(np.float32), truth.astype(np.float32)


def _luma(restored: ImageArray, truth: ImageArray) -> tuple[FloatImage, FloatImage]:
    weights = np.array([65.481, 128.553, 24.966], np.float32) / 255
    return restored @ weights + np.float32(16), truth @ weights + np.float32(16)


def _gt_mean(restored: ImageArray, truth: ImageArray) -> tuple[FloatImage, FloatImage]:
    gain = truth.mean() / max(float(restored.mean()), 1e-6)
    return np.clip(restored.astype(np.float32) * np.float32(gain), 0, 255), truth.astype(np.float32)


def _size(image: ImageArray) -> str:
    return f"{image.shape[1]}×{image.shape[0]}"


PROTOCOLS: dict[str, tuple[int, Callable[[ImageArray, ImageArray], tuple[FloatImage, FloatImage]]]] = {
    "rgb": (0, _rgb),
    "y": (0, _luma),
    "rgb-crop4": (4, _rgb),
    "y-crop4": (4, _luma),
    "rgb-gtmean": (0, _gt_mean),
}
