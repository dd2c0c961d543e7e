"""The photos of a visitor as rows: what is kept of a result in the browser, and the list of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from app import session_table
from app.protocols import chip
from app.rendering.influence import percent
from app.rendering.numbers import Scored, decibels
from app.rendering.results import compared_scores
from app.results import Result
from app.typography import minus
from restoration import (
    TASKS,
)


def row_table(rows: Sequence[dict[str, Any]], current: str | None, protocol: str = "rgb") -> str:
    """The session's photos, one row each, their numbers made under `protocol`; a row's button opens it."""
    if not rows:
        return ""
    columns = [k for k in _ROW_COLUMNS if k in ("task", "state") or any(r.get(k) for r in rows)]
    head = "".join(f"<th scope='col'>{h}</th>" for h in ("Photo", *(_ROW_COLUMNS[k] for k in columns)))
    return (
        f'<div class="pg-scroll pg-some" tabindex="0" role="group" aria-label="Your photos"><table class="pg-table pg-rows" data-testid="rows"><caption>Your photos '
        f'<span class="pg-detail">{len(rows)} · PSNR in dB where there is ground truth</span> {chip(protocol)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(_row(r, current, columns) for r in rows)}</tbody></table></div>"
    )


_ROW_COLUMNS = {
    "task": "Task",
    "baseline": "Baseline",
    "guided": "Guided",
    "gain": "Gain, dB",
    "result": "Best result",
    "moved": "Moved, px",
    "invented": "Hallucinated",
    "judged": "Judged",
    "state": "State",
}


def _row(row: dict[str, Any], current: str | None, columns: Sequence[str]) -> str:
    if row.get("error"):
        return (
            f"<tr class='pg-failed'><th scope='row'>{short_name(row)}</th>"
            f"<td colspan='{len(columns)}' class='pg-error'>{reason(row)}</td></tr>"
        )
    chosen = " aria-current='true'" if row["id"] == current else ""
    cells = "".join(f"<td>{escape(minus(str(row.get(k, '–'))))}</td>" for k in columns)
    return (
        f"<tr{chosen}><th scope='row'><button type='button' data-result='{escape(row['id'])}'>{short_name(row)}</button></th>"
        f"{cells}</tr>"
    )


def short_name(row: Mapping[str, Any]) -> str:
    """A photo's name, cut by the page where it is long; whole in its tooltip."""
    name = escape(str(row["name"]))
    return f"<span class='pg-name' title='{name}'>{name}</span>"


def reason(row: Mapping[str, Any]) -> str:
    """Why a photo failed, without its name, which stands beside it."""
    text = str(row["error"]).removeprefix(f"{row['name']}: ")
    return f"<span>{escape(f'Failed: {text}')}</span>"


def row_of(result: Result, scores: Scored | None = None) -> dict[str, Any]:
    """One row of `row_table`: plain strings, kept in the session. `scores` if not its own."""
    data = result.comparison
    scores, report = scores or data.scores, data.distortion
    row: dict[str, Any] = {
        "id": result.id,
        "name": result.name,
        "task": TASKS[data.task].label,
        "state": "done",
    }
    row |= {
        "numbers": session_table.numbers(data, scores),
        "flags": session_table.flags(data, scores),
        "truth": data.has_truth,
    }
    if data.has_truth:
        if "baseline" in scores:
            row["baseline"] = decibels(scores["baseline"].psnr)
        results = [s.psnr for m in data.methods if m.kind == "result" and (s := compared_scores(m, scores))]
        if results:
            row["result"] = decibels(max(results))
        if "guided" in scores and "baseline" in scores:
            row["guided"] = decibels(scores["guided"].psnr)
            row["gain"] = f"{scores['guided'].psnr - scores['baseline'].psnr:+.1f}"
    if report:
        known = report.same_scene and not report.reason
        row["moved"] = f"{report.motion_px:.1f}" if known else "cannot be judged"
        row["invented"] = f"{100 * report.fractions['invented']:.1f} %" if known else "–"
        row["judged"] = percent(report.judged)
    return row
