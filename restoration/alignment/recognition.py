"""Is it the same scene, is it mirrored or turned, is it a part of it? Asked of the learned descriptions.

The generated image is described as it stands and in every form in which a generator or a lost EXIF orientation may
have put it. A form's matches give a homography, and the mean probability with which cells of the reference lie where it says
is what the form's agreement is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from restoration.alignment import descriptor, warp
from restoration.alignment.anchors import Likeness
from restoration.alignment.descriptor import Description
from restoration.alignment.mapped_frame import Matrix
from restoration.image import ImageArray
from restoration.resizing import resize

Form = tuple[int, bool]
"""Quarter turns counter-clockwise after mirroring left to right, or not."""

_LEAST_STRUCTURE = 0.03
"""Of the cells."""
AS_IT_STANDS: Form = (0, False)
FORMS: dict[Form, str] = {
    AS_IT_STANDS: "as it stands",
    (0, True): "mirrored left to right",
    (2, True): "mirrored top to bottom (upside down)",
    (2, False): "turned by 180° (upside down)",
    (1, False): "turned by 90° clockwise",
    (3, False): "turned by 90° counterclockwise",
    (1, True): "mirrored and turned by 90° clockwise",
    (3, True): "mirrored and turned by 90° counterclockwise",
}
"""What undoes it, and what was done to the generated image, in the words of `orientation.WAYS`."""


@dataclass(frozen=True, eq=False)
class Seen:
    """One form of the generated image against the reference."""

    form: Form
    agreement: float
    """In [0, 1]: mean probability that a cell of the reference that lies in the generated image follows `matrix`."""
    covered: float
    """Share of the reference that lies in the generated image."""
    inliers: int
    matrix: Matrix
    """3×3: reference pixels to pixels of the generated image in this form, both squeezed to the size described."""
    size: tuple[int, int]
    """(width, height) at which both were described."""
    likeness: Likeness


def transformed(image: ImageArray, form: Form) -> ImageArray:
    turns, mirrored = form
    image = image[:, ::-1] if mirrored else image
    return np.ascontiguousarray(np.rot90(image, turns))


def recognise(
    reference: ImageArray, generated: ImageArray, forms: tuple[Form, ...] = (AS_IT_STANDS,)
) -> list[Seen]:
    """What the descriptions say of each form of `generated`, uint8 RGB of any size, in the order of `forms`."""
    size = descriptor.described_size((reference.shape[1], reference.shape[0]))
    first, *others = descriptor.describe([reference, *(transformed(generated, f) for f in forms)], size)
    return [compare(first, other, size, form) for other, form in zip(others, forms)]


def compare(first: Description, other: Description, size: tuple[int, int], form: Form = AS_IT_STANDS) -> Seen:
    likeness = Likeness(first, other)
    best = Seen(form, 0.0, 1.0, 0, np.eye(3), size, likeness)
    if min(first.structured, other.structured) < _LEAST_STRUCTURE:
        return best  # Two blank pictures are described alike.
    for guess in descriptor.guesses(descriptor.match(first, other)):
        if not descriptor.is_plausible(guess.matrix, size):
            continue
        flow = resize(warp.homography_flow(guess.matrix, size), (first.shape[1], first.shape[0]))
        agreement, covered = likeness.agreement(flow, size)
        if agreement * covered > best.agreement * best.covered or not best.inliers:
            best = Seen(form, agreement, covered, guess.inliers, guess.matrix, size, likeness)
    return best
