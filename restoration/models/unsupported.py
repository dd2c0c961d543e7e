"""Large things of an aligned prior that the photo would have shown, and does not: a painted reflection, a bright figure.

`agreement` asks whether the photo's own structure is in the prior. Here it is the other way round, for structure that is larger
than a texture: where haze of airlight A lets through at least t = 1 − min(I / A) (`transmission`) and
the photo is e times as bright as the prior around, a thing that differs from its surroundings by b in the prior differs by
e · t · b in the photo. Where next to nothing of that is there, the prior drew it. Only places whose own fine detail shows in the
photo are asked: in dense fog the airlight varies from place to place, and t means nothing.

What the distortion report calls hallucinated often ends within the thing that was drawn. So what is missing in the same sense, however
faintly, and connected with such a place, belongs to it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.models.agreement import without_sides
from restoration.models.guided_filter import FloatImage, box_mean
from restoration.transmission import least_transmission

_BANDS = ((0.005, 0.03), (0.008, 0.1))
"""Of the longer side: standard deviations of the two blurs whose difference is a band."""
_EXPOSURE_SHARE, _GRAIN_SHARE = 0.036, 0.005
"""Of the longer side: standard deviations of the blurs that exposure and transmission are read from."""
_SURE, _PERHAPS = 14.0, 7.0
"""Missing in the photo, in levels of square-root intensity (0 to 255): what begins a region, what belongs to one."""
_LEFT = 0.3
"""Of the expected difference: if the photo has more of it, it is there."""
_LEAST_AREA, _LEAST_SURE = 0.0015, 0.2
"""Of the frame, of the region: smaller regions, or with a smaller share of sure pixels, are chance."""
_LEAST_REFUSED = 0.3
"""Of a region: so much of it is known to be hallucinated, if all of it is."""
_LARGEST_HOLE = 0.015
"""Of the frame; a corner that a region cuts off is a hole too."""
_CLOSED_SHARE, _RIM_SHARE, _SOFT_SHARE = 0.025, 0.006, 0.006
_DETAIL_SHARE, _WINDOW_SHARE = 0.0105, 0.013
_SHOWS = 4.0
"""Energy of the photo's fine detail above that of its noise, in times the latter: from there on it shows."""


def unsupported(
    photo: FloatImage, prior: FloatImage, valid: FloatImage, refused: FloatImage, noise: float
) -> FloatImage:
    """(h, w) in [0, 1]: 1 where `prior` shows a large thing that `photo` would show, and does not; soft at its outlines.

    Both are copies (h, w, 3) in grey levels (0 to 255), `valid` (h, w) in [0, 1] says where there is a prior, `refused` (h, w) where there
    is one that is known to be hallucinated, `noise` is the standard deviation of what is not the scene in the luma of `photo`, in grey levels.
    """
    longest = max(photo.shape[:2])
    intensity = photo / np.float32(255)
    own, other = (np.sqrt(_luma(image / np.float32(255))) for image in (photo, prior))
    through = least_transmission(intensity, _blurred(intensity, _GRAIN_SHARE * longest))
    exposure = _blurred(own, _EXPOSURE_SHARE * longest)
    exposure = np.minimum(exposure / (_blurred(other, _EXPOSURE_SHARE * longest) + np.float32(0.02)), 1)
    gain = np.float32(255) * exposure * through
    asked = valid > 0.98
    known = refused > 0.5
    anywhere = asked | known
    shows = _shows(_luma(photo), noise)
    found = np.zeros(own.shape, np.uint8)
    for narrow, wide in _BANDS:
        seen, drawn = (
            _blurred(image, narrow * longest) - _blurred(image, wide * longest) for image in (own, other)
        )
        for sign in (1, -1):
            expected = gain * np.maximum(sign * drawn, 0)
            there = np.float32(255) * np.maximum(sign * seen, 0)
            missing = np.where(there < _LEFT * expected, expected - there, 0)
            found |= _regions((missing > _PERHAPS) & asked, (missing > _SURE) & shows)
            found |= _touching((missing > _PERHAPS) & anywhere, known)
    closed = _without_holes(cv2.morphologyEx(found, cv2.MORPH_CLOSE, _disc(_CLOSED_SHARE * longest)))
    wider = cv2.dilate(closed, _disc(_RIM_SHARE * longest)).astype(np.float32)
    return np.maximum(_blurred(wider, _SOFT_SHARE * longest), closed)


def _shows(luma: FloatImage, noise: float) -> NDArray[np.bool_]:
    longest = max(luma.shape)
    detail = without_sides(luma - box_mean(luma, max(1, round(_DETAIL_SHARE * longest))))
    window = max(1, round(_WINDOW_SHARE * longest))
    energy = box_mean(box_mean(detail * detail, window), window)
    return np.asarray(energy > np.float32((1 + _SHOWS) * noise * noise))


def _regions(perhaps: NDArray[np.bool_], sure: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Connected places of `perhaps` that are large enough and sure in a share of their pixels: 1, elsewhere 0."""
    count, label, sizes, _ = cv2.connectedComponentsWithStats(perhaps.astype(np.uint8), connectivity=4)
    area = sizes[:, cv2.CC_STAT_AREA]
    kept = np.bincount(label[sure], minlength=count) > _LEAST_SURE * area
    kept &= area >= _LEAST_AREA * label.size
    kept[0] = False
    return np.asarray(kept[label], np.uint8)


def _touching(perhaps: NDArray[np.bool_], known: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Connected places of `perhaps` of which a share is `known`: 1, elsewhere 0."""
    count, label, sizes, _ = cv2.connectedComponentsWithStats(perhaps.astype(np.uint8), connectivity=4)
    kept = np.bincount(label[known], minlength=count) > _LEAST_REFUSED * sizes[:, cv2.CC_STAT_AREA]
    kept[0] = False
    return np.asarray(kept[label], np.uint8)


def _without_holes(regions: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same, small holes filled: a spot of the thing would be left in each."""
    _, label, sizes, _ = cv2.connectedComponentsWithStats(1 - regions, connectivity=4)
    small = sizes[:, cv2.CC_STAT_AREA] < _LARGEST_HOLE * regions.size
    return np.asarray(regions | small[label], np.uint8)


def _luma(image: FloatImage) -> FloatImage:
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)


def _blurred(image: FloatImage, sigma: float) -> FloatImage:
    return cv2.GaussianBlur(image, (0, 0), max(sigma, 0.5), borderType=cv2.BORDER_REFLECT)


def _disc(radius: float) -> NDArray[np.uint8]:
    side = 2 * max(1, round(radius)) + 1
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)).astype(np.uint8)
