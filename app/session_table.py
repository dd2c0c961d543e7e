"""The table of the session's results: sorting, unusual cases, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from restoration import PaneScores, StoredComparison, StoredDistortion, spreadsheet_text

Row = Mapping[str, Any]
Scored = Mapping[str, PaneScores]


class Column(NamedTuple):
    label: str
    form: str
    """How a value is printed on the page."""
    field: str
    """Its name in CSV and JSON, unit included."""
    larger_is_worse: bool


COLUMNS = {
    "psnr": Column("Guided PSNR, dB", "{:.2f}", "guided_psnr_db", False),
    "ssim": Column("Guided SSIM", "{:.4f}", "guided_ssim", False),
    "gain": Column("Gain over baseline, dB", "{:+.2f}", "gain_db", False),
    "generated": Column("Generated PSNR, dB", "{:.2f}", "generated_psnr_db", False),
    "moved": Column("Moved, px", "{:.1f}", "moved_px", True),
    "invented": Column("Hallucinated, %", "{:.1f}", "invented_percent", True),
    "judged": Column("Judged, %", "{:.0f}", "judged_percent", False),
    "influence": Column("Prior’s influence, %", "{:.0f}", "prior_influence_percent", True),
    "leaked": Column("Leaked geometry, px", "{:.2f}", "leaked_geometry_px", True),
}
"""PSNR and SSIM are against ground truth. Influence: how much of the difference between
generated image and baseline the guided result took over, at the median. Leaked geometry: how far the guided
result's motion against the input lies from the baseline's, at the median, in input pixels."""


_FLIP, _LOSES = "PSNR prefers", "guided loses"
KINDS: dict[str, tuple[str, Callable[[Row], bool]]] = {
    "all": ("All", lambda row: True),
    "look": ("Worth a look", lambda row: bool(row.get("flags"))),
    "flip": ("PSNR and SSIM disagree", lambda row: _flagged(row, _FLIP)),
    "loses": ("Guided loses", lambda row: _flagged(row, _LOSES)),
    "failed": ("Failed", lambda row: bool(row.get("error"))),
}
"""Which photos the table can be cut down to: kind → (label, whether a row is one)."""


_MUCH_HALLUCINATED = 0.05
_MUCH_MOVED = 0.03
"""Share of the diagonal."""
_WITHOUT_TRUTH = ("moved", "invented")
"""What a batch is sorted and plotted by where no photo has ground truth."""


def columns_of(rows: Sequence[Row]) -> list[str]:
    """Columns that some photo has a number for; all where none has any."""
    known = [key for key in COLUMNS if any(number_of(row, key) is not None for row in rows)]
    return known or list(COLUMNS)


def sorted_by(rows: Sequence[Row], column: str) -> str:
    """The column to sort by: `column`, or distortion where no photo has a number for it."""
    known = columns_of(rows)
    return column if column in known else next((key for key in _WITHOUT_TRUTH if key in known), known[0])


def axes(rows: Sequence[Row], across: str, up: str) -> tuple[str, str]:
    """Columns to plot: those chosen, or distortion where no photo has a number for one of them."""
    known = columns_of(rows)
    if {across, up} <= set(known):
        return across, up
    found = [key for key in (*_WITHOUT_TRUTH, *known) if key in known]
    across = across if across in known else found[0]
    return across, next((key for key in found if key != across), across)


def of_kind(rows: Sequence[Row], kind: str) -> list[Row]:
    return [row for row in rows if KINDS[kind][1](row)]


def _flagged(row: Row, start: str) -> bool:
    return any(str(flag).startswith(start) for flag in row.get("flags") or ())


def numbers(data: StoredComparison, scores: Scored | None = None) -> dict[str, float | None]:
    """The columns of one comparison, `scores` if not its own; None where there is no ground truth, no generated image
    or no prior-guided result to measure."""
    scores, report, influence = scores or data.scores, data.distortion, data.influence
    found: dict[str, float | None] = dict.fromkeys(COLUMNS)
    if data.has_truth and {"guided", "baseline"} <= set(scores):
        found["psnr"], found["ssim"] = _finite(scores["guided"].psnr), _finite(scores["guided"].ssim)
        baseline = _finite(scores["baseline"].psnr)
        found["generated"] = _finite(scores["generated"].psnr)
        if found["psnr"] is not None and baseline is not None:
            found["gain"] = found["psnr"] - baseline
    if report:
        found["judged"] = 100 * report.judged
        if report.same_scene and not report.reason:
            found["moved"] = _finite(report.motion_px)
            found["invented"] = 100 * float(report.fractions["invented"])
    if influence:
        taken = _finite(influence.taken)
        # Noise can put a share a little below 0: nothing was taken over.
        found["influence"] = None if taken is None else 100 * max(taken, 0.0)
        found["leaked"] = _finite(influence.leak.excess_px)
    return found


def flags(data: StoredComparison, scores: Scored | None = None) -> list[str]:
    """Why a photo is unusual: another order of methods, a guided result that is worse or has the generated image's bend, another scene."""
    found = []
    scores, report = scores or data.scores, data.distortion
    if data.has_truth and {"guided", "baseline"} <= set(scores):
        by_psnr, by_ssim = (_order(scores, key) for key in ("psnr", "ssim"))
        if by_psnr[0] != by_ssim[0]:
            found.append(f"{_FLIP} {by_psnr[0]}, SSIM {by_ssim[0]}")
        if _value(scores, "guided", "psnr") < _value(scores, "baseline", "psnr"):
            found.append(f"{_LOSES} to the baseline")
        if _value(scores, "guided", "psnr") < _value(scores, "aligned", "psnr"):
            found.append(f"{_LOSES} to the aligned generated image")
    if data.influence and data.influence.leak.level in ("clear", "severe"):
        found.append(f"geometry leaked: {data.influence.leak.level}")
    if report and (report.reason or not report.same_scene):
        found.append("distortion cannot be judged")
    elif report and not data.has_truth:
        found += _bent(report)
    return found


def _bent(report: StoredDistortion) -> list[str]:
    """Without ground truth: distortion that is large for a redraw."""
    found = []
    if report.fractions["invented"] >= _MUCH_HALLUCINATED:
        found.append(f"hallucinated {100 * report.fractions['invented']:.0f} % of the frame")
    width, height = getattr(getattr(report, "canvas", None), "reference_size", None) or (0, 0)
    diagonal = math.hypot(width, height)
    if diagonal and report.motion_px >= _MUCH_MOVED * diagonal:
        found.append(f"moved {100 * report.motion_px / diagonal:.1f} % of the diagonal")
    return found


def shown(column: str, value: float | None) -> str:
    """`value` as its column prints it, a dash where there is none."""
    return "–" if value is None else COLUMNS[column].form.format(value)


def number_of(row: Row, column: str) -> float | None:
    """None for photos that failed and for rows that an older page kept without this column."""
    value: float | None = (row.get("numbers") or {}).get(column)
    return value


def ordered(rows: Sequence[Row], column: str, *, worst_first: bool) -> list[Row]:
    """`rows` by one column; rows without a value come last, in their own order."""
    known = [(value, r) for r in rows if (value := number_of(r, column)) is not None]
    unknown = [r for r in rows if number_of(r, column) is None]
    larger_first = COLUMNS[column].larger_is_worse == worst_first
    return [r for _, r in sorted(known, key=lambda pair: pair[0], reverse=larger_first)] + unknown


def summary(rows: Sequence[Row]) -> str:
    """One sentence over the whole batch."""
    gains = [gain for r in rows if (gain := number_of(r, "gain")) is not None]
    flagged = sum(bool(r.get("flags")) for r in rows)
    failed = sum(bool(r.get("error")) for r in rows)
    parts = [f"{len(rows)} photo{'s' if len(rows) != 1 else ''}"]
    if failed:
        parts.append(f"{failed} failed")
    moved = sorted(m for r in rows if (m := number_of(r, "moved")) is not None)
    if moved and not gains:
        unknown = "" if any(r.get("truth") for r in rows) else "no ground truth: "
        parts.append(f"{unknown}content moved by {moved[len(moved) // 2]:.1f} px in the middle photo")
    if gains:
        mean = sum(gains) / len(gains)
        better = sum(g > 0 for g in gains)
        parts.append(f"guided beats the baseline on {better} of {len(gains)}, by {mean:+.1f} dB on average")
    if flagged:
        parts.append(f"{flagged} worth a look")
    return "; ".join(parts) + "."


def records(rows: Sequence[Row], protocol: str = "rgb") -> list[dict[str, Any]]:
    """`rows` as flat records, JSON-safe, numbers unrounded and None where there is none."""
    return [
        {"photo": r["name"], "task": r.get("task"), "state": "failed" if r.get("error") else "done"}
        | {"protocol": protocol}
        | {column.field: number_of(r, key) for key, column in COLUMNS.items()}
        | {"worth_a_look": list(r.get("flags") or ()), "error": r.get("error")}
        for r in rows
    ]


def as_json(rows: Sequence[Row], protocol: str = "rgb") -> str:
    photos = records(rows, protocol)
    return json.dumps({"protocol": protocol, "photos": photos}, ensure_ascii=False, indent=1)


def as_csv(rows: Sequence[Row], protocol: str = "rgb") -> str:
    """The same records, one line each under a header; what is not known is empty."""
    found = [
        {field: _cell(value) for field, value in (r | {"worth_a_look": "; ".join(r["worth_a_look"])}).items()}
        for r in records(rows, protocol)
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(found[0]) if found else [])
    writer.writeheader()
    writer.writerows(found)
    return out.getvalue()


def _cell(value: Any) -> Any:
    return spreadsheet_text(value) if isinstance(value, str) else value


def _order(scores: Scored, key: str) -> list[str]:
    panes = [p for p in ("generated", "aligned", "baseline", "guided") if p in scores]
    return sorted(panes, key=lambda p: _value(scores, p, key), reverse=True)


def _value(scores: Scored, pane: str, key: str) -> float:
    value = float(getattr(scores[pane], key)) if pane in scores else math.nan
    return -math.inf if math.isnan(value) else value


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
