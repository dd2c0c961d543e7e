"""Fusion in closed form: local colour transforms fitted to the aligned prior, and its content where the photo has none.

1. Tone. Around every pixel the prior is regressed on the photo and on the base result (`transfer.fit_levels`: a 3×3
   matrix and an offset, in wide windows first, then in narrower ones as far as their evidence goes), each place is
   taken from the guide that explains the prior better. Every edge is an edge of photo or base, so a bent prior cannot
   bend it. Places without evidence take the transform of their surroundings.
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

from dataclasses import dataclass

import cv2
import numpy as np

from restoration.image import ImageArray
from restoration.models.denoise import noise_sigma
from restoration.models.guided_filter import (
    FloatImage,
    LocalLinear,
    bounded_size,
    box_mean,
    fit_local_linear,
    shrunk,
)
from restoration.models.motion_weights import motion_weights
from restoration.models.transfer import TransferConfig, fit_levels, prior_weights
from restoration.records import Alignment
from restoration.tasks import task_or_other

ESTIMATE_LONGEST = 400
"""Coefficients are fitted on copies whose longer side is at most this, in pixels."""

_LUMA = (0.299, 0.587, 0.114)
LEVELS = (1.0, 0.25, 0.08, 0.03)
SHRINK = 0.1
_CHROMA = 0.4
"""Chroma is scaled by this in the guides: the ridge weighs more on it. In haze and darkness it is a few levels
of coarse JPEG blocks, which a colour matrix would blow up to blotches."""
CHOICE_SHARE = 0.03
"""Radius of the window in which the two guides are compared, as a share of the longer side."""
LEAST_SIGMA = 1.0
"""Noise of the photo, in grey levels, at least: rounding and JPEG."""
_SHOWS = (1.5, 5.0)
"""Noise after the gain, in grey levels: where filtering starts, where it is full."""
_PRIOR_ERROR = 8.0
"""What a fully trusted prior is wrong by in its details, in grey levels."""
_ALIKE = (0.5, 1.0)
"""Correlation of the details of result and prior: where they are taken for the same, where surely so."""
FILTER_SHARE = 0.008
FILTER_RIDGE, OWN_RIDGE = (3.0 / 255) ** 2, (10.0 / 255) ** 2
"""Of the filter along the prior's edges, and of that along the result's own where the prior is not trusted."""
_LEAST_RADIUS = 3
_DETAIL_SHARE = 0.01
_RANGE_SHARE, _RANGE_MARGIN = 0.01, 0.03


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
    weights = prior_weights(prior)
    few = shrunk(weights, size)
    target = unit(shrunk(prior.warped, size))
    # Streaks, flakes, drops and noise in a guide would stay in the result: there the base alone is the guide.
    images = [base, degraded] if known.structure_shows else [base]
    guides = [guide_of(image) for image in images]
    fits = []
    for guide in guides:
        small = shrunk(guide, size)
        fits.append(measured_fit(fit_levels_on(small, target, few, config), small, target, few))
    toned = within_range(blended(guides, fits), target, few)
    support = enlarged(support_of(few, config)[..., None], (height, width))
    out = unit(base)
    noise = _noise(degraded, base, prior.warped, few, fits[-1], task)
    wanted = unit(prior.warped)
    toned = _with_prior(toned, wanted, motion_weights(prior), noise, unsure_guide=not known.structure_shows)
    out += support * (toned - out)
    return np.asarray(np.clip(255 * out, 0, 255), np.float32)


@dataclass(frozen=True, eq=False)
class Fit:
    transform: LocalLinear
    gain: FloatImage
    """(h, w): what the transform makes of the guide's luma."""
    error: FloatImage
    """(h, w): mean square distance from the target around each pixel, where that is known."""


def transfer_config(task: str) -> TransferConfig:
    """Of the fits for that task."""
    ridge = task_or_other(task).ridge
    return TransferConfig(tuple((share, ridge) for share in LEVELS), SHRINK)


def measured_fit(fit: LocalLinear, guide: FloatImage, target: FloatImage, weights: FloatImage) -> Fit:
    """`fit` from `guide` to `target`, (h, w, 3) each, with its gain and its error where `weights` (h, w) are known."""
    radius = max(1, round(CHOICE_SHARE * max(weights.shape)))
    squared = np.square(fit.apply(guide) - target).mean(axis=2)
    known = weights + np.float32(1e-3)
    error = box_mean(box_mean(squared * known, radius) / box_mean(known, radius), radius)
    return Fit(fit, np.sqrt(np.square(fit.slope[..., 0]).mean(axis=2)), error)


def fit_levels_on(
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
    """In place: no luma slope below 0. A place that is bright in the photo and dark in the prior is another thing, and
    its negative would be nobody's."""
    lowest = np.minimum(fit.slope[..., 0], 0)
    if lowest.any():
        around = box_mean(guide[..., 0], max(1, round(config.levels[-1][0] * max(guide.shape))))
        fit.offset[...] += lowest * around[..., None]
        fit.slope[..., 0] -= lowest


def colour_matrix() -> FloatImage:
    """Luma and scaled chroma → RGB, (3, 3)."""
    return np.array(
        [[1, 1 / _CHROMA, 0], [1, -0.509 / _CHROMA, -0.194 / _CHROMA], [1, 0, 1 / _CHROMA]], np.float32
    )


def guide_of(image: ImageArray) -> FloatImage:
    """(H, W, 3): luma, and R − luma and B − luma times `_CHROMA`."""
    luma = np.array(_LUMA)
    matrix = np.stack([luma, _CHROMA * (np.eye(3)[0] - luma), _CHROMA * (np.eye(3)[2] - luma)])
    return cv2.transform(image.astype(np.float32), matrix / 255)


def within_range(toned: FloatImage, target: FloatImage, weights: FloatImage) -> FloatImage:
    """`toned` (H, W, 3) held between the darkest and the brightest that the trusted prior has around: a transform that
    was fitted on other colours overshoots to halos."""
    side = 2 * max(1, round(_RANGE_SHARE * max(weights.shape))) + 1
    kernel = np.ones((side, side), np.uint8)
    sure = np.clip(2 * weights[..., None], 0, 1)
    lowest = cv2.erode(target, kernel) * sure - (1 - sure) - np.float32(_RANGE_MARGIN)
    highest = cv2.dilate(target, kernel) * sure + 2 * (1 - sure) + np.float32(_RANGE_MARGIN)
    size = toned.shape[:2]
    return np.clip(toned, enlarged(lowest, size), enlarged(highest, size))


def _noise(
    degraded: ImageArray, base: ImageArray, prior: ImageArray, weights: FloatImage, fit: Fit, task: str
) -> FloatImage:
    """(H, W): standard deviation, in grey levels, of what is not the scene in the toned result."""
    height, width = degraded.shape[:2]
    grey = cv2.cvtColor(degraded, cv2.COLOR_RGB2GRAY).astype(np.float32)
    radius = max(1, round(FILTER_SHARE * max(height, width)))
    if not task_or_other(task).structure_shows:
        # What the model had to take away hides the scene; a part of it is what the model got wrong.
        taken = np.square(grey - cv2.cvtColor(base, cv2.COLOR_RGB2GRAY))
        return 0.5 * np.sqrt(np.maximum(box_mean(taken, radius), 0))
    sigma = max(noise_sigma(grey), LEAST_SIGMA)
    # Where the photo shows nothing, no transform explains the prior, and its gain says nothing: how much less
    # detail than the prior the photo has around says it.
    parts = [detail(shrunk(image, weights.shape)) for image in (prior, degraded)]
    window = max(1, round(LEVELS[2] * max(weights.shape)))
    mass = box_mean(weights, window) + np.float32(1e-3)
    # Running sums leave rounding, also below 0.
    around = [np.maximum(box_mean(weights * np.square(part), window), 0) / mass for part in parts]
    lost = np.sqrt(around[0] / (around[1] + np.float32(LEAST_SIGMA**2)))
    return sigma * enlarged(np.maximum(fit.gain, lost)[..., None], (height, width))[..., 0]


def detail(image: ImageArray) -> FloatImage:
    """Luma (h, w) of uint8 (h, w, 3) less its blur, in grey levels."""
    luma = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return luma - box_mean(luma, max(1, round(_DETAIL_SHARE * max(luma.shape))))


def _with_prior(
    toned: FloatImage, prior: FloatImage, weights: FloatImage, noise: FloatImage, *, unsure_guide: bool
) -> FloatImage:
    """Steps 2 and 3 of the module; images (H, W, 3) in [0, 1], `noise` in grey levels.

    Of an `unsure_guide`, detail that a trusted prior does not show is taken for noise too: streaks that the model left.
    """
    height, width = weights.shape
    radius = max(2, round(FILTER_SHARE * max(height, width)))
    luma = luma_of(prior)
    clean = filtered_along(luma, toned, radius, FILTER_RIDGE)
    if unsure_guide:
        alone = np.maximum(box_mean(np.square(luma_of(clean - toned)), radius), 0)
        noise = np.maximum(noise, 255 * weights * np.sqrt(alone))
    shows = np.clip((noise - _SHOWS[0]) / (_SHOWS[1] - _SHOWS[0]), 0, 1)
    if not shows.any():
        return toned
    own = filtered_along(luma_of(toned), toned, radius, OWN_RIDGE)
    trusted = weights * weights
    clean = own + weights[..., None] * (clean - own)
    filtered = toned + shows[..., None] * (clean - toned)
    squared = np.square(noise * shows)
    share = squared / (squared + np.float32(_PRIOR_ERROR**2))
    share = trusted * np.maximum(share, shows * _confirmed(luma_of(toned), luma, radius))
    return filtered + share[..., None] * (prior - filtered)


def filtered_along(guide: FloatImage, target: FloatImage, radius: int, ridge: float) -> FloatImage:
    """The guided filter, its coefficients from copies in which the window is still some pixels wide."""
    step = max(1, radius // _LEAST_RADIUS)
    size = (max(1, guide.shape[0] // step), max(1, guide.shape[1] // step))
    fit = fit_local_linear(shrunk(guide, size), shrunk(target, size), max(1, radius // step), ridge)
    return fit.apply(guide)


def _confirmed(toned: FloatImage, prior: FloatImage, radius: int) -> FloatImage:
    """(H, W) in [0, 1]: how surely both show the same detail, by the correlation of their lumas in a window."""
    parts = [image - box_mean(image, radius) for image in (toned, prior)]
    both = box_mean(parts[0] * parts[1], radius)
    sizes = [box_mean(np.square(part), radius) + np.float32(1e-5) for part in parts]
    alike = both / np.sqrt(sizes[0] * sizes[1])
    return np.clip((alike - _ALIKE[0]) / (_ALIKE[1] - _ALIKE[0]), 0, 1)


def luma_of(image: FloatImage) -> FloatImage:
    return cv2.transform(image, np.array([_LUMA]))


def unit(image: ImageArray) -> FloatImage:
    return image * np.float32(1 / 255)


def enlarged(values: FloatImage, size: tuple[int, int]) -> FloatImage:
    """(h, w, C) resized bilinearly to (height, width, C)."""
    out = cv2.resize(values, (size[1], size[0]), interpolation=cv2.INTER_LINEAR)
    return out[..., None] if out.ndim == 2 else out


def blended(guides: list[FloatImage], fits: list[Fit]) -> FloatImage:
    """(H, W, 3): the guides (H, W, 3) transformed, each with the share that its error gives it."""
    size = guides[0].shape[:2]
    toned = np.zeros_like(guides[0])
    for guide, fit, share in zip(guides, fits, _choice([fit.error for fit in fits]), strict=True):
        toned += enlarged(share[..., None], size) * fit.transform.apply(guide)
    return toned


def _choice(errors: list[FloatImage]) -> list[FloatImage]:
    """The share of each guide (h, w); they sum to 1."""
    worth = [1 / np.square(error + np.float32(1e-5)) for error in errors]
    total = np.sum(worth, axis=0)
    return [w / total for w in worth]


def support_of(weights: FloatImage, config: TransferConfig) -> FloatImage:
    mean = box_mean(weights, max(1, round(config.levels[0][0] * max(weights.shape))))
    share = mean * mean
    return share / (share + np.float32(config.fade**2))
