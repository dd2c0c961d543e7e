"""`analyse` as a whole: every field present and JSON-safe, hostile inputs included."""

from __future__ import annotations

import json
import math

import cv2
import numpy as np
import pytest

from restoration.distortion import analyse
from restoration.distortion.geometry import project
from restoration.errors import ImageError
from restoration.metrics import score
from restoration.records import NOT_JUDGED, Alignment, Tone
from restoration.resizing import resize_matrix


def resize_alignment(generated, reference, *, same_scene=True, sure=1.0):
    """The plain resize as an alignment."""
    height, width = reference.shape[:2]
    size = (generated.shape[1], generated.shape[0])
    matrix = resize_matrix((width, height), size)
    xs, ys = np.meshgrid(np.arange(float(width)), np.arange(float(height)))
    points = np.column_stack([xs.ravel(), ys.ravel()])
    flow = (project(matrix, points) - points).reshape(height, width, 2).astype(np.float32)
    return Alignment(
        flow=flow,
        warped=cv2.resize(generated, (width, height), interpolation=cv2.INTER_AREA),
        valid=np.ones((height, width), bool),
        confidence=np.full((height, width), sure, np.float32),
        canvas_scale=(size[0] / width, size[1] / height),
        homography=matrix,
        generated_size=size,
        same_scene=same_scene,
    )


def report_of(generated, reference, truth=None, **options):
    alignment = resize_alignment(generated, reference, **options)
    return analyse(alignment, generated, reference, truth, score=score, align=resize_alignment)


@pytest.fixture(scope="module")
def photo():
    rng = np.random.default_rng(3)
    coarse = rng.integers(0, 255, (16, 24, 3), dtype=np.uint8)
    fine = rng.integers(0, 40, (192, 288, 3), dtype=np.uint8)
    return cv2.addWeighted(cv2.resize(coarse, (288, 192), interpolation=cv2.INTER_CUBIC), 0.9, fine, 0.5, 0)


def check_complete(report, reference):
    assert report.labels.shape == reference.shape[:2]
    assert report.labels.dtype == np.uint8
    assert report.labels.max() <= 3
    shares = report.fractions
    judged = shares["kept"] + shares["moved"] + shares["invented"]
    assert judged == pytest.approx(1.0 if report.judged else 0.0)
    assert shares["not_judged"] == pytest.approx(1 - report.judged)
    assert [stage.name for stage in report.ladder] == ["raw", "canvas", "global", "dense", "dense + tone"]
    assert [verdict.complaint for verdict in report.verdicts] == [
        "proportions",
        "positions",
        "quantities",
        "viewpoint",
    ]
    numbers = [report.null_gain_db, report.motion_px, report.tone.size, report.residual_px.max]
    numbers += [
        report.global_motion.zoom_x,
        report.global_motion.rotation_deg,
        *report.global_motion.shift_px,
    ]
    numbers += [stage.coverage for stage in report.ladder]
    assert all(math.isfinite(number) for number in numbers)
    for region in report.regions:
        x, y, w, h = region.box
        assert 0 <= x < x + w <= reference.shape[1]
        assert 0 <= y < y + h <= reference.shape[0]
    json.dumps(report.to_dict(), allow_nan=False)


def test_identical_images_are_all_kept_and_said_so(photo):
    report = report_of(photo, photo)
    check_complete(report, photo)
    assert report.fractions == {"kept": 1.0, "moved": 0.0, "invented": 0.0, "not_judged": 0.0}
    assert report.judged == 1.0
    assert "no distortion measured" in report.sentence
    assert report.residual_px.max == pytest.approx(0.0, abs=1e-3)
    assert report.motion_px == pytest.approx(0.0, abs=1e-3)
    assert report.ladder[0].psnr == math.inf
    assert report.regions == ()
    assert {verdict.level for verdict in report.verdicts} == {"none"}
    assert report.tone.size == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize(
    ("generated", "reference"),
    [
        (np.zeros((1, 1, 3), np.uint8), np.full((1, 1, 3), 9, np.uint8)),
        (np.full((64, 64, 3), 80, np.uint8), np.full((40, 60, 3), 200, np.uint8)),
        (np.full((4, 900, 3), 80, np.uint8), np.full((3, 700, 3), 90, np.uint8)),
        (np.full((300, 2, 3), 80, np.uint8), np.full((2, 300, 3), 90, np.uint8)),
    ],
    ids=["1x1", "constant", "flat strip", "turned strip"],
)
def test_hostile_inputs_give_a_complete_report(generated, reference):
    for same_scene in (True, False):
        check_complete(report_of(generated, reference, same_scene=same_scene, sure=0.0), reference)


@pytest.mark.parametrize("factor", [0.25, 4.0])
def test_generated_much_larger_or_smaller(photo, factor):
    generated = cv2.resize(photo, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    report = report_of(generated, photo)
    check_complete(report, photo)
    assert report.canvas.scale_x == pytest.approx(factor)
    assert report.fractions["moved"] == 0.0
    assert report.fractions["invented"] < 0.03


def test_an_unrelated_image_is_not_judged(photo):
    report = report_of(np.ascontiguousarray(photo[::-1, ::-1]), photo, same_scene=False, sure=0.0)
    check_complete(report, photo)
    assert not report.same_scene
    assert report.sentence.startswith("cannot be judged: not enough common structure")
    assert report.fractions == {"kept": 0.0, "moved": 0.0, "invented": 0.0, "not_judged": 1.0}
    assert (report.labels == NOT_JUDGED).all()
    assert {verdict.level for verdict in report.verdicts} == {"unknown"}


def test_nothing_is_kept_where_no_motion_is_sure(photo):
    report = report_of(photo, np.rint(photo * 0.5).astype(np.uint8), sure=0.2)
    assert report.judged == 0.0
    assert {verdict.level for verdict in report.verdicts} == {"unknown"}
    assert "the motion is sure in only 0.0 %" in report.reason
    assert report.reason in report.sentence


def test_stages_is_against_truth_when_it_is_known(photo):
    dark = np.rint(photo * 0.3).astype(np.uint8)
    with_truth, without = report_of(photo, dark, photo), report_of(photo, dark)
    assert (with_truth.ladder_against, without.ladder_against) == ("truth", "input")
    assert with_truth.ladder[0].psnr == math.inf
    assert without.ladder[0].psnr < 20
    # Tone is fitted to the input in both cases: it takes the generated image away from the truth.
    assert with_truth.tone == without.tone
    assert with_truth.tone.gain == pytest.approx((0.3,) * 3, abs=0.02)
    assert without.ladder[-1].psnr > without.ladder[-2].psnr + 10


def test_it_is_deterministic_and_reports_progress(photo):
    heard = []
    alignment = resize_alignment(photo[::2, ::2].copy(), photo)
    options = {"score": score, "align": resize_alignment}
    first = analyse(
        alignment,
        photo[::2, ::2].copy(),
        photo,
        **options,
        progress=lambda share, what: heard.append((share, what)),
    )
    second = analyse(alignment, photo[::2, ::2].copy(), photo, **options)
    assert first.to_dict() == second.to_dict()
    assert np.array_equal(first.labels, second.labels)
    shares = [share for share, _ in heard]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_arguments_that_do_not_belong_together_are_refused(photo):
    alignment = resize_alignment(photo, photo)
    options = {"score": score, "align": resize_alignment}
    with pytest.raises(ImageError, match="Align this pair first"):
        analyse(alignment, photo, photo[:-1], **options)
    with pytest.raises(ImageError, match="Align this pair first"):
        analyse(alignment, photo[:, :-1], photo, **options)
    with pytest.raises(ImageError, match="truth"):
        analyse(alignment, photo, photo, photo[:-2], **options)


def test_no_tone_is_fitted_without_common_pixels(photo):
    report = report_of(photo, np.ascontiguousarray(photo[::-1]), same_scene=False, sure=0.0)
    assert report.tone == Tone((1.0, 1.0, 1.0), (0.0, 0.0, 0.0), 0.0)
