"""Whose report is shown, and what it is called."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from app.results import Result
from app.sources import PRIOR, as_source, label_of, note_of, reported, source_of
from restoration import GeneratedRecord, MethodRecord, StoredComparison


def method(kind: Any, pane: str, report: Any = None, **more: Any) -> MethodRecord:
    return MethodRecord(kind, pane.title(), f"{pane}.png", distortion=report, **more)


def result(*methods: MethodRecord) -> Result:
    comparison = StoredComparison(
        task="haze", scored_against="input", models={}, scores={}, methods=methods, distortion=OF_PRIOR
    )
    return Result("r", "photo", Path(), "", comparison, {})


OF_PRIOR: Any = SimpleNamespace(of="prior")
OF_RESULT: Any = SimpleNamespace(of="result")
OF_OTHER: Any = SimpleNamespace(of="other")
NANO = GeneratedRecord(label="Nano (upload)", source="upload")
ALL = result(
    method("photo", "degraded"),
    method("result", "result-b", OF_RESULT, note="was enlarged"),
    method("generated", "generated-nano", OF_OTHER, source=NANO, note="another canvas"),
    method("generated", PRIOR, OF_PRIOR, note="of the prior"),
)


def test_the_prior_comes_first_and_what_has_no_report_is_left_out() -> None:
    assert [m.pane for m in reported(ALL)] == [PRIOR, "result-b", "generated-nano"]
    assert reported(result(method("photo", "degraded"))) == []


def test_an_unknown_image_gives_way_to_the_first_with_a_report() -> None:
    assert source_of(ALL, "generated-nano") == "generated-nano"
    assert source_of(ALL, "../../etc") == PRIOR
    assert source_of(ALL, None) == PRIOR
    without_prior = result(method("result", "result-b", OF_RESULT))
    assert source_of(without_prior, PRIOR) == "result-b"
    assert source_of(result(), "x") == PRIOR


def test_the_result_is_shown_as_if_that_image_were_the_prior() -> None:
    other = as_source(ALL, "generated-nano")
    assert other.comparison.distortion is OF_OTHER
    assert other.comparison.provenance is not None
    assert other.comparison.provenance.generated is NANO
    assert (other.comparison.influence, other.comparison.spread) == (None, None)
    assert ALL.comparison.distortion is OF_PRIOR, "the stored result stays as it is"
    assert as_source(ALL, PRIOR) is ALL


def test_it_is_named_after_its_kind_and_source() -> None:
    assert label_of(ALL, "generated-nano") == "generated image: Nano (upload)"
    assert label_of(ALL, "result-b") == "result of another method: Result-B"
    assert label_of(ALL, PRIOR).startswith("generated image: ")
    assert [note_of(ALL, pane) for pane in ("result-b", "generated-nano", PRIOR)] == [
        "was enlarged",
        "another canvas",
        "",
    ]
