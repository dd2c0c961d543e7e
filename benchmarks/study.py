"""The paper's claims (arXiv 2505.05621) as experiments with verdicts; writes docs/results.md.

    python -m benchmarks.study --shared DIR --work DIR [--images N] [--no-write]

Simulated priors on N images (default 4) of each set of `SETS`, spread evenly over what DIR holds of it, and the real
pairs of four generators in DIR/data/gen_pairs. WORK keeps the runs of `benchmark export`: a stopped study goes on there.
Results go to benchmarks/results/study.json, the measured files to benchmarks/results/study_files.csv (set, file, SHA-256), and
both into docs/results.md, in which nothing is typed by hand (`python -m benchmarks.docs --check`). Simulated and real never stand
in one table.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
from pathlib import Path
from typing import Any

import restoration as r
from benchmarks.docs import RESULTS, STUDY_FILES, STUDY_JSON, rendered
from benchmarks.study_claims import experiments
from benchmarks.study_pairs import real_pairs
from restoration.benchmark import ExportRequest, export, run_scores
from restoration.benchmark.runs import Manifest, record_path

SETS: dict[str, tuple[str, str]] = {
    "sots-indoor": ("haze", "haze/sots_indoor"),
    "dense-haze": ("haze", "haze/densehaze"),
    "rain100h": ("rain", "rain/rain100h"),
    "rain1200": ("rain", "rain/rain1200"),
    "lol-v1": ("low_light", "lowlight/lol_eval15"),
    "sice": ("low_light", "lowlight/sice"),
}
"""name → task, folder below DIR/data; each is a part of the published set."""
NETWORKS = {
    "haze": ("haze/dcp", "haze/baseline"),
    "rain": ("rain/directional", "rain/baseline"),
    "low_light": ("low_light/lime", "low_light/baseline"),
}
STRENGTH = 1.0


def simulated(shared: Path, work: Path, images: int) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """(one row an image and network, measured files)."""
    rows: list[dict[str, Any]] = []
    files: list[dict[str, str]] = []
    for name, (task, folder) in SETS.items():
        models = tuple(m for network in NETWORKS[task] for m in (network, f"{network}+prior"))
        request = ExportRequest(
            f"{name}-part",
            shared / "data" / folder,
            work / name,
            models,
            simulate=STRENGTH,
            task=task,
            limit=images,
        )
        export(request, workers=1)
        scores = run_scores(work / name)
        psnr = scores.table.pivot(index="image", columns="method", values="psnr")
        for facts in scores.manifest.files:
            stages = _stages(work / name, scores.manifest, facts.image)
            for network in NETWORKS[task]:
                here = psnr.loc[facts.image]
                rows.append(
                    {
                        "set": name,
                        "task": task,
                        "image": facts.image,
                        "network": network,
                        "alone": float(here[network]),
                        "with_prior": float(here[f"{network}+prior"]),
                        **stages,
                    }
                )
            for path, digest in ((facts.path, facts.degraded_sha256), (facts.truth, facts.truth_sha256)):
                if path and digest:
                    files.append({"set": name, "file": f"{folder}/{path}", "sha256": digest})
        print(f"{name}: {len(scores.manifest.files)} images")
    return rows, files


def _stages(run: Path, manifest: Manifest, image: str) -> dict[str, Any]:
    """PSNR of the generated image raw, aligned, and with its tone fitted to the input; verdict levels."""
    method = next(m for m in manifest.methods if m.kind == "generated")
    report = json.loads(record_path(run, method, image).read_text("utf-8"))["distortion"]
    ladder = {row["name"]: row["psnr"] for row in report["ladder"]}
    return {
        "raw": float(ladder["raw"]),
        "aligned": float(ladder["dense"]),
        "toned": float(ladder["dense + tone"]),
        "levels": {v["complaint"]: v["level"] for v in report["verdicts"]},
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", required=True, type=Path, metavar="DIR", help="holds data/")
    parser.add_argument(
        "--work", required=True, type=Path, metavar="DIR", help="runs, kept for the next time"
    )
    parser.add_argument("--images", type=int, default=4, metavar="N", help="of each set (default: 4)")
    parser.add_argument("--no-write", action="store_true", help="print, change no file of the project")
    given = parser.parse_args()
    rows, files = simulated(given.shared, given.work, given.images)
    pairs, more = real_pairs(given.shared / "data" / "gen_pairs")
    found = {
        "schema": 1,
        "command": f"python -m benchmarks.study --shared DIR --work DIR --images {given.images}",
        "priorlens": r.priorlens_version(),
        "images_of_a_set": given.images,
        "experiments": experiments(rows, pairs),
    }
    text = json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    page = rendered(found)
    if given.no_write:
        print(page)
        return 0
    table = io.StringIO()
    writer = csv.DictWriter(table, ("set", "file", "sha256"), lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted([*files, *more], key=lambda row: (row["set"], row["file"])))
    for path, content in ((STUDY_JSON, text), (STUDY_FILES, table.getvalue()), (RESULTS, page)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
        print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
