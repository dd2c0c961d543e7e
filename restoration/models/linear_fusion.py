"""Fusion in closed form: local colour transforms fitted to the aligned prior, and its content where the photo has none.

1. Tone. Around every pixel the prior is regressed on the photo and on the base result (`transfer.fit_levels`: a 3×3
   matrix and an offset, in wide windows first, then in narrower ones in proportion to their total weight), each place is taken from the guide that explains the prior better. Every edge is an edge of photo or base, so
   a displaced prior cannot displace it. Places without weight take the transform of their surroundings.
2. Noise. What the transform makes of the photo's noise, JPEG's steps included, is known from its gain. Where it
   would show, the result is filtered along the edges of the prior (guided filter), which is clean.
3. Lost content. Where that noise outweighs what the prior may be wrong by, the photo shows nothing there, and the
   prior itself is taken, as far as its place is known (`motion_weights`): the weights are those of two measurements
   of one value.

Where next to nothing is known of the whole picture, the result fades to the base.

This is the observation that the mode "photo" weighs against the base (`gate`); what the mode "generated" shows is
`content_fusion`, which decides between photo and prior where this mixes them.
"""

from __future__ import annotations

from functools import partial

import cv2
import numpy as np

from restoration.image import ImageArray
from restoration.luma import luma_of
from restoration.models.denoise import noise_sigma
from restoration.models.fusion_steps import (
    ESTIMATE_LONGEST,
    LEAST_SIGMA,
    LEVELS,
    Fit,
    colour_matrix,
    detail,
    enlarged,
    faded,
    filter_radius,
    filters_of,
    fits_of,
    guiding,
    luma_plane,
    range_of,
    support_of,
    taken_away,
    toned_image,
    transfer_config,
    unexplained,
    unit,
)
from restoration.models.guided_filter import FloatImage, LocalLinear, bands, bounded_size, box_mean, shrunk
from restoration.models.motion_weights import motion_weights
from restoration.models.transfer import TransferConfig, fit_levels, prior_weights
from restoration.records import Alignment
from restoration.tasks import task_or_other

_SHOWS = (1.5, 5.0)
"""Noise after the gain, in grey levels: where filtering starts, where it is full."""
_PRIOR_ERROR = 8.0
"""What a fully trusted prior is wrong by in its details, in grey levels."""
_ALIKE = (0.5, 1.0)
"""Correlation of the details of result and prior: where they are taken for the same, where surely so."""


@np.errstate(
    under="ignore"
)  # in flat images what is left after a fit is next to nothing, and rounds to nothing
def linear_fusion(degraded: ImageArray, base: ImageArray, prior: Alignment, *, task: str) -> FloatImage:
    """`base` in the tone and with the content of `prior`, float32 (H, W, 3) in grey levels of 0 to 255, not rounded; see
    `fusion.fuse`. All images are uint8 RGB (H, W, 3) of one size."""
    height, width = degraded.shape[:2]
    size = bounded_size(height, width, ESTIMATE_LONGEST)
    known = task_or_other(task)
    config = transfer_config(task)
    few = shrunk(prior_weights(prior), size)
    target = unit(shrunk(prior.warped, size))
    images = guiding(degraded, base, task)
    fits = fits_of(images, target, few, partial(_fit_levels, config=config))
    toned = toned_image(images, fits, range_of(target, few))
    noise = _noise(degraded, base, prior.warped, few, fits[-1], task)
    _take_prior(toned, prior.warped, motion_weights(prior), noise, unsure_guide=not known.structure_shows)
    return faded(base, toned, support_of(few, config))


def _fit_levels(
    guide: FloatImage, target: FloatImage, weights: FloatImage, config: TransferConfig
) -> LocalLinear:
    """`fit_levels` for a guide in luma and scaled chroma; begins from the guide's own colours."""
    matrix = colour_matrix()
    found = fit_levels(guide, target - guide @ matrix.T + guide, weights, config)
    # fit_levels begins from the identity; the guide's own colours are another matrix.
    found.slope[...] += matrix - np.eye(3, dtype=np.float32)
    _without_inversions(found, guide, config)
    return found


def _without_inversions(fit: LocalLinear, guide: FloatImage, config: TransferConfig) -> None:
    """In place: no luma slope below 0. A place that is bright in the photo and dark in the prior is another thing, of which a
    negative slope would make a negative."""
    lowest = np.minimum(fit.slope[..., 0], 0)
    if lowest.any():
        around = box_mean(guide[..., 0], max(1, round(config.levels[-1][0] * max(guide.shape))))
        fit.offset[...] += lowest * around[..., None]
        fit.slope[..., 0] -= lowest


def _noise(
    degraded: ImageArray, base: ImageArray, prior: ImageArray, weights: FloatImage, fit: Fit, task: str
) -> FloatImage:
    """(H, W): standard deviation, in grey levels, of what is not the scene in the toned result."""
    if not task_or_other(task).structure_shows:
        return taken_away(degraded, base)
    grey = cv2.cvtColor(degraded, cv2.COLOR_RGB2GRAY).astype(np.float32)
    sigma = max(noise_sigma(grey), LEAST_SIGMA)
    # Where the photo shows nothing, no transform explains the prior, and its gain is meaningless. The gain is then
    # estimated by how much less detail than the prior the photo has around.
    parts = [detail(shrunk(image, weights.shape)) for image in (prior, degraded)]
    window = max(1, round(LEVELS[2] * max(weights.shape)))
    mass = box_mean(weights, window) + np.float32(1e-3)
    # Running sums leave rounding, also below 0.
    around = [np.maximum(box_mean(weights * np.square(part), window), 0) / mass for part in parts]
    lost = np.sqrt(around[0] / (around[1] + np.float32(LEAST_SIGMA**2)))
    return sigma * enlarged(np.maximum(fit.gain, lost), grey.shape)


def _take_prior(
    toned: FloatImage, prior: ImageArray, weights: FloatImage, noise: FloatImage, *, unsure_guide: bool
) -> None:
    """Steps 2 and 3 of the module, in place; `toned` (H, W, 3) in [0, 1], `weights` and `noise` (H, W), the latter in grey levels.

    Of an `unsure_guide`, detail that a trusted prior does not show is taken for noise too: streaks that the model left.
    """
    height, width = weights.shape
    luma = luma_plane(prior)
    filters = filters_of(toned, luma)
    if unsure_guide:
        noise = np.maximum(noise, weights * unexplained(toned, luma, filters))
    shows = np.clip((noise - _SHOWS[0]) / (_SHOWS[1] - _SHOWS[0]), 0, 1)
    if not shows.any():
        return
    alike = _confirmed(toned, luma)
    for rows in bands(height, width):
        out, trust, show = toned[rows], weights[rows], shows[rows]
        clean = filters.rows(out, luma[rows], trust, rows, height)
        out += show[..., None] * (clean - out)
        squared = np.square(noise[rows] * show)
        share = squared / (squared + np.float32(_PRIOR_ERROR**2))
        share = trust * trust * np.maximum(share, show * alike[rows])
        out += share[..., None] * (unit(prior[rows]) - out)


def _confirmed(toned: FloatImage, prior: FloatImage) -> FloatImage:
    """(H, W) in [0, 1]: how surely `toned` (H, W, 3) and the luma of the prior (H, W) show the same detail, by their correlation in
    a window."""
    radius = filter_radius(prior.shape)
    parts = [image - box_mean(image, radius) for image in (luma_of(toned), prior)]
    both = box_mean(parts[0] * parts[1], radius)
    sizes = [box_mean(np.square(part, out=part), radius) + np.float32(1e-5) for part in parts]
    alike = both / np.sqrt(sizes[0] * sizes[1])
    return np.clip((alike - _ALIKE[0]) / (_ALIKE[1] - _ALIKE[0]), 0, 1)
