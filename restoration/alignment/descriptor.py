"""A learned description of two pictures, and the global motions that its matches suggest.

Gradients and SIFT compare texture, which a generator replaces. The network here (`descriptor_net`, trained by
`restoration.training.descriptor` on simulated redraws of degraded photos) was trained to give one place the same description in
haze, in rain, in the dark and with other texture. It works on a grid of 8 pixels at about 0.1 MP,
so its matches are coarse: they are the start, and the dense fit measures.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.alignment.mapped_frame import Matrix, mapped_frame
from restoration.alignment.planes import planes
from restoration.image import ImageArray
from restoration.resizing import resize
from restoration.resources import assets
from restoration.weight_table import SHIPPED_FILES

if TYPE_CHECKING:
    from restoration.alignment.descriptor_net import DescriptorNet

Floats = NDArray[np.float32]

WEIGHTS = assets() / "weights" / SHIPPED_FILES["descriptor"].file
STRIDE = 8
_PIXELS = 100_000
"""Both pictures are described at about so many pixels, in the proportions of the reference."""
_UNIT = SHIPPED_FILES["descriptor"].multiple_of
_STRUCTURE = 0.3
_LEAST_AREA = 0.55
_LOADING = threading.Lock()


@dataclass(frozen=True, eq=False)
class Description:
    """Of one picture, in cells of 8 pixels of the size at which it was described."""

    words: Floats
    """(rows · columns, 64), unit length."""
    sure: Floats
    """(rows · columns,) in [0, 1]: how likely the nearest description in another picture is the right one."""
    shape: tuple[int, int]
    """(rows, columns)."""
    structured: float
    """Share of the cells that show any structure: brightness steps of about 2 %."""

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) at which the picture was described."""
        return STRIDE * self.shape[1], STRIDE * self.shape[0]


def described_size(size: tuple[int, int], share: float = 1.0) -> tuple[int, int]:
    """(width, height) at which a pair is described whose reference has `size`: multiples of 16, about 0.1 MP, or a
    `share` of that."""
    scale = (_PIXELS * share / (size[0] * size[1])) ** 0.5
    return tuple(max(4 * _UNIT, _UNIT * round(side * scale / _UNIT)) for side in size)


def describe(images: list[ImageArray], size: tuple[int, int]) -> list[Description]:
    """Each image (H, W, 3), uint8 RGB of any size, squeezed to `size` and described."""
    import torch

    seen = np.stack([planes(resize(image, size)) for image in images])
    with torch.inference_mode():
        words, odds = _network()(torch.from_numpy(seen))
    shape = words.shape[2], words.shape[3]
    # The second plane is local contrast over itself and 3 %: half of that is reached at 3 %.
    contrasts = [cv2.resize(one[1] ** 2, shape[::-1], interpolation=cv2.INTER_AREA) for one in seen]
    return [
        Description(
            np.ascontiguousarray(w.flatten(1).T.numpy()),
            torch.sigmoid(o).flatten().numpy(),
            shape,
            float((contrast > _STRUCTURE).mean()),
        )
        for w, o, contrast in zip(words, odds, contrasts)
    ]


@lru_cache(maxsize=1)
def _loaded() -> DescriptorNet:
    from safetensors.torch import load_file

    from restoration.alignment.descriptor_net import DescriptorNet

    network = DescriptorNet(normalised=False)
    network.load_state_dict({name: value.float() for name, value in load_file(WEIGHTS).items()})
    return network.eval().requires_grad_(False)


def _network() -> DescriptorNet:
    with _LOADING:
        return _loaded()


@dataclass(frozen=True, eq=False)
class Matches:
    """Places of two pictures whose descriptions are each other's nearest."""

    here: Floats
    """(N, 2) positions (x, y) in the reference, in pixels of the size at which both were described."""
    there: Floats
    """(N, 2) in the other picture, likewise, to a fraction of a cell."""
    likeness: Floats
    """(N,) cosine of the two descriptions."""
    sure: Floats
    """(N,) in [0, 1]: product of both pictures' reliability."""


def match(reference: Description, other: Description) -> Matches:
    """Mutual nearest neighbours; the place in the other picture is refined by parabolas through its neighbours.

    Positions count as if both pictures had been described at the reference's size."""
    likeness = reference.words @ other.words.T
    best, back = likeness.argmax(axis=1), likeness.argmax(axis=0)
    index = np.flatnonzero(back[best] == np.arange(len(best)))
    target = best[index]
    there = _cells(target, other.shape) + _offset(likeness[index].reshape(-1, *other.shape), target)
    ratio = np.array([other.shape[n] / reference.shape[n] for n in (1, 0)], np.float32)
    return Matches(
        STRIDE * _cells(index, reference.shape) + (STRIDE - 1) / 2,
        STRIDE * (there + 0.5) / ratio - 0.5,
        likeness[index, target],
        reference.sure[index] * other.sure[target],
    )


def _cells(index: NDArray[np.intp], shape: tuple[int, int]) -> Floats:
    return np.stack([index % shape[1], index // shape[1]], axis=1).astype(np.float32)


def _offset(maps: Floats, peak: NDArray[np.intp]) -> Floats:
    """(N, 2) in [-0.5, 0.5]: from each map's largest value (N, rows, columns) to the top of a parabola there."""
    rows, columns = maps.shape[1:]
    y, x = peak // columns, peak % columns
    n = np.arange(len(maps))
    out = np.zeros((len(maps), 2), np.float32)
    for axis, at, length in ((0, x, columns), (1, y, rows)):
        before, after = np.maximum(at - 1, 0), np.minimum(at + 1, length - 1)
        low = maps[n, y, before] if axis == 0 else maps[n, before, x]
        high = maps[n, y, after] if axis == 0 else maps[n, after, x]
        curve = low + high - 2 * maps[n, y, x]
        inside = (at > 0) & (at < length - 1) & (curve < -1e-6)
        out[inside, axis] = np.clip((low - high)[inside] / (2 * curve[inside]), -0.5, 0.5)
    return out


@dataclass(frozen=True, eq=False)
class Guess:
    matrix: Matrix
    """3×3, of the reference's pixels at the described size to the other picture's."""
    inliers: int
    """Matches that follow it."""


def is_plausible(matrix: Matrix, size: tuple[int, int]) -> bool:
    """No mirror image, no more than an eighth of a turn, sides between 0.4 and 2.6 of their length, and at least
    0.55 of the other frame's area: less is one panel of a collage."""
    found = mapped_frame(matrix, size)
    return (
        found is not None
        and found.convex
        and found.sides_within(0.4, 2.6)
        and found.angle_deg < 45
        and found.area > _LEAST_AREA * size[0] * size[1]
    )


_INLIER_PX = 6.0
_LEAST = 8


def guesses(matches: Matches) -> list[Guess]:
    """A homography (MAGSAC) and an affine map of the matches, where there are enough; the one most follow first."""
    if len(matches.here) < _LEAST:
        return []
    order = np.argsort(-matches.sure * matches.likeness)
    here, there = matches.here[order], matches.there[order]
    found = []
    cv2.setRNGSeed(0)
    homography, inside = cv2.findHomography(here, there, cv2.USAC_MAGSAC, _INLIER_PX, maxIters=2000)
    if homography is not None and abs(homography[2, 2]) > 1e-9:
        found.append(Guess(homography / homography[2, 2], int(inside.sum())))
    affine, inside = cv2.estimateAffine2D(here, there, ransacReprojThreshold=_INLIER_PX)
    if affine is not None:
        found.append(Guess(np.vstack([affine, [0, 0, 1]]), int(inside.sum())))
    return sorted(found, key=lambda guess: -guess.inliers)
