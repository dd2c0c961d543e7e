"""The session's results as a batch: sorting, and the cases worth looking at."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

COLUMNS: dict[str, tuple[str, str]] = {
    "psnr": ("Guided PSNR, dB", "{:.2f}"),
    "ssim": ("Guided SSIM", "{:.4f}"),
    "gain": ("Gain over baseline, dB", "{:+.2f}"),
    "generated": ("Generated PSNR, dB", "{:.2f}"),
    "moved": ("Moved, px", "{:.1f}"),
    "invented": ("Invented, %", "{:.1f}"),
}
"""column → (label, how a value is printed). PSNR and SSIM are against ground truth, protocol RGB."""

WORST_FIRST = {
    "psnr": False,
    "ssim": False,
    "gain": False,
    "generated": False,
    "moved": True,
    "invented": True,
}
"""column → True where a larger value is worse."""


def numbers(data: Mapping[str, Any]) -> dict[str, float | None]:
    """The columns of one comparison.json; None where there is no ground truth or no generated image."""
    scores, report = data["scores"], data.get("distortion")
    found: dict[str, float | None] = dict.fromkeys(COLUMNS)
    if data["scored_against"] == "truth" and "guided" in scores:
        found["psnr"], found["ssim"] = _finite(scores["guided"]["psnr"]), _finite(scores["guided"]["ssim"])
        baseline = _finite(scores["baseline"]["psnr"])
        found["generated"] = _finite(scores["generated"]["psnr"])
        if found["psnr"] is not None and baseline is not None:
            found["gain"] = found["psnr"] - baseline
    if report and report["same_scene"]:
        found["moved"] = _finite(report["motion_px"])
        found["invented"] = 100 * float(report["fractions"]["invented"])
    return found


def flags(data: Mapping[str, Any]) -> list[str]:
    """What makes a photo worth a look: rank flips, a guided result that loses, another scene."""
    found = []
    scores, report = data["scores"], data.get("distortion")
    if data["scored_against"] == "truth" and "guided" in scores:
        by_psnr, by_ssim = (_order(scores, key) for key in ("psnr", "ssim"))
        if by_psnr[0] != by_ssim[0]:
            found.append(f"PSNR prefers {by_psnr[0]}, SSIM {by_ssim[0]}")
        if _value(scores, "guided", "psnr") < _value(scores, "baseline", "psnr"):
            found.append("guided loses to the baseline")
        if _value(scores, "guided", "psnr") < _value(scores, "aligned", "psnr"):
            found.append("guided loses to the aligned generated image")
    if report and not report["same_scene"]:
        found.append("not the same scene")
    return found


def ordered(rows: Sequence[Row], column: str, *, worst_first: bool) -> list[Row]:
    """`rows` by one column; rows without a value come last, in their own order."""
    known = [r for r in rows if r.get("numbers", {}).get(column) is not None]
    unknown = [r for r in rows if r.get("numbers", {}).get(column) is None]
    larger_first = WORST_FIRST[column] == worst_first
    return sorted(known, key=lambda r: r["numbers"][column], reverse=larger_first) + unknown


def summary(rows: Sequence[Row]) -> str:
    """One sentence over the whole batch."""
    gains = [r["numbers"]["gain"] for r in rows if r.get("numbers", {}).get("gain") is not None]
    flagged = sum(bool(r.get("flags")) for r in rows)
    parts = [f"{len(rows)} photo{'s' if len(rows) != 1 else ''}"]
    if gains:
        mean = sum(gains) / len(gains)
        better = sum(g > 0 for g in gains)
        parts.append(f"guided beats the baseline on {better} of {len(gains)}, by {mean:+.1f} dB on average")
    if flagged:
        parts.append(f"{flagged} worth a look")
    return "; ".join(parts) + "."


def _order(scores: Mapping[str, Any], key: str) -> list[str]:
    panes = [p for p in ("generated", "aligned", "baseline", "guided") if p in scores]
    return sorted(panes, key=lambda p: _value(scores, p, key), reverse=True)


def _value(scores: Mapping[str, Any], pane: str, key: str) -> float:
    value = scores.get(pane, {}).get(key)
    return -math.inf if value is None else float(value)


def _finite(value: Any) -> float | None:
    number = math.nan if value is None else float(value)
    return number if math.isfinite(number) else None
