"""What the models are worth on real pairs: the table of thresholds, from one command.

    python -m benchmarks.quality [--shared DIR] [--task haze] [--limit 10] [--json FILE]

Published networks take part where their files lie in `PRIORLENS_MODELS` or have been downloaded.

Paired test sets are read from `SHARED/data` (SHARED: `PRIORLENS_SHARED`). Priors are simulated from the
ground truth at strength 1 and aligned by `align`; the unrelated prior is the simulated output of the
set's next scene. Reported are means over all images of a task's sets, protocol "rgb".
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import restoration as r
from benchmarks.shared import shared_folder
from restoration.image import ImageArray, resize_image
from restoration.training.pairs import PairSample, load_pairs

SETS: dict[str, tuple[str, ...]] = {
    "haze": ("haze/sots_indoor", "haze/densehaze"),
    "low_light": ("lowlight/sice",),
    "rain": ("rain/rain100h", "rain/rain1200", "rain/rain1400"),
}
_SURE = 0.5


@dataclass(frozen=True)
class Thresholds:
    """Decibels, and pixels for `leak`."""

    guided: float
    baseline: float
    unrelated: float
    leak: float = 0.3


_FINE_TUNED = (
    # (model, what it was, decibels wanted)
    ("haze/dehazenet-prior", "haze/dehazenet", 2.0),
    ("haze/aodnet-prior", "haze/aodnet", 2.0),
    ("haze/dehazenet-weak", "haze/dehazenet", 1.0),
    ("rain/prenet-weak", "rain/prenet", 1.0),
)
"""Existing networks given the prior as input, and fine-tuned on priors alone, against themselves."""

_SMALL_PUBLISHED = {
    # set → {model: dB that its authors' code reaches there}
    "haze/sots_indoor": {"haze/aodnet": 18.12, "haze/lightdehazenet": 18.96},
    "haze/densehaze": {"haze/aodnet": 12.78, "haze/lightdehazenet": 11.32},
    "lowlight/sice": {"low_light/zero-dce-pp": 18.52, "low_light/sgz": 18.73, "low_light/sci": 18.11},
}
_FLOORS = {"rain/rain1200": 26.0, "rain/rain100h": 23.0}
"""dB that one baseline for all kinds of rain should reach (PReNet trained for each: 27.35, 28.83)."""

THRESHOLDS = {
    "haze": Thresholds(4.0, 1.5, -0.3),
    "low_light": Thresholds(4.0, 2.0, -0.3),
    "rain": Thresholds(1.5, 3.0, -0.2),
}


class Table:
    """Scores by (set, method), and the pixels of leaked geometry."""

    def __init__(self) -> None:
        self.psnr: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.ssim: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.leak: list[float] = []

    def add(self, dataset: str, method: str, image: ImageArray, truth: ImageArray) -> None:
        found = r.score(image, truth)
        for name in (dataset, "all"):
            self.psnr[name, method].append(found.psnr)
            self.ssim[name, method].append(found.ssim)

    def mean(self, method: str, dataset: str = "all") -> float:
        return float(np.mean(self.psnr[dataset, method]))

    def mean_ssim(self, method: str, dataset: str = "all") -> float:
        return float(np.mean(self.ssim[dataset, method]))


def measure(task: str, shared: Path, limit: int | None, tell: Callable[[str], None]) -> Table:
    """Run every ready model of a task, and the guided one with right and wrong priors, on its paired sets."""
    table = Table()
    models = [m for m in r.list_models(task) if m.state in ("ready", "loaded")]
    alone = [m.id for m in models if not m.needs_prior]
    with_prior = [m.id for m in models if m.needs_prior]
    for folder in SETS[task]:
        samples = load_pairs(shared / "data" / folder, task, limit=limit)
        generated = [r.simulate_generator(_truth(s), seed=i).image for i, s in enumerate(samples)]
        for i, sample in enumerate(samples):
            tell(f"{folder} {i + 1}/{len(samples)}")
            truth, degraded = _truth(sample), sample.degraded
            prior = r.align(generated[i], degraded, task=task)
            table.add(folder, "degraded", degraded, truth)
            table.add(
                folder,
                "generated, resized",
                resize_image(generated[i], truth.shape[1], truth.shape[0]),
                truth,
            )
            table.add(folder, "generated, aligned", prior.warped, truth)
            for model in alone:
                table.add(folder, model, r.restore(degraded, model), truth)
            for model in [*with_prior, f"{task}/guided+prior"]:
                restored = r.restore(degraded, model, prior=prior, tone="photo")
                table.add(folder, model, restored, truth)
                if model == f"{task}/guided":
                    table.leak.append(leaked_px(restored, truth))
                    stranger = r.align(generated[_next_scene(samples, i)], degraded, task=task)
                    table.add(
                        folder, f"{model}, unrelated prior", r.restore(degraded, model, prior=stranger), truth
                    )
    return table


def leaked_px(guided: ImageArray, truth: ImageArray) -> float:
    """Median displacement of the guided output against the true scene where `align` is sure, in pixels."""
    found = r.align(guided, truth)
    sure = found.confidence > _SURE
    return float(np.median(np.linalg.norm(found.flow[sure], axis=1))) if sure.any() else float("nan")


def _truth(sample: PairSample) -> ImageArray:
    assert sample.clean is not None
    return sample.clean


def _next_scene(samples: list[PairSample], index: int) -> int:
    """Half the set away: sets list several degradations of one scene side by side."""
    return (index + len(samples) // 2) % len(samples)


def report(task: str, table: Table) -> list[str]:
    sets = [*SETS[task], "all"]
    methods = list(dict.fromkeys(method for name, method in table.psnr if name == "all"))
    lines = [f"\n## {task}", "| method | " + " | ".join(sets) + " |", "|---|" + "---|" * len(sets)]
    for method in methods:
        cells = [f"{table.mean(method, s):.2f} / {table.mean_ssim(method, s):.3f}" for s in sets]
        lines.append(f"| {method} | " + " | ".join(cells) + " |")
    classical = [m.id for m in r.list_models(task) if m.role == "classical" and m.id in methods]
    baseline, guided = f"{task}/baseline", f"{task}/guided"
    if baseline not in methods or guided not in methods:
        return [*lines, "", "The networks' weights are missing: no thresholds."]
    best = max(classical, key=table.mean)
    thresholds = THRESHOLDS[task]
    rows = [
        ("guided − baseline, dB", table.mean(guided) - table.mean(baseline), thresholds.guided, True),
        (
            f"baseline − best classical ({best}), dB",
            table.mean(baseline) - table.mean(best),
            thresholds.baseline,
            True,
        ),
        (
            "unrelated prior: guided − baseline, dB",
            table.mean(f"{guided}, unrelated prior") - table.mean(baseline),
            thresholds.unrelated,
            True,
        ),
        ("leaked geometry, median px", float(np.nanmedian(table.leak)), thresholds.leak, False),
    ]
    for name in ("generated, resized", "generated, aligned"):
        rows.append((f"guided − {name}, dB", table.mean(guided) - table.mean(name), 0.0, True))
        rows.append((f"guided − {name}, SSIM", table.mean_ssim(guided) - table.mean_ssim(name), 0.0, True))
    for dataset in SETS[task]:
        for model, figure in _SMALL_PUBLISHED.get(dataset, {}).items():
            gain = table.mean(baseline, dataset) - figure
            rows.append((f"baseline − {model} ({figure} dB) on {dataset}", gain, 0.0, True))
        if dataset in _FLOORS:
            rows.append((f"baseline on {dataset}, dB", table.mean(baseline, dataset), _FLOORS[dataset], True))
    rows += [
        (f"{model} − {origin}, dB", table.mean(model) - table.mean(origin), wanted, True)
        for model, origin, wanted in _FINE_TUNED
        if model in methods and origin in methods
    ]
    lines += ["", "| requirement | measured | wanted | met |", "|---|---|---|---|"]
    for name, value, limit, at_least in rows:
        met = value >= limit if at_least else value <= limit
        lines.append(
            f"| {name} | {value:+.3f} | {'≥' if at_least else '≤'} {limit:g} | {'yes' if met else 'no'} |"
        )
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description="Print PSNR/SSIM of every model on the paired test sets.")
    parser.add_argument(
        "--shared", type=Path, default=shared_folder(), help="folder with data/ (default: PRIORLENS_SHARED)"
    )
    parser.add_argument("--task", choices=list(SETS), action="append", help="one task (default: all)")
    parser.add_argument("--limit", type=int, help="at most so many images of a set, spread evenly")
    parser.add_argument("--json", type=Path, help="also write every mean to this file")
    arguments = parser.parse_args()
    if not (arguments.shared / "data").is_dir():
        parser.error(f"{arguments.shared}: expected a folder with data/; set PRIORLENS_SHARED or --shared")
    means: dict[str, dict[str, float]] = {}
    for task in arguments.task or SETS:
        table = measure(
            task, arguments.shared, arguments.limit, lambda text: print(f"\r{text}\033[K", end="", flush=True)
        )
        print("\r\033[K" + "\n".join(report(task, table)))
        means[task] = {f"{s}: {m}": float(np.mean(v)) for (s, m), v in table.psnr.items()}
    if arguments.json:
        arguments.json.write_text(json.dumps(means, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
