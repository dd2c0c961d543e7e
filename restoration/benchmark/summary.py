"""One table a protocol: mean, interval, rank, wins and paired difference of every method, as JSON, Markdown and LaTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from restoration.benchmark import statistics
from restoration.benchmark.runs import Manifest
from restoration.errors import InputError, printable
from restoration.latex import escape as latex
from restoration.records import json_safe

if TYPE_CHECKING:
    import pandas as pd

_METRICS = ("psnr", "ssim")
TITLES = {"psnr": "PSNR, dB", "ssim": "SSIM"}
_DIGITS = {"psnr": 2, "ssim": 4}


HEADER = ("method", "n", "mean", "95 % interval", "rank", "wins", "difference to {reference}", "p (Holm)")
"""Of `summary_cells`."""


def summary_json(table: pd.DataFrame, manifest: Manifest, reference: str | None = None) -> dict[str, Any]:
    """JSON-safe. Rows in the manifest's order of methods. Raises InputError for a reference that is not in the table."""
    methods = [m for m in manifest.methods if (table["method"] == m.name).any()]
    names = [m.name for m in methods]
    reference = reference or next((m.name for m in methods if m.kind == "baseline"), names[0])
    if reference not in names:
        raise InputError(f"--reference {printable(reference)}: expected one of {', '.join(names)}.")
    protocols = {}
    for protocol in dict.fromkeys(table["protocol"]):
        part = table[table["protocol"] == protocol]
        protocols[protocol] = {metric: _metric_rows(part, metric, names, reference) for metric in _METRICS}
    return json_safe(
        {
            "schema": manifest.schema,
            "set": manifest.set,
            "images": len(manifest.files),
            "against": str(table["against"].iloc[0]),
            "reference": reference,
            "interval": statistics.INTERVAL,
            "test": statistics.TEST,
            "methods": [
                {
                    "name": m.name,
                    "kind": m.kind,
                    "model": m.model,
                    "generator": m.generator,
                    "simulated": m.simulated,
                }
                for m in methods
            ],
            "models": {name: dict(facts) for name, facts in manifest.models.items()},
            "protocols": protocols,
        }
    )


def _metric_rows(part: pd.DataFrame, metric: str, names: list[str], reference: str) -> list[dict[str, Any]]:
    wide = part.pivot(index="image", columns="method", values=metric).reindex(columns=names)
    return statistics.summarise(wide.to_numpy(np.float64), names, reference)


def summary_markdown(summary: dict[str, Any]) -> str:
    """The table as GitHub Markdown, one section a protocol and metric."""
    lines = [f"# {summary['set']}: {summary['images']} images", ""]
    if summary["against"] == "input":
        lines += ["No ground truth: the numbers are change from input, not quality.", ""]
    simulated = [m["name"] for m in summary["methods"] if m["simulated"]]
    if simulated:
        lines += [f"Simulated generator, not a real one: {', '.join(simulated)}.", ""]
    for protocol, found in summary["protocols"].items():
        for metric, rows in found.items():
            lines += [
                f"## {TITLES[metric]}, protocol {protocol}",
                "",
                "| " + " | ".join(HEADER).format(reference=summary["reference"]) + " |",
                "|---|---|---|---|---|---|---|---|",
            ]
            lines += ["| " + " | ".join(summary_cells(row, metric)) + " |" for row in rows]
            lines.append("")
    lines.append(f"Interval: {summary['interval']}. Test: {summary['test']}.")
    return "\n".join(lines) + "\n"


def summary_tex(summary: dict[str, Any]) -> str:
    """The same as LaTeX tables for booktabs."""
    lines = [f"% {summary['set']}, {summary['images']} images, against {summary['against']}"]
    for protocol, found in summary["protocols"].items():
        for metric, rows in found.items():
            lines += [
                r"\begin{tabular}{lrrrrrrr}",
                r"\toprule",
                rf"Method & $n$ & {TITLES[metric]} & 95\,\% interval & Rank & Wins & Difference & $p$ \\",
                r"\midrule",
            ]
            lines += [" & ".join(latex(cell) for cell in summary_cells(row, metric)) + r" \\" for row in rows]
            lines += [
                r"\bottomrule",
                r"\end{tabular}",
                f"% protocol {protocol}, difference to {summary['reference']}",
            ]
    return "\n".join(lines) + "\n"


def summary_cells(row: dict[str, Any], metric: str) -> list[str]:
    """One method's row as texts, in the order of `HEADER`."""
    digits = _DIGITS[metric]
    difference = _number(row["difference"], digits, signed=True)
    if row["difference_low"] is not None:
        low, high = (_number(row[f"difference_{end}"], digits, signed=True) for end in ("low", "high"))
        difference += f" [{low}, {high}]"
    interval = "–"
    if row["low"] is not None:
        interval = f"{_number(row['low'], digits)} to {_number(row['high'], digits)}"
    p = row["p_holm"]
    return [
        row["method"],
        str(row["n"]),
        _number(row["mean"], digits),
        interval,
        _number(row["mean_rank"], 2),
        str(row["wins"]),
        difference,
        "–" if p is None else "< 0.001" if p < 0.001 else f"{p:.3f}",
    ]


def _number(value: float | str | None, digits: int, *, signed: bool = False) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):  # JSON-safe infinity
        return value.replace("-", "−").replace("inf", "∞").replace("Infinity", "∞")
    return f"{value:+.{digits}f}" if signed else f"{value:.{digits}f}"
