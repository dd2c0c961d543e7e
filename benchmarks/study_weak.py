"""Claim 4 of the study: networks fine-tuned on degraded and generated images alone, against themselves before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.study_runs import SetRows
from benchmarks.study_verdicts import UNDECIDED, mean, of_zero, together, written
from restoration.benchmark import ExportRequest, export, run_scores

PAIRS: dict[str, tuple[str, tuple[str, ...]]] = {
    "haze/dehazenet": ("haze/dehazenet-weak", ("sots-indoor", "dense-haze")),
    "rain/prenet": ("rain/prenet-weak", ("rain100h", "rain1200", "rain1400")),
}
"""network → the one fine-tuned without ground truth, the sets that both are scored on."""

Rows = Sequence[dict[str, Any]]


def weak_rows(
    sets: dict[str, tuple[str, Path, str]], work: Path, images: int
) -> tuple[list[dict[str, Any]], SetRows]:
    """(one row an image and network, measured files). `sets`: name → task, folder, what stands before its files' paths."""
    rows: list[dict[str, Any]] = []
    files = SetRows()
    for network, (weak, names) in PAIRS.items():
        for name in names:
            task, folder, below = sets[name]
            run = work / f"{name}-weak"
            export(ExportRequest(f"{name}-part", folder, run, (network, weak), task=task, limit=images))
            scores = run_scores(run, top=folder)
            psnr = scores.table.pivot(index="image", columns="method", values="psnr")
            for facts in scores.manifest.files:
                before, after = (float(psnr.loc[facts.image, model]) for model in (network, weak))
                rows.append(
                    {"set": name, "network": network, "image": facts.image, "before": before, "after": after}
                )
                for path, digest in (
                    (facts.path, facts.degraded_sha256),
                    (facts.truth, facts.truth_sha256),
                ):
                    if path and digest:
                        files.files.append({"set": name, "file": f"{below}/{path}", "sha256": digest})
            print(f"{name}: {network} and {weak}")
    return rows, files


def weak(rows: Rows) -> dict[str, Any]:
    """The experiment."""
    table, effects, verdicts = [], [], []
    for network in dict.fromkeys(row["network"] for row in rows):
        own = [row for row in rows if row["network"] == network]
        change = [row["after"] - row["before"] for row in own]
        verdicts.append(of_zero(change))
        worse = sum(value < -0.1 for value in change)
        effects.append(
            f"simulated: {network}, n {len(own)}: {written(change, 'dB')}, {worse} lose more than 0.1 dB"
        )
        for name in dict.fromkeys(row["set"] for row in own):
            here = [row for row in own if row["set"] == name]
            table.append(
                [
                    name,
                    network,
                    str(len(here)),
                    mean([row["before"] for row in here]),
                    mean([row["after"] for row in here]),
                    written([row["after"] - row["before"] for row in here]),
                ]
            )
    return {
        "id": "4",
        "claim": "Generated images can supervise a network where there is no ground truth",
        "simulated": together(verdicts),
        "real": UNDECIDED,
        "rule": "Supported where, for every network, the 95 % interval of the mean change over its images lies above 0; not supported "
        "where one lies below. The fine-tuned weights are the shipped ones; `assets/weights/haze-dehazenet-weak.md` and "
        "`assets/weights/rain-prenet-weak.md` give the commands of their training on simulated generated images. PReNet was trained by its "
        "authors on Rain1400.",
        "effects": [
            *effects,
            "real: no network was fine-tuned on a real generator’s images: the shared real pairs are fewer than one batch a task",
        ],
        "tables": [
            {
                "caption": "Simulated generated images as the only targets, PSNR in dB (rgb)",
                "header": ["set (part)", "network", "n", "before", "fine-tuned", "change, 95 % interval"],
                "rows": table,
            }
        ]
        if table
        else [],
    }
