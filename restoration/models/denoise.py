"""Noise: how much there is, and removing it before an image is brightened.

Brightening multiplies noise. The filter is a guided filter of the image by itself (He et al., TPAMI
2013), whose ridge is the measured noise variance: what rises above the noise is kept, what does
not is averaged. Colour noise is coarser, and chroma has less detail, so chroma is smoothed more widely, along
the edges of luma.
"""

from __future__ import annotations

import cv2
import numpy as np

from restoration.image import ImageArray
from restoration.models.guided_filter import FloatImage, bands, guided_filter, resized_rows

_LUMA_RADIUS, _CHROMA_RADIUS = 2, 6
_STRENGTH = 2.0
_MARGIN = 32  # rows beyond a band that its filters look at
_VISIBLE = (0.004, 0.016)  # noise after the gain, of full scale: where filtering starts, where it is full


def noise_sigma(image: FloatImage) -> float:
    """Standard deviation of the noise of one channel (H, W), in its own scale.

    Immerkær's operator (CVIU 1996), which ignores planes and edges' slopes, with the median instead of the
    mean, so that texture counts little.
    """
    if min(image.shape) < 3:
        return 0.0
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    response = np.abs(cv2.filter2D(image, cv2.CV_32F, kernel)[1:-1, 1:-1])
    return float(np.median(response)) / (0.6745 * 6)


def denoise_for_gain(image: ImageArray, gain: FloatImage) -> FloatImage:
    """Denoise uint8 RGB (H, W, 3) as far as multiplying it by `gain` (h, w) would show its noise.

    Returns float32 in [0, 255], not rounded: dark images have few levels to lose.
    """
    height, width = image.shape[:2]
    sigma = noise_sigma(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32))
    low, high = 255 * _VISIBLE[0], 255 * _VISIBLE[1]
    if sigma * float(gain.max()) <= low:
        return image.astype(np.float32)
    out = np.empty(image.shape, np.float32)
    for rows in bands(height, width):
        top, bottom = max(0, rows.start - _MARGIN), min(height, rows.stop + _MARGIN)
        noisy = image[top:bottom].astype(np.float32)
        visible = sigma * resized_rows(gain[..., None], (height, width), top, bottom - top)
        share = np.clip((visible - low) / (high - low), 0, 1)
        clean = _smooth(noisy, sigma)
        out[rows] = (noisy + share * (clean - noisy))[rows.start - top : rows.stop - top]
    return out


def _smooth(noisy: FloatImage, sigma: float) -> FloatImage:
    luma_chroma = cv2.cvtColor(noisy / 255, cv2.COLOR_RGB2YCrCb)
    ridge = (_STRENGTH * sigma / 255) ** 2
    luma = guided_filter(luma_chroma[..., 0], luma_chroma[..., 0], _LUMA_RADIUS, ridge)
    chroma = guided_filter(luma, luma_chroma[..., 1:], _CHROMA_RADIUS, ridge)
    return cv2.cvtColor(np.dstack([luma, chroma]), cv2.COLOR_YCrCb2RGB) * 255
