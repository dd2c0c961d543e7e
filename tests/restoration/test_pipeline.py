from __future__ import annotations

import json
import math

import numpy as np
import pytest

from restoration.errors import Cancelled, ImageError, InputError, ModelError
from restoration.examples import get_example
from restoration.metrics import score
from restoration.models import ModelNotice
from restoration.notices import notify
from restoration.pipeline import analyse, compare, restore, simulated_output
from restoration.records import Comparison
from restoration.reporting import comparison_json
from restoration.synthesis import degrade
from restoration.tasks import TASKS
from tests.conftest import textured

PANES = ["degraded", "generated", "aligned", "baseline", "guided", "truth"]


def finite(value: object) -> bool:
    if isinstance(value, dict):
        return all(finite(v) for v in value.values())
    if isinstance(value, list):
        return all(finite(v) for v in value)
    return not isinstance(value, float) or math.isfinite(value)


@pytest.fixture(scope="module")
def truth() -> np.ndarray:
    return textured(150, 200, seed=7)


@pytest.fixture(scope="module")
def hazy(truth: np.ndarray) -> Comparison:
    return compare(
        degrade(truth, "haze", seed=2), task="haze", generated=simulated_output(truth, seed=3), truth=truth
    )


class TestWholePath:
    def test_everything_is_there(self, hazy: Comparison, truth: np.ndarray) -> None:
        assert list(hazy.panes) == PANES
        assert all(image.dtype == np.uint8 for image in hazy.panes.values())
        assert all(hazy.panes[p].shape == truth.shape for p in PANES if p != "generated")
        assert hazy.scored_against == "truth"
        assert set(hazy.scores) == set(PANES) - {"truth"}
        assert hazy.models == {
            "baseline": TASKS["haze"].baseline,
            "guided": TASKS["haze"].guided + "+prior",
        }
        assert hazy.timings_s["total"] >= sum(v for k, v in hazy.timings_s.items() if k != "total") - 0.01
        assert hazy.distortion is not None
        assert hazy.distortion.labels.shape == truth.shape[:2]

    def test_numbers_are_those_of_the_panes(self, hazy: Comparison, truth: np.ndarray) -> None:
        for pane in ("degraded", "aligned", "baseline", "guided"):
            assert hazy.scores[pane] == score(hazy.panes[pane], truth)

    def test_json_is_plain_and_finite(self, hazy: Comparison) -> None:
        data = json.loads(json.dumps(comparison_json(hazy), allow_nan=False))
        assert {"task", "models", "scores", "distortion", "provenance", "timings_s"} <= set(data)
        assert finite(data)
        assert data["scores"]["guided"]["protocol"] == "rgb"

    def test_simulated_is_said_in_the_provenance(self, hazy: Comparison) -> None:
        generated = hazy.provenance["generated"]
        assert generated["label"] == "simulated"
        assert generated["source"] == "simulated"
        assert "seed=3" in generated["note"]

    @pytest.mark.parametrize("name", ["haze-palace", "dark-coffee", "rain-cat"])
    def test_the_guided_result_is_nearer_than_generated_and_baseline(self, name: str) -> None:
        example = get_example(name)
        degraded, generated, truth = example.load()
        found = compare(degraded, task=example.task, generated=generated, truth=truth)
        assert found.models["guided"] == f"{example.task}/guided+prior"
        for pane in ("generated", "aligned", "baseline"):
            assert found.scores["guided"].psnr > found.scores[pane].psnr + 1, pane

    def test_same_input_same_result(self, hazy: Comparison, truth: np.ndarray) -> None:
        again = compare(hazy.panes["degraded"], task="haze", generated=hazy.panes["generated"], truth=truth)
        for pane in PANES:
            assert np.array_equal(again.panes[pane], hazy.panes[pane]), pane

    def test_the_influence_is_that_of_guided_over_baseline(self, hazy: Comparison, truth: np.ndarray) -> None:
        assert hazy.influence is not None
        assert hazy.influence.map.shape == truth.shape[:2]
        assert hazy.influence.taken > 0.2
        assert len(hazy.influence.through) == len(hazy.distortion.regions)  # type: ignore[union-attr]
        degraded, generated = hazy.panes["degraded"], hazy.panes["generated"]
        alone = compare(degraded, task="haze", generated=generated, baseline="haze/dcp", guided="haze/dcp")
        assert alone.influence is not None
        assert alone.influence.taken == 0
        assert comparison_json(alone)["influence"]["sentence"] == alone.influence.sentence


@pytest.fixture(scope="module")
def rainy(truth: np.ndarray) -> np.ndarray:
    return degrade(truth, "rain", seed=2)


class TestFollowing:
    def test_without_truth_any_baseline_is_guided_towards_the_generated_tone(
        self, rainy: np.ndarray, truth: np.ndarray
    ) -> None:
        found = compare(rainy, task="rain", generated=truth, baseline="rain/directional")
        assert found.models == {"baseline": "rain/directional", "guided": "rain/directional+prior"}
        assert (found.tone, found.follow) == ("generated", 1.0)
        data = comparison_json(found)
        assert data["tone"] == "generated"
        assert data["models"]["guided"]["id"] == "rain/directional+prior"
        assert set(data["models"]["baseline"]) == {"id", "sha256", "device", "precision"}

    def test_follow_nothing_is_exactly_the_baseline(self, rainy: np.ndarray, truth: np.ndarray) -> None:
        for guided in (None, "rain/transfer", "rain/guided"):
            small = (slice(96), slice(128))
            found = compare(rainy[small], task="rain", generated=truth[small], follow=0, guided=guided)
            assert np.array_equal(found.panes["guided"], found.panes["baseline"])
            assert found.follow == 0

    def test_without_truth_the_baseline_is_the_one_that_does_least_harm(self, truth: np.ndarray) -> None:
        found = compare(degrade(truth, "haze"), task="haze")
        assert found.models == {"baseline": "haze/dcp-mild"}

    def test_the_default_with_truth_is_the_tone_of_the_photo(self, hazy: Comparison) -> None:
        assert hazy.tone == "photo"

    def test_what_is_no_tone_or_share_is_refused_before_anything_runs(self, truth: np.ndarray) -> None:
        with pytest.raises(InputError, match="tone: expected generated or photo"):
            compare(truth, task="haze", tone="warm")
        with pytest.raises(InputError, match="follow: expected a number from 0"):
            compare(truth, task="haze", follow=2)


class TestWhatIsMissing:
    def test_without_a_generated_image_nothing_takes_its_place(self, truth: np.ndarray) -> None:
        found = compare(degrade(truth, "low_light"), task="low_light", truth=truth)
        assert list(found.panes) == ["degraded", "baseline", "truth"]
        assert found.alignment is None
        assert found.distortion is None
        assert found.influence is None
        assert comparison_json(found)["influence"] is None
        assert found.provenance["generated"] is None

    def test_without_truth_it_is_change_from_input(self, truth: np.ndarray) -> None:
        degraded = degrade(truth, "rain")
        found = compare(degraded, task="rain", generated=truth)
        assert found.scored_against == "input"
        assert math.isinf(found.scores["degraded"].psnr)
        assert found.scores["baseline"] == score(found.panes["baseline"], degraded)
        assert comparison_json(found)["scores"]["degraded"]["psnr"] == "inf"
        assert found.distortion is not None
        assert found.distortion.ladder_against == "input"

    def test_truth_off_by_a_pixel_is_cropped_and_said(self, truth: np.ndarray) -> None:
        found = compare(degrade(truth, "haze"), task="haze", truth=truth[:-1, :-2])
        assert found.panes["degraded"].shape == found.panes["truth"].shape == (149, 198, 3)
        assert "cropped" in found.notices[0]

    def test_truth_of_another_size_is_refused(self, truth: np.ndarray) -> None:
        with pytest.raises(InputError, match="200×150, got 100×75"):
            compare(truth, task="haze", truth=truth[::2, ::2])


class TestControl:
    def test_progress_rises_to_one(self, truth: np.ndarray) -> None:
        seen: list[tuple[float, str]] = []
        compare(truth, task="haze", generated=truth, progress=lambda f, m: seen.append((f, m)))
        fractions = [f for f, _ in seen]
        assert fractions == sorted(fractions)
        assert fractions[-1] == 1.0
        assert all(message for _, message in seen)

    def test_a_running_model_moves_the_bar_inside_its_step_and_never_back(
        self, truth: np.ndarray, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def restore_in_two_attempts(image, model, *, control, **_):  # type: ignore[no-untyped-def]
            for fraction in (0.0, 0.5, 0.0, 1.0):
                control.report(fraction, model)
            return image

        monkeypatch.setattr("restoration.models.restore", restore_in_two_attempts)
        seen: list[tuple[float, str]] = []
        task = TASKS["haze"]
        compare(
            truth,
            task="haze",
            generated=truth,
            baseline=task.baseline,
            guided=task.guided,
            progress=lambda f, m: seen.append((f, m)),
        )
        of_model = {
            name: [f for f, m in seen if m.endswith(f": {name}")] for name in (task.baseline, task.guided)
        }
        starts = {m: f for f, m in reversed(seen)}
        begin, end = starts["Restoring without a prior"], starts["Aligning the generated image"]
        assert of_model[task.baseline] == pytest.approx([begin, (begin + end) / 2, (begin + end) / 2, end])
        assert of_model[task.guided][-1] == pytest.approx(starts["Measuring what of it reached the result"])
        assert [f for f, _ in seen] == sorted(f for f, _ in seen)

    def test_what_a_model_had_to_do_is_a_notice(
        self, truth: np.ndarray, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def short_of_memory(image, model, **_):  # type: ignore[no-untyped-def]
            notify(ModelNotice(f"{model}: trying on cpu in tiles of 512."))
            return image

        monkeypatch.setattr("restoration.models.restore", short_of_memory)
        for _ in range(2):  # a second comparison must hear it too
            haze = TASKS["haze"]
            found = compare(truth, task="haze", generated=truth, baseline=haze.baseline, guided=haze.guided)
            assert [n for n in found.notices if "tiles" in n] == [
                f"{model}: trying on cpu in tiles of 512."
                for model in (TASKS["haze"].baseline, TASKS["haze"].guided)
            ]

    def test_cancelled_before_the_next_step(self, truth: np.ndarray) -> None:
        asked = iter([False, True])
        with pytest.raises(Cancelled):
            compare(truth, task="haze", generated=truth, cancelled=lambda: next(asked, True))

    def test_progress_may_raise_to_stop(self, truth: np.ndarray) -> None:
        def stop(fraction: float, message: str) -> None:
            if fraction > 0.2:
                raise Cancelled("enough")

        with pytest.raises(Cancelled, match="enough"):
            compare(truth, task="haze", generated=truth, progress=stop)

    def test_bad_input(self, truth: np.ndarray) -> None:
        with pytest.raises(InputError, match="task"):
            compare(truth, task="moire")
        with pytest.raises(ImageError, match="degraded"):
            compare(truth.astype(float), task="haze")  # type: ignore[arg-type]
        with pytest.raises(ImageError, match="generated"):
            compare(truth, task="haze", generated=truth[..., 0])
        with pytest.raises(ModelError):
            compare(truth, task="haze", baseline="haze/none")


class TestEdges:
    @pytest.mark.parametrize("size", [(1, 1), (2, 300), (37, 53)])
    def test_any_size(self, size: tuple[int, int]) -> None:
        image = textured(*size)
        found = compare(image, task="haze", generated=textured(64, 64), truth=image)
        assert found.panes["guided"].shape == image.shape
        json.dumps(comparison_json(found), allow_nan=False)

    @pytest.mark.parametrize("value", [0, 255])
    @pytest.mark.parametrize("task", list(TASKS))
    def test_constant_images(self, value: int, task: str) -> None:
        flat = np.full((40, 60, 3), value, np.uint8)
        found = compare(flat, task=task, generated=flat, truth=flat)
        json.dumps(comparison_json(found), allow_nan=False)


def test_restore_aligns_a_prior_image(truth: np.ndarray) -> None:
    degraded = degrade(truth, "haze", seed=2)
    redrawn = simulated_output(truth, seed=3).image
    assert restore(degraded, "haze/transfer", prior=redrawn).shape == degraded.shape
    with pytest.raises(ModelError, match="prior"):
        restore(degraded, "haze/transfer")


def test_analyse_binds_scores_and_alignment(hazy: Comparison, truth: np.ndarray) -> None:
    assert hazy.alignment is not None
    report = analyse(hazy.alignment, hazy.panes["generated"], hazy.panes["degraded"], truth)
    assert report.to_dict() == hazy.distortion.to_dict()  # type: ignore[union-attr]


def test_several_samples_are_one_prior_and_say_where_they_disagree(truth: np.ndarray) -> None:
    degraded = degrade(truth, "haze", seed=2)
    outputs = [simulated_output(truth, seed=s, strength=0.3) for s in (1, 2, 3)]
    found = compare(degraded, task="haze", generated=outputs, truth=truth)
    assert found.spread is not None
    assert found.spread.samples == 3
    assert found.spread.median > 0
    assert np.array_equal(found.panes["generated"], outputs[0].image)
    assert not np.array_equal(
        found.panes["guided"], compare(degraded, task="haze", generated=outputs[0]).panes["guided"]
    )
    assert comparison_json(found)["spread"]["samples"] == 3


class TestTasksWithoutModels:
    def test_other_is_the_instrument_alone(self, truth: np.ndarray) -> None:
        found = compare(degrade(truth, "rain"), task="other", generated=truth)
        assert list(found.panes) == ["degraded", "generated", "aligned"]
        assert found.models == {}
        assert found.distortion is not None

    def test_noise_has_a_classical_baseline_and_its_fusion(self, truth: np.ndarray) -> None:
        found = compare(
            degrade(truth, "noise", 3), task="noise", generated=simulated_output(truth), truth=truth
        )
        assert found.models == {"baseline": "noise/nlm", "guided": "noise/nlm+prior"}
        assert found.notices == ()

    def test_a_model_for_another_degradation_says_so(self, truth: np.ndarray) -> None:
        found = compare(degrade(truth, "noise"), task="noise", baseline="haze/dcp")
        assert found.notices == ("haze/dcp was made for haze, not for noise.",)
