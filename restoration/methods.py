"""Images that were made elsewhere: results of other methods, and images of several generators, beside one photo.

Each gets a name of its own, and what was measured of its size and place: a result of another size, or one whose
content is displaced, is aligned and reported like a generated image.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any

import numpy as np

from restoration import distortion, metrics
from restoration.alignment import align, align_anyway
from restoration.arguments import a, came, checked
from restoration.errors import InputError, printable
from restoration.image import ImageArray, check_image, check_input, resize_image
from restoration.records import Alignment, DistortionReport, GptOutput, Method, MethodKind, Scores

Generated = GptOutput | Sequence[GptOutput] | ImageArray
"""One generator's image, or several samples of one request."""

_SURE = 0.5
"""Confidence from which displacement counts."""
_FEWEST = 0.05
"""Share of sure pixels under which displacement is not claimed."""
_MEDIAN_PX, _UPPER_PX = 0.5, 1.0
"""Displacement (median, 75th percentile) from which a result of the photo's own size counts as displaced. Results that lie
on the photo's grid measure 0.0 to 0.2 px at the median: `python -m benchmarks.displaced`."""
ALIGNED = "-aligned"
"""Behind a pane's name: the same image on the photo's grid."""
_LONGEST_NAME = 40
_LONGEST_LABEL = 80


@dataclass(frozen=True, eq=False)
class Generator:
    """Images of one generator; the first is shown and measured."""

    label: str
    pane: str
    outputs: tuple[GptOutput, ...]


@dataclass(frozen=True, eq=False)
class Given:
    """A result of another method."""

    label: str
    pane: str
    image: ImageArray


@dataclass(frozen=True, eq=False)
class Placed:
    """Where an image lies on the photo's grid."""

    alignment: Alignment | None = None
    """None: on the grid, as far as can be measured."""
    report: DistortionReport | None = None
    note: str = ""


def generators_of(generated: Generated | Mapping[str, Generated] | None) -> list[Generator]:
    """What `compare` was given as `generated`, in order. The first one's pane is "generated". Raises InputError, ImageError."""
    if generated is None:
        return []
    if not isinstance(generated, Mapping):
        outputs = _outputs(generated)
        return [Generator(outputs[0].model or "Generated", "generated", outputs)] if outputs else []
    labels = check_labels(generated, "generated")
    panes = pane_names(labels, "generated")
    return [
        Generator(label, "generated" if i == 0 else panes[i], _labelled(_outputs(generated[label]), label))
        for i, label in enumerate(labels)
    ]


def results_of(results: Mapping[str, ImageArray] | None) -> list[Given]:
    """What `compare` was given as `results`, in order. Raises InputError, ImageError."""
    if results is None:
        return []
    if not isinstance(results, Mapping):
        raise InputError(f"results: expected images by the names of their methods, got {came(results)}.")
    labels = check_labels(results, "results")
    return [
        Given(label, pane, check_image(results[label], f"results[{label!r}]"))
        for label, pane in zip(labels, pane_names(labels, "result"), strict=True)
    ]


def check_labels(labels: Iterable[Any], name: str) -> list[str]:
    """Names of methods: texts that can be printed and told apart. Raises InputError."""
    found: list[str] = []
    for label in labels:
        if not isinstance(label, str) or not label.strip():
            raise InputError(f"{name}: expected a name for every method, got {came(label)}.")
        plain = printable(" ".join(label.split()), _LONGEST_LABEL)
        if plain != label:
            raise InputError(
                f"{name}: expected names of up to {_LONGEST_LABEL} printable characters, got {came(label)}."
            )
        found.append(label)
    return found


def pane_names(labels: Sequence[str], kind: MethodKind) -> list[str]:
    """KIND-NAME for every label, for files and hooks: lower-case letters, digits and "-", all different."""
    found: list[str] = []
    for label in labels:
        slug = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:_LONGEST_NAME].strip("-")
        stem = f"{kind}-{slug or len(found) + 1}"
        name, number = stem, 2
        # "A" with its aligned pane and a method called "A aligned" are two things.
        while name in found or name.removesuffix(ALIGNED) in found or f"{name}{ALIGNED}" in found:
            name, number = f"{stem}-{number}", number + 1
        found.append(name)
    return found


def place(
    image: ImageArray, degraded: ImageArray, truth: ImageArray | None, *, task: str, generated: bool
) -> Placed:
    """Align `image` (any size) to the photo (H, W, 3), and report what was found. A result that is not `generated`
    and has the photo's size is left where it is unless displacement is measured in it."""
    alignment = align(image, degraded, task=task)
    note = alignment.note
    if not generated and image.shape == degraded.shape:
        if alignment.orientation:
            return Placed(note=f"It is {alignment.orientation}: compare it as it should lie.")
        shift = displacement(alignment)
        if shift is None or (shift[0] < _MEDIAN_PX and shift[1] < _UPPER_PX):
            return Placed()
        note = f"Its content is displaced by {shift[0]:.1f} px at the median: it was aligned."
    elif not generated:
        (h, w), (own_h, own_w) = degraded.shape[:2], image.shape[:2]
        note = f"It is {own_w}×{own_h}, the photo {w}×{h}: it was aligned." + (f" {note}" if note else "")
    return Placed(alignment, analyse(alignment, image, degraded, truth), note)


def displacement(alignment: Alignment) -> tuple[float, float] | None:
    """(median, 75th percentile) of the displacement in px where it is sure; None where too little is."""
    sure = alignment.valid & (alignment.confidence > _SURE)
    if not alignment.same_scene or sure.mean() < _FEWEST:
        return None
    length = np.hypot(*np.moveaxis(alignment.flow[sure], -1, 0))
    return float(np.median(length)), float(np.percentile(length, 75))


@checked(alignment=a(Alignment, "an Alignment, as align() returns"))
def analyse(
    alignment: Alignment, generated: ImageArray, reference: ImageArray, truth: ImageArray | None = None
) -> DistortionReport:
    """What the generator did to the scene: canvas, global motion, bending, kept/moved/hallucinated, stages.

    `alignment` is that of `generated` (any size) to `reference` (H, W, 3). With `truth` the stages have PSNR/SSIM against it, else change from input. Raises ImageError.
    """
    return distortion.analyse(alignment, generated, reference, truth, score=metrics.score, align=align_anyway)


def score_at_size(image: ImageArray, against: ImageArray) -> Scores:
    """Of an image of any size, resized to that of `against`."""
    height, width = against.shape[:2]
    return metrics.score(resize_image(image, width, height), against)


def method_of(
    kind: MethodKind, label: str, pane: str, placed: Placed, scores: Mapping[str, Scores], **more: Any
) -> Method:
    """A method with its own pane, and the aligned one where there is one."""
    aligned = f"{pane}{ALIGNED}" if pane != "generated" else "aligned"
    return Method(
        kind,
        label,
        pane,
        scores.get(pane),
        aligned=aligned if placed.alignment is not None else "",
        alignment=placed.alignment,
        distortion=placed.report,
        note=placed.note,
        **more,
    )


def _outputs(generated: Any) -> tuple[GptOutput, ...]:
    if isinstance(generated, GptOutput):
        return (generated,)
    if isinstance(generated, (list, tuple)):
        return tuple(output for item in generated for output in _outputs(item))
    image = check_input(generated, "generated")
    return (GptOutput(image, "upload", model="", prompt="", created=datetime.now(timezone.utc)),)


def _labelled(outputs: tuple[GptOutput, ...], label: str) -> tuple[GptOutput, ...]:
    """An image that does not say what made it was made by what its caller names."""
    if not outputs:
        raise InputError(f"generated[{label!r}]: expected an image, got none.")
    return tuple(output if output.model else replace(output, model=label) for output in outputs)
