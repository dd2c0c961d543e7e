"""The batch as HTML: a table with thumbnails, its summary, and the same numbers to take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from app import session_table
from app.protocols import chip
from app.rendering import reason, short_name
from app.typography import minus

_HINTS = {
    "invented": "Of what can be judged, the share whose content the photo contradicts",
    "judged": "Of the visible frame, the share that could be compared; the rest is neither right nor wrong",
    "influence": "How much of the difference between the generated image and the baseline the prior-guided result "
    "took over, at the median",
    "leaked": "How far the prior-guided result’s motion against the input lies from the baseline’s, which saw no "
    "prior, at the median",
}


def batch_table(
    rows: Sequence[Mapping[str, Any]],
    pictures: Mapping[str, Sequence[str]],
    *,
    sort: str = "gain",
    worst_first: bool = True,
    protocol: str = "rgb",
    kind: str = "all",
) -> str:
    """The batch with thumbnails (degraded, guided), sorted and cut down to one kind; `pictures` maps a result's id to
    data: addresses. A click on a heading sorts, again the other way round."""
    if not rows:
        return (
            "<p class='pg-empty' data-testid='batch'>No photos yet. Compare several on the first tab, or add the "
            "shipped examples.</p>"
        )
    columns, sort = session_table.columns_of(rows), session_table.sorted_by(rows, sort)
    shown = session_table.ordered(session_table.of_kind(rows, kind), sort, worst_first=worst_first)
    head = "".join(_heading(key, sort, worst_first) for key in columns)
    body = "".join(_row(row, columns, pictures.get(str(row.get("id")), ())) for row in shown)
    if not shown:
        body = f"<tr><td class='pg-words pg-none-of' colspan='{len(columns) + 3}'>None of the {len(rows)} photos.</td></tr>"
    scored = f"PSNR and SSIM against ground truth {chip(protocol)}" if "psnr" in columns else "Distortion"
    return (
        f"<div class='pg-batch-head'><p class='pg-lead'>{escape(minus(session_table.summary(rows)))}</p>{_export(shown, protocol)}</div>"
        "<div class='pg-scroll'><table class='pg-table pg-rows pg-batch' data-testid='batch'><caption>"
        f"{scored} <span class='pg-detail'>a name opens its photo, a heading sorts</span></caption>"
        f"<thead><tr><th scope='col'>Photo</th><th scope='col'>Task</th>{head}<th scope='col' class='pg-words'>Worth a look</th>"
        f"</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Mapping[str, Any], columns: Sequence[str], pictures: Sequence[str]) -> str:
    if row.get("error"):
        return (
            f"<tr class='pg-failed'><th scope='row'>{short_name(row)}</th>"
            f"<td class='pg-error' colspan='{len(columns) + 2}'>{reason(row)}</td></tr>"
        )
    images = "".join(f"<img alt='' src='{escape(p)}'>" for p in pictures)
    cells = "".join(
        f"<td>{minus(session_table.shown(key, session_table.number_of(row, key)))}</td>" for key in columns
    )
    return (
        f"<tr><th scope='row'><button type='button' data-result='{escape(row['id'])}'>{images}"
        f"{short_name(row)}</button></th><td>{escape(str(row['task']))}</td>{cells}"
        f"<td class='pg-words'>{escape('; '.join(row.get('flags') or ()))}</td></tr>"
    )


def _heading(key: str, sort: str, worst_first: bool) -> str:
    column = session_table.COLUMNS[key]
    falling = column.larger_is_worse == worst_first
    order = ("descending" if falling else "ascending") if key == sort else "none"
    arrow = (
        f"<span class='pg-arrow' aria-hidden='true'>{('↓' if falling else '↑') if key == sort else ''}</span>"
    )
    hint = f"{_HINTS[key]}. " if key in _HINTS else ""
    way = "best first" if key == sort and worst_first else "worst first"
    return (
        f"<th scope='col' aria-sort='{order}'><button type='button' data-sort='{key}' title='{escape(hint)}Sort, {way}'>"
        f"{escape(column.label)}{arrow}</button></th>"
    )


def _export(rows: Sequence[Mapping[str, Any]], protocol: str) -> str:
    """Links that hold the files themselves: what is saved is what is shown, in its order."""
    kinds = (
        ("CSV", "csv", "text/csv", session_table.as_csv),
        ("JSON", "json", "application/json", session_table.as_json),
    )
    links = " ".join(
        f"<a download='priorlens-batch.{suffix}' href='data:{kind};charset=utf-8,{quote(make(rows, protocol))}' "
        f"aria-label='Save the table as {label}'>{label}</a>"
        for label, suffix, kind, make in kinds
    )
    return f"<p class='pg-export' data-testid='batch-export'>Save the table: {links}</p>"
