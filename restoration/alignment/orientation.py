"""Is the generated image turned or mirrored as a whole? The eight ways a picture can lie, as lost EXIF data leave it.

Asked only where the image as it stands does not fit. The likeliest ways are found by correlation at low
resolution over a few stretches, and searched like the image itself: the best must fit clearly better than all others,
which tell what chance would reach on this very pair.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from restoration.alignment import appearance, global_motion
from restoration.alignment.appearance import FloatPlane, Pyramid, PyramidLevel
from restoration.alignment.frame import FrameSizes
from restoration.alignment.global_motion import Start
from restoration.image import ImageArray
from restoration.resizing import resize

_CLEARLY_BETTER = 0.07
"""Of agreement, above the image as it stands and above any other way: unrelated photos differ by less than 0.04."""
_LEAST = 0.12
_SEARCHED = 3

Undo = Callable[[NDArray[Any]], NDArray[Any]]

WAYS: dict[str, tuple[bool, Undo]] = {
    "mirrored left to right": (False, lambda image: image[:, ::-1]),
    "mirrored top to bottom (upside down)": (False, lambda image: image[::-1]),
    "turned by 180° (upside down)": (False, lambda image: image[::-1, ::-1]),
    "turned by 90° clockwise": (True, lambda image: np.rot90(image)),
    "turned by 90° counterclockwise": (True, lambda image: np.rot90(image, -1)),
    "mirrored and turned by 90° clockwise": (True, lambda image: np.swapaxes(image, 0, 1)),
    "mirrored and turned by 90° counterclockwise": (True, lambda image: np.swapaxes(image[::-1, ::-1], 0, 1)),
}
"""What was done to the image → (whether its sides are exchanged, what undoes it)."""


def recognise(fixed: Pyramid, moving: Pyramid, generated: ImageArray, frame: FrameSizes, start: Start) -> str:
    """One of `WAYS` that fits far better than the image as it stands, whose search found `start`; else ""."""
    across = appearance.pyramid(resize(generated, frame.work[::-1]))
    planes = {name: (across if turned else moving, undo) for name, (turned, undo) in WAYS.items()}
    checks = {
        name: _quick_check(fixed, undo(levels[1].light), frame) for name, (levels, undo) in planes.items()
    }
    likeliest = sorted(checks, key=lambda name: -checks[name])[:_SEARCHED]
    found = []
    for name in likeliest:
        levels, undo = planes[name]
        undone = [PyramidLevel(np.ascontiguousarray(undo(level.light))) for level in levels]
        found.append((global_motion.search(fixed, undone, frame, with_features=False).merit(), name))
    found.sort(reverse=True)
    best, name = found[0]
    others = max(start.merit(), found[1][0])
    return name if best > _LEAST and best > others + _CLEARLY_BETTER else ""


def _quick_check(fixed: Pyramid, plane: FloatPlane, frame: FrameSizes) -> float:
    """The largest normalised correlation at low resolution over shifts and a few stretches."""
    return global_motion.best_stretch(fixed[1].light, np.ascontiguousarray(plane))
