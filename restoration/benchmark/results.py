"""The scores of a run: those that `benchmark score` wrote, where they are still those of its predictions, else made anew."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from restoration.benchmark.runs import Manifest, method_label, read_manifest, record_path
from restoration.benchmark.scoring import SCHEMA, score_table
from restoration.benchmark.summary import HEADER, TITLES, summary_cells, summary_json

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class SummaryTable:
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class RunScores:
    manifest: Manifest
    protocol: str
    table: pd.DataFrame
    """As `benchmark score` writes it, of this protocol only."""

    def summary(self) -> dict[str, Any]:
        """As summary.json; differences to the first baseline, else to the degraded image."""
        return summary_json(self.table, self.manifest)

    def tables(self, names: Mapping[str, str] | None = None) -> list[SummaryTable]:
        """PSNR and SSIM over all images. `names`: labels as in `run_case`, and what is written instead; methods that are
        not in it are left out, of ranks and differences too."""
        table, methods = self.table, {m.name: method_label(m) for m in self.manifest.methods}
        if names is not None:
            methods = {name: names[label] for name, label in methods.items() if label in names}
            table = table[table["method"].isin(list(methods))]
        summary = summary_json(table, self.manifest)
        header = [cell.format(reference=methods[summary["reference"]]) for cell in HEADER]
        return [
            SummaryTable(
                TITLES[metric],
                tuple(header),
                tuple(_row(row, metric, methods, summary["reference"]) for row in rows),
            )
            for metric, rows in summary["protocols"][self.protocol].items()
        ]


def _row(row: Mapping[str, Any], metric: str, names: Mapping[str, str], reference: str) -> tuple[str, ...]:
    cells = summary_cells(dict(row), metric)
    if row["method"] == reference:
        cells[-2:] = ["–", "–"]
    return (names[row["method"]], *cells[1:])


def is_run(folder: Path) -> bool:
    """Whether `benchmark export` made this folder."""
    return (folder / "manifest.json").is_file() and not (folder / "comparison.json").is_file()


def run_scores(run: Path, protocol: str | None = None, *, top: Path | None = None) -> RunScores:
    """Scores of every prediction under `protocol` (the run's own). `top` is where the set lies now. Raises InputError."""
    manifest = read_manifest(run)
    protocol = protocol or manifest.protocol
    table = stored_scores(run, manifest, protocol)
    if table is None:
        table, _ = score_table(run, manifest, [protocol], top=top)
    return RunScores(manifest, protocol, table)


def stored_scores(run: Path, manifest: Manifest, protocol: str) -> pd.DataFrame | None:
    """What RUN/scores.parquet says under `protocol`; None where it says nothing, or not of all predictions that are there
    now, or is older than one of them."""
    import pandas as pd

    file = run / "scores.parquet"
    records = {
        (method.name, facts.image): record_path(run, method, facts.image)
        for method in manifest.methods
        for facts in manifest.files
    }
    photos = {method.name for method in manifest.methods if method.kind == "photo"}
    made = {key for key, record in records.items() if key[0] in photos or record.is_file()}
    try:
        written = file.stat().st_mtime_ns
        if not written:  # a place that keeps no times
            return None
        if any(records[key].stat().st_mtime_ns > written for key in made if key[0] not in photos):
            return None
        table = pd.read_parquet(io.BytesIO(file.read_bytes()))
        part = table[(table["protocol"] == protocol) & (table["schema"] == SCHEMA)].reset_index(drop=True)
        known = set(zip(part["method"], part["image"], strict=True))
    except (OSError, ValueError, KeyError):
        return None
    return part if known == made and len(part) == len(made) else None
