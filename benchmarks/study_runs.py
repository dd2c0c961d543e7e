"""One set of the study: its run of `benchmark export`, as rows of images and of networks.

An image's row: set, task, image, generator, simulated, reference (the best network alone, dB, None without one), raw, aligned,
toned (the generated image, dB), levels (complaint → verdict level). A network's row: set, task, image, generator, simulated, network,
alone, with_prior (dB).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from restoration.benchmark import ExportRequest, export, run_scores
from restoration.benchmark.runs import Manifest, RunMethod, record_path

NETWORKS: dict[str, tuple[str, ...]] = {
    "haze": ("haze/dcp", "haze/baseline"),
    "rain": ("rain/directional", "rain/baseline"),
    "low_light": ("low_light/lime", "low_light/baseline"),
    "underwater": ("underwater/grey-world",),
}
"""What a prior is tried on; other tasks have no method of their own."""


@dataclass
class SetRows:
    images: list[dict[str, Any]] = field(default_factory=list)
    networks: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, str]] = field(default_factory=list)
    """set, file, sha256 of every file that was measured."""

    def add(self, other: SetRows) -> None:
        self.images += other.images
        self.networks += other.networks
        self.files += other.files


def measured(request: ExportRequest, name: str, task: str, below: str) -> SetRows:
    """Run `request` as far as it is not in its folder yet, and read it. `below` stands before the files' paths."""
    export(request, workers=1)
    scores = run_scores(request.out, top=request.top)
    psnr = scores.table.pivot(index="image", columns="method", values="psnr")
    found = SetRows()
    for method in scores.manifest.methods:
        if method.kind == "generated":
            _add_generator(found, request.out, scores.manifest, psnr, method, name, task)
    for facts in scores.manifest.files:
        for path, digest in ((facts.path, facts.degraded_sha256), (facts.truth, facts.truth_sha256)):
            if path and digest:
                found.files.append({"set": name, "file": f"{below}/{path}".lstrip("/"), "sha256": digest})
    return found


def _add_generator(
    found: SetRows, run: Path, manifest: Manifest, psnr: Any, method: RunMethod, name: str, task: str
) -> None:
    models = [m for m in manifest.methods if m.kind == "baseline"]
    for facts in manifest.files:
        here = psnr.loc[facts.image]
        stages = _stages(run, method, facts.image)
        if stages is None:  # the generator's folder has no image for it
            continue
        row = {
            "set": name,
            "task": task,
            "image": facts.image,
            "generator": method.generator,
            "simulated": method.simulated,
        }
        alone = [float(here[m.name]) for m in models]
        found.images.append({**row, "reference": max(alone, default=None), **stages})
        for model in models:
            with_prior = next(
                m
                for m in manifest.methods
                if m.kind == "guided" and m.model == f"{model.name}+prior" and m.generator == method.generator
            )
            found.networks.append(
                {
                    **row,
                    "network": model.name,
                    "alone": float(here[model.name]),
                    "with_prior": float(here[with_prior.name]),
                }
            )


def _stages(run: Path, method: RunMethod, image: str) -> dict[str, Any] | None:
    """PSNR of the generated image raw, aligned, and with its tone fitted to the input; verdict levels."""
    try:
        report = json.loads(record_path(run, method, image).read_text("utf-8"))["distortion"]
    except FileNotFoundError:
        return None
    stages = {row["name"]: row["psnr"] for row in report["ladder"]}
    return {
        "raw": float(stages["raw"]),
        "aligned": float(stages["dense"]),
        "toned": float(stages["dense + tone"]),
        "levels": {v["complaint"]: v["level"] for v in report["verdicts"]},
    }


def with_priors(task: str) -> tuple[str, ...]:
    """Every network of a task, alone and with a prior."""
    return tuple(m for network in NETWORKS.get(task, ()) for m in (network, f"{network}+prior"))


def gains(rows: Sequence[dict[str, Any]]) -> list[float]:
    return [row["with_prior"] - row["alone"] for row in rows]
