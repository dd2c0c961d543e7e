"""Fusion in closed form: local colour transforms, fitted to the aligned prior where it is believed.

Around every pixel the prior is regressed on the photo and on the base result (`transfer.fit_levels`: a 3×3 colour
matrix and an offset, in wide windows first, then in narrower ones as far as their evidence goes). The result is taken
from the guide that explains the prior better there: the base where the photo has lost its contrast or is
full of streaks. Every edge of the result is an edge of photo or base, so a bent prior cannot bend it.
Places without evidence take the transform of their surroundings, and fade to the base where nothing is known.
"""

from __future__ import annotations

import numpy as np

from restoration.image import ImageArray
from restoration.models.denoise import denoise_for_gain
from restoration.models.guided_filter import (
    FloatImage,
    LocalLinear,
    bands,
    bounded_size,
    box_mean,
    resized_rows,
    shrunk,
)
from restoration.models.transfer import TransferConfig, fit_levels, prior_weights
from restoration.records import Alignment

ESTIMATE_LONGEST = 480
"""Coefficients are fitted on copies whose longer side is at most this, in pixels."""

_HAZE = TransferConfig(levels=((0.25, 1e-4), (0.08, 1e-4), (0.03, 1e-4)), shrink=0.1)
_DARK = TransferConfig(levels=((0.25, 1e-5), (0.08, 1e-5), (0.03, 1e-5)), shrink=0.1)
_OTHER = TransferConfig(levels=((0.25, 1e-3), (0.08, 1e-3), (0.03, 1e-3)), shrink=0.1)
_CONFIGS = {"haze": _HAZE, "low_light": _DARK}
_PHOTO_GUIDES = ("haze", "low_light", "underwater")
"""Tasks whose degradation leaves the photo's structure clean. Streaks, flakes, drops and noise in a guide
would stay in the result, so that elsewhere the base alone is the guide."""
_CHOICE_SHARE = 0.03
"""Radius of the window in which the two guides are compared, as a share of the longer side."""
_OWN_TONE = 0.04
"""Root mean square difference of base and prior (in the base's tone, blurred; images in [0, 1]) at which the
base's tone is believed half in the mode "photo"."""


def linear_fusion(
    degraded: ImageArray, base: ImageArray, prior: Alignment, *, task: str, tone: str
) -> ImageArray:
    """See `fusion.fuse`; all images uint8 RGB (H, W, 3) of one size."""
    height, width = degraded.shape[:2]
    size = bounded_size(height, width, ESTIMATE_LONGEST)
    config = _CONFIGS.get(task, _OTHER)
    weights = shrunk(prior_weights(prior), size)
    small_base, target = _unit(shrunk(base, size)), _unit(shrunk(prior.warped, size))
    if tone == "photo":
        target = _towards_tone_of(small_base, target, weights)
    parts = [_Guided(base, small_base, fit_levels(small_base, target, weights, config))]
    if task in _PHOTO_GUIDES:
        small = _unit(shrunk(degraded, size))
        parts.append(_Guided(degraded, small, fit_levels(small, target, weights, config)))
    shares = _choice([part.error(target, weights) for part in parts])
    support = _support(weights, config)[..., None]
    images = [part.clean() for part in parts]
    out = np.empty_like(base)
    for rows in bands(height, width):
        count = rows.stop - rows.start
        fused = np.zeros((count, width, 3), np.float32)
        for part, share, image in zip(parts, shares, images):
            here = resized_rows(share[..., None], (height, width), rows.start, count)
            fused += here * part.fit.apply_rows(image[rows] / 255, rows.start, height) * 255
        here = resized_rows(support, (height, width), rows.start, count)
        out[rows] = np.clip(here * fused + (1 - here) * base[rows] + 0.5, 0, 255)
    return out


class _Guided:
    """One image with the colour transform that brings it to the prior's tone."""

    def __init__(self, image: ImageArray, small: FloatImage, fit: LocalLinear) -> None:
        self.image, self.small, self.fit = image, small, fit

    def error(self, target: FloatImage, weights: FloatImage) -> FloatImage:
        """(h, w): mean square distance from the target around each pixel, where that is known."""
        radius = max(1, round(_CHOICE_SHARE * max(weights.shape)))
        squared = np.square(self.fit.apply(self.small) - target).mean(axis=2)
        known = weights + np.float32(1e-3)
        return box_mean(box_mean(squared * known, radius) / box_mean(known, radius), radius)

    def clean(self) -> FloatImage:
        """The image without the noise that its transform would show, float32 in [0, 255]."""
        gain = np.sqrt(np.square(self.fit.slope).sum(axis=(2, 3)) / 3)
        return denoise_for_gain(self.image, gain)


def _unit(image: ImageArray) -> FloatImage:
    return image.astype(np.float32) / 255


def _choice(errors: list[FloatImage]) -> list[FloatImage]:
    """The share of each guide (h, w); they sum to 1."""
    worth = [1 / np.square(error + np.float32(1e-5)) for error in errors]
    total = np.sum(worth, axis=0)
    return [w / total for w in worth]


def _support(weights: FloatImage, config: TransferConfig) -> FloatImage:
    mean = box_mean(weights, max(1, round(config.levels[0][0] * max(weights.shape))))
    share = mean * mean
    return share / (share + np.float32(config.fade**2))


def _towards_tone_of(base: FloatImage, target: FloatImage, weights: FloatImage) -> FloatImage:
    """The prior with its tone over the whole picture moved to the base's, as far as the base's is believed.

    A base that differs from the prior by one colour transform of the whole picture is a good one, whose tone is as
    likely to be the scene's; one that differs from place to place is not.
    """
    guides = np.concatenate([target, np.ones((*target.shape[:2], 1), np.float32)], axis=2).reshape(-1, 4)
    known = np.sqrt(weights.reshape(-1, 1) + np.float32(1e-6))
    matrix, *_ = np.linalg.lstsq(guides * known, base.reshape(-1, 3) * known, rcond=None)
    matched = (guides @ matrix.astype(np.float32)).reshape(target.shape)
    radius = max(1, round(_CHOICE_SHARE * max(weights.shape)))
    apart = np.square(box_mean(matched - base, radius)).mean(axis=2)
    squared = float((apart * weights).sum() / max(float(weights.sum()), 1e-6))
    believed = _OWN_TONE**2 / (_OWN_TONE**2 + squared)
    return target + np.float32(believed) * (matched - target)
