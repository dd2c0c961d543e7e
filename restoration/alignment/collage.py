"""Does the generated image show the scene more than once: before and after side by side, or a contact sheet?

One half of such a picture looks like the other, which halves of a photo do not. Where the photo's own halves do (a row of equal
windows), nothing is concluded.
"""

from __future__ import annotations

import cv2
import numpy as np

from restoration.alignment.appearance import FloatPlane, Pyramid

_LEVEL = 2
_ALIKE = 0.35
"""Correlation of the halves: collages reach 0.37 to 0.94, fifty outputs of real generators 0.27."""
_MORE_THAN_THE_PHOTO = 0.2
_MARGIN = 0.08
"""Of the longer side: rules and gaps between the pictures, and how far one may lie out of place."""
_LEAST_SIDE = 8


def is_collage(fixed: Pyramid, moving: Pyramid) -> bool:
    """Of the pyramids of photo and generated image."""
    alike = _halves_alike(moving[_LEVEL].light)
    return alike > _ALIKE and alike > _halves_alike(fixed[_LEVEL].light) + _MORE_THAN_THE_PHOTO


def _halves_alike(plane: FloatPlane) -> float:
    """The larger of the correlations of left with right and of upper with lower half, each over small shifts."""
    height, width = plane.shape
    pairs = (
        (plane[:, : width // 2], plane[:, width - width // 2 :]),
        (plane[: height // 2], plane[height - height // 2 :]),
    )
    return max(_correlation(*pair) for pair in pairs)


def _correlation(first: FloatPlane, second: FloatPlane) -> float:
    margin = max(2, round(_MARGIN * max(first.shape)))
    inner = np.ascontiguousarray(first[margin:-margin, margin:-margin])
    if min(inner.shape) < _LEAST_SIDE:
        return 0.0
    return float(np.nan_to_num(cv2.matchTemplate(second, inner, cv2.TM_CCOEFF_NORMED)).max())
