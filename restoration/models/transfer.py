"""Local linear transfer: the tone of an aligned prior, the structure of the degraded image. No training.

Around every pixel the aligned prior is regressed on a guide made from the degraded image (a 3×3 colour matrix
and an offset: the guided filter with a colour guide, He et al. 2013), each prior pixel weighted by
the alignment's confidence. Wide windows are fitted first and narrower ones refine what is left, in proportion to their total
weight, so that places without weight take the colour transform of their surroundings. Every output edge is an edge of the guide: a
displaced prior can blur the transform by its displacement, but not displace an edge. Where the whole neighbourhood has no
weight, the result fades
into the classical baseline.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from restoration.image import ImageArray
from restoration.models.denoise import denoise_for_gain
from restoration.models.guided_filter import (
    FloatImage,
    LocalLinear,
    bands,
    bounded_size,
    box_mean,
    fit_local_linear,
    resized_rows,
    shrunk,
)
from restoration.records import Alignment, tolerance_px

ESTIMATE_LONGEST = 480
"""Coefficients are fitted on copies whose longer side is at most this, in pixels."""


@dataclass(frozen=True)
class TransferConfig:
    levels: tuple[tuple[float, float], ...]
    """From coarse to fine: window radius as a share of the longer side, and ridge (images in [0, 1])."""
    shrink: float
    """Mean confidence of a window at which half of its refinement is kept."""
    fade: float = 0.05
    """Mean confidence of the widest neighbourhood at which the result is half the baseline."""


def transfer(guide: ImageArray, baseline: ImageArray, prior: Alignment, config: TransferConfig) -> ImageArray:
    """Bring the tone of `prior` to `guide`; all images uint8 RGB (H, W, 3) of one size."""
    height, width = guide.shape[:2]
    small = bounded_size(height, width, ESTIMATE_LONGEST)
    weights = prior_weights(prior)
    fit = fit_levels(
        shrunk(guide, small).astype(np.float32) / 255,
        shrunk(prior.warped, small).astype(np.float32) / 255,
        shrunk(weights, small),
        config,
    )
    support = _support(shrunk(weights, small), config)[..., None]
    # The transform multiplies the guide's noise by about this much.
    gain = np.sqrt(np.square(fit.slope).sum(axis=(2, 3)) / 3)
    clean = denoise_for_gain(guide, gain)
    out = np.empty_like(guide)
    for rows in bands(height, width):
        fitted = fit.apply_rows(clean[rows] / 255, rows.start, height) * 255
        share = resized_rows(support, (height, width), rows.start, len(fitted))
        out[rows] = np.clip(share * fitted + (1 - share) * baseline[rows] + 0.5, 0, 255)
    return out


_LEAST_RADIUS = 12
_WITHIN = 3 / 923
"""Of the diagonal."""


def prior_weights(prior: Alignment) -> FloatImage:
    """How far each pixel of the aligned prior is to be trusted, (H, W) in [0, 1]: the probability that it lies where it
    should to 3 px of a photo of 768×512, in proportion on other sizes. `confidence` allows small photos more than that, by
    which a fusion would blur them; errors are taken to be Rayleigh distributed."""
    if not prior.same_scene:
        return np.zeros(prior.confidence.shape, np.float32)
    height, width = prior.confidence.shape
    wanted = _WITHIN * float(np.hypot(height, width))
    if wanted >= tolerance_px((width, height)):
        return prior.confidence * prior.valid
    known = probability_within(prior.confidence, (width, height), wanted)
    return np.asarray(known * prior.valid, np.float32)


def probability_within(confidence: FloatImage, size: tuple[int, int], distance_px: float) -> FloatImage:
    """From the probability that a motion is right to `tolerance_px` of a photo of (width, height), that it is to `distance_px`; errors
    are taken to be Rayleigh distributed."""
    exponent = np.float32((distance_px / tolerance_px(size)) ** 2)
    return np.asarray(1 - np.power(1 - np.clip(confidence, 0, 1), exponent), np.float32)


def fit_levels(
    guide: FloatImage, target: FloatImage, weights: FloatImage, config: TransferConfig
) -> LocalLinear:
    """The colour transform of every pixel, summed over the levels of `config`."""
    slope = np.zeros((*guide.shape[:2], 3, 3), np.float32)
    slope[..., range(3), range(3)] = 1
    found = LocalLinear(slope, np.zeros(guide.shape, np.float32))
    for level in config.levels:
        refine(found, guide, target, weights, level, config.shrink)
    return found


def refine(
    found: LocalLinear,
    guide: FloatImage,
    target: FloatImage,
    weights: FloatImage,
    level: tuple[float, float],
    shrink: float,
) -> None:
    """In place: to `found` (h, w) is added what windows of that level (radius as a share of the longer side, ridge) find of what it
    leaves of `target`."""
    height, width = guide.shape[:2]
    left = target - found.apply(guide)
    radius = max(1, round(level[0] * max(height, width)))
    # Wide windows give nearly the same fit on copies in which they are still some pixels wide.
    step = max(1, radius // _LEAST_RADIUS)
    size = (max(1, height // step), max(1, width // step))
    small_guide, small_left, few = (shrunk(image, size) for image in (guide, left, weights))
    fit = fit_local_linear(
        small_guide, small_left, max(1, radius // step), level[1], weights=few, shrink=shrink
    )
    slope = resized_rows(fit.slope.reshape(*size, 9), (height, width), 0, height)
    found.slope[...] += slope.reshape(found.slope.shape)
    found.offset[...] += resized_rows(fit.offset, (height, width), 0, height)


def _support(weights: FloatImage, config: TransferConfig) -> FloatImage:
    mean = box_mean(weights, max(1, round(config.levels[0][0] * max(weights.shape))))
    share = mean * mean
    return share / (share + np.float32(config.fade**2))
