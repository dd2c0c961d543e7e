"""The score table of a benchmark run, above the photos that were taken from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.review.sources import Case
from restoration import RunScores, read_stored_comparison


def run_text(run: RunScores, folders: Sequence[Path], cases: Sequence[Case], blind: bool) -> dict[str, Any]:
    """For the template. A blind file has its letters instead of names, and neither the set's name nor methods that no
    photo shows."""
    names = _letters(folders, cases) if blind else None
    summary = run.summary()
    simulated = [m["name"] for m in summary["methods"] if m["simulated"]]
    return {
        "title": f"all {summary['images']} images" + ("" if blind else f" of {summary['set']}"),
        "protocol": run.protocol,
        "against": "ground truth" if summary["against"] == "truth" else "the input: change, not quality",
        "tables": run.tables(names),
        "note": f"Interval: {summary['interval']}. Test: {summary['test']}. Rank: mean over images, 1 is best.",
        "simulated": ""
        if blind or not simulated
        else f"Simulated generator, not a real one: {'; '.join(simulated)}.",
    }


def _letters(folders: Sequence[Path], cases: Sequence[Case]) -> dict[str, str]:
    """Label of a method in its comparison → letter."""
    found: dict[str, str] = {}
    for folder, case in zip(folders, cases, strict=True):
        label = {m.pane: m.label for m in read_stored_comparison(folder).methods}
        found |= {label[pane]: letter for letter, pane in case.panes.items()}
        found[label["degraded"]] = "Input"
    return found
