"""A study's votes as CSV, its report as Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from restoration.spreadsheet import spreadsheet_text
from restoration.study.bradley_terry import FEWEST_RATERS, Estimate
from restoration.study.report import QuestionResult, RaterResult, Results, StudyReport
from restoration.study.votes import Vote

COLUMNS = ("vote", "rater", "trial", "image", "left", "right", "catch", "question", "answer", "preferred",
           "seconds", "created_utc", "counts")  # fmt: skip
ASKED = {"nicer": "Which is nicer to look at?", "truer": "Which is truer to the input?"}


def votes_csv(votes: Iterable[Vote]) -> str:
    """One row a stored answer. `preferred` is the method's name, empty for a tie; `counts` is 0 where the rater changed
    the answer later."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for v in votes:
        preferred = {"left": v.left, "right": v.right}.get(v.answer, "") if not v.catch else ""
        writer.writerow(
            [
                v.id,
                v.rater,
                v.position + 1,
                spreadsheet_text(v.image),
                spreadsheet_text(v.left),
                spreadsheet_text(v.right),
                int(v.catch),
                v.question,
                v.answer,
                spreadsheet_text(preferred),
                f"{v.seconds:.1f}",
                v.created,
                int(v.counts),
            ]
        )
    return out.getvalue()


def report_markdown(report: StudyReport) -> str:
    """The report as Markdown, with the tables that the page shows."""
    lines = [
        "# Blind study",
        "",
        f"{len(report.methods)} methods, {report.images} images, {len(report.raters)} raters who have answered. "
        "Scores are Bradley–Terry log odds (0 is the mean of the methods; a tie is half a win for each) with 95 % "
        "intervals. They speak of these images. Intervals of pairs are not corrected for the number of pairs.",
        "",
    ]
    if report.everyone.raters < FEWEST_RATERS:
        lines += [
            f"Fewer than {FEWEST_RATERS} raters: votes are taken as independent, so the intervals speak of these "
            "raters only.",
            "",
        ]
    if report.failed:
        lines += [
            f"{len(report.failed)} of {len(report.raters)} raters failed their catch trials ({', '.join(report.failed)}). "
            "First the results without them, at the end the results with them.",
            "",
        ]
    lines += _results(report.counted)
    lines += ["## Raters", "", *_raters(report.raters)]
    if report.failed:
        lines += ["# With the raters who failed catch trials", "", *_results(report.everyone)]
    return "\n".join(lines).rstrip() + "\n"


def more_votes_sentence(more: int | None, first: str, second: str) -> str:
    """How many more votes would tell two methods apart; 0: they are, None: more than can be estimated."""
    if more == 0:
        return "settled"
    if more is None:
        return f"cannot be judged: more than 100,000 votes would be needed to settle {first} against {second}"
    return f"about {_rounded(more):,} more votes would settle {first} against {second}"


def _rounded(count: int) -> int:
    """Two digits: the estimate is not better than that."""
    digits = max(0, len(str(count)) - 2)
    return -(-count // 10**digits) * 10**digits


def _results(results: Results) -> list[str]:
    lines: list[str] = []
    for question in results.questions:
        lines += [f"## {ASKED[question.question]}", "", *_question(question)]
    found = results.disagreement
    lines += ["## Where the two questions disagree", ""]
    if not found.pairs:
        return [*lines, "No votes yet.", ""]
    lines += [
        f"Of {found.pairs} pairs that were answered, {found.same} have the same answer to both questions, {found.one_tie} "
        f"a tie in one of them, and on {found.opposite} ({found.opposite / found.pairs:.0%}) one method is nicer and the "
        "other truer. "
        + (
            f"Kendall's tau between the two orders of methods: {found.rank_correlation:.2f}."
            if found.rank_correlation is not None
            else "The orders of methods cannot be compared."
        ),
        "",
    ]
    rows = [
        [
            d.method,
            f"{d.difference:+.2f}",
            "–" if d.low is None or d.high is None else f"{d.low:+.2f} to {d.high:+.2f}",
        ]
        for d in found.methods
    ]
    return [*lines, *_table(["method", "score nicer − score truer", "95 %"], rows), ""]


def _question(found: QuestionResult) -> list[str]:
    if not found.votes:
        return ["No votes yet.", ""]
    sides = found.left_share
    lines = [
        f"{found.votes} votes of {found.raters} raters, {found.ties} of them ties."
        + (f" Left was chosen in {_share(sides)} of the answers that are no tie." if sides else ""),
        "",
    ]
    rows = [[m.method, _score(m.score), str(m.votes), str(m.wins), str(m.ties)] for m in found.methods]
    lines += [*_table(["method", "score (95 %)", "votes", "wins", "ties"], rows), ""]
    pairs = [
        [
            f"{p.first} against {p.second}",
            _share(p.preference),
            f"{p.first_wins} : {p.second_wins} ({p.ties} tie{'' if p.ties == 1 else 's'})",
            more_votes_sentence(p.more_votes, p.first, p.second),
        ]
        for p in found.pairs
    ]
    return [
        *lines,
        *_table(["pair", "first is preferred (95 %)", "votes", "to settle it (votes on all pairs)"], pairs),
        "",
    ]


def _raters(raters: Sequence[RaterResult]) -> list[str]:
    if not raters:
        return ["Nobody has answered yet.", ""]
    rows = [
        [
            r.rater,
            str(r.trials),
            f"{r.catch_passed} of {r.catch_trials}" + ("" if r.passed else ", failed"),
            _percent(r.tie_share),
            _percent(r.agreement["nicer"]),
            _percent(r.agreement["truer"]),
            f"{r.median_seconds:.1f} s",
        ]
        for r in raters
    ]
    head = ["rater", "pairs", "catch trials passed", "ties", "agrees: nicer", "agrees: truer", "median time"]
    return [
        'A catch trial shows one picture twice; it is passed by answering "no difference" to both questions, and a rater '
        'passes with two thirds of them. "Agrees" is the share of answers (without ties) that name the method with the '
        "higher score by the votes of all others; 50 % is chance.",
        "",
        *_table(head, rows),
        "",
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    cells = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in row) + " |" for row in cells]


def _score(e: Estimate) -> str:
    return f"{e.value:+.2f} ({e.low:+.2f} to {e.high:+.2f})"


def _share(e: Estimate) -> str:
    return f"{e.value:.0%} ({e.low:.0%} to {e.high:.0%})"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
