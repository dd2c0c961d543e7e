"""Steps that both fusions share. What is fitted is small; what is made at full size is made in bands of rows, so that a photo of
12 MP takes no more memory than its result and some planes.

Images are uint8 RGB (H, W, 3) or float32 in [0, 1]; h, w is the size of the copies that fits are made on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from restoration.image import ImageArray
from restoration.luma import LUMA_WEIGHTS, luma_of
from restoration.models.guided_filter import (
    FloatImage,
    LocalLinear,
    bands,
    box_mean,
    fit_local_linear,
    resized_rows,
    shrunk,
    shrunk_levels,
)
from restoration.models.transfer import TransferConfig
from restoration.tasks import task_or_other

ESTIMATE_LONGEST = 400
"""Coefficients are fitted on copies whose longer side is at most this, in pixels."""

LEVELS = (1.0, 0.25, 0.08, 0.03)
_SHRINK = 0.1
_CHROMA = 0.4
"""Chroma is scaled by this in the guides: the ridge weighs more on it. In haze and darkness it is a few levels
of coarse JPEG blocks, which a colour matrix would amplify to blotches."""
_CHOICE_SHARE = 0.03
"""Radius of the window in which the two guides are compared, as a share of the longer side."""
LEAST_SIGMA = 1.0
"""Noise of the photo, in grey levels, at least: rounding and JPEG."""
_FILTER_SHARE = 0.008
_LEAST_RADIUS = 3
_FILTER_RIDGE, _OWN_RIDGE = (3.0 / 255) ** 2, (10.0 / 255) ** 2
"""Of the filter along the prior's edges, and of that along the result's own where the prior is not trusted."""
_DETAIL_SHARE = 0.01
_RANGE_SHARE, _RANGE_MARGIN = 0.01, 0.03


@dataclass(frozen=True, eq=False)
class Fit:
    transform: LocalLinear
    gain: FloatImage
    """(h, w): what the transform makes of the guide's luma."""
    error: FloatImage
    """(h, w): mean square distance from the target around each pixel, where that is known."""


@dataclass(frozen=True, eq=False)
class Range:
    """(h, w, 3) each: between these a toned image is held."""

    lowest: FloatImage
    highest: FloatImage


@dataclass(frozen=True, eq=False)
class Filters:
    """A toned image, filtered: along the edges of the prior's luma, and along those of its own."""

    along_prior: LocalLinear
    along_own: LocalLinear

    def rows(
        self, toned: FloatImage, prior_luma: FloatImage, weights: FloatImage, at: slice, height: int
    ) -> FloatImage:
        """Rows `at` of an image `height` tall: the first of the two as far as `weights` (rows, W) trust the prior."""
        own = self.along_own.apply_rows(luma_of(toned), at.start, height)
        clean = self.along_prior.apply_rows(prior_luma, at.start, height)
        clean -= own
        clean *= weights[..., None]
        clean += own
        return clean


def transfer_config(task: str) -> TransferConfig:
    """Of the fits for that task."""
    ridge = task_or_other(task).ridge
    return TransferConfig(tuple((share, ridge) for share in LEVELS), _SHRINK)


def guiding(degraded: ImageArray, base: ImageArray, task: str) -> list[ImageArray]:
    """The images whose edges a result may have. Streaks, flakes, drops and noise in a guide would stay in it: there the base
    alone."""
    return [base, degraded] if task_or_other(task).structure_shows else [base]


def fits_of(
    images: list[ImageArray],
    target: FloatImage,
    weights: FloatImage,
    fit_levels: Callable[[FloatImage, FloatImage, FloatImage], LocalLinear],
) -> list[Fit]:
    """From the guide of each image to `target` (h, w, 3), by `fit_levels(guide, target, weights)`; `weights` (h, w)."""
    height, width = weights.shape
    guides = (guide_of(shrunk_levels(image, (height, width))) for image in images)
    return [_measured(fit_levels(guide, target, weights), guide, target, weights) for guide in guides]


def guide_of(image: ImageArray) -> FloatImage:
    """(H, W, 3) of grey levels → luma, and R − luma and B − luma times `_CHROMA`."""
    luma = np.array(LUMA_WEIGHTS)
    matrix = np.stack([luma, _CHROMA * (np.eye(3)[0] - luma), _CHROMA * (np.eye(3)[2] - luma)])
    return cv2.transform(image.astype(np.float32, copy=False), matrix / 255)


def colour_matrix() -> FloatImage:
    """Luma and scaled chroma → RGB, (3, 3)."""
    return np.array(
        [[1, 1 / _CHROMA, 0], [1, -0.509 / _CHROMA, -0.194 / _CHROMA], [1, 0, 1 / _CHROMA]], np.float32
    )


def _measured(fit: LocalLinear, guide: FloatImage, target: FloatImage, weights: FloatImage) -> Fit:
    """`fit` from `guide` to `target`, (h, w, 3) each, with its gain and its error where `weights` (h, w) are known."""
    radius = max(1, round(_CHOICE_SHARE * max(weights.shape)))
    squared = np.square(fit.apply(guide) - target).mean(axis=2)
    known = weights + np.float32(1e-3)
    error = box_mean(box_mean(squared * known, radius) / box_mean(known, radius), radius)
    return Fit(fit, np.sqrt(np.square(fit.slope[..., 0]).mean(axis=2)), error)


def range_of(target: FloatImage, weights: FloatImage) -> Range:
    """The darkest and the brightest that the trusted prior (h, w, 3) has around: a transform that was fitted on other colours
    overshoots to halos."""
    side = 2 * max(1, round(_RANGE_SHARE * max(weights.shape))) + 1
    kernel = np.ones((side, side), np.uint8)
    sure = np.clip(2 * weights[..., None], 0, 1)
    lowest = cv2.erode(target, kernel) * sure - (1 - sure) - np.float32(_RANGE_MARGIN)
    highest = cv2.dilate(target, kernel) * sure + 2 * (1 - sure) + np.float32(_RANGE_MARGIN)
    return Range(lowest, highest)


def toned_image(images: list[ImageArray], fits: list[Fit], between: Range) -> FloatImage:
    """(H, W, 3): the guides of `images` transformed, each with the share that its error gives it, and held in the range."""
    size = height, width = images[0].shape[:2]
    shares = [share[..., None] for share in _choice([fit.error for fit in fits])]
    toned = np.empty((height, width, 3), np.float32)
    for rows in bands(height, width):
        count, out = rows.stop - rows.start, toned[rows]
        out[...] = 0
        for image, fit, share in zip(images, fits, shares, strict=True):
            part = fit.transform.apply_rows(guide_of(image[rows]), rows.start, height)
            if len(images) > 1:
                part *= resized_rows(share, size, rows.start, count)
            out += part
        np.maximum(out, resized_rows(between.lowest, size, rows.start, count), out=out)
        np.minimum(out, resized_rows(between.highest, size, rows.start, count), out=out)
    return toned


def _choice(errors: list[FloatImage]) -> list[FloatImage]:
    """The share of each guide (h, w); they sum to 1."""
    worth = [1 / np.square(error + np.float32(1e-5)) for error in errors]
    total = np.sum(worth, axis=0)
    return [w / total for w in worth]


def filter_radius(size: tuple[int, int]) -> int:
    """Of the filters along edges, in pixels of an image of that (height, width)."""
    return max(2, round(_FILTER_SHARE * max(size)))


def filters_of(toned: FloatImage, prior_luma: FloatImage) -> Filters:
    """The guided filters of `toned` (H, W, 3) by `prior_luma` (H, W) and by its own luma; coefficients come from copies in which
    the window is still some pixels wide."""
    height, width = prior_luma.shape
    radius = filter_radius((height, width))
    step = max(1, radius // _LEAST_RADIUS)
    size = (max(1, height // step), max(1, width // step))
    small = shrunk(toned, size)
    window = max(1, radius // step)
    return Filters(
        fit_local_linear(shrunk(prior_luma, size), small, window, _FILTER_RIDGE),
        fit_local_linear(luma_of(small), small, window, _OWN_RIDGE),
    )


def unexplained(toned: FloatImage, prior_luma: FloatImage, filters: Filters) -> FloatImage:
    """(H, W), in grey levels: the detail of `toned` that the prior does not show, as a standard deviation around each pixel."""
    height, width = prior_luma.shape
    squared = np.empty((height, width), np.float32)
    for rows in bands(height, width):
        clean = filters.along_prior.apply_rows(prior_luma[rows], rows.start, height)
        squared[rows] = np.square(luma_of(clean - toned[rows]))
    # Running sums leave rounding, also below 0.
    alone = np.maximum(box_mean(squared, filter_radius((height, width))), 0)
    return 255 * np.sqrt(alone, out=alone)


def faded(base: ImageArray, toned: FloatImage, support: FloatImage) -> FloatImage:
    """(H, W, 3), 0 to 255: `base` and `toned`, the latter with the share `support` (h, w). Overwrites `toned`."""
    size = height, width = base.shape[:2]
    for rows in bands(height, width):
        out, own = toned[rows], unit(base[rows])
        out -= own
        out *= resized_rows(support[..., None], size, rows.start, len(out))
        out += own
        out *= np.float32(255)
        np.clip(out, 0, 255, out=out)
    return toned


def support_of(weights: FloatImage, config: TransferConfig) -> FloatImage:
    """(h, w): how much is known of the whole picture around each pixel."""
    mean = box_mean(weights, max(1, round(config.levels[0][0] * max(weights.shape))))
    share = mean * mean
    return share / (share + np.float32(config.fade**2))


def taken_away(degraded: ImageArray, base: ImageArray) -> FloatImage:
    """(H, W), in grey levels: what hid the scene and had to go. A part of it is what the model got wrong."""
    grey, left = (cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32) for image in (degraded, base))
    grey -= left
    radius = max(1, round(_FILTER_SHARE * max(grey.shape)))
    squared = np.maximum(box_mean(np.square(grey, out=grey), radius), 0)
    return 0.5 * np.sqrt(squared, out=squared)


def detail(image: ImageArray) -> FloatImage:
    """Luma (h, w) of uint8 (h, w, 3) less its blur, in grey levels."""
    luma = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return luma - box_mean(luma, max(1, round(_DETAIL_SHARE * max(luma.shape))))


def luma_plane(image: ImageArray) -> FloatImage:
    """(H, W) in [0, 1] of uint8 (H, W, 3), not rounded."""
    height, width = image.shape[:2]
    luma = np.empty((height, width), np.float32)
    for rows in bands(height, width):
        luma[rows] = luma_of(unit(image[rows]))
    return luma


def unit(image: ImageArray) -> FloatImage:
    """Grey levels → [0, 1]."""
    return image * np.float32(1 / 255)


def enlarged(values: FloatImage, size: tuple[int, int]) -> FloatImage:
    """(h, w) resized bilinearly to (height, width)."""
    return cv2.resize(values, (size[1], size[0]), interpolation=cv2.INTER_LINEAR)
