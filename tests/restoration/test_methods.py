"""Results of other methods and images of several generators beside one photo."""

from __future__ import annotations

import json

import numpy as np
import pytest

from restoration.errors import ImageError, InputError
from restoration.image import ImageArray, resize_image
from restoration.methods import generators_of, pane_names
from restoration.metrics import score
from restoration.pipeline import compare, simulated_output
from restoration.records import Comparison, Method
from restoration.reporting import StoredComparison, comparison_json
from restoration.synthesis import degrade, simulate_generator
from tests.conftest import textured


@pytest.fixture(scope="module")
def truth() -> ImageArray:
    return textured(150, 200, seed=7)


@pytest.fixture(scope="module")
def hazy(truth: ImageArray) -> ImageArray:
    return degrade(truth, "haze", seed=2)


@pytest.fixture(scope="module")
def four(truth: ImageArray, hazy: ImageArray) -> Comparison:
    """Two results on the grid, one shifted, one of another size, and two generators; no model of ours."""
    mixed = np.rint(hazy * 0.3 + truth * 0.7).astype(np.uint8)
    return compare(
        hazy,
        task="haze",
        truth=truth,
        results={
            "Method A": mixed,
            "Same": truth,
            "Shifted": np.roll(truth, (2, 3), (0, 1)),
            "Half/size": resize_image(truth, 100, 75),
        },
        generated={"One": simulate_generator(truth, seed=1).image, "Two": simulated_output(truth, seed=2)},
    )


def by_label(comparison: Comparison) -> dict[str, Method]:
    return {m.label: m for m in comparison.methods}


def test_methods_stand_in_their_order_without_a_model_of_ours(four: Comparison) -> None:
    assert [(m.kind, m.label) for m in four.methods] == [
        ("photo", "Degraded"),
        ("result", "Method A"),
        ("result", "Same"),
        ("result", "Shifted"),
        ("result", "Half/size"),
        ("generated", "One"),
        ("generated", "Two"),
    ]
    assert four.models == {}
    assert not {"baseline", "guided"} & set(four.panes)
    assert four.influence is None


def test_results_are_scored_as_they_are(four: Comparison, truth: ImageArray) -> None:
    for label in ("Method A", "Same", "Shifted"):
        method = by_label(four)[label]
        assert method.scores == score(four.panes[method.pane], truth)
    assert by_label(four)["Same"].scores == score(truth, truth)


def test_what_lies_on_the_grid_is_left_there(four: Comparison) -> None:
    for label in ("Method A", "Same"):
        method = by_label(four)[label]
        assert (method.alignment, method.distortion, method.aligned, method.note) == (None, None, "", "")


def test_a_displaced_result_is_aligned_and_reported(four: Comparison) -> None:
    method = by_label(four)["Shifted"]
    assert method.distortion is not None
    assert method.distortion.motion_px == pytest.approx(np.hypot(2, 3), abs=0.3)
    assert "displaced by 3.6 px" in method.note
    assert method.scores is not None
    assert four.scores[method.aligned].psnr > method.scores.psnr + 6


def test_a_result_of_another_size_is_aligned_and_reported(four: Comparison) -> None:
    method = by_label(four)["Half/size"]
    assert method.pane == "result-half-size"
    assert four.panes[method.pane].shape == (75, 100, 3)
    assert four.panes[method.aligned].shape == (150, 200, 3)
    assert method.distortion is not None
    assert method.distortion.canvas.scale_x == pytest.approx(0.5)
    assert method.note.startswith("It is 100×75, the photo 200×150")


def test_every_generator_has_its_own_report(four: Comparison) -> None:
    one, two = by_label(four)["One"], by_label(four)["Two"]
    assert (one.pane, one.aligned, two.pane, two.aligned) == (
        "generated",
        "aligned",
        "generated-two",
        "generated-two-aligned",
    )
    assert one.distortion is four.distortion
    assert two.distortion is not None
    assert two.distortion.motion_px != one.distortion.motion_px  # type: ignore[union-attr]
    assert one.source is not None
    assert two.source is not None
    assert (one.source.label, two.source.label) == ("One (upload)", "simulated")


def test_the_record_lists_methods_with_files_and_scores(four: Comparison) -> None:
    data = json.loads(json.dumps(comparison_json(four), allow_nan=False))
    assert [m["kind"] for m in data["methods"]][:2] == ["photo", "result"]
    shifted = data["methods"][3]
    assert (shifted["label"], shifted["file"]) == ("Shifted", "result-shifted.png")
    assert shifted["scores"] == data["scores"]["result-shifted"]
    assert shifted["aligned"] == {
        "file": "result-shifted-aligned.png",
        "scores": data["scores"]["result-shifted-aligned"],
    }
    assert shifted["distortion"]["same_scene"] is True
    assert data["methods"][2]["scores"]["psnr"] == "inf"
    assert StoredComparison.from_json(data).to_json() == data


def test_our_models_run_beside_results_where_asked(hazy: ImageArray, truth: ImageArray) -> None:
    found = compare(
        hazy,
        task="haze",
        truth=truth,
        results={"A": truth},
        run_models=True,
        generated=simulated_output(truth),
    )
    assert [m.kind for m in found.methods] == ["photo", "baseline", "guided", "result", "generated"]
    assert found.influence is not None
    named = compare(hazy, task="haze", results={"A": truth}, baseline="haze/dcp")
    assert [m.kind for m in named.methods] == ["photo", "baseline", "result"]
    without = compare(hazy, task="haze", run_models=False)
    assert [m.kind for m in without.methods] == ["photo"]


def test_a_crop_to_the_truth_crops_results_of_the_photos_size(hazy: ImageArray, truth: ImageArray) -> None:
    found = compare(hazy, task="haze", truth=truth[:149, :199], results={"A": truth})
    assert found.panes["result-a"].shape == (149, 199, 3)
    assert found.scores["result-a"].psnr == np.inf


def test_progress_only_rises_and_ends(hazy: ImageArray, truth: ImageArray) -> None:
    seen: list[float] = []
    compare(hazy, task="haze", results={"A": truth, "B": hazy}, progress=lambda f, _: seen.append(f))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert min(seen) < 0.1


@pytest.mark.parametrize(
    ("results", "error", "message"),
    [
        ([np.zeros((9, 9, 3), np.uint8)], InputError, "expected images by the names"),
        ({"": np.zeros((9, 9, 3), np.uint8)}, InputError, "expected a name"),
        ({3: np.zeros((9, 9, 3), np.uint8)}, InputError, "expected a name"),
        ({"a\nb": np.zeros((9, 9, 3), np.uint8)}, InputError, "printable"),
        ({"A": None}, ImageError, r"results\['A'\]"),
        ({"A": np.zeros((9, 9), np.float64)}, ImageError, r"results\['A'\]"),
    ],
)
def test_wrong_results_are_refused_in_words(
    hazy: ImageArray, results: object, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        compare(hazy, task="haze", results=results)  # type: ignore[arg-type]


def test_pane_names_are_for_files_and_all_different() -> None:
    labels = ["Method A", "method a", "方法", "A/../B", "x" * 200, "Method A aligned"]
    names = pane_names(labels, "result")
    assert len(set(names)) == len(names)
    assert all(name.isascii() and len(name) < 76 and "/" not in name for name in names)
    assert names[:2] == ["result-method-a", "result-method-a-2"]
    files = [f"{name}{end}" for name in names for end in ("", "-aligned", "-distortion")]
    assert len(set(files)) == len(files)


def test_a_generator_that_nobody_named_is_the_one_before(truth: ImageArray) -> None:
    assert generators_of(None) == generators_of([]) == []
    assert [g.label for g in generators_of(truth)] == ["Generated"]
    assert [g.pane for g in generators_of({"B": truth, "A": truth})] == ["generated", "generated-a"]
    with pytest.raises(InputError, match="got none"):
        generators_of({"A": []})
