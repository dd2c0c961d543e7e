"""Real pairs of four generators: how each generated image lies on its photo. There is no ground truth but for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import restoration as r
from restoration.distortion import hallucinations_masked
from restoration.image import ImageArray, resize_image
from restoration.outputs import file_sha256

GENERATORS: tuple[tuple[str, str, str], ...] = (
    # (generator, folder of photos, folder of its images)
    ("GPT-4o", "gpt4o_fig/input", "gpt4o_fig/output"),
    ("GPT-4o", "reallq/input", "reallq/gpt4o"),
    ("Nano Banana", "reallq/input", "reallq/nanobanana"),
    ("Nano Banana", "pico_nanobanana/input", "pico_nanobanana/output"),
    ("Nano Banana Pro", "nanobanana_pro/input", "nanobanana_pro/output"),
    ("Seedream 4", "reallq/input", "reallq/seedream4"),
)


TRUTHS = {"nanobanana_pro/output": ("nanobanana_pro/truth", {"derain_good1": ("rain", "rain/baseline")})}
"""folder of generated images → folder of the ground truth, and the pairs that have one: task and network."""


def real_pairs(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """(one row a pair, measured files). Pairs whose task has no record of its own are measured as "other"."""
    rows: list[dict[str, Any]] = []
    files: dict[str, dict[str, str]] = {}
    for generator, photos, outputs in GENERATORS:
        for photo, output in _matched(folder / photos, folder / outputs):
            degraded, generated = r.load_image(photo), r.load_image(output)
            report = r.analyse(r.align(generated, degraded), generated, degraded)
            rows.append(
                {
                    "generator": generator,
                    "pair": f"{Path(outputs).parent.name}/{output.stem}",
                    "judged": not report.reason,
                    "moved": None if report.reason else float(report.motion_px),
                    "levels": {v.complaint: v.level for v in report.verdicts},
                    "truth_scores": _against_truth(outputs, photo, degraded, generated, folder, files),
                }
            )
            for file in (photo, output):
                name = file.relative_to(folder).as_posix()
                files[name] = {"set": "gen_pairs", "file": name, "sha256": file_sha256(file)}
        print(f"{generator}: {outputs}")
    return rows, list(files.values())


def _matched(photos: Path, outputs: Path) -> Iterator[tuple[Path, Path]]:
    by_stem = {file.stem: file for file in sorted(outputs.iterdir())}
    for photo in sorted(photos.iterdir()):
        if photo.stem in by_stem:
            yield photo, by_stem[photo.stem]


def _against_truth(
    outputs: str,
    photo: Path,
    degraded: ImageArray,
    generated: ImageArray,
    folder: Path,
    files: dict[str, dict[str, str]],
) -> dict[str, Any] | None:
    """PSNR of the few pairs with ground truth: raw and aligned, network alone and with the prior."""
    truths, tasks = TRUTHS.get(outputs, ("", {}))
    if photo.stem not in tasks:
        return None
    task, network = tasks[photo.stem]
    file = next(f for f in (folder / truths).iterdir() if f.stem == photo.stem)
    name = file.relative_to(folder).as_posix()
    files[name] = {"set": "gen_pairs", "file": name, "sha256": file_sha256(file)}
    truth = r.load_image(file)
    # The collection's photo is an enlarged copy: everything is measured at the truth's size.
    degraded = resize_image(degraded, truth.shape[1], truth.shape[0])
    alignment = r.align(generated, degraded, task=task)
    report = r.analyse(alignment, generated, degraded, truth)
    stages = {stage.name: stage.psnr for stage in report.ladder}
    prior = hallucinations_masked(alignment, report)
    guided = r.restore(degraded, network, prior=prior, tone="photo", task=task)
    return {
        "network": network,
        "raw": stages["raw"],
        "aligned": stages["dense"],
        "alone": r.score(r.restore(degraded, network, task=task), truth).psnr,
        "with_prior": r.score(guided, truth).psnr,
    }
