"""Rain streaks that a model left, found with a prior that only roughly lies where it should.

A streak is a thin bright line that leans like the rain of the photo. Posts, blades of grass and masts are too, but those the
generated image shows as well, there or a little beside; streaks it does not. So a match to the pixel is not needed: a scene whose
details a generator drew anew still says which bright lines belong to it.

A line is a white top-hat across (what an opening by a horizontal segment removes; Soille, "Morphological Image Analysis",
2003, section 4.5) that survives an opening along the rain.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray
from restoration.luma import luma_of
from restoration.models.fusion_steps import luma_plane, unit
from restoration.models.guided_filter import FloatImage, bands, bounded_size, resized_rows, shrunk
from restoration.models.streaks import streak_direction

_LONGEST = 800
"""Streaks are looked for on copies whose longer side is at most this, in pixels."""
_WIDTH_SHARE, _LENGTH_SHARE = 0.012, 0.02
"""Of the longer side: half of the greatest width of a streak, and its least length."""
_LEANS = (-14.0, -7.0, 0.0, 7.0, 14.0)
"""Degrees by which single streaks lean otherwise than the rain as a whole."""
_BESIDE_SHARE = 0.025
"""Of the longer side: so far beside, a line of the prior is still the same."""
_AS_BRIGHT = 1.1
"""A line of the prior counts for one of the photo that stands out by this many times as much."""
_SHOWS = (0.008, 0.03)
"""Luma above the prior's brightest line near by: where a streak begins to show, where it surely does."""
_LEAST_WIDTH, _LEAST_LENGTH = 2, 5


def remove_leftover_streaks(
    toned: FloatImage, degraded: ImageArray, prior: ImageArray, allowed: FloatImage
) -> None:
    """In place: `toned` (H, W, 3) in [0, 1], in the prior's tone, without bright lines that `prior` (H, W, 3) has nowhere near.

    The direction is that of the rain in `degraded` (H, W, 3). `allowed` (H, W) in [0, 1] is 0 where the prior's content was refused:
    what a generator left out there is no streak.
    """
    height, width = toned.shape[:2]
    size = bounded_size(height, width, _LONGEST)
    longest = max(size)
    small = shrunk(toned, size)
    direction = streak_direction(unit(cv2.cvtColor(shrunk(degraded, size), cv2.COLOR_RGB2GRAY)))
    own, other = (
        _lines(luma, direction, longest) for luma in (luma_of(small), shrunk(luma_plane(prior), size))
    )
    reach = max(1, round(_BESIDE_SHARE * longest))
    near = cv2.GaussianBlur(cv2.dilate(other, np.ones((2 * reach + 1,) * 2, np.uint8)), (0, 0), reach / 6)
    near *= np.float32(_AS_BRIGHT)
    found = np.clip((own - near - np.float32(_SHOWS[0])) / np.float32(_SHOWS[1] - _SHOWS[0]), 0, 1)
    found *= shrunk(allowed, size)
    if not found.any():
        return
    around = np.ones((3, 3), np.uint8)
    found = cv2.GaussianBlur(cv2.dilate(found, around), (0, 0), 0.7)
    kept = 1 - cv2.dilate(found, around) + np.float32(1e-3)
    sigma = max(1.5, 0.7 * _half_width(longest))
    beside = cv2.GaussianBlur(small * kept[..., None], (0, 0), sigma)
    beside /= cv2.GaussianBlur(kept, (0, 0), sigma)[..., None]
    for rows in bands(height, width):
        out = toned[rows]
        share = resized_rows(found[..., None], (height, width), rows.start, len(out))
        out += share * (resized_rows(beside, (height, width), rows.start, len(out)) - out)


def _lines(luma: FloatImage, direction_deg: float, longest: int) -> FloatImage:
    """(h, w): by how much a pixel of `luma` (h, w) is brighter than both sides, all along a segment near `direction_deg` (as of
    `streak_direction`)."""
    across = np.ones((1, 2 * _half_width(longest) + 1), np.uint8)
    bright = luma - cv2.morphologyEx(luma, cv2.MORPH_OPEN, across)
    length = max(_LEAST_LENGTH, round(_LENGTH_SHARE * longest))
    found = np.zeros_like(luma)
    for lean in _LEANS:
        segment = _segment(length, direction_deg + lean)
        np.maximum(found, cv2.morphologyEx(bright, cv2.MORPH_OPEN, segment), out=found)
    return found


def _half_width(longest: int) -> int:
    return max(_LEAST_WIDTH, round(_WIDTH_SHARE * longest))


def _segment(length: int, direction_deg: float) -> NDArray[np.uint8]:
    """A line of `length` px through the middle of a square, as a structuring element."""
    middle = length // 2
    angle = np.deg2rad(direction_deg)
    end = round(middle * float(np.sin(angle))), round(middle * float(np.cos(angle)))
    kernel = np.zeros((2 * middle + 1,) * 2, np.uint8)
    cv2.line(kernel, (middle - end[0], middle - end[1]), (middle + end[0], middle + end[1]), (1,))
    return kernel
