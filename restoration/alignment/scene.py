"""Are the two images of one scene? Judged against what the same search finds in an image without correspondence.

Any two photos can be bent until they agree a little, and how much depends on their texture. The null
is therefore measured on the pair itself: the generated image is flipped, which keeps its texture and
destroys the correspondence, and searched in the same way. A scene may be nearly its own mirror image: then that flip is no
null, and the next one is used, if the motion found is a small one. Such a
scene also lets a mirrored redraw be bent until it agrees: so a clear case is clear only if no flip fits better
in a quick check.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from restoration.alignment import global_motion
from restoration.alignment.appearance import FloatPlane, Pyramid, PyramidLevel
from restoration.alignment.frame import FrameSizes
from restoration.alignment.global_motion import Start
from restoration.alignment.learned import Opinion

NOT_ENOUGH = "There is not enough common structure to establish that the two images show one scene: the flow is the plain resize."

# Correlation per pixel of posterior deviation, measured on simulated redraws, unrelated, mirrored and
# turned photos: unrelated pairs lie below 0.10, mirrored ones that no flip fits better in a quick check below 0.24,
# six of seven related ones above 0.25.
_CLEAR_SUPPORT = 0.25
_NO_SUPPORT = 0.08
# Agreement above the flipped pair's: unrelated photos reach 0.04, and 0.075 by a large motion.
_LEAST_EXCESS = 0.07
_LEAST_EXCESS_OF_SYMMETRIC = 0.09
_SMALL_MOTION, _LARGE_MOTION = 0.05, 0.07
"""Of the diagonal. Found in unrelated photos are 0.14 (median), in real redraws 0.004."""
_FITS = 0.3
"""Agreement of a flip that decides, if it is twice that of the image as it stands, or a clear case."""
_BEYOND_DOUBT = 0.3
"""Agreement above that of every flip. Unrelated photos reach 0.075; the densest photo of Dense-Haze has 0.43 to 0.47."""
_CLEARLY_BETTER = 0.1
"""Of correlation at low resolution: mirrored photos gain 0.7, boards that all look alike 0.08."""
_FLIPS = (
    ("mirrored left to right", 1, -1),
    ("turned upside down", -1, 1),
    ("turned by 180°", -1, -1),
)


@dataclass(frozen=True)
class Decision:
    same: bool
    weight: float
    """In [0, 1]: factor for the confidence of every pixel."""
    note: str = ""


def lies_otherwise(orientation: str) -> str:
    """Sentence on a generated image that is turned or mirrored (`orientation`)."""
    return (
        f"The generated image fits far better than as it stands if it is taken to be {orientation}: undo that and compare "
        "again. The flow is the plain resize."
    )


def decide(
    fixed: Pyramid,
    moving: Pyramid,
    frame: FrameSizes,
    start: Start,
    support: float,
    opinion: Opinion | None = None,
) -> Decision:
    """From what the search found, the support of the fitted motion (`confidence`), and the support by the learned descriptions,
    which are computed only where the search is unsure. Where that is clear, it is the verdict."""
    if opinion is not None and opinion.same:
        return Decision(True, 1.0)
    if support < _NO_SUPPORT:
        return Decision(False, 0.0, NOT_ENOUGH)
    clear = support > _CLEAR_SUPPORT
    if (
        opinion is not None
        and opinion.unrelated
        and not (clear and _beyond_doubt(fixed, moving, frame, start))
    ):
        return Decision(False, 0.0, NOT_ENOUGH)
    as_it_stands = _quick_check(fixed, moving, 1, 1)
    checks = sorted(((_quick_check(fixed, moving, *flip[1:]), flip) for flip in _FLIPS), reverse=True)
    if clear and checks[0][0] <= as_it_stands + _CLEARLY_BETTER:
        return Decision(True, 1.0)
    likeliest_first = [flip for _, flip in checks]
    nulls = sorted(_nulls(fixed, moving, frame, start.agreement, likeliest_first), reverse=True)
    best, _ = nulls[0]
    if best > _FITS and best > (1 if clear else 2) * start.agreement:
        return Decision(False, 0.0, NOT_ENOUGH)
    ratio = _excess(start, best, nulls[1][0] if len(nulls) > 1 else best)
    same = ratio > 1
    return Decision(same, ratio**4 / (1 + ratio**4), "" if same else NOT_ENOUGH)


def _beyond_doubt(fixed: Pyramid, moving: Pyramid, frame: FrameSizes, start: Start) -> bool:
    """Whether the pixels agree so far above every flip that descriptions without a match are ignored: in dense haze a photo spans a few grey levels, which the descriptions were not trained on."""
    if start.agreement < _BEYOND_DOUBT or start.motion() > _LARGE_MOTION:
        return False
    return all(
        _flipped_agreement(fixed, moving, frame, *flip[1:]) < start.agreement - _BEYOND_DOUBT
        for flip in _FLIPS
    )


def _excess(start: Start, best: float, second: float) -> float:
    """Agreement above that of the flips which fit best, over the least that makes one scene; 0 or more."""
    motion = start.motion()
    least = _LEAST_EXCESS * max(1.0, motion / _LARGE_MOTION)
    ratio = max(start.agreement - best, 0.0) / least
    if start.agreement > best:
        least = _LEAST_EXCESS_OF_SYMMETRIC * max(1.0, motion / _SMALL_MOTION) ** 2
        ratio = max(ratio, (start.agreement - second) / least)
    return ratio


def _nulls(
    fixed: Pyramid, moving: Pyramid, frame: FrameSizes, agreement: float, flips: list[tuple[str, int, int]]
) -> list[tuple[float, str]]:
    """(agreement, name) of the flips in turn, up to one that decides: it agrees as well as the pair."""
    found = []
    for name, rows, columns in flips:
        found.append((_flipped_agreement(fixed, moving, frame, rows, columns), name))
        if found[-1][0] >= agreement:
            break
    return found


def _quick_check(fixed: Pyramid, moving: Pyramid, rows: int, columns: int) -> float:
    """Correlation at low resolution with the generated image, its rows and columns taken in steps of 1 or -1."""
    return global_motion.best_shift(fixed[1].light, _flipped(moving[1].light, rows, columns))[0]


def _flipped(plane: FloatPlane, rows: int, columns: int) -> FloatPlane:
    return np.ascontiguousarray(plane[::rows, ::columns])


def _flipped_agreement(fixed: Pyramid, moving: Pyramid, frame: FrameSizes, rows: int, columns: int) -> float:
    flipped = [PyramidLevel(_flipped(level.light, rows, columns)) for level in moving]
    return global_motion.search(fixed, flipped, frame, with_features=False).agreement
