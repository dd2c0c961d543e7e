"""The operator's page of a study: report and votes, made again only after another vote."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from app import study_results
from app.study_results import StudyResults, _plot
from restoration import Study, open_study
from tests.restoration.study.conftest import METHODS, write_study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return open_study(write_study(tmp_path / "rated"), trials=4, seed=1)


def test_the_files_and_their_kinds(study: Study) -> None:
    results = StudyResults(study)
    page, kind = results.file("")  # type: ignore[misc]
    assert kind == "text/html"
    assert "Which is nicer to look at?" in page
    report, kind = results.file("report.md")  # type: ignore[misc]
    assert kind == "text/markdown"
    assert f"{len(METHODS)} methods, " in report
    assert "questions" in json.dumps(json.loads(results.file("report.json")[0]))  # type: ignore[index]
    assert results.file("votes.csv")[0].startswith("vote,rater,")  # type: ignore[index]
    assert results.file("study.sqlite3") is None


def test_the_report_is_made_again_only_after_another_vote(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    real = study_results.study_report
    monkeypatch.setattr(study_results, "study_report", lambda store: made.append(1) or real(store))
    results = StudyResults(study)
    results.file("report.md")
    results.file("report.json")
    assert len(made) == 1
    monkeypatch.setattr(study.store, "count_votes", lambda: 99)
    results.file("")
    assert len(made) == 2


def method(low: float, value: float, high: float) -> SimpleNamespace:
    return SimpleNamespace(score=SimpleNamespace(low=low, value=value, high=high))


def test_nought_is_the_middle_of_the_axis_and_long_intervals_are_cut() -> None:
    plot = _plot([method(-2, 0, 2), method(1, 1, 1)])
    assert plot["reach"] == "2.0"
    assert [row[1:] for row in plot["rows"]] == [(0.0, 50.0, 100.0), (75.0, 75.0, 75.0)]
    assert _plot([method(-50, 2.5, 50)])["rows"][0][1:] == (0.0, 75.0, 100.0)
    assert _plot([method(-0.1, 0, 0.1)])["reach"] == "1.0", "no axis is shorter"
