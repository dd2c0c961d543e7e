"""Fit the network of `restoration.distortion.hallucination` on simulated redraws, and judge the way of fitting.

    python -m benchmarks.hallucination_training [--cases 2400] [--cache FOLDER] [--steps 9000] [--seed 0] [--out FILE]
    python -m benchmarks.hallucination_training --hold-out [--cases 2400] [--cache FOLDER] [--steps 9000] [--fresh 8]

Cases are those of `hallucination_cases`: photos that nothing is judged on, three generators, strengths 1, 2 and 4, small
edits, unchanged redraws, haze, rain, darkness, blur, flares, shadows and poor files (19 GB of memory while fitting). Every twelfth case is not fitted on: F1 on those is
printed, and thresholds were chosen on them. `--hold-out` writes no weights: for each generator it fits on the cases made by
the other two in the degradation of the other two, and finds the changes of the one left out, in its own degradation, on photos
that no fit has seen. `--cache` keeps the cases, which are half of the work: about half a second of processor time each.
The same seed gives the same weights on the same machine.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional

from benchmarks import hallucination_cases
from benchmarks.hallucination_cases import (
    GENERATORS,
    Case,
    for_choosing,
    fresh_photos,
    photos_of,
    training_photos,
)
from restoration.distortion.detector_net import DetectorNet
from restoration.distortion.hallucination import PLANES, WEIGHTS, detect, detector_planes
from restoration.distortion.labels import GROW, grow
from restoration.resizing import shrink

CROP = 112
"""Pixels of the network's grid, whose longer side is `hallucination.SIDE`."""
AT_A_CHANGE = 0.6
"""Share of the crops of a changed case that hold a part of the change."""
CHANGED_WEIGHT = 2.0
TASKS = ("haze", "rain", "low_light")


@dataclass(frozen=True, eq=False)
class Sample:
    """One case on the network's grid (h, w); targets are shares of a pixel."""

    planes: NDArray[np.float16]
    """(PLANES, h, w)"""
    seen: NDArray[np.float32]
    changed: NDArray[np.float32]
    ignored: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Prepared:
    """A sample as the network takes it."""

    x: Tensor
    """(h, w, PLANES + 1), bfloat16: `DetectorNet.prepare`."""
    shared: Tensor
    wanted: Tensor
    """(2, h, w): other content, and other content that the photo would have shown."""
    weight: Tensor
    places: NDArray[np.int64]
    """(N, 2) rows and columns where something is changed."""


def sample(case: Case) -> Sample:
    planes, seen = detector_planes(case.grid)
    size = seen.shape[1], seen.shape[0]
    changed, ignored = (shrink(mask.astype(np.float32), size) for mask in (case.changed, case.ignored))
    return Sample(planes.astype(np.float16), seen, changed, ignored)


def prepared(one: Sample, network: DetectorNet) -> Prepared:
    planes = torch.from_numpy(one.planes.astype(np.float32))[None]
    seen = torch.from_numpy(one.seen)[None, None]
    with torch.no_grad():
        overall = (planes * seen).sum(dim=(2, 3)) / seen.sum(dim=(2, 3)).clamp(min=1)
        x, shared = network.prepare(planes, seen, overall)
    # What the photo would not have shown is other content, and nothing that the photo speaks against.
    either = np.clip(one.changed + one.ignored, 0, 1)
    wanted = torch.from_numpy(np.stack([either, one.changed]))
    weight = (seen[0] > 0.5) * (1 + (CHANGED_WEIGHT - 1) * wanted)
    x = x[0].permute(1, 2, 0).contiguous().to(torch.bfloat16)
    return Prepared(x, shared[0], wanted, weight, np.argwhere(either > 0.5))


def fit(samples: list[Sample], seed: int, steps: int, *, batch: int = 8, rate: float = 3e-3) -> DetectorNet:
    """AdamW with one cycle, on crops with flips; the convolutions in bfloat16. `samples` is emptied."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)  # the layers are too small to share
    rng = np.random.default_rng([seed, 22])
    network = DetectorNet(PLANES)
    mean, deviation = _spread(samples[::3])
    network.mean.copy_(mean)
    network.deviation.copy_(deviation)
    samples.reverse()
    ready = [prepared(samples.pop(), network) for _ in range(len(samples))]  # they are gigabytes
    network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.AdamW(network.parameters(), rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps, pct_start=0.15)
    began, running = time.process_time(), 0.0
    for step in range(1, steps + 1):
        x, shared, wanted, weight = _batch(ready, rng, batch)
        with torch.autocast("cpu", torch.bfloat16):
            logits = network.compare(x, shared)
        every = functional.binary_cross_entropy_with_logits(logits.float(), wanted, reduction="none")
        loss = (every * weight).sum() / weight.sum().clamp(min=1)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        running += (float(loss.detach()) - running) * (1.0 if step == 1 else 0.02)
        if step % 200 == 0:
            print(f"  step {step}: loss {running:.4f}, {time.process_time() - began:.0f} s", flush=True)
    return network.eval().to(memory_format=torch.contiguous_format).fused()


def _spread(samples: list[Sample]) -> tuple[Tensor, Tensor]:
    count, total, squares = 0, np.zeros(PLANES), np.zeros(PLANES)
    for one in samples:
        values = one.planes.reshape(PLANES, -1)[:, one.seen.ravel() > 0.5].astype(np.float64)
        count += values.shape[1]
        total += values.sum(axis=1)
        squares += np.square(values).sum(axis=1)
    mean = total / max(count, 1)
    deviation = np.sqrt(np.maximum(squares / max(count, 1) - mean * mean, 0)) + 1e-2
    return torch.from_numpy(mean).float(), torch.from_numpy(deviation).float()


def _batch(samples: list[Prepared], rng: np.random.Generator, batch: int) -> tuple[Tensor, ...]:
    """x (N, PLANES + 1, CROP, CROP), shared (N, PLANES), wanted and weight (N, 2, CROP, CROP), 0 beyond the frame."""
    chosen = [samples[int(index)] for index in rng.integers(0, len(samples), batch)]
    x = torch.zeros(batch, CROP, CROP, PLANES + 1, dtype=torch.bfloat16)
    wanted, weight = (torch.zeros(batch, 2, CROP, CROP) for _ in range(2))
    for number, one in enumerate(chosen):
        (down, across), flip = _window(one, rng), rng.random() < 0.5
        part, rest = one.x[down, across], (one.wanted[:, down, across], one.weight[:, down, across])
        rows, columns = part.shape[:2]
        x[number, :rows, :columns] = part.flip(1) if flip else part
        for target, values in zip((wanted, weight), rest, strict=True):
            target[number, :, :rows, :columns] = values.flip(2) if flip else values
    return x.permute(0, 3, 1, 2), torch.stack([one.shared for one in chosen]), wanted, weight


def _window(one: Prepared, rng: np.random.Generator) -> tuple[slice, slice]:
    room = [max(0, side - CROP) for side in one.x.shape[:2]]
    corner = [int(rng.integers(0, most + 1)) for most in room]
    if len(one.places) and rng.random() < AT_A_CHANGE:
        place = one.places[rng.integers(len(one.places))]
        corner = [int(np.clip(p - rng.integers(CROP), 0, most)) for p, most in zip(place, room, strict=True)]
    return slice(corner[0], corner[0] + CROP), slice(corner[1], corner[1] + CROP)


def cached(cache: Path | None, name: str, make: Callable[[], Case | None]) -> Case | None:
    """A case from the folder, or made and put there."""
    if cache is None:
        return make()
    path = cache / f"{name}.npz"
    if not path.exists():
        hallucination_cases.save(path, make())
    return hallucination_cases.load(path)


def read_cases(arguments: argparse.Namespace) -> Iterator[tuple[int, Case]]:
    """One by one: all of them are gigabytes."""
    photos = training_photos()
    began, found = time.perf_counter(), 0
    first = arguments.seed * 100_000
    series = (
        ("train", arguments.cases, hallucination_cases.training_case),
        ("light", arguments.cases // 3, hallucination_cases.light_case),
    )
    for name, count, make in series:
        for index in range(first, first + count):
            case = cached(
                arguments.cache,
                f"{name}-{index}",
                lambda index=index, make=make: make(photos_of(index, photos), index),  # type: ignore[misc]
            )
            if case is not None:
                found += 1
                yield index, case
    print(
        f"{found} of {sum(count for _, count, _ in series)} cases, {time.perf_counter() - began:.0f} s",
        flush=True,
    )


def f1(network: DetectorNet, cases: list[Case]) -> float:
    """Of all pixels of all cases together; what the photo would not show is not counted."""
    both, sums = 0, 0
    for case in cases:
        found = detect(network, case.grid, *detector_planes(case.grid)).shown > GROW
        counted = case.grid.valid & ~case.ignored
        both += int((found & case.changed & counted).sum())
        sums += int((found & counted).sum()) + int((case.changed & counted).sum())
    return 2 * both / max(sums, 1)


def hold_out(arguments: argparse.Namespace) -> None:
    """F1 and share falsely called hallucinated where generator and degradation were left out of the fit."""
    found = [(case.generator, case.degradation, case.task, sample(case)) for _, case in read_cases(arguments)]
    photos = fresh_photos(arguments.fresh)
    print("left out  task        F1     invented in unchanged redraws, mean %  worst %")
    every: list[float] = []
    for left_out in GENERATORS:
        others = [
            one
            for generator, degradation, task, one in found
            if generator != left_out and (degradation != left_out or task not in TASKS)
        ]
        network = fit(others, arguments.seed, arguments.steps)
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
            invented = grow(detect(network, case.grid, *detector_planes(case.grid)).shown, case.grid.valid)
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
    parser.add_argument("--cases", type=int, default=2400)
    parser.add_argument("--steps", type=int, default=9000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--hold-out", action="store_true")
    parser.add_argument("--fresh", type=int, default=8, help="photos to judge what was left out on")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    if arguments.hold_out:
        hold_out(arguments)
        return
    fitted: list[Sample] = []
    kept: list[Case] = []
    for index, case in read_cases(arguments):
        if for_choosing(index):
            kept.append(case)
        else:
            fitted.append(sample(case))
    count = len(fitted)
    network = fit(fitted, arguments.seed, arguments.steps)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    halves = {name: value.half().contiguous() for name, value in network.state_dict().items()}
    save_file(halves, arguments.out, metadata={"cases": str(count), "seed": str(arguments.seed)})
    print(f"written to {arguments.out}; F1 on {len(kept)} cases not fitted on: {f1(network, kept):.3f}")


if __name__ == "__main__":
    main()
