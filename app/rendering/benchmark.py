"""A benchmark run as HTML: the table of its methods, and one of its images that a heading sorts and a name opens."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from app.protocols import chip
from app.typography import minus
from restoration import RunImage, RunOverview, RunScores

KINDS = (("All", "all"), ("Worst", "worst"), ("Best", "best"), ("Rank flips", "flips"), ("Most bent", "bent"))
FEW = 10
"""Images of the worst, best and most bent."""
_COLUMNS = (
    ("image", "Image", "In the order of names"),
    ("psnr", "PSNR, dB", "Of the method"),
    ("ssim", "SSIM", "Of the method"),
    ("gain", "Gain, dB", "PSNR over that of the other method"),
    ("moved", "Moved, px", "Median displacement of the generated image’s content"),
    ("bent", "Bent, px", "95th percentile of the displacement that remains after the global motion"),
)
SORTS = tuple(key for key, _, _ in _COLUMNS)


def method_summary(scores: RunScores) -> str:
    """The run in one line, and the means of its methods."""
    manifest, summary = scores.manifest, scores.summary()
    lead = f"{manifest.set}: {len(manifest.files)} images, {len(manifest.methods)} methods"
    against = (
        ""
        if summary["against"] == "truth"
        else " No ground truth: numbers are change from input, not quality."
    )
    simulated = "; ".join(m.name for m in manifest.methods if m.simulated)
    note = f" Simulated generator, not a real one: {simulated}." if simulated else ""
    tables = "".join(
        f"<table class='pg-table'><caption>{escape(table.title)} {chip(scores.protocol)}</caption><thead><tr>"
        + "".join(f"<th scope='col'>{escape(cell)}</th>" for cell in table.header)
        + "</tr></thead><tbody>"
        + "".join(
            f"<tr><th scope='row'>{escape(row[0])}</th>"
            + "".join(f"<td>{escape(minus(cell))}</td>" for cell in row[1:])
            + "</tr>"
            for row in table.rows
        )
        + "</tbody></table>"
        for table in scores.tables()
    )
    foot = f"Interval: {summary['interval']}. Test: {summary['test']}. Rank: mean over images, 1 is best."
    return (
        f"<p class='pg-lead' data-testid='run-lead'>{escape(lead)}.{escape(against + note)}</p>"
        f"<div class='pg-scroll' data-testid='run-methods'>{tables}</div><p class='pg-detail'>{escape(foot)}</p>"
    )


def chosen(overview: RunOverview, kind: str, sort: str, worst_first: bool) -> list[RunImage]:
    """The images of one kind, in the table's order."""
    few = {
        "worst": lambda: overview.ordered("psnr")[:FEW],
        "best": lambda: overview.ordered("psnr", worst_first=False)[:FEW],
        "flips": lambda: [row for row in overview.images if row.flipped],
        "bent": lambda: [row for row in overview.ordered("bent") if not math.isnan(row.bent)][:FEW],
    }
    kept = {row.image for row in few[kind]()} if kind in few else {row.image for row in overview.images}
    return [row for row in overview.ordered(sort, worst_first=worst_first) if row.image in kept]


def image_table(overview: RunOverview, rows: Sequence[RunImage], sort: str, worst_first: bool) -> str:
    """`rows` as `chosen` gives them."""
    head = "".join(_heading(key, label, hint, sort, worst_first) for key, label, hint in _COLUMNS)
    body = "".join(_row(row, overview) for row in rows)
    if not rows:
        body = f"<tr><td class='pg-words pg-none-of' colspan='8'>None of the {len(overview.images)} images.</td></tr>"
    flips = sum(row.flipped for row in overview.images)
    lead = (
        f"{overview.method} over {overview.over}: {flips} of {len(overview.images)} images stand in the other order "
        "than the means"
    )
    return (
        f"<p class='pg-lead'>{escape(lead)}.</p><div class='pg-scroll'><table class='pg-table pg-rows' "
        "data-testid='run-images'><caption>Images <span class='pg-detail'>a name opens it with all methods, a heading "
        f"sorts</span></caption><thead><tr>{head}<th scope='col' class='pg-words'>Best here</th></tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(row: RunImage, overview: RunOverview) -> str:
    cells = (
        _number(row.psnr, 2), _number(row.ssim, 3), _number(row.gain, 2, sign=True), _number(row.moved, 1), _number(row.bent, 1),
    )  # fmt: skip
    best = escape(row.best) + (" (other order than the means)" if row.flipped else "")
    return (
        f"<tr><th scope='row'><button type='button' data-image='{escape(row.image)}'>{escape(row.image)}</button></th>"
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + f"<td class='pg-words'>{best}</td></tr>"
    )


def _heading(key: str, label: str, hint: str, sort: str, worst_first: bool) -> str:
    falling = (key in ("bent", "moved")) == worst_first
    order = ("descending" if falling else "ascending") if key == sort else "none"
    arrow = (
        f"<span class='pg-arrow' aria-hidden='true'>{('↓' if falling else '↑') if key == sort else ''}</span>"
    )
    return (
        f"<th scope='col' aria-sort='{order}'><button type='button' data-sort='{key}' title='{escape(hint)}. Sort.'>"
        f"{label}{arrow}</button></th>"
    )


def _number(value: float, digits: int, *, sign: bool = False) -> str:
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return minus(f"{value:{'+' if sign else ''}.{digits}f}")
