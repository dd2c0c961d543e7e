"""`analyse`: one generated image, one alignment, everything that can be measured about the distortion."""

from __future__ import annotations

import cv2
import numpy as np

from restoration.blas import one_thread
from restoration.distortion import geometry
from restoration.distortion.findings import Findings, answers, describe, reason_for_doubt
from restoration.distortion.grid import build_grid
from restoration.distortion.labels import label_grid
from restoration.distortion.null import against_chance, measure_null
from restoration.distortion.stages import Align, Score, score_stages
from restoration.distortion.tone import fit_tone
from restoration.errors import ImageError
from restoration.image import ImageArray, check_image
from restoration.records import Alignment, DistortionReport, Progress
from restoration.side_by_side import side_by_side


@one_thread()
def analyse(
    alignment: Alignment,
    generated: ImageArray,
    reference: ImageArray,
    truth: ImageArray | None = None,
    *,
    score: Score,
    align: Align,
    progress: Progress | None = None,
) -> DistortionReport:
    """Measure what `generated` (h, w, 3), as `alignment` places it, changed against `reference` (H, W, 3).

    `truth` (H, W, 3), when known, is what the stages are scored against; nothing is ever fitted to it.
    `score` is `metrics.score`, `align` is `alignment.align_anyway`: it is called on small unrelated pairs, for
    the null gain, and must not refuse them. Raises ImageError when sizes do not belong together.
    """
    generated, reference = check_image(generated, "generated"), check_image(reference, "reference")
    _check_sizes(alignment, generated, reference, truth)
    tell = progress or (lambda fraction, what: None)
    size = (reference.shape[1], reference.shape[0])
    identical = generated.shape == reference.shape and np.array_equal(generated, reference)
    same_scene = alignment.same_scene or identical

    target = reference if truth is None else truth
    with side_by_side(1) as pool:
        # Scoring and aligning the unrelated pair take as long as all the rest: side by side, on the second core.
        scoring = pool.submit(score_stages, alignment, generated, target, score=score)
        aligning = pool.submit(measure_null, generated, target, reference, align=align, score=score)
        tell(0.0, "decomposing the motion")
        homography = geometry.safe_homography(alignment, size)
        canvas = geometry.describe_canvas(homography, size, alignment.generated_size)
        motion = geometry.describe_motion(homography, size, alignment.generated_size)
        grid = build_grid(alignment, reference)
        length = cv2.magnitude(grid.residual[..., 0], grid.residual[..., 1])
        residual = geometry.summarise(length, grid.confident)
        total = cv2.magnitude(grid.total[..., 0], grid.total[..., 1])
        motion_px = geometry.summarise(total, grid.confident).median

        tell(0.2, "looking for what was kept, moved or hallucinated")
        found = label_grid(grid, same_scene=same_scene, identical=identical)
        tone = fit_tone(grid.warped, grid.reference, found.kept)

        tell(0.5, "scoring the stages")
        scored = scoring.result()
        stages = scored.with_tone(tone, score=score)
        tell(0.8, "measuring the null gain")
        null = aligning.result()
    reason = reason_for_doubt(
        same_scene=same_scene,
        orientation=alignment.orientation,
        collage=alignment.collage,
        judged=found.judged,
        unsure=found.unsure,
    )
    findings = Findings(
        canvas,
        motion,
        residual,
        motion_px,
        found.fractions,
        found.regions,
        judged=found.judged,
        beyond=found.beyond,
        reason=reason,
        identical=identical,
    )
    tell(1.0, "done")
    return DistortionReport(
        canvas=canvas,
        global_motion=motion,
        residual_px=residual,
        labels=found.labels,
        fractions=found.fractions,
        regions=found.regions,
        tone=tone,
        ladder=against_chance(stages, null),
        ladder_against="input" if truth is None else "truth",
        null_gain_db=next((gain.mean_db for gain in null if gain.name == "dense"), 0.0),
        null=null,
        same_scene=same_scene,
        sentence=describe(findings),
        verdicts=answers(findings),
        motion_px=motion_px,
        ladder_size=scored.size,
        judged=found.judged,
        beyond=found.beyond,
        reason=reason,
        orientation=alignment.orientation,
    )


def _check_sizes(
    alignment: Alignment, generated: ImageArray, reference: ImageArray, truth: ImageArray | None
) -> None:
    height, width = reference.shape[:2]
    if alignment.flow.shape[:2] != (height, width):
        got = f"{alignment.flow.shape[1]}×{alignment.flow.shape[0]}"
        raise ImageError(
            f"alignment: expected one of the reference's size {width}×{height}, got {got}. "
            "Align this pair first."
        )
    made_for, given = alignment.generated_size, (generated.shape[1], generated.shape[0])
    if made_for != given:
        raise ImageError(
            f"alignment: made for a generated image of {made_for[0]}×{made_for[1]}, "
            f"got {given[0]}×{given[1]}. Align this pair first."
        )
    if truth is not None and check_image(truth, "truth").shape != reference.shape:
        raise ImageError(
            f"truth: expected the reference's size {width}×{height}, got {truth.shape[1]}×{truth.shape[0]}. "
            "Crop or resize it first."
        )
