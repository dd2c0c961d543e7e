"""Fit the weights of `restoration.distortion.hallucination` on simulated redraws, and judge the way of fitting.

    python -m benchmarks.hallucination_training [--cases 640] [--cache FOLDER] [--seed 0] [--out FILE]
    python -m benchmarks.hallucination_training --hold-out [--cases 640] [--cache FOLDER] [--fresh 8]

Cases are those of `hallucination_cases`: 120 photos (never test photos), three generators, strengths 1, 2 and 4; of five
two have a small edit (`subtle_edits`), one a degradation whose removal is no change (`removable_degradations`), the others
haze, rain, darkness or nothing of three models, changed in three cases of four. `--hold-out` writes no weights: for each
generator it fits on the cases made by the other two in the degradation of the other two, and finds the changes
of the one left out, in its own degradation, on photos that no fit has seen. `--cache` keeps the cases, which
are most of the work: about half a second of processor time each. The same seed gives the same weights.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file

from benchmarks import hallucination_cases
from benchmarks.hallucination_cases import GENERATORS, TRAINING_PHOTOS, Case, fresh_photos
from benchmarks.photos import photo_paths
from restoration.distortion.hallucination import WEIGHTS, DetectorWeights, regressors, score_change
from restoration.distortion.labels import grow
from restoration.distortion.structure import comparison_maps
from restoration.resizing import shrink

HIDDEN = 48
CHANGED_ROWS, RIM_ROWS, KEPT_ROWS = 700, 500, 900
RIM = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (15, 15))
"""Around changed places, on the grid of the regression: 4 % of the longer side. Without rows from there outlines
are never learnt, and come out loose."""

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Rows = tuple[Halves, Floats]
TASKS = ("haze", "rain", "low_light")


def sample(case: Case, seed: int) -> Rows:
    """Rows of regressors and the changed share of their pixels from one case."""
    rng = np.random.default_rng([seed, 2])
    maps, visible = comparison_maps(case.grid)
    local, overall, seen = regressors(maps, visible)
    share = shrink(case.changed.astype(np.float32), (seen.shape[1], seen.shape[0]))
    near = cv2.dilate((share > 0.1).astype(np.uint8), RIM) > 0
    seen = seen * (shrink(case.ignored.astype(np.float32), (seen.shape[1], seen.shape[0])) < 0.1)
    chosen = np.concatenate(
        [
            rng.permutation(np.flatnonzero((seen > 0.5) & where))[:count]
            for where, count in (
                (share > 0.5, CHANGED_ROWS),
                (near & (share <= 0.5), RIM_ROWS),
                (~near, KEPT_ROWS),
            )
        ]
    )
    rows = local.reshape(len(local), -1)[:, chosen].T
    together = np.hstack([rows, np.repeat(overall[None], len(rows), 0)])
    return together.astype(np.float16), share.ravel()[chosen]


def fit(parts: list[Rows], seed: int, *, steps: int = 900, batch: int = 1536) -> dict[str, Floats]:
    """Two layers by AdamW. Changed pixels count less: the sample holds far more of them than a frame."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)  # the layers are too small to share
    rows = np.concatenate([part[0] for part in parts])
    wanted = torch.from_numpy(np.concatenate([part[1] for part in parts]))
    mean = rows.mean(axis=0, dtype=np.float32)
    deviation = np.sqrt(np.square(rows - mean, dtype=np.float32).mean(axis=0)) + np.float32(1e-3)
    inputs, middle, spread = (torch.from_numpy(values) for values in (rows, mean, deviation))
    weight = torch.where(wanted > 0.5, 0.7, 1.0)
    first, last = torch.nn.Linear(inputs.shape[1], HIDDEN), torch.nn.Linear(HIDDEN, 1)
    net = torch.nn.Sequential(first, torch.nn.ReLU(), last)
    optimiser = torch.optim.AdamW(net.parameters(), 5e-3, weight_decay=0.1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 5e-3, total_steps=steps)
    for _ in range(steps):
        chosen = torch.randint(0, len(inputs), (batch,))
        logit = net(((inputs[chosen].float() - middle) / spread).clamp(-5, 5))[:, 0]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logit, wanted[chosen], weight[chosen])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    tensors: dict[str, Any] = {
        "mean": mean,
        "deviation": deviation,
        "hidden": first.weight.detach().numpy().T,
        "bias": first.bias.detach().numpy(),
        "out": last.weight.detach().numpy()[0],
        "out_bias": last.bias.detach().numpy(),
    }
    return {name: np.ascontiguousarray(value, dtype=np.float32) for name, value in tensors.items()}


def cached(cache: Path | None, name: str, make: Callable[[], Case | None]) -> Case | None:
    """A case from the folder, or made and put there."""
    if cache is None:
        return make()
    path = cache / f"{name}.npz"
    if not path.exists():
        hallucination_cases.save(path, make())
    return hallucination_cases.load(path)


def training_rows(arguments: argparse.Namespace) -> list[tuple[Case, Rows]]:
    photos = photo_paths(TRAINING_PHOTOS)
    began, found = time.perf_counter(), []
    first = arguments.seed * 100_000
    for index in range(first, first + arguments.cases):
        case = cached(
            arguments.cache,
            f"train-{index}",
            lambda index=index: hallucination_cases.training_case(photos, index),  # type: ignore[misc]
        )
        if case is not None:
            found.append((case, sample(case, index)))
    print(f"{len(found)} of {arguments.cases} cases, {time.perf_counter() - began:.0f} s", flush=True)
    return found


def hold_out(arguments: argparse.Namespace) -> None:
    """F1 and falsely invented share where generator and degradation were left out of the fit."""
    found, photos = training_rows(arguments), fresh_photos(arguments.fresh)
    print("left out  task        F1     invented in unchanged redraws, mean %  worst %")
    every: list[float] = []
    for left_out in GENERATORS:
        others = [
            rows
            for case, rows in found
            if case.generator != left_out and (case.degradation != left_out or case.task == "clean")
        ]
        weights = DetectorWeights(**fit(others, arguments.seed))
        marks: dict[str, list[float]] = {task: [] for task in TASKS}
        shares: dict[str, list[float]] = {task: [] for task in TASKS}
        for what in hallucination_cases.judging_cases(left_out, arguments.fresh):
            case = cached(
                arguments.cache,
                f"test-{what[0]}",
                lambda what=what, one=left_out: hallucination_cases.judging_case(photos, one, what),  # type: ignore[misc]
            )
            if case is None:
                continue
            maps, visible = comparison_maps(case.grid)
            score = score_change(weights, case.grid, *regressors(maps, visible))
            invented = grow(score, case.grid.valid)
            wanted = case.changed & case.grid.valid
            if wanted.any():
                marks[case.task].append(2 * (wanted & invented).sum() / (wanted.sum() + invented.sum()))
            elif not what[3]:
                shares[case.task].append(100 * invented.sum() / max(case.grid.valid.sum(), 1))
        for task in TASKS:
            mark = float(np.mean(marks[task]))
            every.append(mark)
            print(
                f"{left_out}         {task:<10} {mark:.3f}   {np.mean(shares[task]):20.2f} "
                f"{max(shares[task]):28.2f}",
                flush=True,
            )
    print(f"mean F1 on what was left out: {np.mean(every):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=640)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--hold-out", action="store_true")
    parser.add_argument("--fresh", type=int, default=8, help="photos to judge what was left out on")
    arguments = parser.parse_args()
    cv2.setNumThreads(2)
    if arguments.hold_out:
        hold_out(arguments)
        return
    found = training_rows(arguments)
    weights = fit([rows for _, rows in found], arguments.seed)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    save_file(weights, arguments.out, metadata={"cases": str(len(found)), "seed": str(arguments.seed)})
    print(f"written to {arguments.out}")


if __name__ == "__main__":
    main()
