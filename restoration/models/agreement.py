"""Where a photo contradicts an aligned prior: its own structure shows, and it is another one than the prior's.

Structure of both is compared on small copies, on which what alignment leaves is less than a pixel and noise is averaged. Where the
photo shows no structure of its own (dense fog, black, flat places) there is no contradiction.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.models.guided_filter import FloatImage, box_mean

_DETAIL_SHARE, _WINDOW_SHARE = 0.012, 0.02
"""Of the longer side: what a blur of this radius removes is structure; in windows of that radius it is compared."""
_SHOWS = (1.0, 4.0)
"""Energy of the photo's structure over that of its noise: where it begins to show, where it surely does."""
_KEPT = (0.3, 0.7)
"""How much of the photo's structure the prior has at the least: contradicted below, not so above."""
_SPOT_SHARE = 0.01
"""Of the longer side: spots of up to this radius are no contradiction."""
_SIDE_SHARE = 0.006
_INDEPENDENT = 10
"""Structures in a window, about: by so many two images that have nothing in common correlate by chance."""


def contradicted(photo: FloatImage, prior: FloatImage, noise: FloatImage | float) -> FloatImage:
    """(h, w) in [0, 1]: how surely the structure of `photo` is not that of `prior`.

    Both are luma (h, w) in grey levels, `noise` the standard deviation of what is not the scene in `photo`, in grey levels too.
    """
    longest = max(photo.shape)
    detail, window = (max(1, round(share * longest)) for share in (_DETAIL_SHARE, _WINDOW_SHARE))
    images = (with_sides_of_inner(image) for image in (photo, prior))
    own, other = (without_sides(image - _mean(image, detail)) for image in images)
    energy = np.maximum(_mean(own * own, window), 0)
    wanted = np.maximum(_mean(other * other, window), 0)
    both = _mean(own * other, window)
    squared = np.square(np.float32(noise))
    signal = np.maximum(energy - squared, 0)
    shows = smooth_step(signal / (squared + np.float32(1e-3)), _SHOWS)
    # A restoration has the photo's structure at its own contrast or more. It may have much besides, where haze or darkness hid it,
    # and that correlates with anything by chance.
    seen = np.maximum(signal, 0.25 * energy) + np.float32(1e-3)
    kept = both / seen + np.sqrt(wanted / (_INDEPENDENT * seen))
    found = shows * (1 - smooth_step(kept, _KEPT))
    # What is narrower than the windows of the comparison is chance, mostly beside a strong edge.
    spot = max(1, round(_SPOT_SHARE * longest))
    left = cv2.dilate(cv2.erode(found, _square(spot)), _square(round(1.5 * spot)))
    return np.asarray(np.minimum(found, box_mean(left, max(1, spot // 2))), np.float32)


def _square(radius: int) -> NDArray[np.uint8]:
    return np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)


def without_sides(structure: FloatImage) -> FloatImage:
    """The same (h, w), 0 along the sides of the frame: lines that a scan or a screenshot left there are no structure of the scene."""
    out = np.zeros_like(structure)
    inner = _inner(structure)
    out[inner] = structure[inner]
    return out


def with_sides_of_inner(image: FloatImage) -> FloatImage:
    """The same (h, w, …), along the sides of the frame what lies just within: a line there would be seen in every mean that reaches
    it."""
    margin = _margin(image)
    if min(image.shape[:2]) <= 2 * margin:
        return image
    inside = np.ascontiguousarray(image[_inner(image)])
    return cv2.copyMakeBorder(inside, margin, margin, margin, margin, cv2.BORDER_REPLICATE)


def _inner(image: FloatImage) -> tuple[slice, slice]:
    margin = _margin(image)
    return slice(margin, -margin or None), slice(margin, -margin or None)


def _margin(image: FloatImage) -> int:
    return max(1, round(_SIDE_SHARE * max(image.shape[:2])))


def _mean(values: FloatImage, radius: int) -> FloatImage:
    """Twice over smaller windows, so that a single edge does not draw a square."""
    half = max(1, round(0.7 * radius))
    return box_mean(box_mean(values, half), half)


def smooth_step(values: FloatImage, between: tuple[float, float]) -> FloatImage:
    """0 up to the first bound, 1 from the second on, without a kink at either."""
    low, high = between
    share = np.clip((values - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)
