"""The second loop: stored predictions → scores. It never runs a model, and gives the same bytes every time.

`scores.parquet` and `scores.csv` have one row an image, method and protocol:

| column | meaning |
|---|---|
| schema | version of this table |
| set, image | the set's name; the degraded file's name, or its path below the set's folder where names repeat |
| kind | photo, baseline, guided, generated (resized to the photo) or aligned |
| method | the column's name in tables; `model`, `generator` what it was made with, empty if nothing |
| simulated | true where a simulated generator's image is, or guided, the prediction |
| protocol, against | "truth", or "input" where the set has none: then the numbers are change from input, not quality |
| psnr | dB, inf if identical |
| ssim | NaN under 11 pixels a side |
| seconds | of the prediction, 0 for the photo itself |
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from restoration import metrics
from restoration.benchmark.places import image_at, place, write_file
from restoration.benchmark.predict import read_pair
from restoration.benchmark.runs import (
    FileFacts,
    Manifest,
    RunMethod,
    prediction_path,
    read_manifest,
    record_path,
)
from restoration.benchmark.summary import summary_json, summary_markdown, summary_tex
from restoration.errors import InputError, printable
from restoration.image import ImageArray
from restoration.outputs import file_sha256

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1
COLUMNS = (
    "schema",
    "set",
    "image",
    "kind",
    "method",
    "model",
    "generator",
    "simulated",
    "protocol",
    "against",
    "psnr",
    "ssim",
    "seconds",
)


@dataclass(frozen=True)
class ScoreResult:
    files: tuple[Path, ...]
    table: pd.DataFrame
    missing: tuple[str, ...]
    """"method: image" of predictions that are not in the run."""


def score_run(
    run: Path,
    protocols: Sequence[str] = (),
    *,
    top: Path | None = None,
    out: Path | None = None,
    reference: str | None = None,
    report: Callable[[int, int], None] | None = None,
) -> ScoreResult:
    """Score every prediction of `run` and write scores.parquet, scores.csv and summary.{json,md,tex} to `out` (`run`).

    `protocols` are those of `metrics.PROTOCOLS`, by default the run's own. `top` is where the set lies now if not
    where it lay at the export; its files must be the same ones. `reference` is the method against
    which paired differences are taken, by default the first baseline, else the degraded image. Raises InputError.
    """
    manifest = read_manifest(run)
    protocols = tuple(protocols) or (manifest.protocol,)
    table, missing = score_table(run, manifest, protocols, top=top, report=report)
    target = out or run
    files = _write(table, manifest, target, reference)
    return ScoreResult(files, table, tuple(missing))


def score_table(
    run: Path,
    manifest: Manifest,
    protocols: Sequence[str],
    *,
    top: Path | None = None,
    report: Callable[[int, int], None] | None = None,
) -> tuple[pd.DataFrame, list[str]]:
    """The rows of scores.parquet, and the predictions that are not in the run; as in `score_run`, nothing written.
    Raises InputError."""
    import pandas as pd

    for protocol in protocols:
        if protocol not in metrics.PROTOCOLS:
            raise InputError(
                f"--protocol {printable(protocol)}: expected one of {', '.join(metrics.PROTOCOLS)}."
            )
    folder = top or place(manifest.top)
    rows: list[dict[str, Any]] = []
    missing: list[str] = []
    for position, facts in enumerate(manifest.files, start=1):
        rows += _score_image(run, manifest, facts, folder, protocols, missing)
        if report is not None:
            report(position, len(manifest.files))
    if not rows:
        raise InputError(
            f"{printable(str(run))}: expected predictions, found none. Run `benchmark export` again."
        )
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"schema": "int64", "simulated": "bool"}), missing


def _score_image(
    run: Path,
    manifest: Manifest,
    facts: FileFacts,
    folder: Path,
    protocols: Sequence[str],
    missing: list[str],
) -> list[dict[str, Any]]:
    degraded, truth = read_facts(facts, folder)
    against = degraded if truth is None else truth
    rows = []
    for method in manifest.methods:
        record = {} if method.kind == "photo" else _record(run, method, facts.image)
        if record is None:
            missing.append(f"{method.name}: {facts.image}")
            continue
        image = degraded if method.kind == "photo" else image_at(prediction_path(run, method, facts.image))
        for protocol in protocols:
            found = metrics.score(image, against, protocol)
            rows.append(
                {
                    "schema": SCHEMA,
                    "set": manifest.set,
                    "image": facts.image,
                    "kind": method.kind,
                    "method": method.name,
                    "model": method.model or "",
                    "generator": method.generator or "",
                    "simulated": method.simulated,
                    "protocol": protocol,
                    "against": "input" if truth is None else "truth",
                    "psnr": found.psnr,
                    "ssim": found.ssim,
                    "seconds": float(record.get("seconds", 0.0)),
                }
            )
    return rows


def read_facts(facts: FileFacts, folder: Path) -> tuple[ImageArray, ImageArray | None]:
    """The degraded image and its truth from the set in `folder`, if they are the files that the run was made on. Raises
    InputError."""
    degraded = folder / facts.path
    truth = folder / facts.truth if facts.truth else None
    for path, known in ((degraded, facts.degraded_sha256), (truth, facts.truth_sha256)):
        if path is None:
            continue
        if not path.is_file():
            raise InputError(
                f"{printable(str(path))}: expected the file that the run was made on, found none. Say where the "
                "set lies now with --set NAME=DIR."
            )
        if file_sha256(path) != known:
            raise InputError(
                f"{printable(str(path))}: this is not the file that the run was made on (its SHA-256 differs). Use "
                "the same copy of the set, or export again."
            )
    return read_pair(degraded, truth, facts.degraded_half)


def _record(run: Path, method: RunMethod, image: str) -> dict[str, Any] | None:
    try:
        data = json.loads(record_path(run, method, image).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def _write(table: pd.DataFrame, manifest: Manifest, target: Path, reference: str | None) -> tuple[Path, ...]:
    summary = summary_json(table, manifest, reference)
    written = {
        "scores.parquet": table.to_parquet(None, index=False),
        "scores.csv": table.to_csv(index=False, lineterminator="\n").encode(),
        "summary.json": (json.dumps(summary, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode(),
        "summary.md": summary_markdown(summary).encode(),
        "summary.tex": summary_tex(summary).encode(),
    }
    for name, data in written.items():
        write_file(data, target / name)
    return tuple(target / name for name in written)
