"""What the operator sees of a study while it runs: the report as a page, as Markdown and JSON, and the votes as CSV."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import jinja2

from restoration import Study, StudyReport, more_votes_sentence, report_markdown, study_report, votes_csv

_TEMPLATE = Path(__file__).with_name("study") / "results.html"
_QUESTIONS = {"nicer": "Which is nicer to look at?", "truer": "Which is truer to the input?"}
_WIDEST = 5.0
"""Log odds at the ends of the axis at most; beyond it intervals are cut."""


class StudyResults:
    def __init__(self, study: Study) -> None:
        self._study = study
        self._lock = threading.Lock()
        self._known: tuple[int, StudyReport] | None = None
        environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        environment.filters |= {"percent": _percent, "signed": "{:+.2f}".format}
        self._template = environment.from_string(_TEMPLATE.read_text("utf-8"))

    def file(self, name: str) -> tuple[str, str] | None:
        """(content, media type) of "" (the page), "votes.csv", "report.md" or "report.json"."""
        if name == "votes.csv":
            return votes_csv(self._study.votes()), "text/csv"
        report = self._report()
        if name == "report.md":
            return report_markdown(report), "text/markdown"
        if name == "report.json":
            return json.dumps(report.to_dict(), indent=1, ensure_ascii=False), "application/json"
        return (self._page(report), "text/html") if not name else None

    def _report(self) -> StudyReport:
        with self._lock:  # one at a time: it takes a second where there are many methods
            votes = self._study.store.count_votes()
            if self._known is None or self._known[0] != votes:
                self._known = votes, study_report(self._study.store)
            return self._known[1]

    def _page(self, report: StudyReport) -> str:
        groups = [("", report.counted)]
        if report.failed:
            groups.append(("With the raters who failed catch trials", report.everyone))
        return self._template.render(
            report=report,
            groups=groups,
            asked=_QUESTIONS,
            notes=self._study.notes,
            power=more_votes_sentence,
            plot=_plot,
        )


def _plot(methods: Any) -> dict[str, Any]:
    """Places (0 to 100) of scores and interval ends on one axis around 0."""
    ends = [abs(end) for m in methods for end in (m.score.low, m.score.high)]
    reach = min(_WIDEST, max([1.0, *ends]))

    def at(value: float) -> float:
        return round(50 + 50 * max(-1.0, min(1.0, value / reach)), 2)

    rows = [(m, at(m.score.low), at(m.score.value), at(m.score.high)) for m in methods]
    return {"reach": f"{reach:.1f}", "rows": rows}


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
