"""Findings and scores of a result: which is nearer to ground truth, by how much, and what is change and no quality."""

from __future__ import annotations

import dataclasses
import re
from types import SimpleNamespace
from typing import Any

import pytest

from app.rendering.results import compared_scores, findings, protocol_note, score_heads, score_table
from restoration import MethodRecord, PaneScores, StoredComparison
from restoration.reporting.stored_records import AlignedRecord


def scored(psnr: float, ssim: float = 0.9) -> PaneScores:
    return PaneScores(psnr, ssim, "rgb")


def result(scores: dict[str, PaneScores], methods: tuple[MethodRecord, ...] = (), **more: Any) -> Any:
    stored = StoredComparison("haze", more.pop("against", "truth"), scores, {}, methods=methods, **more)
    panes = [{"name": name, "label": name.title()} for name in scores]
    return SimpleNamespace(comparison=stored, name="<photo>", viewer={"panes": panes})


def lead(of: Any) -> str:
    found = re.search('<p class="pg-lead">(.*?)</p>', findings(of))
    assert found is not None
    return re.sub("<[^>]*>", "", found[1])


@pytest.mark.parametrize(
    ("guided", "said"), [(21.5, "comes 1.5 dB closer to"), (17.0, "ends 3.0 dB farther from")]
)
def test_the_gain_over_the_baseline_has_its_sign_in_words(guided: float, said: str) -> None:
    scores = {"generated": scored(15), "baseline": scored(20), "guided": scored(guided)}
    text = lead(result(scores))
    assert f"the restoration {said} ground truth than the baseline: {guided:.2f} against 20.00 dB" in text
    assert "stands at 15.00 dB" in text


def test_without_a_guided_result_or_ground_truth_nothing_is_said_to_be_better() -> None:
    assert lead(result({"baseline": scored(20)})) == "The baseline reaches 20.00 dB against ground truth."
    assert "cannot be measured" in lead(result({"baseline": scored(20)}, against="input"))
    assert "No model of PriorLens was run" in lead(result({"degraded": scored(12)}))


def test_of_several_results_the_nearest_on_the_photos_grid_is_named() -> None:
    moved = MethodRecord(
        "result", "Moved <i>", "b.png", scored(18), aligned=AlignedRecord("b-aligned.png", scored(26))
    )
    still = MethodRecord("result", "Still", "a.png", scored(25))
    scores = {"a": scored(25), "b": scored(18), "b-aligned": scored(26)}
    assert "Of 2 results, Moved &lt;i&gt; is nearest to ground truth: 26.00 dB." in lead(
        result(scores, (still, moved))
    )
    assert (
        lead(result({"a": scored(25)}, (still,)))
        == "The result of Still reaches 25.00 dB against ground truth."
    )
    assert compared_scores(moved, scores) == scores["b-aligned"]
    assert compared_scores(moved, {"b": scored(18)}) == scored(18)
    assert compared_scores(still, {}) is None


def test_the_best_of_each_column_is_marked_and_the_input_never() -> None:
    table = score_table(
        result({"degraded": scored(30, 0.99), "baseline": scored(20, 0.8), "guided": scored(21, 0.7)}),
        {"degraded": scored(30, 0.99), "baseline": scored(20, 0.8), "guided": scored(21, 0.7)},
    )
    assert re.findall("<td class='pg-best'>([^<]*)", table) == ["0.8000", "21.00"]
    assert "Against ground truth" in table


def test_without_ground_truth_the_numbers_are_change_and_nothing_is_best() -> None:
    scores = {n: dataclasses.replace(scored(20), against="input") for n in ("degraded", "baseline")}
    table = score_table(result(scores, against="input"), scores)
    assert "Change from input (not quality)" in table
    assert "pg-best" not in table
    assert table.count("<tr><th scope='row'>") == 1
    assert "Likeness, SSIM" in score_heads(False)
    assert "PSNR, dB" in score_heads(True)


def test_the_protocol_is_that_of_the_scores() -> None:
    assert protocol_note({"a": PaneScores(1, 1, "y-crop4")}) == "y-crop4"
    assert protocol_note({}) == ""


def test_names_are_escaped() -> None:
    assert "<photo>" not in findings(result({"baseline": scored(20)}))
