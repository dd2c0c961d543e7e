"""The change of colour, without the change of shape: one gain and offset per channel.

Fitted on pixels that were kept and are confidently aligned, from the aligned generated image to the
*input*. It is never fitted to ground truth: that would use the answer.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.arguments import a, checked
from restoration.image import ImageArray, check_image
from restoration.records import Tone

NO_CHANGE = Tone((1.0, 1.0, 1.0), (0.0, 0.0, 0.0), 0.0)
_SAMPLES = 10_000
_MINIMUM = 64
_ROUNDS = 6


def fit_tone(generated: ImageArray, reference: ImageArray, mask: NDArray[np.bool_]) -> Tone:
    """Robust per-channel line reference ≈ gain · generated + offset over `mask`, 0–255 scale.

    Huber-weighted least squares: rain streaks, noise and what the labels missed should not bias the line. No change when fewer than 64 pixels are in the mask. Gains are kept in [0, 8].
    """
    chosen = np.flatnonzero(mask)
    if len(chosen) < _MINIMUM:
        return NO_CHANGE
    chosen = chosen[:: max(1, len(chosen) // _SAMPLES)]
    source, target = (image.reshape(-1, 3)[chosen].astype(np.float64) for image in (generated, reference))
    lines = [_robust_line(source[:, c], target[:, c]) for c in range(3)]
    gain, offset = tuple(line[0] for line in lines), tuple(line[1] for line in lines)
    change = source * np.array(gain) + np.array(offset) - source
    return Tone(gain, offset, math.sqrt(float((change**2).mean())))  # type: ignore[arg-type]


@checked(tone=a(Tone, "the tone of a DistortionReport"), image=check_image)
def apply_tone(tone: Tone, image: ImageArray) -> ImageArray:
    """uint8 image through the transform, rounded and clipped."""
    levels = np.arange(256, dtype=np.float64)[:, None] * np.array(tone.gain) + np.array(tone.offset)
    table = np.clip(np.rint(levels), 0, 255).astype(np.uint8)
    return cv2.LUT(image, table[None])


def _robust_line(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float]:
    weights = np.ones_like(x)
    gain, offset = 1.0, 0.0
    for _ in range(_ROUNDS):
        total = weights.sum()
        mean_x, mean_y = (weights @ x) / total, (weights @ y) / total
        spread = weights @ (x - mean_x) ** 2
        # A flat image fixes no gain: then the transform is a shift.
        product = weights @ ((x - mean_x) * (y - mean_y))
        gain = float(np.clip(product / spread, 0, 8)) if spread > total else 1.0
        offset = float(mean_y - gain * mean_x)
        error = np.abs(y - gain * x - offset)
        limit = 1.345 * 1.4826 * float(np.median(error)) + 1e-6
        weights = np.minimum(1.0, limit / np.maximum(error, 1e-12))
    return gain, offset
