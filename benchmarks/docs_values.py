"""Figures that several pages quote, computed from the results files: one measurement, one value."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np

RESULTS = Path(__file__).parent / "results"


def values(folder: Path = RESULTS) -> Mapping[str, float]:
    """name → value of everything that a record may refer to as "{NAME:FORMAT}"."""
    return _prior_value(folder / "pages" / "prior-value-networks.csv")


def _prior_value(file: Path) -> dict[str, float]:
    """Of the table of every network and set (`benchmarks.prior_value`)."""
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
    alone, gain = (np.array([float(row[key]) for row in rows]) for key in ("alone", "gain"))
    images = [int(row["images"]) for row in rows]
    found = {
        "rows": len(rows),
        "methods": len({row["model"] for row in rows}),
        "sets": len({row["set"] for row in rows}),
        "images": sum(images),
        "fewest": min(images),
        "most": max(images),
        "gain": float(gain.mean()),
        "least": float(gain.min()),
        "most_gained": float(gain.max()),
        "weak": float(gain[alone < 20].mean()),
        "weak_rows": int((alone < 20).sum()),
        "strong": float(gain[alone > 28].mean()),
        "strong_rows": int((alone > 28).sum()),
        "slope": float(np.polyfit(alone, gain, 1)[0]),
        "above_aligned": sum(float(row["+prior 1"]) > float(row["aligned"]) for row in rows),
    }
    for column, strength in (
        ("+prior 0.5", "half"),
        ("+prior 2", "double"),
        ("+prior unrelated", "unrelated"),
    ):
        found[f"gain_{strength}"] = float(np.mean([float(row[column]) for row in rows] - alone))
        found[f"least_{strength}"] = float(np.min([float(row[column]) for row in rows] - alone))
    return {f"prior_value.{name}": value for name, value in found.items()}
