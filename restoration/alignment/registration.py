"""align(): canvas → global motion → smooth dense motion → confidence, on a work grid of bounded size.

Only the first resize and the last sampling touch full-size pixels, so time grows no faster than they do.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from restoration.alignment import appearance, canvas, confidence, dense, global_motion, scene, stability, warp
from restoration.alignment.canvas import Frame
from restoration.alignment.confidence import Support
from restoration.alignment.spline import Spline
from restoration.image import check_image
from restoration.records import Alignment, FlowArray, ImageArray, Progress
from restoration.tasks import get_task

TOO_SMALL = "An image is too small or too narrow to compare structure: the flow is the plain resize."
PARTLY = "Little of the frame shows common structure: elsewhere the flow continues the motion around it."

_CELLS, _NODES = 12, 48
_STIFFNESS = 150.0
_SCHEDULE = (((1, 2), 12), ((1, 2, 3), 10))
_SMALLEST_SIDE = 16


def align(
    generated: ImageArray, reference: ImageArray, *, task: str | None = None, progress: Progress | None = None
) -> Alignment:
    """Find each pixel of `reference` (H, W, 3) in `generated`, of any size and appearance.

    The reference may be hazy, rainy or dark. The motion sought is a canvas change, a homography and
    smooth bending; what moved on its own or was redrawn keeps the motion around it and gets little
    confidence. When the images share too little structure, `same_scene` is False and the flow is the
    plain resize. Deterministic and safe to call from several threads. `task` names what is wrong with
    the reference; it is checked, and the method is the same for all. `progress` is called with a
    fraction and a phrase and may raise Cancelled. Raises ImageError, InputError.
    """
    generated, reference = check_image(generated, "generated"), check_image(reference, "reference")
    if task is not None:
        get_task(task)
    report = progress or _silent
    frame = canvas.make_frame(generated, reference)
    report(0.0, "comparing canvases")
    if frame.reference == frame.generated and np.array_equal(generated, reference):
        return _plain(generated, frame, sure=1.0, same=True, note="")
    if min(*frame.work, *frame.generated) < _SMALLEST_SIDE:
        return _plain(generated, frame, sure=0.0, same=False, note=TOO_SMALL)
    fixed = appearance.pyramid(canvas.resize(reference, frame.work))
    moving = appearance.pyramid(canvas.resize(generated, frame.work))
    report(0.1, "searching for the global motion")
    start = global_motion.search(fixed, moving, frame)
    report(0.5, "following the bending")
    motion, support = _follow(fixed, moving, start, frame)
    report(0.8, "judging the evidence")
    verdict = scene.judge(fixed, moving, frame, start.agreement, support.support)
    sure = support.confidence * np.float32(verdict.weight)
    if not verdict.same:
        return _plain(generated, frame, sure=sure, same=False, note=verdict.note)
    report(0.9, "warping")
    flow = warp.to_generated(motion, frame)
    warped, valid = warp.apply(generated, flow)
    to_work = canvas.resize_matrix(frame.reference, frame.work)
    from_work = canvas.resize_matrix(frame.work, frame.generated)
    homography = from_work @ global_motion.homography_of(motion, frame.work, sure) @ to_work
    sure = canvas.resize(sure, frame.reference) * valid
    note = PARTLY if float(sure.mean()) < 0.4 else ""
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


def _follow(
    fixed: dense.Pyramid, moving: dense.Pyramid, start: global_motion.Start, frame: Frame
) -> tuple[FlowArray, Support]:
    """The dense motion on the work grid from a rough start, and how well it is supported."""
    base = warp.homography_flow(global_motion.homography_of(start.flow, frame.work), frame.work)
    spline = Spline(frame.work, _CELLS, _NODES)
    bent = start.flow - canvas.resize(base, (start.flow.shape[1], start.flow.shape[0]))
    fit = dense.fit(fixed, moving, base, spline, spline.approximate(bent), _SCHEDULE, _STIFFNESS, adapt=True)
    flow = base + spline.flow(fit.coefficients, frame.work)
    disagreement = stability.disagreement(fixed, moving, base, spline, fit)
    return flow, confidence.assess(fixed, moving, flow, spline, fit, disagreement)


def _plain(
    generated: ImageArray, frame: Frame, *, sure: NDArray[np.float32] | float, same: bool, note: str
) -> Alignment:
    """The plain resize as an alignment."""
    matrix = canvas.resize_matrix(frame.reference, frame.generated)
    flow = warp.homography_flow(matrix, frame.reference)
    warped, valid = warp.apply(generated, flow)
    if isinstance(sure, float):
        level = np.full(valid.shape, sure, np.float32)
    else:
        level = canvas.resize(sure, frame.reference)
    return Alignment(
        flow, warped, valid, level, frame.canvas_scale, matrix, frame.generated, same_scene=same, note=note
    )


def _silent(fraction: float, phrase: str) -> None:
    """The progress of a caller who asked for none."""
