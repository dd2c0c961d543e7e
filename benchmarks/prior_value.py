"""What is a prior worth to a network, against how good the network is alone?

    python -m benchmarks.prior_value --out DIR [--shared DIR] [--task haze] [--model ID]… [--limit N | --all]

For every model that needs no prior and has its weights here (`PRIORLENS_MODELS` finds published ones), on every paired
set of its task: PSNR alone, fused with a prior simulated from the ground truth at strengths 0.5, 1 and 2, and with
an unrelated one (of the set's scene half the set away), all in the mode "photo", protocol "rgb", means over the
images. The aligned generated image itself stands beside them, and, in a table of their own, the networks that are made
for a prior, alone and fused once more. By default so many images of a set as `IMAGES` says, spread evenly; `--all`: all of
them. DIR gets rows.jsonl, one line an image and model, with which a run that was stopped goes on (delete it after a
change of any method), then value.json, value.md and value.svg. `--cache` keeps what is slow and rarely changes: the
aligned priors and the results without a prior.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

import restoration as r
from benchmarks.prior_value_report import Row, plot, table, table_made_for_a_prior, values_of
from benchmarks.shared import shared_folder
from restoration.distortion import hallucinations_masked
from restoration.image import ImageArray
from restoration.records import Alignment
from restoration.training.pairs import PairSample, load_pairs

IMAGES: dict[str, dict[str, int]] = {
    "haze": {"haze/sots_indoor": 9, "haze/densehaze": 5},
    "low_light": {"lowlight/sice": 10, "lowlight/lol_eval15": 6},
    "rain": {
        "rain/rain100h": 6,
        "rain/rain1200": 4,
        "rain/rain1400": 2,
        "rain/sirr_val": 3,
        "rain/rain100l": 2,
    },
}
"""task → set → images of it that a processor measures in an hour or two, all in all."""
STRENGTHS = (0.5, 1.0, 2.0)


@dataclass(frozen=True, eq=False)
class Case:
    """One image of a set: what stays the same when a fusion changes."""

    priors: dict[str, Alignment]
    """strength, or "unrelated" → as `compare` hands it to a model."""
    bases: dict[str, ImageArray]
    """Models that need no prior → their results."""


def measure(task: str, dataset: str, models: list[str], arguments: argparse.Namespace) -> Iterator[Row]:
    """One row for every image and model that `arguments.done` does not hold."""
    count = None if arguments.all else arguments.limit or IMAGES[task][dataset]
    samples = load_pairs(arguments.shared / "data" / dataset, task, limit=count)
    for index, sample in enumerate(samples):
        missing = [m for m in [*models, f"{task}/guided"] if (m, dataset, sample.name) not in arguments.done]
        if not missing:
            continue
        print(f"\r\033[K{dataset} {index + 1}/{len(samples)}", end="", flush=True)
        case, truth = case_of(task, dataset, samples, index, models, arguments), _truth(sample)
        common = {"dataset": dataset, "image": sample.name, "aligned": _psnr(case.priors["1"].warped, truth)}
        for model in missing:
            if model == f"{task}/guided":
                yield common | _made_for_a_prior(model, sample, case.priors["1"], truth)
                continue
            base = case.bases[model]
            guided = {
                key: _psnr(r.fuse(sample.degraded, base, prior, task=task, tone="photo"), truth)
                for key, prior in case.priors.items()
            }
            yield common | {"model": model, "alone": _psnr(base, truth), "guided": guided}
    print("\r\033[K", end="", flush=True)


def _made_for_a_prior(model: str, sample: PairSample, prior: Alignment, truth: ImageArray) -> Row:
    results = {
        name: r.restore(sample.degraded, name, prior=prior, tone="photo")
        for name in (model, f"{model}+prior")
    }
    return {
        "model": model,
        "alone": _psnr(results[model], truth),
        "guided": {"1": _psnr(results[f"{model}+prior"], truth)},
    }


def case_of(
    task: str,
    dataset: str,
    samples: list[PairSample],
    index: int,
    models: list[str],
    arguments: argparse.Namespace,
) -> Case:
    sample = samples[index]
    file = None
    if arguments.cache:
        file = arguments.cache / f"{dataset.replace('/', '-')}-{len(samples)}-{sample.name}.npz"
    case = read_case(file) if file is not None and file.is_file() else Case({}, {})
    missing = [model for model in models if model not in case.bases]
    if missing or not case.priors:
        priors = case.priors or _priors(samples, index, task)
        found = {model: r.restore(sample.degraded, model, task=task) for model in missing}
        case = Case(priors, case.bases | found)
        if file is not None:
            write_case(case, file)
    return case


def _priors(samples: list[PairSample], index: int, task: str) -> dict[str, Alignment]:
    sample = samples[index]
    priors = {f"{s:g}": _prior(_truth(sample), sample.degraded, task, index, s) for s in STRENGTHS}
    other = (index + len(samples) // 2) % len(samples)
    if other != index:
        priors["unrelated"] = _prior(_truth(samples[other]), sample.degraded, task, other, 1.0)
    return priors


def _prior(source: ImageArray, degraded: ImageArray, task: str, seed: int, strength: float) -> Alignment:
    """As `compare` hands it to a model: aligned, and not trusted where the report finds content hallucinated."""
    generated = r.simulate_generator(source, seed=seed, strength=strength).image
    found = r.align(generated, degraded, task=task)
    return hallucinations_masked(found, r.analyse(found, generated, degraded)) if found.same_scene else found


_PLANES = ("warped", "valid", "confidence", "flow", "homography", "canvas_scale", "generated_size")


def write_case(case: Case, file: Path) -> None:
    arrays: dict[str, Any] = {f"base {model}": image for model, image in case.bases.items()}
    for key, prior in case.priors.items():
        arrays |= {f"{name} {key}": np.asarray(getattr(prior, name)) for name in _PLANES}
        arrays[f"same {key}"] = np.asarray(prior.same_scene)
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".part")
    with partial.open("wb") as stream:
        np.savez(stream, **arrays)
    partial.rename(file)


def read_case(file: Path) -> Case:
    with np.load(file) as stored:
        arrays = {name: stored[name] for name in stored.files}
    bases = {name[5:]: image for name, image in arrays.items() if name.startswith("base ")}
    priors = {}
    for key in (name[5:] for name in arrays if name.startswith("same ")):
        planes = {name: arrays[f"{name} {key}"] for name in _PLANES}
        planes["canvas_scale"] = tuple(float(x) for x in planes["canvas_scale"])
        planes["generated_size"] = tuple(int(x) for x in planes["generated_size"])
        priors[key] = Alignment(**planes, same_scene=bool(arrays[f"same {key}"]))
    return Case(priors, bases)


def _psnr(image: ImageArray, truth: ImageArray) -> float:
    return r.score(image, truth).psnr


def _truth(sample: PairSample) -> ImageArray:
    assert sample.clean is not None
    return sample.clean


def main() -> int:
    parser = argparse.ArgumentParser(description="What a prior is worth to every network.")
    parser.add_argument(
        "--shared", type=Path, default=shared_folder(), help="folder with data/ (default: PRIORLENS_SHARED)"
    )
    parser.add_argument("--task", choices=list(IMAGES), action="append", help="one task (default: all)")
    parser.add_argument("--model", action="append", help="only this model (may be repeated)")
    parser.add_argument("--limit", type=int, help="at most so many images of a set, spread evenly")
    parser.add_argument("--all", action="store_true", help="all images of every set")
    parser.add_argument("--cache", type=Path, help="folder for priors and results without a prior")
    parser.add_argument("--out", type=Path, required=True, help="folder for rows, value.json, .md, .svg")
    arguments = parser.parse_args()
    if not (arguments.shared / "data").is_dir():
        parser.error(f"{arguments.shared}: expected a folder with data/; set PRIORLENS_SHARED or --shared")
    arguments.out.mkdir(parents=True, exist_ok=True)
    file = arguments.out / "rows.jsonl"
    rows = [json.loads(line) for line in file.read_text().splitlines()] if file.is_file() else []
    arguments.done = {(row["model"], row["dataset"], row["image"]) for row in rows}
    with file.open("a", encoding="utf-8") as stream:
        for task in arguments.task or IMAGES:
            models = [
                m.id
                for m in r.list_models(task)
                if m.state in ("ready", "loaded")
                and m.role != "dropped-in"
                and not m.needs_prior
                and (not arguments.model or m.id in arguments.model)
            ]
            for dataset in IMAGES[task] if models else ():
                for row in measure(task, dataset, models, arguments):
                    rows.append(row)
                    stream.write(json.dumps(row) + "\n")
                    stream.flush()
    values = values_of(rows)
    alone = [value for value in values if not value.model.endswith("/guided")]
    if not alone:
        parser.error("no model with weights fits: set PRIORLENS_MODELS to the folder of published files")
    made = table_made_for_a_prior([value for value in values if value.model.endswith("/guided")])
    lines = [*table(alone), "", *made]
    print("\n".join(lines))
    (arguments.out / "value.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (arguments.out / "value.json").write_text(json.dumps([asdict(v) for v in values], indent=1))
    (arguments.out / "value.svg").write_text(plot(alone), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
