"""What reached the result: made outputs with a known share of colours, of invented detail, of the bend."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
import pytest

from restoration.alignment import align
from restoration.distortion import analyse, draw_influence, geometry, measure_influence
from restoration.distortion.influence import share_of
from restoration.distortion.stages import raw_image
from restoration.image import ImageArray
from restoration.metrics import score
from restoration.records import HALLUCINATED, Alignment, DistortionReport, Influence
from restoration.synthesis import degrade, simulate_generator
from tests.conftest import textured

Measure = Callable[[ImageArray], Influence]


@dataclass(frozen=True, eq=False)
class Scene:
    truth: ImageArray
    degraded: ImageArray
    baseline: ImageArray
    generated: ImageArray
    alignment: Alignment
    report: DistortionReport

    @property
    def aligned(self) -> ImageArray:
        """The prior with the baseline where it does not reach."""
        return np.where(self.alignment.valid[..., None], self.alignment.warped, self.baseline)

    @property
    def raw(self) -> ImageArray:
        return raw_image(self.generated, self.degraded)

    def bent(self, image: ImageArray, share: float) -> ImageArray:
        """`image` with that share of the generator's residual bend in it."""
        height, width = image.shape[:2]
        matrix = geometry.safe_homography(self.alignment, (width, height))
        _, residual = geometry.displacement(
            self.alignment.flow, matrix, (width, height), self.alignment.generated_size
        )
        y, x = np.mgrid[:height, :width].astype(np.float32)
        move = share * residual
        return cv2.remap(image, x - move[..., 0], y - move[..., 1], cv2.INTER_CUBIC, None, cv2.BORDER_REFLECT)


@pytest.fixture(scope="module")
def scene() -> Scene:
    truth = textured(260, 360, seed=5)
    degraded = degrade(truth, "haze", seed=2)
    generated = simulate_generator(truth, seed=3, strength=1.0).image
    alignment = align(generated, degraded)
    report = analyse(alignment, generated, degraded, score=score, align=align)
    # A place where nothing of the prior is to be believed, whatever the detector says of it.
    labels = report.labels.copy()
    labels[90:150, 120:200] = HALLUCINATED
    fractions = dict(report.fractions) | {"invented": float((labels == HALLUCINATED).mean())}
    report = replace(report, labels=labels, fractions=fractions, regions=())
    baseline = cv2.GaussianBlur(cv2.addWeighted(degraded, 0.5, truth, 0.5, 0), (0, 0), 0.7)
    return Scene(truth, degraded, baseline, generated, alignment, report)


@pytest.fixture(scope="module")
def measure(scene: Scene) -> Measure:
    def found(guided: ImageArray) -> Influence:
        return measure_influence(
            guided,
            scene.baseline,
            scene.degraded,
            scene.generated,
            scene.alignment,
            scene.report,
            align=align,
        )

    return found


def mixed(a: ImageArray, b: ImageArray, share: float) -> ImageArray:
    return cv2.addWeighted(a, 1 - share, b, share, 0)


def test_a_copy_of_the_baseline_shows_no_influence(scene: Scene, measure: Measure) -> None:
    found = measure(scene.baseline.copy())
    assert found.taken == found.mostly == 0
    assert found.invented == pytest.approx(0, abs=1e-9)
    assert (found.invented_level, found.leak.level) == ("none", "none")
    assert found.leak.excess_px == found.leak.bend_share == 0
    assert found.leak.median_px == found.leak.floor_median_px
    assert np.nanmax(np.abs(found.map)) == 0
    assert found.sentence.startswith("0 % of what the generated image would change")
    assert "no trace of its geometry" in found.sentence


@pytest.mark.parametrize("share", [0.25, 0.6, 1.0])
def test_the_share_that_was_blended_in_is_found(scene: Scene, measure: Measure, share: float) -> None:
    found = measure(mixed(scene.baseline, scene.aligned, share))
    assert found.taken == pytest.approx(share, abs=0.02)
    assert found.invented == pytest.approx(share, abs=0.02)
    assert found.detail == pytest.approx(share, abs=0.02)
    assert found.mostly == pytest.approx(float(share > 0.5), abs=0.02)
    assert found.invented_level == ("clear" if share == 0.25 else "severe")
    # Aligned, it brings its content but not its geometry.
    assert found.leak.ghost_share == pytest.approx(0, abs=0.02)


def test_the_map_says_where(scene: Scene, measure: Measure) -> None:
    guided = scene.baseline.copy()
    guided[:, :180] = scene.aligned[:, :180]
    found = measure(guided)
    assert found.map.shape == guided.shape[:2]
    assert np.nanmedian(found.map[:, :160]) == pytest.approx(1, abs=0.02)
    assert np.nanmedian(found.map[:, 200:]) == pytest.approx(0, abs=0.02)
    assert np.isnan(found.map[~scene.alignment.valid]).mean() > 0.95


def test_colours_alone_bring_no_invented_content(scene: Scene, measure: Measure) -> None:
    """The prior's colours on the input's structure: taken over, and yet nothing got through."""
    blurred = [cv2.GaussianBlur(i.astype(np.float32), (0, 0), 25) for i in (scene.baseline, scene.aligned)]
    guided = np.clip(scene.baseline + blurred[1] - blurred[0], 0, 255).astype(np.uint8)
    found = measure(guided)
    assert found.taken > 0.5
    assert found.invented < 0.1
    assert found.leak.level == "none"


def test_ground_truth_in_place_of_the_result_is_acquitted(scene: Scene, measure: Measure) -> None:
    found = measure(scene.truth)
    assert found.leak.level == "none"
    assert abs(found.leak.bend_share) < 0.1


def test_blending_in_the_unaligned_image_leaks(scene: Scene, measure: Measure) -> None:
    whole = measure(scene.raw)
    assert whole.leak.level == "severe"
    assert whole.leak.median_px > whole.leak.floor_median_px + 2
    faint = measure(mixed(scene.truth, scene.raw, 0.3))
    assert faint.leak.ghost_share == pytest.approx(0.3, abs=0.03)
    assert faint.leak.level == "clear"
    assert "a clear trace of its geometry" in faint.sentence


@pytest.mark.parametrize("share", [0.3, 0.6])
def test_a_part_of_the_bend_is_found_as_such(scene: Scene, measure: Measure, share: float) -> None:
    leak = measure(scene.bent(scene.truth, share)).leak
    assert leak.bend_share == pytest.approx(share, abs=0.12)
    assert leak.excess_px == pytest.approx(share * scene.report.residual_px.median, rel=0.5)
    assert leak.level in ("clear", "severe")


def test_nothing_sure_is_not_called_straight(scene: Scene) -> None:
    def refuses(generated: ImageArray, reference: ImageArray) -> Alignment:
        return replace(align(generated, reference), same_scene=False)

    found = measure_influence(
        scene.baseline, scene.baseline, scene.degraded, scene.generated, scene.alignment, scene.report, align=refuses
    )  # fmt: skip
    assert found.leak.level == "unknown"
    assert math.isnan(found.leak.median_px)
    assert found.leak.coverage == 0
    assert "not measurable" in found.sentence
    # A ghost is seen all the same.
    ghost = mixed(scene.truth, scene.raw, 0.4)
    found = measure_influence(
        ghost, scene.baseline, scene.degraded, scene.generated, scene.alignment, scene.report, align=refuses
    )
    assert found.leak.level == "clear"


def test_a_baseline_that_lies_off_is_not_held_against_the_result(scene: Scene) -> None:
    found = measure_influence(
        scene.truth, np.roll(scene.baseline, 2, axis=1), scene.degraded, scene.generated, scene.alignment,
        scene.report, align=align,
    )  # fmt: skip
    assert found.leak.excess_px > 1.5
    assert found.leak.median_px < 0.3
    assert found.leak.level == "none"


def test_a_prior_like_the_baseline_has_nothing_to_take_over(scene: Scene) -> None:
    same = replace(scene.alignment, warped=scene.baseline, valid=np.ones(scene.alignment.valid.shape, bool))
    found = measure_influence(
        scene.truth, scene.baseline, scene.degraded, scene.generated, same, scene.report, align=align
    )
    assert found.differs == 0
    assert math.isnan(found.taken)
    assert math.isnan(found.invented)
    assert found.invented_level == "unknown"
    assert np.isnan(found.map).all()
    assert "hardly differs from the baseline" in found.sentence


def test_it_is_plain_json(measure: Measure, scene: Scene) -> None:
    data = json.loads(json.dumps(measure(scene.truth).to_dict(), allow_nan=False))
    assert "map" not in data
    assert set(data["leak"]) >= {"median_px", "floor_median_px", "bend_share", "level"}


@pytest.mark.parametrize("shape", [(1, 1), (3, 90), (40, 17)])
def test_any_size(shape: tuple[int, int]) -> None:
    photo = textured(*shape)
    generated = textured(64, 48, seed=2)
    alignment = align(generated, photo)
    report = analyse(alignment, generated, photo, score=score, align=align)
    found = measure_influence(photo, photo, photo, generated, alignment, report, align=align)
    assert found.map.shape == shape
    assert draw_influence(found, report, alignment, photo).shape == photo.shape
    json.dumps(found.to_dict(), allow_nan=False)


def test_large_photos_keep_their_size(scene: Scene) -> None:
    """The measurement is bounded, what comes back is the photo's size and says the same."""
    size = (scene.degraded.shape[1] * 4, scene.degraded.shape[0] * 4)
    images = [cv2.resize(i, size) for i in (scene.aligned, scene.baseline, scene.degraded)]
    alignment = align(scene.generated, images[2])
    report = analyse(alignment, scene.generated, images[2], score=score, align=align)
    half = mixed(images[1], np.where(alignment.valid[..., None], alignment.warped, images[1]), 0.5)
    found = measure_influence(half, images[1], images[2], scene.generated, alignment, report, align=align)
    assert found.map.shape == half.shape[:2]
    assert found.taken == pytest.approx(0.5, abs=0.03)


class TestShareOf:
    def test_what_another_explains_counts_for_none(self) -> None:
        rng = np.random.default_rng(0)
        a, b = (rng.normal(0, 10, (50, 50)).astype(np.float32) for _ in range(2))
        assert share_of(2 * a + 0.3 * b, b, beside=[a], least=1) == pytest.approx(0.3, abs=1e-5)
        assert share_of(2 * a, a + b, beside=[a], least=1) == pytest.approx(0, abs=1e-5)
        assert math.isnan(share_of(a, 2 * a, beside=[a], least=1))
        assert math.isnan(share_of(a, b, beside=[a], least=11))
        assert math.isnan(share_of(a[:0], b[:0], beside=[a[:0]], least=1))
        assert share_of(b, b, beside=[0 * a], least=1) == pytest.approx(1)


class TestPicture:
    def test_low_and_high_are_told_apart_and_unknown_is_grey(self, scene: Scene, measure: Measure) -> None:
        guided = scene.baseline.copy()
        guided[:, :180] = scene.aligned[:, :180]
        found = measure(guided)
        out = draw_influence(found, scene.report, scene.alignment, scene.baseline).astype(int)
        taken, kept = out[20:80, 60:120].mean((0, 1)), out[20:80, 220:330].mean((0, 1))
        assert taken[0] - taken[2] > 60  # yellow
        assert kept[2] - kept[0] > 60  # blue
        nothing = replace(found, map=np.full_like(found.map, np.nan))
        grey = draw_influence(
            nothing, replace(scene.report, labels=scene.report.labels * 0), scene.alignment, scene.baseline
        )
        assert np.ptp(grey[20:80].astype(int), axis=2).max() == 0

    def test_places_carry_their_share(self, scene: Scene, measure: Measure) -> None:
        found = measure(mixed(scene.baseline, scene.aligned, 0.5))
        plain = draw_influence(found, scene.report, scene.alignment, scene.baseline)
        report = analyse(scene.alignment, scene.generated, scene.degraded, score=score, align=align)
        again = measure_influence(
            mixed(scene.baseline, scene.aligned, 0.5), scene.baseline, scene.degraded, scene.generated,
            scene.alignment, report, align=align,
        )  # fmt: skip
        assert len(again.through) == len(report.regions)
        for region, share in zip(report.regions, again.through, strict=True):
            assert (
                math.isnan(share) if region.kind == "moved" else math.isnan(share) or abs(share - 0.5) < 0.05
            )
        assert not np.array_equal(plain, draw_influence(again, report, scene.alignment, scene.baseline))
