"""Are the two images of one scene? Judged against what the same search finds where nothing is to be found.

Any two photos can be bent until they agree a little, and how much depends on their texture. The null
is therefore measured on the pair itself: the generated image is flipped, which keeps its texture and
destroys the correspondence, and searched in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from restoration.alignment import global_motion
from restoration.alignment.canvas import Frame
from restoration.alignment.dense import Pyramid

NOT_ENOUGH = "There is not enough common structure to align the two images: the flow is the plain resize."

# Correlation per pixel of posterior deviation, measured on simulated redraws, unrelated, mirrored and
# turned photos: related pairs lie above 0.25, mirrored ones below 0.19, unrelated ones below 0.09.
_CLEAR_SUPPORT = 0.3
_NO_SUPPORT = 0.05
# Agreement above the flipped pair's: unrelated photos reach 0.04.
_LEAST_EXCESS = 0.07
_FLIPS = (
    ("mirrored left to right", 1, -1),
    ("turned upside down", -1, 1),
    ("turned by 180°", -1, -1),
)


@dataclass(frozen=True)
class Verdict:
    same: bool
    weight: float
    """In [0, 1]: factor for the confidence of every pixel."""
    note: str = ""


def judge(fixed: Pyramid, moving: Pyramid, frame: Frame, agreement: float, support: float) -> Verdict:
    """From the agreement that the search reached and the support of the fitted motion (`confidence`)."""
    if support > _CLEAR_SUPPORT:
        return Verdict(True, 1.0)
    if support < _NO_SUPPORT:
        return Verdict(False, 0.0, NOT_ENOUGH)
    null, flip = max(
        (_flipped_agreement(fixed, moving, frame, rows, columns), name) for name, rows, columns in _FLIPS
    )
    if null > 2 * agreement and null > 0.3:
        return Verdict(
            False,
            0.0,
            f"The generated image fits only when {flip}; as it stands there is not enough common structure, "
            "and the flow is the plain resize.",
        )
    ratio = max(agreement - null, 0.0) / _LEAST_EXCESS
    same = ratio > 1
    return Verdict(same, ratio**4 / (1 + ratio**4), "" if same else NOT_ENOUGH)


def _flipped_agreement(fixed: Pyramid, moving: Pyramid, frame: Frame, rows: int, columns: int) -> float:
    flipped = [np.ascontiguousarray(plane[::rows, ::columns]) for plane in moving]
    return global_motion.search(fixed, flipped, frame, with_features=False).agreement
