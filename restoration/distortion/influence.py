"""What of a generated image reached the restoration that it guided: colours, hallucinated content, geometry.

Three questions. How much of what the generated image would change was taken over, place by place? Which part of the
hallucinated content reached the result? And does the guided output lie where the input lies, or does it have a part of
the bend? Everything is measured on a grid of at most `grid.MAX_SIDE` pixels on
the longer side: motion is smooth, shares are of areas, and the time stays the same for every photo.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.distortion import geometry
from restoration.distortion.findings import LEVELS, describe_influence, grade
from restoration.distortion.grid import WorkGrid, build_grid
from restoration.distortion.stages import raw_image
from restoration.image import ImageArray, check_image
from restoration.records import (
    HALLUCINATED,
    NOT_JUDGED,
    Alignment,
    DistortionReport,
    FlowArray,
    Influence,
    LeakedGeometry,
    MaskArray,
)
from restoration.resizing import shrink
from restoration.side_by_side import side_by_side

FloatMap = NDArray[np.float32]
DIFFERS = 6.0
"""Below this difference from the baseline, in grey levels, it cannot be known what was taken over."""
PRECISE_DIAGONAL = 770.0
"""Leaked pixels are judged by `findings.THRESHOLDS` on a frame of up to this diagonal. On a larger one the limits
grow with it, because `align` estimates motion on a grid of bounded size."""
LEAST_COVERAGE = 0.05
"""Geometry is not measurable when less of the frame than this is sure."""
LEAST_BEND_PX = 0.3
"""A share of a motion smaller than this (root mean square) means nothing."""
LEAST_DETAIL = 1.5
"""Likewise for a share of detail that is weaker than so many grey levels (root mean square)."""
_WINDOW_SHARE = 0.006
"""Standard deviation of the window of the map, as a share of the grid's longer side."""
_DETAIL_SHARE = 0.01
"""What a blur by this share of the longer side removes is detail."""
_DISTINCT_SIGMAS = 1.0
"""Detail that the generator moved by more than so many times that blur cannot be confused with the aligned detail."""


def measure_influence(
    guided: ImageArray,
    baseline: ImageArray,
    reference: ImageArray,
    generated: ImageArray,
    prior: Alignment,
    report: DistortionReport,
    *,
    align: Callable[[ImageArray, ImageArray], Alignment],
) -> Influence:
    """What `guided` took from `prior`, measured against `baseline`, which was made without it.

    Images are (H, W, 3), of the size of `reference`, the degraded photo; `generated` (h, w, 3) is as it
    came, `prior` its alignment and `report` its distortion report. `align` is `alignment.align`; it is called
    twice, on the guided output and on the baseline, each against the input, to measure leaked geometry
    and its floor. Raises ImageError.
    """
    guided, baseline = check_image(guided, "guided"), check_image(baseline, "baseline")
    grid = build_grid(prior, check_image(reference, "reference"))
    small = [shrink(image, grid.size) for image in (guided, baseline)]
    labels = cv2.resize(report.labels, grid.size, interpolation=cv2.INTER_NEAREST)
    hallucinated = (labels == HALLUCINATED) & grid.valid

    got, plain, wanted = (image.astype(np.float32) for image in (*small, grid.warped))
    wanted[~grid.valid] = plain[~grid.valid]
    share, difference = _share_map(got - plain, wanted - plain, grid.valid)
    sigma = max(1.0, _DETAIL_SHARE * max(grid.size))
    raw = raw_image(check_image(generated, "generated"), grid.reference)
    images = (got, plain, grid.reference.astype(np.float32), wanted, raw.astype(np.float32))
    detail = _Detail(*(image - cv2.GaussianBlur(image, (0, 0), sigma) for image in images))
    through = detail.share(hallucinated)
    distinct = _length(grid.total) * grid.size[0] / grid.reference_size[0] > _DISTINCT_SIGMAS * sigma
    leak = _leaked_geometry(small, grid, detail.ghost(grid.valid & distinct), align)
    known = ~np.isnan(share)
    values = share[known]
    found = Influence(
        map=_enlarged(share, grid.reference_size),
        differs=float(known.sum() / max(int(grid.valid.sum()), 1)),
        taken=float(np.median(values)) if values.size else math.nan,
        mostly=float((values > 0.5).mean()) if values.size else math.nan,
        wanted_levels=float(np.median(difference[known])) if values.size else math.nan,
        detail=detail.share(grid.confident & (labels != HALLUCINATED)),
        invented=through,
        invented_level=grade(through, "through"),
        through=_by_region(detail, hallucinated, (labels == NOT_JUDGED) & grid.valid, report, grid),
        leak=leak,
    )
    return replace(found, sentence=describe_influence(found, report.fractions))


def _share_map(taken: FloatMap, wanted: FloatMap, valid: MaskArray) -> tuple[FloatMap, FloatMap]:
    """(share, difference), each (h, w): the part of `wanted` (h, w, 3) that `taken` contains, over
    a small window, and how large `wanted` is there in grey levels. Share is NaN where that is too little."""
    sigma = max(1.0, _WINDOW_SHARE * max(valid.shape))
    weight = cv2.GaussianBlur(valid.astype(np.float32), (0, 0), sigma) + np.float32(1e-6)
    along = cv2.GaussianBlur((taken * wanted).mean(axis=2), (0, 0), sigma) / weight
    size = cv2.GaussianBlur(np.square(wanted).mean(axis=2), (0, 0), sigma) / weight
    difference = np.sqrt(size)
    known = valid & (difference >= DIFFERS)
    share = np.where(known, along / np.maximum(size, np.float32(1e-6)), np.float32(np.nan))
    return share.astype(np.float32), difference


@dataclass(frozen=True, eq=False)
class _Detail:
    """What a small blur removes from five images, each (h, w, 3)."""

    guided: FloatMap
    baseline: FloatMap
    reference: FloatMap
    aligned: FloatMap
    raw: FloatMap
    """The generated image plainly resized: its detail in the output is a ghost."""

    def share(self, where: MaskArray) -> float:
        """The aligned generated image's share in the guided output's detail."""
        # The input is a regressor too: what it shows and the baseline lost may come back without being hallucinated.
        beside = [self.baseline[where], self.reference[where]]
        return share_of(self.guided[where], self.aligned[where], beside=beside, least=LEAST_DETAIL)

    def ghost(self, where: MaskArray) -> float:
        """The unaligned generated image's share in it."""
        beside = [self.baseline[where], self.reference[where], self.aligned[where]]
        return share_of(self.guided[where], self.raw[where], beside=beside, least=LEAST_DETAIL)


def share_of(got: FloatMap, wanted: FloatMap, *, beside: Sequence[FloatMap], least: float) -> float:
    """β of got ≈ Σ α · beside + β · wanted by least squares over arrays of one shape: what the others explain
    as well counts for none. 0: no part of `wanted`, 1: all of it.

    NaN where `wanted` holds less than `least` (root mean square) that `beside` does not explain.
    """
    if wanted.size == 0:
        return math.nan
    others = np.column_stack([part.ravel() for part in beside]).astype(np.float64)
    target, own = got.ravel().astype(np.float64), wanted.ravel().astype(np.float64)
    own = own - others @ np.linalg.lstsq(others.T @ others, others.T @ own, rcond=None)[0]
    energy = float(own @ own)
    return float(target @ own) / energy if energy >= least**2 * own.size else math.nan


def _by_region(
    detail: _Detail, hallucinated: MaskArray, unjudged: MaskArray, report: DistortionReport, grid: WorkGrid
) -> tuple[float, ...]:
    """`detail.share` of every region of the report, in its order; NaN for what only moved."""
    fx, fy = grid.size[0] / grid.reference_size[0], grid.size[1] / grid.reference_size[1]
    out = []
    for region in report.regions:
        x, y, width, height = region.box
        inside = np.zeros_like(hallucinated)
        inside[int(y * fy) : math.ceil((y + height) * fy), int(x * fx) : math.ceil((x + width) * fx)] = True
        shown = inside & (unjudged if region.kind == "beyond" else hallucinated)
        out.append(math.nan if region.kind == "moved" else detail.share(shown))
    return tuple(out)


def _leaked_geometry(
    outputs: Sequence[ImageArray],
    grid: WorkGrid,
    ghost: float,
    align: Callable[[ImageArray, ImageArray], Alignment],
) -> LeakedGeometry:
    """`outputs` are guided and baseline on the grid."""
    with side_by_side(2) as pool:
        found, floor = (
            _Motion(a, grid) for a in pool.map(lambda image: align(image, grid.reference), outputs)
        )
    both = found.sure & floor.sure
    coverage = float(both.mean())
    if coverage < LEAST_COVERAGE:
        level = grade(ghost, "through")  # a ghost is found without motion, but not its absence
        return LeakedGeometry("unknown" if level == "none" else level, coverage, ghost)
    beyond = found.flow - floor.flow
    excess = float(np.median(_length(beyond)[both]))
    bent = both & grid.confident
    bend, motion = grid.residual[bent], (grid.total - grid.residual)[bent]
    bend_share = share_of(beyond[bent], bend, beside=[motion], least=LEAST_BEND_PX)
    motion_share = share_of(beyond[bent], motion, beside=[bend], least=LEAST_BEND_PX)
    enlarged = max(1.0, geometry.diagonal(grid.reference_size) / PRECISE_DIAGONAL)
    (median, p95), (floor_median, floor_p95) = found.median_and_p95(), floor.median_and_p95()
    # On a rainy input the baseline may be the displaced one: what leaked is displaced against both.
    levels = [grade(min(excess, median) / enlarged, "leaked_px")]
    levels += [
        grade(share, "through") for share in (bend_share, motion_share, ghost) if not math.isnan(share)
    ]
    return LeakedGeometry(
        level=max(levels, key=LEVELS.index),
        coverage=coverage,
        ghost_share=ghost,
        excess_px=excess,
        median_px=median,
        p95_px=p95,
        floor_median_px=floor_median,
        floor_p95_px=floor_p95,
        bend_share=bend_share,
        motion_share=motion_share,
    )


class _Motion:
    """Where an output's content lies against the input, in reference pixels, and where that is sure."""

    def __init__(self, alignment: Alignment, grid: WorkGrid) -> None:
        scale = np.array(
            [grid.reference_size[0] / grid.size[0], grid.reference_size[1] / grid.size[1]], np.float32
        )
        self.flow: FlowArray = alignment.flow * scale
        self.sure: MaskArray = (alignment.confidence > geometry.CONFIDENT) & alignment.valid
        if not alignment.same_scene:
            self.sure = np.zeros_like(self.sure)  # the flow is a plain resize then, not a measurement

    def median_and_p95(self) -> tuple[float, float]:
        median, p95 = np.percentile(_length(self.flow)[self.sure], (50, 95))
        return float(median), float(p95)


def _length(flow: FlowArray) -> FloatMap:
    return cv2.magnitude(flow[..., 0], flow[..., 1])


def _enlarged(share: FloatMap, size: tuple[int, int]) -> FloatMap:
    """`share` at (width, height); NaN stays where it was."""
    if (share.shape[1], share.shape[0]) == size:
        return share
    known = ~np.isnan(share)
    # Interpolated with its weight, so that a value at the edge of what is known is not mixed with nothing.
    weight = cv2.resize(known.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    value = cv2.resize(np.nan_to_num(share), size, interpolation=cv2.INTER_LINEAR)
    return np.where(weight >= 0.5, value / np.maximum(weight, 0.5), np.float32(np.nan)).astype(np.float32)
