"""How bright a fused image is on the whole and in its lights, as the photo shows it and not as a generated image does.

Generators draw lamps smaller, without their glare, and scenes in rain brighter; what was made of an infrared image has dark windows.
Fused images are float32 (H, W, 3) in [0, 1], photos uint8 (H, W, 3); h, w is the size of the copies that are looked at.
"""

from __future__ import annotations

import cv2
import numpy as np

from restoration.image import ImageArray
from restoration.luma import luma_of
from restoration.models.agreement import smooth_step
from restoration.models.fusion_steps import unit
from restoration.models.guided_filter import FloatImage, bands, box_mean, resized_rows, shrunk

_CLIPS, _LAMP, _DARK = (0.82, 0.95), (0.75, 0.9), (0.35, 0.6)
"""Luma: of a photo that clips, of what the prior has beside it if that is a lamp, of the dark that it stands in."""
_LAMP_SHARE, _AROUND_SHARE = 0.04, 0.15
"""Of the longer side: radii of the windows in which these are looked for."""
_MOST_DIMMED = 0.75
_BETWEEN_SHARE, _FLOOR = 0.02, 0.02
"""Of the longer side: deviation of the blur of which brightness is asked; added to it, so that black can become less black."""
_BRIGHT = (0.4, 0.65)
"""Luma: what comes out so bright elsewhere stays so; what is dark or grey takes the tone around."""
_CURVE_BINS, _LEAST_MASS = 32, 1e-3
"""Of a curve of brightness; steps with a smaller share of what is trusted are interpolated."""
_LIT = (0.4, 0.65)
"""Luma of a dark photo: where something begins to be lit, where it surely is."""


def dimming(toned: FloatImage, base: ImageArray, size: tuple[int, int]) -> np.float32:
    """At most 1: what `toned` (H, W, 3) is to be multiplied by to be no brighter on the whole than `base`.

    Streaks and flakes add light and take none away, and between them the photo shows how bright the scene is. Generators make
    it brighter.
    """
    return _brightness_ratio(base, toned, size, (_MOST_DIMMED, 1))


def keep_light(toned: FloatImage, degraded: ImageArray, size: tuple[int, int]) -> None:
    """In place: no darker on the whole than the dark photo, and what is lit in it stays lit."""
    toned *= _brightness_ratio(degraded, toned, size, (1, 1 / _MOST_DIMMED))
    for rows in bands(*degraded.shape[:2]):
        photo, out = unit(degraded[rows]), toned[rows]
        lit = smooth_step(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), _LIT)
        if lit.any():
            out += lit[..., None] * np.maximum(photo - out, 0)


def keep_lamps(toned: FloatImage, degraded: ImageArray, target: FloatImage) -> None:
    """In place: what clips in the photo and stands out of dark surroundings is as bright as the prior's own lamp there.

    Generators draw lamps smaller, without their glare. A window that holds more of the dark around than of the lamp would make
    the lamp grey. `target` (h, w, 3) is the prior's copy, also where it is not trusted: no structure of it is taken.
    """
    height, width = degraded.shape[:2]
    size = target.shape[:2]
    around = unit(cv2.cvtColor(shrunk(degraded, size), cv2.COLOR_RGB2GRAY))
    around = box_mean(around, max(1, round(_AROUND_SHARE * max(size))))
    side = 2 * max(1, round(_LAMP_SHARE * max(size))) + 1
    brightest = cv2.dilate(target, np.ones((side, side), np.uint8))
    share = smooth_step(luma_of(brightest), _LAMP) * (1 - smooth_step(around, _DARK))
    if not share.any():
        return
    for rows in bands(height, width):
        clipped = smooth_step(unit(cv2.cvtColor(degraded[rows], cv2.COLOR_RGB2GRAY)), _CLIPS)
        if not clipped.any():
            continue
        out = toned[rows]
        lamp = clipped[..., None] * resized_rows(share[..., None], (height, width), rows.start, len(out))
        whole = resized_rows(brightest, (height, width), rows.start, len(out))
        out += lamp * np.maximum(whole - out, 0)


def between_both(toned: FloatImage, degraded: ImageArray, target: FloatImage) -> None:
    """In place: around every place as bright as the photo, as the prior, or between the two.

    A tone that is fitted where they agree has more contrast than either where they do not: dark places would become black, and
    the glare around a lamp a part of it. `target` as in `keep_lamps`.
    """
    height, width = degraded.shape[:2]
    size = target.shape[:2]
    sigma = _BETWEEN_SHARE * max(size)
    photo, prior, found = (
        cv2.GaussianBlur(luma_of(image), (0, 0), sigma)
        for image in (unit(shrunk(degraded, size)), target, shrunk(toned, size))
    )
    wanted = np.clip(found, np.minimum(photo, prior), np.maximum(photo, prior))
    factor = (wanted + np.float32(_FLOOR)) / (np.maximum(found, 0) + np.float32(_FLOOR))
    for rows in bands(height, width):
        out = toned[rows]
        share = resized_rows(factor[..., None], (height, width), rows.start, len(out))
        out += np.float32(_FLOOR)
        out *= share
        out -= np.float32(_FLOOR)


def keep_bright(
    toned: FloatImage, base: ImageArray, target: FloatImage, trusted: FloatImage, refused: FloatImage
) -> None:
    """In place: where the prior's content is `refused` (h, w), no darker than what is as bright in `base` (H, W, 3) comes out elsewhere.

    The tone of what lies around is a transform of *its* colours: a generator that takes the veil from dark leaves makes a white
    caption before them grey. How bright the prior, `target` (h, w, 3), is where `base` is so bright is averaged over what is
    `trusted` (h, w).
    """
    if not refused.any():
        return
    height, width = base.shape[:2]
    size = target.shape[:2]
    bins = np.minimum(
        (luma_of(unit(shrunk(base, size))) * _CURVE_BINS).astype(np.intp), _CURVE_BINS - 1
    ).ravel()
    mass = np.bincount(bins, trusted.ravel(), _CURVE_BINS)
    known = mass > _LEAST_MASS * mass.sum()
    if not known.any():
        return
    means = np.bincount(bins, (trusted * luma_of(target)).ravel(), _CURVE_BINS)[known] / mass[known]
    at = np.concatenate([[0], (np.flatnonzero(known) + 0.5) / _CURVE_BINS, [1]])
    curve = np.maximum.accumulate(np.concatenate([[0], means, [1]]))
    for rows in bands(height, width):
        out = toned[rows]
        share = resized_rows(refused[..., None], (height, width), rows.start, len(out))
        if share.any():
            bright = np.interp(luma_of(unit(base[rows])), at, curve).astype(np.float32)
            raised = smooth_step(bright, _BRIGHT) * np.maximum(bright - luma_of(out), 0)
            out += share * raised[..., None]


def _brightness_ratio(
    image: ImageArray, toned: FloatImage, size: tuple[int, int], between: tuple[float, float]
) -> np.float32:
    """Mean of `image` over that of `toned`, within bounds."""
    known, bright = (float(shrunk(one, size).mean()) for one in (image, toned))
    return np.float32(np.clip(known / 255 / max(bright, 1e-3), *between))
