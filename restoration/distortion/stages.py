"""The stages of alignment: how much of a generated image's error each step of straightening explains.

Stages are raw (plain resize), canvas (the frame put back: stretched, extended or cropped), global (the
homography), dense (the full flow) and dense + tone (colours fitted to the *input*). Aligning raises
the score of anything, so every stage carries its coverage and the gain of the same procedure on
unrelated images (`null`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np

from restoration.arguments import a, checked
from restoration.distortion import geometry
from restoration.distortion.tone import apply_tone
from restoration.image import ImageArray, check_image, resize_image
from restoration.records import Alignment, MaskArray, Scores, StageScore, Tone
from restoration.resizing import resize_matrix, shrink

SCORED_PIXELS = 400_000
"""Images up to this size are scored as they are; larger ones are area-averaged to it, and labelled."""
STAGES = ("raw", "canvas", "global", "dense")


class Score(Protocol):
    def __call__(
        self, restored: ImageArray, truth: ImageArray, protocol: str = ..., *, mask: MaskArray | None = ...
    ) -> Scores: ...


Align = Callable[[ImageArray, ImageArray], Alignment]


@checked(
    alignment=a(Alignment, "an Alignment, as align() returns"), generated=check_image, reference=check_image
)
def stage_images(alignment: Alignment, generated: ImageArray, reference: ImageArray) -> dict[str, ImageArray]:
    """The generated image on the reference grid at every stage: raw, canvas, global, dense.

    Each uint8 (H, W, 3); black where that stage's motion leaves the generated image.
    """
    size = (reference.shape[1], reference.shape[0])
    return {name: image for name, image, _ in _stage_by_stage(alignment, generated, size, size)}


def raw_image(generated: ImageArray, reference: ImageArray) -> ImageArray:
    """The generated image plainly resized to the reference (H, W, 3)."""
    return resize_image(generated, reference.shape[1], reference.shape[0])


@checked(
    alignment=a(Alignment, "an Alignment, as align() returns"),
    generated=check_image,
    target=check_image,
    tone=a(Tone, "the tone of a DistortionReport"),
)
def measure_stages(
    alignment: Alignment, generated: ImageArray, target: ImageArray, tone: Tone, *, score: Score
) -> tuple[tuple[StageScore, ...], tuple[int, int]]:
    """Score every stage against `target` (H, W, 3), each over the pixels it covers.

    Returns the stages and the (width, height) at which they were scored.
    """
    scored = score_stages(alignment, generated, target, score=score)
    return scored.with_tone(tone, score=score), scored.size


@dataclass(frozen=True, eq=False)
class ScoredStages:
    """The stages that only geometry makes, and what the toned one still needs."""

    stages: tuple[StageScore, ...]
    dense: ImageArray
    """(h, w, 3) at the scored size, as is `target`; `mask` (h, w), or None for all pixels."""
    mask: MaskArray | None
    target: ImageArray

    def with_tone(self, tone: Tone, *, score: Score) -> tuple[StageScore, ...]:
        """All stages, the toned one last."""
        toned = apply_tone(tone, self.dense)
        return (*self.stages, _stage_score("dense + tone", toned, self.target, self.mask, score))

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) at which the stages were scored."""
        return self.target.shape[1], self.target.shape[0]


def score_stages(
    alignment: Alignment, generated: ImageArray, target: ImageArray, *, score: Score
) -> ScoredStages:
    """Score every geometric stage against `target` (H, W, 3), each over the pixels it covers."""
    full = (target.shape[1], target.shape[0])
    size = _scored_size(full)
    small_target = shrink(target, size)
    stages: list[StageScore] = []
    scored: ImageArray | None = None
    for name, image, mask in _stage_by_stage(alignment, generated, full, size):
        # A frame that was only stretched is the raw image again.
        same = stages and image is scored and mask is None
        stages.append(
            replace(stages[-1], name=name) if same else _stage_score(name, image, small_target, mask, score)
        )
        scored = image
    return ScoredStages(tuple(stages), image, mask, small_target)


def _stage_by_stage(
    alignment: Alignment, generated: ImageArray, full: tuple[int, int], size: tuple[int, int]
) -> Iterator[tuple[str, ImageArray, MaskArray | None]]:
    """(name, image, mask) of every stage but the toned one, at `size`; the mask is None for all pixels."""
    generated_size = (generated.shape[1], generated.shape[0])
    homography = geometry.safe_homography(alignment, full)
    fit, canvas = geometry.frame_fit(homography, full, generated_size)
    raw = resize_image(generated, *size)
    yield "raw", raw, None
    if fit == "stretched":
        yield "canvas", raw, None
    else:
        yield ("canvas", *_warp(generated, canvas, full, size))
    yield ("global", *_warp(generated, homography, full, size))
    valid = shrink(alignment.valid.view(np.uint8) * np.uint8(255), size) >= 250
    yield "dense", shrink(alignment.warped, size), None if valid.all() else valid


def _warp(
    generated: ImageArray, matrix: geometry.Matrix, full: tuple[int, int], size: tuple[int, int]
) -> tuple[ImageArray, MaskArray | None]:
    """Sample `generated` through a reference → generated matrix onto the reference frame at `size`."""
    from_size = np.linalg.inv(resize_matrix(full, size))
    matrix = matrix @ from_size
    height, width = generated.shape[:2]
    shrinkage = math.sqrt(abs(np.linalg.det(matrix[:2, :2])))
    if shrinkage > 1.5:  # interpolation reads 4×4 pixels: average first, or it aliases
        small = max(1, round(width / shrinkage)), max(1, round(height / shrinkage))
        matrix = resize_matrix((width, height), small) @ matrix
        generated = shrink(generated, small)
        height, width = generated.shape[:2]
    warped = cv2.warpPerspective(
        generated, matrix, size, flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    inside = cv2.warpPerspective(
        np.full((height, width), 255, np.uint8),
        matrix,
        size,
        flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
    )
    mask = inside > 0
    if mask.all():
        return warped, None
    warped[~mask] = 0
    return warped, mask


def _stage_score(
    name: str, image: ImageArray, target: ImageArray, mask: MaskArray | None, score: Score
) -> StageScore:
    coverage = 1.0 if mask is None else float(mask.mean())
    if coverage == 0.0:
        return StageScore(name, math.nan, math.nan, 0.0)
    scores = score(image, target, mask=mask)
    return StageScore(name, scores.psnr, scores.ssim, coverage)


def _scored_size(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, math.sqrt(SCORED_PIXELS / (size[0] * size[1])))
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))
