"""What is a prior worth to a network, against how good the network is alone?

    python -m benchmarks.prior_value [--shared DIR] [--task haze] [--model ID]… [--limit N] [--strength 1]… [--out DIR]

For every model that needs no prior and has its weights here (`PRIORLENS_MODELS` finds published ones), on every paired
set of its task: PSNR alone, fused with a prior simulated from the ground truth at strengths 0.5, 1 and 2, and with
an unrelated one (of the set's scene half the set away), all in the mode "photo", protocol "rgb", means over the
images. The aligned generated image itself stands beside them. `--out` gets value.json, value.md and value.svg.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import defaultdict
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

import numpy as np

import restoration as r
from restoration.distortion import without_inventions
from restoration.image import ImageArray
from restoration.records import Alignment
from restoration.training.pairs import Sample, load_pairs

SETS: dict[str, tuple[str, ...]] = {
    "haze": ("haze/sots_indoor", "haze/densehaze"),
    "low_light": ("lowlight/sice", "lowlight/lol_eval15"),
    "rain": ("rain/rain100h", "rain/rain1200", "rain/rain1400"),
}
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
    """The aligned generated image at strength 1 (or the only one), dB."""

    def gain(self, key: str) -> float:
        return self.guided[key] - self.alone


def measure(task: str, dataset: str, models: list[str], arguments: argparse.Namespace) -> list[Value]:
    samples = load_pairs(arguments.shared / "data" / dataset, task, limit=arguments.limit)
    alone: dict[str, list[float]] = defaultdict(list)
    guided: dict[tuple[str, str], list[float]] = defaultdict(list)
    aligned: list[float] = []
    strengths = arguments.strength or STRENGTHS
    middle = 1.0 if 1.0 in strengths else strengths[0]
    for index, sample in enumerate(samples):
        print(f"\r\033[K{dataset} {index + 1}/{len(samples)}", end="", flush=True)
        truth = _truth(sample)
        priors = {f"{s:g}": _prior(truth, sample.degraded, task, index, s) for s in strengths}
        aligned.append(r.score(priors[f"{middle:g}"].warped, truth).psnr)
        other = (index + len(samples) // 2) % len(samples)
        if other != index:
            priors["unrelated"] = _prior(_truth(samples[other]), sample.degraded, task, other, middle)
        for model in models:
            base = r.restore(sample.degraded, model, task=task)
            alone[model].append(r.score(base, truth).psnr)
            for key, prior in priors.items():
                fused = r.fuse(sample.degraded, base, prior, task=task, tone="photo")
                guided[model, key].append(r.score(fused, truth).psnr)
    print("\r\033[K", end="", flush=True)
    keys = list(dict.fromkeys(key for _, key in guided))
    return [
        Value(
            model,
            dataset,
            len(samples),
            float(np.mean(alone[model])),
            {key: float(np.mean(guided[model, key])) for key in keys},
            float(np.mean(aligned)),
        )
        for model in models
    ]


def _prior(source: ImageArray, degraded: ImageArray, task: str, seed: int, strength: float) -> Alignment:
    """As `compare` hands it to a model: aligned, and not believed where the report finds content hallucinated."""
    generated = r.simulate_generator(source, seed=seed, strength=strength).image
    found = r.align(generated, degraded, task=task)
    return without_inventions(found, r.analyse(found, generated, degraded)) if found.same_scene else found


def _truth(sample: Sample) -> ImageArray:
    assert sample.clean is not None
    return sample.clean


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
    parser.add_argument("--task", choices=list(SETS), action="append", help="one task (default: all)")
    parser.add_argument("--model", action="append", help="only this model (may be repeated)")
    parser.add_argument("--limit", type=int, help="at most so many images of a set, spread evenly")
    parser.add_argument("--strength", type=float, action="append", help="default: 0.5, 1 and 2")
    parser.add_argument("--out", type=Path, help="folder for value.json, value.md, value.svg")
    arguments = parser.parse_args()
    if not (arguments.shared / "data").is_dir():
        parser.error(f"{arguments.shared}: expected a folder with data/; set PRIORLENS_SHARED or --shared")
    values: list[Value] = []
    for task in arguments.task or SETS:
        models = [
            m.id
            for m in r.list_models(task)
            if m.state in ("ready", "loaded")
            and not m.needs_prior
            and (not arguments.model or m.id in arguments.model)
        ]
        for dataset in SETS[task] if models else ():
            values += measure(task, dataset, models, arguments)
    if not values:
        parser.error("no model with weights fits: set PRIORLENS_MODELS to the folder of published files")
    lines = table(values)
    print("\n".join(lines))
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)
        (arguments.out / "value.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (arguments.out / "value.json").write_text(json.dumps([asdict(v) for v in values], indent=1))
        (arguments.out / "value.svg").write_text(plot(values), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
