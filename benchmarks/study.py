"""The paper's claims (arXiv 2505.05621) as experiments with verdicts; writes docs/results.md.

    python -m benchmarks.study --shared DIR --work DIR [--images N] [--no-write]
        [--released DIR --set NAME=DIR ...] [--photos DIR --outputs DIR [--truths DIR]]

Simulated priors on N images (default 4) of each set of `SETS`, spread evenly over what DIR holds of it, and the real
pairs of four generators in DIR/data/gen_pairs. `--released` is a folder of GPT-4o's released outputs (a folder or zip archive a
set), `--set` where each of those sets lies: claims 1 to 3 on them. `--outputs` are images that `python -m restoration generate`
made of `--photos` under several prompts, size policies or samples: claim 5. WORK keeps the runs of `benchmark export`: a stopped
study goes on there. DIR/checkpoints holds the published networks' weights, unless PRIORLENS_MODELS says where they are.

Results go to benchmarks/results/study.json, the measured files to benchmarks/results/study_files.csv (set, file, SHA-256), and
both into docs/results.md, in which nothing is typed by hand (`python -m benchmarks.docs --check`). Simulated and real never stand
in one table.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import restoration as r
from benchmarks.docs_study import RESULTS, STUDY_FILES, STUDY_JSON, rendered
from benchmarks.study_claims import experiments
from benchmarks.study_conditions import given_outputs, simulated_conditions
from benchmarks.study_pairs import real_pairs
from benchmarks.study_released import released_rows
from benchmarks.study_runs import NETWORKS, SetRows, measured, with_priors
from benchmarks.study_weak import weak_rows
from restoration.benchmark import ExportRequest, get_set, parse_set
from restoration.errors import InputError

SETS: dict[str, tuple[str, str]] = {
    "sots-indoor": ("haze", "haze/sots_indoor"),
    "dense-haze": ("haze", "haze/densehaze"),
    "rain100h": ("rain", "rain/rain100h"),
    "rain1200": ("rain", "rain/rain1200"),
    "lol-v1": ("low_light", "lowlight/lol_eval15"),
    "sice": ("low_light", "lowlight/sice"),
}
"""name → task, folder below DIR/data; each is a part of the published set."""
WEAK_SETS = SETS | {"rain1400": ("rain", "rain/rain1400")}
STRENGTH = 1.0
CONDITION_IMAGES = 2
"""Of each set; every one is aligned six times."""


def simulated_rows(data: Path, work: Path, images: int) -> SetRows:
    """Rows of every set with a simulated generator as prior."""
    rows = SetRows()
    for name, (task, folder) in SETS.items():
        request = ExportRequest(
            f"{name}-part",
            data / folder,
            work / name,
            with_priors(task),
            simulate=STRENGTH,
            task=task,
            limit=images,
        )
        rows.add(measured(request, name, task, folder))
        print(f"{name}: simulated priors")
    return rows


def measure(given: argparse.Namespace) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """(what is stored, measured files). Raises InputError."""
    data, work = given.shared / "data", given.work
    simulated = simulated_rows(data, work, given.images)
    pairs, files = real_pairs(data / "gen_pairs")
    weak, more = weak_rows(
        {name: (task, data / folder, folder) for name, (task, folder) in WEAK_SETS.items()},
        work,
        given.images,
    )
    conditions: list[dict[str, Any]] = []
    for name, (task, folder) in SETS.items():
        conditions += simulated_conditions(
            name,
            get_set(f"{name}-part", task),
            data / folder,
            NETWORKS[task][-1],
            min(CONDITION_IMAGES, given.images),
        )
    released = SetRows()
    outputs: list[dict[str, Any]] = []
    if given.released:
        released = released_rows([parse_set(text) for text in given.set], given.released, work, given.images)
    if given.outputs:
        outputs, used = given_outputs(given.photos, given.outputs, given.truths)
        files += used
    every = [*simulated.files, *more.files, *released.files, *files]
    found = {
        "schema": 2,
        "command": _command(given),
        "priorlens": r.priorlens_version(),
        "images_of_a_set": given.images,
        "experiments": experiments(simulated, released, pairs, weak, conditions, outputs),
    }
    return found, every


def _command(given: argparse.Namespace) -> str:
    """What was run, its folders by name only."""
    text = f"python -m benchmarks.study --shared DIR --work DIR --images {given.images}"
    if given.released:
        names = (parse_set(text)[0] for text in given.set)
        text += " --released DIR" + "".join(f" --set {name}=DIR" for name in names)
    if given.outputs:
        text += " --photos DIR --outputs DIR" + (" --truths DIR" if given.truths else "")
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", required=True, type=Path, metavar="DIR", help="holds data/")
    parser.add_argument(
        "--work", required=True, type=Path, metavar="DIR", help="runs, kept for the next time"
    )
    parser.add_argument("--images", type=int, default=4, metavar="N", help="of each set (default: 4)")
    parser.add_argument("--released", type=Path, metavar="DIR", help="released outputs of GPT-4o")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=DIR", help="a set of `--released` (repeat)"
    )
    parser.add_argument("--photos", type=Path, metavar="DIR", help="photos that --outputs was made of")
    parser.add_argument("--outputs", type=Path, metavar="DIR", help="images that `generate` made of --photos")
    parser.add_argument(
        "--truths", type=Path, metavar="DIR", help="their ground truth, under the photos' names"
    )
    parser.add_argument("--no-write", action="store_true", help="print, change no file of the project")
    return parser


def main() -> int:
    parser = _parser()
    given = parser.parse_args()
    if bool(given.released) != bool(given.set):
        parser.error("--released and --set NAME=DIR belong together")
    if bool(given.outputs) != bool(given.photos):
        parser.error("--outputs and --photos belong together")
    if given.images < 1:
        parser.error(f"--images: expected a number of at least 1, got {given.images}")
    if (given.shared / "checkpoints").is_dir():
        os.environ.setdefault("PRIORLENS_MODELS", str(given.shared / "checkpoints"))
    try:
        found, files = measure(given)
    except InputError as error:
        parser.error(str(error))
    text = json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    page = rendered(found)
    if given.no_write:
        print(page)
        return 0
    table = io.StringIO()
    writer = csv.DictWriter(table, ("set", "file", "sha256"), lineterminator="\n")
    writer.writeheader()
    once = {(row["set"], row["file"]): row for row in files}
    writer.writerows(once[key] for key in sorted(once))
    for path, content in ((STUDY_JSON, text), (STUDY_FILES, table.getvalue()), (RESULTS, page)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
        print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
