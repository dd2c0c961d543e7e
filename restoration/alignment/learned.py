"""What the learned descriptions add to an unsure search: guesses, a choice among starts, and a verdict on the scene."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from restoration.alignment import descriptor, global_motion
from restoration.alignment.appearance import Pyramid
from restoration.alignment.dense import Measured
from restoration.alignment.frame import FrameSizes
from restoration.alignment.global_motion import Start
from restoration.alignment.recognition import FORMS, Form, Seen, compare, transformed
from restoration.image import ImageArray
from restoration.records import FlowArray
from restoration.resizing import resize, resize_matrix

_SAME = 0.3
"""Score from which a pair is one scene. Of 60 unrelated pairs the median is 0.10, the largest 0.20."""
_PERHAPS = 0.21
_UNRELATED = 0.09
"""Real redraws that show the scene lie above 0.19, the hardest simulated ones above 0.10."""
_BEYOND_CHANCE = 2.5
"""Times the best score of a flipped pair: between `_PERHAPS` and `_SAME` that makes one scene."""
_CONTRADICTED = 0.7
"""Of the largest: a start with a smaller score is not considered where the descriptions are sure of the scene."""
_PART = 0.3
"""Of the pixels: half of each side is shown, rather than the whole."""
_HALF_TURNS: tuple[Form, ...] = ((0, True), (2, True), (2, False))
_QUARTER_TURNS: tuple[Form, ...] = ((1, False), (3, False), (1, True), (3, True))


@dataclass(frozen=True, eq=False)
class Opinion:
    """Of one pair; `seen` is the generated image as it stands."""

    seen: Seen
    other: Seen
    """The mirrored or turned form that fits best."""

    @property
    def score(self) -> float:
        return score(self.seen)

    @property
    def same(self) -> bool:
        """Whether the descriptions alone make it one scene as it stands."""
        needed = 1.0 if self.score > _SAME else _BEYOND_CHANCE
        return self.score > _PERHAPS and self.score > needed * score(self.other)

    @property
    def unrelated(self) -> bool:
        """Whether the descriptions are so unlike that pixels alone do not make it one scene."""
        return self.score < _UNRELATED

    @property
    def turned(self) -> str:
        """The form, in words, in which it is one scene, where it is not as it stands; else empty."""
        better = score(self.other) > max(_SAME, self.score)
        return FORMS[self.other.form] if better else ""

    def measured(self, flow: FlowArray, frame: FrameSizes) -> Measured:
        """Measurements near a motion (h, w, 2) on the work grid, in its pixels."""
        found = self.seen.likeness.anchors(flow, frame.work)
        return Measured(found.flow, found.chance, found.variance)

    def likely(self, flow: FlowArray, frame: FrameSizes) -> float:
        agreement, covered = self.seen.likeness.agreement(flow, frame.work)
        return agreement * covered**0.5


def score(seen: Seen) -> float:
    """Agreement, worth less where little of the reference lies in the generated image."""
    return float(seen.agreement * seen.covered**0.5)


def look(reference: ImageArray, generated: ImageArray) -> Opinion:
    """The opinion on a pair, uint8 RGB of any size; quarter turns are looked at only where nothing else fits."""
    size = descriptor.described_size((reference.shape[1], reference.shape[0]))
    small = resize(generated, size)
    first, other, *flipped = descriptor.describe(
        [reference, small, *(transformed(small, form) for form in _HALF_TURNS)], size
    )
    seen = compare(first, other, size)
    others = [compare(first, one, size, form) for one, form in zip(flipped, _HALF_TURNS)]
    if max(map(score, [seen, *others])) < _SAME:
        # A part of the photo, enlarged to its size, is described as small as it lies in the photo.
        part = resize(generated, descriptor.described_size(size, _PART))
        (small_part,) = descriptor.describe([part], (part.shape[1], part.shape[0]))
        seen = max(seen, compare(first, small_part, size), key=score)
    if max(map(score, [seen, *others])) < _SAME:
        turned = descriptor.describe([transformed(generated, form) for form in _QUARTER_TURNS], size)
        others += [compare(first, one, size, form) for one, form in zip(turned, _QUARTER_TURNS)]
    return Opinion(seen, max(others, key=score))


def choose(start: Start, opinion: Opinion, fixed: Pyramid, moving: Pyramid, frame: FrameSizes) -> Start:
    """The best of `start` and of what the descriptions suggest. Where they are sure that it is one scene, no
    start is taken that they contradict."""
    to_size = resize_matrix(frame.work, opinion.seen.size)
    guess = np.linalg.inv(to_size) @ opinion.seen.matrix @ to_size
    found = [start]
    if opinion.seen.inliers:
        found.append(global_motion.best_of([guess / guess[2, 2]], fixed, moving, frame))
    found = [replace(one, likely=opinion.likely(one.flow, frame)) for one in found]
    if opinion.same:
        most = max(one.likely for one in found)
        found = [one for one in found if one.likely >= _CONTRADICTED * most]
    return max(found, key=Start.merit)
