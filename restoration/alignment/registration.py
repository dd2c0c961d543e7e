"""align(): canvas → global motion → smooth dense motion → confidence, on a work grid of bounded size.

Only the first resize and the last sampling touch full-size pixels, so time grows no faster than they do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from restoration.alignment import (
    appearance,
    collage,
    confidence,
    crop,
    dense,
    global_motion,
    learned,
    local_bend,
    multi_start,
    orientation,
    scene,
    warp,
)
from restoration.alignment.frame import FrameSizes, make_frame
from restoration.alignment.prior import expected
from restoration.alignment.spline import Spline
from restoration.blas import one_thread
from restoration.image import ImageArray, check_input
from restoration.records import Alignment, FlowArray, Progress
from restoration.resizing import resize, resize_matrix
from restoration.tasks import get_task

TOO_SMALL = "An image is too small or too narrow to compare structure: the flow is the plain resize."
PARTLY = "Little of the frame shows common structure: elsewhere the flow continues the motion around it."
ONLY_A_PART = "The generated image shows only a part of the reference."

COLLAGE = (
    "The generated image shows the scene more than once, as a collage does: cut one picture out of it and compare again. "
    "The flow is the plain resize."
)

_PART_SHARE = 0.75
"""Of the reference: where less of it lies in the generated image, that is said."""
_NODE_PX = 8
_SMALLEST_CELL = 24
"""Work pixels: small images have fewer cells, since they show no finer bending."""
_STIFFNESS = 150.0
_SCHEDULE = ((8, (1, 2), 10), (12, (1, 2, 3), 8))
"""Spline cells along the longer side, pyramid levels looked at together, steps at most."""
_SETTLING = (((1, 2, 3), 6),)
_SMALLEST_SIDE = 16
_SURE, _SURE_SHARE = 0.5, 0.03
"""Where so small a share of the pixels is as sure as that, any motion would be chance: the simplest one is kept."""


@one_thread()
def align(
    generated: ImageArray, reference: ImageArray, *, task: str | None = None, progress: Progress | None = None
) -> Alignment:
    """Find each pixel of `reference` (H, W, 3) in `generated`, of any size and appearance.

    The reference may be hazy, rainy or dark. The motion sought is a canvas change, a homography and
    smooth bending; what moved on its own or was redrawn keeps the motion around it and gets little
    confidence. When the images share too little structure, or no pixel is sure in the end, one scene is not
    established: `same_scene` is False, the flow is the plain resize, and no pixel has confidence. Deterministic and safe to call from
    several threads. `task` changes nothing: the method is the same for all; an unknown one is refused. `progress` is called with a fraction
    and a phrase and may raise Cancelled. Raises ImageError, InputError.
    """
    generated, reference = check_input(generated, "generated"), check_input(reference, "reference")
    if task is not None:
        get_task(task)
    return _align(generated, reference, progress or _silent, whole=True)


@one_thread()
def align_anyway(generated: ImageArray, reference: ImageArray) -> Alignment:
    """The motion that `align` finds before it asks whether the two images are of one scene: for measuring what chance
    gains. Without confidence, and without doubt: `same_scene` says nothing. Raises ImageError."""
    generated, reference = check_input(generated, "generated"), check_input(reference, "reference")
    frame = make_frame(generated, reference)
    if min(*frame.work, *frame.generated) < _SMALLEST_SIDE:
        return _plain(generated, frame, sure=0.0, same=False, note=TOO_SMALL)
    fixed, moving = (appearance.pyramid(resize(image, frame.work)) for image in (reference, generated))
    start = global_motion.search(fixed, moving, frame, with_features=False)
    base, spline, fit = _follow(fixed, moving, start, frame)
    motion = base + spline.flow(fit.coefficients, frame.work)
    flow = warp.to_generated(motion, frame)
    warped, valid = warp.apply(generated, flow)
    to_work = resize_matrix(frame.reference, frame.work)
    from_work = resize_matrix(frame.work, frame.generated)
    homography = from_work @ global_motion.homography_of(motion, frame.work) @ to_work
    return Alignment(
        flow, warped, valid, np.zeros(valid.shape, np.float32), frame.canvas_scale, homography / homography[2, 2],
        frame.generated,
    )  # fmt: skip


def _align(generated: ImageArray, reference: ImageArray, report: Progress, *, whole: bool) -> Alignment:
    """`whole`: where the generated image does not fit, look for turns, mirror images and parts of the reference."""
    frame = make_frame(generated, reference)
    report(0.0, "comparing canvases")
    if frame.reference == frame.generated and np.array_equal(generated, reference):
        return _plain(generated, frame, sure=1.0, same=True, note="")
    if min(*frame.work, *frame.generated) < _SMALLEST_SIDE:
        return _plain(generated, frame, sure=0.0, same=False, note=TOO_SMALL)
    fixed = appearance.pyramid(resize(reference, frame.work))
    moving = appearance.pyramid(resize(generated, frame.work))
    pair = _Pair(generated, reference, frame, fixed, moving)
    report(0.1, "searching for the global motion")
    start = global_motion.search(fixed, moving, frame)
    opinion = None
    if start.agreement <= global_motion.CLEAR_AGREEMENT:
        if whole and collage.is_collage(fixed, moving):
            return replace(_plain(generated, frame, sure=0.0, same=False, note=COLLAGE), collage=True)
        opinion = learned.look(reference, generated)
        if whole and opinion.turned:
            return _lies_otherwise(_plain(generated, frame, sure=0.0, same=False, note=""), opinion.turned)
        start = learned.choose(start, opinion, fixed, moving, frame)
    report(0.5, "following the bending")
    looked = opinion is not None
    trusted = opinion if opinion is not None and opinion.same else None
    base, spline, fit = _follow(fixed, moving, start, frame, trusted)
    motion = base + spline.flow(fit.coefficients, frame.work)
    report(0.7, "comparing with chance")
    support = confidence.assess(fixed, moving, motion, spline, fit).support
    decision = scene.decide(fixed, moving, frame, start, support, opinion)
    if not decision.same:
        return _otherwise(pair, start, decision.note, whole=whole, looked=looked)
    problem = dense.Problem(
        fixed, moving, base, spline, None if trusted is None else trusted.measured(motion, frame)
    )
    refits = multi_start.refit(problem, fit)
    # Only now: with chance taken out, a true pair in heavy rain would support itself too little.
    corrected = replace(problem, weight=refits.agreed_share(spline), chance_corrected=True)
    fit = dense.fit(corrected, fit.coefficients, _SETTLING, fit.prior)
    motion = base + spline.flow(fit.coefficients, frame.work)
    evident = confidence.assess(fixed, moving, motion, spline, fit)
    signs = confidence.signs(evident, spline, refits.disagreement, frame.reference)
    sure = confidence.probability(signs) * np.float32(decision.weight)
    if not _established(sure):
        return _otherwise(pair, start, scene.NOT_ENOUGH, whole=whole, looked=looked)
    motion = local_bend.refine(fixed, moving, motion, sure)
    report(0.9, "warping")
    flow = warp.to_generated(motion, frame)
    warped, valid = warp.apply(generated, flow)
    to_work = resize_matrix(frame.reference, frame.work)
    from_work = resize_matrix(frame.work, frame.generated)
    homography = from_work @ global_motion.homography_of(motion, frame.work, sure) @ to_work
    sure = resize(sure, frame.reference) * valid
    if not _established(sure):
        return _plain(generated, frame, sure=0.0, same=False, note=scene.NOT_ENOUGH)
    note = PARTLY if float(sure.mean()) < 0.4 else ""
    if trusted is not None and float(valid.mean()) < _PART_SHARE:
        note = f"{ONLY_A_PART} {note}".strip()
    report(1.0, "aligned")
    return Alignment(
        flow,
        warped,
        valid,
        sure,
        frame.canvas_scale,
        homography / homography[2, 2],
        frame.generated,
        same_scene=True,
        note=note,
    )


def _established(sure: NDArray[np.float32]) -> bool:
    return float((sure >= _SURE).mean()) >= _SURE_SHARE


@dataclass(frozen=True, eq=False)
class _Pair:
    """Two images, whole and on the work grid."""

    generated: ImageArray
    reference: ImageArray
    frame: FrameSizes
    fixed: appearance.Pyramid
    """Of the reference."""
    moving: appearance.Pyramid


def _otherwise(pair: _Pair, start: global_motion.Start, note: str, *, whole: bool, looked: bool) -> Alignment:
    """Of a generated image that does not fit as a whole: a part of the reference measured, or what else was done to it
    named. The fitted motion is replaced by the plain resize, about which nothing is known.
    `looked`: the learned descriptions were compared with the turned and mirrored forms, and matched none."""
    generated, frame = pair.generated, pair.frame
    plain = _plain(generated, frame, sure=0.0, same=False, note=note)
    if not whole:
        return plain
    way = "" if looked else orientation.recognise(pair.fixed, pair.moving, generated, frame, start)
    if way:
        return _lies_otherwise(plain, way)
    box = crop.find(pair.fixed, generated, frame)
    if box is None:
        return plain
    x0, y0, x1, y1 = box
    part = _align(generated, np.ascontiguousarray(pair.reference[y0:y1, x0:x1]), _silent, whole=False)
    return _embedded(part, generated, frame, box) if part.same_scene else plain


def _lies_otherwise(plain: Alignment, way: str) -> Alignment:
    return replace(plain, note=scene.lies_otherwise(way), orientation=way)


def _embedded(part: Alignment, generated: ImageArray, frame: FrameSizes, box: crop.Box) -> Alignment:
    """An alignment of a part of the reference as one of all of it: outside of the part by its homography."""
    x0, y0, x1, y1 = box
    to_part = np.array([[1.0, 0, -x0], [0, 1, -y0], [0, 0, 1]])
    homography = part.homography @ to_part
    flow = warp.homography_flow(homography, frame.reference)
    flow[y0:y1, x0:x1] = part.flow - np.array([x0, y0], np.float32)
    warped, valid = warp.apply(generated, flow)
    sure = np.zeros(valid.shape, np.float32)
    sure[y0:y1, x0:x1] = part.confidence
    return Alignment(
        flow, warped, valid, sure * valid, frame.canvas_scale, homography / homography[2, 2], frame.generated,
        same_scene=True, note=f"{ONLY_A_PART} {part.note}".strip(),
    )  # fmt: skip


def _follow(
    fixed: appearance.Pyramid,
    moving: appearance.Pyramid,
    start: global_motion.Start,
    frame: FrameSizes,
    trusted: learned.Opinion | None = None,
) -> tuple[FlowArray, Spline, dense.MotionFit]:
    """The dense motion from a rough start: a homography's flow on the work grid, and the bending on top.

    `trusted`: descriptions that are sure of the scene, and measure the motion beside the pixels."""
    base = warp.homography_flow(global_motion.homography_of(start.flow, frame.work), frame.work)
    bent = start.flow - resize(base, (start.flow.shape[1], start.flow.shape[0]))
    stiffness = _STIFFNESS
    most_cells = max(2, max(frame.work) // _SMALLEST_CELL)
    for cells, levels, steps in _SCHEDULE:
        spline = Spline.on_grid(frame.work, min(cells, most_cells), _NODE_PX)
        prior = expected(spline, base, stiffness)
        first = spline.approximate(bent)
        measured = None
        if trusted is not None:
            along = resize(base, spline.nodes) + spline.flow(first, spline.nodes)
            measured = trusted.measured(along, frame)
        fit = dense.fit(
            dense.Problem(fixed, moving, base, spline, measured), first, ((levels, steps),), prior
        )
        bent, stiffness = spline.flow(fit.coefficients, spline.nodes), fit.prior.stiffness
    return base, spline, fit


def _plain(generated: ImageArray, frame: FrameSizes, *, sure: float, same: bool, note: str) -> Alignment:
    """The plain resize as an alignment."""
    matrix = resize_matrix(frame.reference, frame.generated)
    flow = warp.homography_flow(matrix, frame.reference)
    warped, valid = warp.apply(generated, flow)
    level = np.full(valid.shape, sure, np.float32)
    return Alignment(
        flow, warped, valid, level, frame.canvas_scale, matrix, frame.generated, same_scene=same, note=note
    )


def _silent(fraction: float, phrase: str) -> None:
    """The progress of a caller who asked for none."""
