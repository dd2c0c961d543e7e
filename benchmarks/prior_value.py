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
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

import restoration as r
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
WORSE, UNRELATED, MEAN_GAIN = -0.1, -0.1, 3.0
"""Bars, dB: of every (network, set), of an unrelated prior, of the mean over all at strength 1."""


@dataclass(frozen=True)
class Value:
    model: str
    dataset: str
    images: int
    alone: float
    guided: dict[str, float]
    """strength → dB; "unrelated" too."""
    aligned: float
    """The aligned generated image at strength 1, dB."""

    def gain(self, key: str) -> float:
        return self.guided[key] - self.alone


@dataclass(frozen=True, eq=False)
class Case:
    """One image of a set: what stays the same when a fusion changes."""

    priors: dict[str, Alignment]
    """strength, or "unrelated" → as `compare` hands it to a model."""
    bases: dict[str, ImageArray]
    """Models that need no prior → their results."""


Row = dict[str, Any]


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


def values_of(rows: list[Row]) -> list[Value]:
    """Means over the images of every (model, set), in the order in which they came."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["model"], row["dataset"]].append(row)
    return [
        Value(
            model,
            dataset,
            len(group),
            float(np.mean([row["alone"] for row in group])),
            {
                key: float(np.mean([row["guided"][key] for row in group if key in row["guided"]]))
                for key in group[0]["guided"]
            },
            float(np.mean([row["aligned"] for row in group])),
        )
        for (model, dataset), group in groups.items()
    ]


def table_made_for_a_prior(values: list[Value]) -> list[str]:
    """`values` of TASK/guided."""
    lines = [
        "| made for a prior | set | images | result | fused once more | gain | aligned |",
        "|---" * 7 + "|",
    ]
    lines += [
        f"| {value.model} | {value.dataset} | {value.images} | {value.alone:.2f} | {value.guided['1']:.2f} | "
        f"{value.gain('1'):+.2f} | {value.aligned:.2f} |"
        for value in values
    ]
    return lines


def table(values: list[Value]) -> list[str]:
    keys = list(values[0].guided)
    head = ["model", "set", "images", "alone", *(f"+prior {key}" for key in keys), "gain", "aligned"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    key = _middle(keys)
    for value in sorted(values, key=lambda v: v.alone):
        cells = [value.model, value.dataset, str(value.images), f"{value.alone:.2f}"]
        cells += [f"{value.guided[k]:.2f}" for k in keys]
        cells += [f"{value.gain(key):+.2f}", f"{value.aligned:.2f}"]
        lines.append("| " + " | ".join(cells) + " |")
    gains = [value.gain(key) for value in values]
    worst = min(values, key=lambda v: v.gain(key))
    lines += [
        "",
        f"Mean gain over {len(values)} pairs of network and set: {np.mean(gains):+.2f} dB (wanted ≥ {MEAN_GAIN:g}); "
        f"least: {worst.gain(key):+.2f} dB, {worst.model} on {worst.dataset} (wanted ≥ {WORSE:g}).",
    ]
    if "unrelated" in keys:
        least = min(values, key=lambda v: v.gain("unrelated"))
        lines.append(
            f"Unrelated prior, least: {least.gain('unrelated'):+.2f} dB, {least.model} on {least.dataset} "
            f"(wanted ≥ {UNRELATED:g})."
        )
    if len(values) > 2:
        slope = np.polyfit([v.alone for v in values], gains, 1)[0]
        lines.append(f"Gain changes by {slope:+.2f} dB for every dB that the network is better alone.")
    return lines


def _middle(keys: list[str]) -> str:
    return "1" if "1" in keys else keys[0]


_COLOURS = {"haze": "#0072b2", "low_light": "#d55e00", "rain": "#009e73"}
_WIDTH, _HEIGHT, _MARGIN = 720, 440, 56


def plot(values: list[Value]) -> str:
    """Gain over dB alone as an SVG: one dot for every network and set, its name on hovering."""
    key = _middle(list(values[0].guided))
    xs, ys = [v.alone for v in values], [v.gain(key) for v in values]
    left, right = np.floor(min(xs)) - 1, np.ceil(max(xs)) + 1
    low, high = min(-1.0, np.floor(min(ys))), np.ceil(max(ys)) + 1

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            _MARGIN + (x - left) / (right - left) * (_WIDTH - 2 * _MARGIN),
            _HEIGHT - _MARGIN - (y - low) / (high - low) * (_HEIGHT - 2 * _MARGIN),
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for tick in np.arange(np.ceil(left / 5) * 5, right + 0.1, 5):
        x, bottom = at(tick, low)
        parts.append(f'<path d="M{x:.1f} {bottom:.1f}V{_MARGIN}" stroke="#eee"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 18:.1f}" text-anchor="middle">{tick:g}</text>')
    for tick in np.arange(np.ceil(low / 2) * 2, high + 0.1, 2):
        start, y = at(left, tick)
        colour = "#888" if tick == 0 else "#eee"
        parts.append(f'<path d="M{start:.1f} {y:.1f}H{_WIDTH - _MARGIN}" stroke="{colour}"/>')
        parts.append(f'<text x="{start - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{tick:+g}</text>')
    for value in values:
        x, y = at(value.alone, value.gain(key))
        colour = _COLOURS.get(value.dataset.split("/")[0].replace("lowlight", "low_light"), "#555")
        label = escape(f"{value.model} on {value.dataset}: {value.alone:.1f} dB, {value.gain(key):+.1f}")
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}" fill-opacity=".75">')
        parts.append(f"<title>{label}</title></circle>")
    for row, (task, colour) in enumerate(_COLOURS.items()):
        y = _MARGIN + 16 * row
        parts.append(f'<circle cx="{_WIDTH - 150}" cy="{y}" r="5" fill="{colour}"/>')
        parts.append(f'<text x="{_WIDTH - 138}" y="{y + 4}">{task.replace("_", " ")}</text>')
    parts.append(
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 12}" text-anchor="middle">network alone, PSNR dB</text>'
    )
    parts.append(f'<text x="{_MARGIN}" y="24">gain by a simulated prior of strength {key}, dB</text></svg>')
    return "\n".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(description="What a prior is worth to every network.")
    default = os.environ.get("PRIORLENS_SHARED", Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument(
        "--shared", type=Path, default=Path(default), help="folder with data/ (default: ../shared)"
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
