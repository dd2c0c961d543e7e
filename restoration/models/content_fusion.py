"""Fusion for the mode "generated": the prior's tone everywhere it is known, and at every place one structure, not two.

1. *Tone* (`tone_fit`): the prior is regressed on photo and base in windows from the whole picture down to 3 % of the longer side. In
   wide windows a rough place is enough; in narrow ones places that are not where they should be hardly count, and they keep at
   least a part of the wide ones' contrast. Where the content is refused, the tone of the places around holds (`surrounding_tone`).
2. *Which structure.* The photo's where it shows one clearly, and where it shows another one than the prior (`agreement`). The
   prior's where the photo's noise, after the gain, would be seen, or where the photo has much less detail than the prior, as far as
   the prior's place is known. The change from the one to the other is steep and follows the outlines in the prior: a mixture of
   both would be soft, or a ghost. A large thing that the photo would have shown and does not is left out (`unsupported`).
3. *Neither.* Where the prior is not trusted and the photo is noisy, the toned photo, filtered along its own edges.

What the distortion report calls hallucinated is never taken, nor what belongs to it by its colour, nor the sides of the generated
frame. Where next to nothing is known of the whole picture, the result fades to the base.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from restoration.image import ImageArray
from restoration.luma import luma_of
from restoration.models.agreement import (
    contradicted,
    smooth_step,
    with_sides_of_inner,
    without_sides,
)
from restoration.models.brightness import between_both, dimming, keep_bright, keep_lamps, keep_light
from restoration.models.denoise import noise_sigma
from restoration.models.frame_sides import RIM_SHARE, continued, within_frame
from restoration.models.fusion_steps import (
    ESTIMATE_LONGEST,
    LEAST_SIGMA,
    Fit,
    detail,
    enlarged,
    faded,
    filters_of,
    fits_of,
    guide_of,
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
from restoration.models.guided_filter import (
    FloatImage,
    bands,
    bounded_size,
    box_mean,
    fit_local_linear,
    guided_filter,
    shrunk,
    shrunk_levels,
)
from restoration.models.leftover_streaks import remove_leftover_streaks
from restoration.models.motion_weights import motion_weights
from restoration.models.surrounding_tone import surrounding_tone
from restoration.models.tone_fit import FITTED, Trust, fit_tone, trust_of
from restoration.models.transfer import prior_weights
from restoration.models.unsupported import unsupported
from restoration.records import Alignment, MaskArray
from restoration.tasks import task_or_other

_SHOWS, _SHOWS_IN_HAZE = (1.5, 2.8), (1.2, 2.0)
"""Noise after the gain, in grey levels: where it begins to be seen, where it surely is. Thin haze leaves smooth patches beside the
prior's texture otherwise."""
_MOST_NOISE = 10.0
"""Grey levels: more is as bad."""
_NOISE_RIDGE = 1e-3
_LOST_SHARES = (0.04, 0.015)
"""Radii of the windows in which the details of photo and prior are compared, as shares of the longer side: a wide one, so that a
thing is taken or left as a whole, and a narrow one for the fog beside what is near and clear."""
_CLEAR, _CLEAR_IN_HAZE = (1.5, 3.0), (2.2, 4.4)
"""Details of the photo over its noise: where they begin to be clear, where they surely are. Haze hides a part of a thing beside one
that it shows (a bridge that runs into the fog), darkness hides all of it alike."""
_PLACED = (0.3, 0.6)
"""Probability that a place of the prior is right: where its own content begins to be taken, where all of it is."""
_ISLAND_SHARE, _OTHER_SHARE = 0.035, 0.01
"""Of the longer side: radii of places that go with what is around them, and of the means in which they differ from the prior …"""
_OTHER = (2.0, 6.0)
"""… and the difference, in grey levels: from where on it counts, where it does fully."""
_LEAST_SMALL_SIGMA = 0.7
"""Noise of the copies on which structures are compared, in grey levels, at least: rounding and JPEG."""
_THING_SHARE, _THING_RIDGE = 0.04, 1e-3
_BELONGS, _BELONGS_IN_BASE = (0.35, 0.7), (0.55, 0.85)
"""By its colour in the prior, and in the base, how much of what is like a place is valid: not taken below, taken above."""
_Outlines = tuple[ImageArray, tuple[float, float]]
"""An image (H, W, 3), and how much of what is like a place in it is valid: as `_BELONGS`."""


@np.errstate(
    under="ignore"
)  # in flat images what is left after a fit is next to nothing, and rounds to nothing
def content_fusion(degraded: ImageArray, base: ImageArray, prior: Alignment, *, task: str) -> FloatImage:
    """`base` in the tone and with the content of `prior`, float32 (H, W, 3) in grey levels of 0 to 255, not rounded; see
    `fusion.fuse`. All images are uint8 RGB (H, W, 3) of one size."""
    height, width = degraded.shape[:2]
    size = bounded_size(height, width, ESTIMATE_LONGEST)
    prior = continued(prior)
    known = task_or_other(task)
    config = transfer_config(task)
    few = shrunk(prior_weights(prior), size)
    target = unit(shrunk(prior.warped, size))
    if known.structure_shows:
        grey = _grey(degraded)
        sigma = noise_sigma(grey)
        small_sigma = max(sigma * max(size) / max(grey.shape), _LEAST_SMALL_SIGMA)
        doubt = contradicted(shrunk(grey, size), shrunk(_grey(prior.warped), size), small_sigma)
        known_places = shrunk(prior.valid.astype(np.float32), size)
        copies = shrunk_levels(degraded, size), shrunk_levels(prior.warped, size)
        refused = (1 - known_places) * within_frame(prior, size)
        doubt = np.maximum(doubt, unsupported(*copies, known_places, refused, small_sigma))
    else:
        # Streaks and flakes are something else too, and noise hides what stands behind it: there no contradiction counts.
        sigma, doubt = 0.0, np.zeros(size, np.float32)
    # Where photo and prior show different things, neither the tone of the other thing is taken nor the thing.
    # What the generator left out has its outlines in the photo. Haze and darkness hide them, and there contradictions count.
    outlines: list[_Outlines] = [(prior.warped, _BELONGS)]
    if not known.structure_shows:
        outlines += [(base, _BELONGS_IN_BASE)] * 2
    inside = _inside(prior.valid, outlines, size)
    trust = trust_of(prior, few, config)
    support = support_of(trust.rough[0], config)
    accepted = (1 - doubt) * shrunk(inside, size)
    trust = Trust(few * accepted, tuple(weights * accepted for weights in trust.rough))
    few = trust.exact
    images = guiding(degraded, base, task)
    fits = fits_of(images, target, few, lambda guide, target, _: fit_tone(guide, target, trust, config))
    refused = (1 - accepted) * within_frame(prior, size)
    fits = surrounding_tone(fits, guide_of(shrunk_levels(base, size)), few, refused)
    toned = toned_image(images, fits, range_of(target, few))
    hazy = known.network == "scattering"
    if known.structure_shows:
        clear = _CLEAR_IN_HAZE if hazy else _CLEAR
        noise = _noise(degraded, prior.warped, few, fits[-1], max(sigma, LEAST_SIGMA), clear)
    else:
        noise = taken_away(degraded, base)
    place = motion_weights(prior)
    place *= 1 - enlarged(doubt, (height, width))
    place *= inside
    visible = _SHOWS_IN_HAZE if hazy else _SHOWS
    _take_prior(toned, prior.warped, place, noise, visible, unsure_guide=not known.structure_shows)
    if known.structure_shows:
        keep_lamps(toned, degraded, target)
        if known.network == "scene":
            keep_light(toned, degraded, size)
            between_both(toned, degraded, target)
    else:
        toned *= dimming(toned, base, size)
        if known.leaves_streaks:
            remove_leftover_streaks(toned, degraded, prior.warped, inside)
        keep_bright(toned, base, target, few, refused)
    return faded(base, toned, support)


def _grey(image: ImageArray) -> FloatImage:
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)


def _inside(valid: MaskArray, outlines: Sequence[_Outlines], size: tuple[int, int]) -> FloatImage:
    """(H, W) in [0, 1]: 0 up to a few pixels from what is not valid, and in what belongs to it by its colour in `outlines`, one
    after the other: each reaches a little farther.

    Generators draw lines and frames along the sides of their canvas; and what was found to be hallucinated ends somewhere
    within the thing that it is: without this, half of a figure would be left. Soft: in fog a steep outline is seen.
    """
    if valid.all():
        return np.ones(valid.shape, np.float32)
    radius = max(2, round(RIM_SHARE * max(valid.shape)))
    kernel = np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)
    eroded = cv2.erode(valid.astype(np.uint8), kernel, borderType=cv2.BORDER_CONSTANT, borderValue=1)
    kept = box_mean(eroded.astype(np.float32), 4 * radius)
    kept = np.clip((kept - np.float32(0.4)) / np.float32(0.5), 0, 1)  # from the outline inwards
    radius = max(1, round(_THING_SHARE * max(size)))
    for image, between in outlines:
        fit = fit_local_linear(unit(shrunk(image, size)), shrunk(kept, size), radius, _THING_RIDGE)
        for rows in bands(*valid.shape):
            belongs = fit.apply_rows(unit(image[rows]), rows.start, len(valid))[..., 0]
            kept[rows] = np.minimum(kept[rows], smooth_step(belongs, between))
    return kept


def _noise(
    degraded: ImageArray,
    prior: ImageArray,
    weights: FloatImage,
    fit: Fit,
    sigma: float,
    clear: tuple[float, float],
) -> FloatImage:
    """(H, W): standard deviation, in grey levels, of what is not the scene in the toned result; `sigma` is the photo's, `clear` as `_CLEAR`."""
    # Where the photo shows nothing, no transform explains the prior, and its gain is meaningless. The gain is then
    # estimated by how much less detail than the prior the photo has around.
    small = [shrunk(image, weights.shape) for image in (prior, degraded)]
    parts = [without_sides(detail(with_sides_of_inner(image))) for image in small]
    # What `without_sides` leaves out does not count.
    known = without_sides(weights + np.float32(0.01)) + np.float32(1e-6)
    # Mean roots, not mean squares: one lamp or a frame's line would outweigh the fog around it.
    roots = [known * np.sqrt(np.sqrt(np.square(part) + np.float32(LEAST_SIGMA**2))) for part in parts]
    usable = smooth_step(weights, FITTED)
    windows = [max(1, round(share * max(weights.shape))) for share in _LOST_SHARES]
    found = np.zeros_like(weights)
    for window in windows:
        mass = box_mean(known, window)
        around = [box_mean(root, window) / mass for root in roots]
        # What the prior has more of matters where it can be taken; elsewhere it would only blur the photo.
        lost = usable * np.maximum(np.square(around[0] / around[1]) - fit.gain, 0)
        # Beside structure that is far above it, noise is not seen.
        hidden = 1 - smooth_step(np.square(around[1]) / np.float32(sigma), clear)
        found = np.maximum(found, sigma * (fit.gain + lost) * hidden)
    found = np.minimum(found, np.float32(_MOST_NOISE))
    # Windows reach beyond the outlines of what is near and clear; the fog behind it has another noise.
    found = guided_filter(unit(small[0]), found, windows[0], _NOISE_RIDGE)
    height, width = degraded.shape[:2]
    return enlarged(np.maximum(found, 0), (height, width))


def _without_islands(noise: FloatImage, toned: FloatImage, prior: FloatImage) -> FloatImage:
    """(H, W): as much as all around a place no larger than `_ISLAND_SHARE` where `toned` (H, W, 3) differs from the luma of the prior
    (H, W) as a whole. What a model did not take away (a caption, a watermark) and a smooth remainder of it in the middle of the
    prior's content would be a patch."""
    height, width = noise.shape
    size = bounded_size(height, width, ESTIMATE_LONGEST)
    side = 2 * max(1, round(_ISLAND_SHARE * max(size))) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))
    closed = cv2.morphologyEx(shrunk(noise, size), cv2.MORPH_CLOSE, kernel)
    radius = max(1, round(_OTHER_SHARE * max(size)))
    other = np.abs(box_mean(luma_of(shrunk(toned, size)) - shrunk(prior, size), radius))
    other = box_mean(cv2.dilate(other, np.ones((4 * radius + 1,) * 2, np.uint8)), radius)
    return np.maximum(noise, enlarged(closed * smooth_step(255 * other, _OTHER), (height, width)))


def _take_prior(
    toned: FloatImage,
    prior: ImageArray,
    weights: FloatImage,
    noise: FloatImage,
    visible: tuple[float, float],
    *,
    unsure_guide: bool,
) -> None:
    """Steps 2 and 3 of the module, in place; `toned` (H, W, 3) in [0, 1], `weights` and `noise` (H, W), the latter in grey levels;
    `visible` as `_SHOWS`.

    Of an `unsure_guide`, detail that a trusted prior does not show is taken for noise too: streaks that the model left.
    """
    height, width = weights.shape
    luma = luma_plane(prior)
    filters = filters_of(toned, luma)
    if unsure_guide:
        noise = np.maximum(noise, weights * unexplained(toned, luma, filters))
        noise = _without_islands(noise, toned, luma)
    for rows in bands(height, width):
        shows = smooth_step(noise[rows], visible)
        if not shows.any():
            continue
        out, trust = toned[rows], weights[rows]
        if unsure_guide:
            # Only a trusted prior distinguishes what a model left of streaks from the scene: elsewhere the result stays.
            clean = filters.along_prior.apply_rows(luma[rows], rows.start, height)
            out += (shows * trust)[..., None] * (clean - out)
        else:
            out += shows[..., None] * (filters.rows(out, luma[rows], trust, rows, height) - out)
        share = smooth_step(trust, _PLACED) * shows
        out += share[..., None] * (unit(prior[rows]) - out)
