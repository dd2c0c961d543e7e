"""The tone of a prior as local colour transforms of a guide, for the mode "generated".

Wide windows first: for them a rough place is enough, so that places count there by how probable it is that they are right to
within a part of the window. Narrow windows refine what is left only where the place is right to some pixels (`prior_weights`).

A regression on places that are only roughly right finds too little contrast, as what it compares is not quite the same. There it
is raised to that of the prior around, and narrow windows take none of it away.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from restoration.luma import luma_of
from restoration.models.agreement import smooth_step
from restoration.models.fusion_steps import colour_matrix
from restoration.models.guided_filter import FloatImage, LocalLinear, box_mean, shrunk
from restoration.models.transfer import TransferConfig, probability_within, refine
from restoration.records import Alignment

_WIDE = 2
"""So many of the levels are wide windows."""
_WITHIN_SHARE = 0.25
"""Of a wide window's radius: so far off, a place still shows its tone."""
_LEAST_SLOPE = 0.6
FITTED = (0.0, 0.3)
"""Probability that a place of the prior is right: where it begins to count in narrow windows, where it does fully. Displaced places
would blur the fit."""
_SURE = (0.1, 0.5)
"""Trust in the exact place over that in the rough one: up to where narrow windows may take no contrast, from where they may."""
_MOST_RAISED = 1.4
_LEAST_SPREAD = 1e-5
"""Mean square contrast of a flat place, in [0, 1]²."""
_STEP = 4


@dataclass(frozen=True, eq=False)
class Trust:
    """How far the pixels of a prior's copy count, (h, w) in [0, 1] each."""

    exact: FloatImage
    """That it lies where it should to some pixels."""
    rough: tuple[FloatImage, ...]
    """For each level of wide windows: to a part of the window. At least `exact`."""


def trust_of(prior: Alignment, exact: FloatImage, config: TransferConfig) -> Trust:
    """`exact` (h, w) are the shrunken `prior_weights`."""
    height, width = prior.valid.shape
    known = shrunk((prior.valid * np.float32(prior.same_scene)).astype(np.float32), exact.shape)
    confidence = shrunk(prior.confidence, exact.shape)
    distances = [_WITHIN_SHARE * share * max(height, width) for share, _ in config.levels[:_WIDE]]
    rough = (known * probability_within(confidence, (width, height), distance) for distance in distances)
    return Trust(exact, tuple(np.maximum(exact, weights) for weights in rough))


def fit_tone(guide: FloatImage, target: FloatImage, trust: Trust, config: TransferConfig) -> LocalLinear:
    """From `guide` (h, w, 3), luma and scaled chroma, to `target` (h, w, 3), level by level.

    The luma slope of the narrow windows is at least `_LEAST_SLOPE` times that of the wide ones, and never below 0. A replaced
    texture does not correlate, and a slope near 0 would remove the photo's own; and a place that is bright in the photo and
    dark in the prior is another thing, of which a negative slope would make a negative.
    """
    matrix = colour_matrix()
    # fit_levels begins from the identity; the guide's own colours are another matrix.
    found = LocalLinear(np.broadcast_to(matrix, (*target.shape, 3)).copy(), np.zeros_like(target))
    for level, weights in zip(config.levels, trust.rough, strict=False):
        refine(found, guide, target, weights, level, config.shrink)
    _raise_contrast(found, guide, target, trust, config)
    lowest = _lowest_share(trust, config)[..., None] * np.maximum(found.slope[..., 0], 0)
    fitted = trust.exact * smooth_step(trust.exact, FITTED)
    for level in config.levels[_WIDE:]:
        refine(found, guide, target, fitted, level, config.shrink)
    missing = np.maximum(lowest - found.slope[..., 0], 0)
    if missing.any():
        around = box_mean(guide[..., 0], _radius(config, -1, guide.shape))
        found.slope[..., 0] += missing
        found.offset[...] -= missing * around[..., None]
    return found


def _raise_contrast(
    found: LocalLinear, guide: FloatImage, target: FloatImage, trust: Trust, config: TransferConfig
) -> None:
    """In place: about the prior's mean colour in windows, the contrast of the prior where only rough places are known."""
    height, width = trust.exact.shape
    size = max(1, height // _STEP), max(1, width // _STEP)
    radius = _radius(config, _WIDE - 1, size)
    exact, rough = shrunk(trust.exact, size), shrunk(trust.rough[-1], size) + np.float32(1e-4)
    mass = box_mean(rough, radius)
    unsure = 1 - np.minimum(box_mean(exact, radius) / mass, 1)

    def spread(image: FloatImage) -> FloatImage:
        luma = shrunk(luma_of(image), size)
        mean = box_mean(rough * luma, radius) / mass
        return np.maximum(
            box_mean(rough * luma * luma, radius) / mass - mean * mean, np.float32(_LEAST_SPREAD)
        )

    ratio = np.sqrt(spread(target) / spread(found.apply(guide)))
    gain = box_mean(1 + unsure * (np.clip(ratio, 1, np.float32(_MOST_RAISED)) - 1), radius)
    colour = box_mean(shrunk(target, size) * rough[..., None], radius) / mass[..., None]
    gain, colour = (cv2.resize(image, (width, height)) for image in (gain, colour))
    found.slope[...] *= gain[..., None, None]
    found.offset[...] *= gain[..., None]
    found.offset[...] += (1 - gain[..., None]) * colour


def _lowest_share(trust: Trust, config: TransferConfig) -> FloatImage:
    """(h, w) in [`_LEAST_SLOPE`, 1]: what narrow windows leave of the contrast at least."""
    radius = _radius(config, _WIDE, trust.exact.shape)
    exact, rough = (box_mean(weights, radius) for weights in (trust.exact, trust.rough[-1]))
    sure = smooth_step(exact / (rough + np.float32(1e-3)), _SURE)
    return 1 - np.float32(1 - _LEAST_SLOPE) * sure


def _radius(config: TransferConfig, level: int, size: tuple[int, ...]) -> int:
    return max(1, round(config.levels[level][0] * max(size)))
