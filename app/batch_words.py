"""The batch as HTML: a table with thumbnails, its summary, and the same numbers to take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from app import batch
from app.typography import minus
from app.words import reason, short_name

_HINTS = {
    "influence": "How much of the difference between the generated image and the baseline the prior-guided result "
    "took over, at the median",
    "leaked": "How far the prior-guided result’s motion against the input lies from the baseline’s, which saw no "
    "prior, at the median",
}


def batch_table(rows: Sequence[Mapping[str, Any]], pictures: Mapping[str, Sequence[str]]) -> str:
    """The batch with thumbnails (degraded, guided); `pictures` maps a result's id to data: addresses."""
    if not rows:
        return (
            "<p class='pg-empty' data-testid='batch'>No photos yet. Compare several on the first tab, or add the "
            "shipped examples.</p>"
        )
    head = "".join(f"<th scope='col'>{_heading(key)}</th>" for key in batch.COLUMNS)
    body = "".join(_row(row, pictures.get(str(row.get("id")), ())) for row in rows)
    return (
        f"<div class='pg-batch-head'><p class='pg-lead'>{escape(minus(batch.summary(rows)))}</p>{_export(rows)}</div>"
        "<div class='pg-scroll'><table class='pg-table pg-rows pg-batch' data-testid='batch'><caption>PSNR and SSIM "
        "against ground truth, RGB <span class='pg-detail'>a click opens the photo</span></caption><thead><tr>"
        f"<th scope='col'>Photo</th><th scope='col'>Task</th>{head}<th scope='col' class='pg-words'>Worth a look</th>"
        f"</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Mapping[str, Any], pictures: Sequence[str]) -> str:
    if row.get("error"):
        return (
            f"<tr class='pg-failed'><th scope='row'>{short_name(row)}</th>"
            f"<td class='pg-error' colspan='{len(batch.COLUMNS) + 2}'>{reason(row)}</td></tr>"
        )
    images = "".join(f"<img alt='' src='{escape(p)}'>" for p in pictures)
    cells = "".join(f"<td>{minus(batch.shown(key, batch.number_of(row, key)))}</td>" for key in batch.COLUMNS)
    return (
        f"<tr><th scope='row'><button type='button' data-result='{escape(row['id'])}'>{images}"
        f"{short_name(row)}</button></th><td>{escape(str(row['task']))}</td>{cells}"
        f"<td class='pg-words'>{escape('; '.join(row.get('flags') or ()))}</td></tr>"
    )


def _heading(key: str) -> str:
    label = escape(batch.COLUMNS[key].label)
    return f"<abbr title='{escape(_HINTS[key])}'>{label}</abbr>" if key in _HINTS else label


def _export(rows: Sequence[Mapping[str, Any]]) -> str:
    """Links that hold the files themselves: what is saved is what is shown, in its order."""
    kinds = (("CSV", "csv", "text/csv", batch.as_csv), ("JSON", "json", "application/json", batch.as_json))
    links = " ".join(
        f"<a download='priorlens-batch.{suffix}' href='data:{kind};charset=utf-8,{quote(make(rows))}' "
        f"aria-label='Save the table as {label}'>{label}</a>"
        for label, suffix, kind, make in kinds
    )
    return f"<p class='pg-export' data-testid='batch-export'>Save the table: {links}</p>"
