"""Fit the weights of `restoration.distortion.invention` on simulated redraws.

    python -m benchmarks.invention_training [--cases 400] [--seed 0] [--out FILE]

Each case is a photo (never a test photo), one of two generator simulators, one of two weather models (or
none), strength 1, 2 or 4, with changed patches in three cases of four. Half of the alignments are made by
`align`, half are the true flow with a smooth error, so that the weights do not lean on one aligner's
habits. Takes about ten minutes on two cores; the same seed gives the same weights.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file

from benchmarks import second_generator
from benchmarks.alignment import load_at, photo_paths
from restoration.alignment import align
from restoration.distortion.grid import WorkGrid, build_grid, shrink
from restoration.distortion.invention import WEIGHTS, regressors
from restoration.distortion.structure import comparison_maps
from restoration.records import Alignment, ImageArray, Redraw
from restoration.synthesis import degrade, redraw, simulate_generator
from restoration.synthesis.fields import smooth_field

HIDDEN = 24
PIXELS = 768 * 512
CHANGED_ROWS, KEPT_ROWS = 700, 1200
WORST_ERROR_PX = 4.0
"""Cases that `align` got wrong by more teach nothing about content: everything differs there."""

Floats = NDArray[np.float32]


def without_edits(rng: np.random.Generator, clean: ImageArray) -> tuple[ImageArray, NDArray[np.bool_]]:
    return clean.copy(), np.zeros(clean.shape[:2], bool)


def make_redraw(
    clean: ImageArray, other: ImageArray, seed: int, strength: float, generator: int, *, changes: bool
) -> Redraw:
    """A redraw by the first (the product's) or second generator, with or without changed patches."""
    if generator == 1:
        return second_generator.redraw(clean, seed, strength, other, changes=changes)
    if changes:
        return simulate_generator(clean, seed=seed, strength=strength)
    edit, redraw._edit_content = redraw._edit_content, without_edits
    try:
        return simulate_generator(clean, seed=seed, strength=strength)
    finally:
        redraw._edit_content = edit


def make_reference(clean: ImageArray, task: str, seed: int, model: int) -> ImageArray:
    if task == "clean":
        return clean
    return degrade(clean, task, seed=seed) if model == 0 else second_generator.weather(clean, task, seed)


def true_alignment(
    made: Redraw, reference: ImageArray, rng: np.random.Generator, error_px: float
) -> Alignment:
    """The true flow plus a smooth error of `error_px` (standard deviation, reference pixels)."""
    height, width = reference.shape[:2]
    rows, columns = made.image.shape[:2]
    scale = np.array([columns / width, rows / height], np.float32)
    wander = np.dstack([smooth_field(rng, height, width, 0.08 * width) for _ in range(2)])
    flow = made.flow + (error_px / np.sqrt(2) * wander * scale).astype(np.float32)
    where = flow + np.dstack(
        np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    )
    warped = cv2.remap(made.image, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    inside = (where >= -0.5).all(axis=2) & (where[..., 0] <= columns - 0.5) & (where[..., 1] <= rows - 0.5)
    plain = np.diag([columns / width, rows / height, 1.0])
    sure = np.where(inside, 0.9, 0.0).astype(np.float32)
    return Alignment(flow, warped, inside, sure, (columns / width, rows / height), plain, (columns, rows))


def error_px(alignment: Alignment, made: Redraw, reference: ImageArray) -> float:
    """Mean end-point error in reference pixels outside changed areas."""
    height, width = reference.shape[:2]
    scale = np.array([width / made.image.shape[1], height / made.image.shape[0]], np.float32)
    length = np.linalg.norm((alignment.flow - made.flow) * scale, axis=2)
    kept = alignment.valid & ~made.changed
    return float(length[kept].mean()) if kept.any() else np.inf


def draw_case(photos: list[Path], index: int) -> tuple[Alignment, ImageArray, Redraw] | None:
    """Case number `index`, or None when `align` lost it."""
    rng = np.random.default_rng([index, 1])
    clean, other = (load_at(photos[int(i)], PIXELS) for i in rng.integers(0, len(photos), 2))
    task = str(rng.choice(["clean", "haze", "rain", "low_light"], p=[0.1, 0.3, 0.35, 0.25]))
    strength = float(rng.choice([1, 1, 2, 4]))
    changes = bool(rng.random() < 0.75)
    made = make_redraw(clean, other, index, strength, int(rng.integers(2)), changes=changes)
    reference = make_reference(clean, task, index, int(rng.integers(2)))
    if index % 2:
        alignment = align(made.image, reference, task=None if task == "clean" else task)
        if not alignment.same_scene or error_px(alignment, made, reference) > WORST_ERROR_PX:
            return None
    else:
        alignment = true_alignment(made, reference, rng, float(rng.uniform(0.2, 1.2)))
    return alignment, reference, made


def sample(grid: WorkGrid, changed: NDArray[np.bool_], seed: int) -> tuple[Floats, Floats]:
    """Rows of regressors and their targets from one case."""
    rng = np.random.default_rng([seed, 2])
    maps, visible = comparison_maps(grid)
    local, overall, seen = regressors(maps, visible)
    share = shrink(changed.astype(np.float32), (seen.shape[1], seen.shape[0]))
    inside = rng.permutation(np.flatnonzero((seen > 0.5) & (share > 0.5)))[:CHANGED_ROWS]
    outside = rng.permutation(np.flatnonzero((seen > 0.5) & (share < 0.1)))[:KEPT_ROWS]
    chosen = np.concatenate([inside, outside])
    rows = local.reshape(-1, local.shape[2])[chosen]
    return np.hstack([rows, np.repeat(overall[None], len(rows), 0)]), share.ravel()[chosen]


def fit(rows: Floats, targets: Floats, seed: int, *, steps: int = 700) -> dict[str, Floats]:
    """Two layers by AdamW. Changed pixels count half: the sample holds far more of them than a frame."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)  # the layers are too small to share
    mean, deviation = rows.mean(axis=0), rows.std(axis=0) + 1e-3
    inputs = torch.from_numpy(np.clip((rows - mean) / deviation, -5, 5))
    wanted = torch.from_numpy(targets)
    weight = torch.where(wanted > 0.5, 0.5, 1.0)
    first, last = torch.nn.Linear(inputs.shape[1], HIDDEN), torch.nn.Linear(HIDDEN, 1)
    net = torch.nn.Sequential(first, torch.nn.ReLU(), last)
    optimiser = torch.optim.AdamW(net.parameters(), 5e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 5e-3, total_steps=steps)
    for _ in range(steps):
        batch = torch.randint(0, len(inputs), (1536,))
        logit = net(inputs[batch])[:, 0]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logit, wanted[batch], weight[batch])
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


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    cv2.setNumThreads(2)
    photos = photo_paths(120)
    began, parts, lost = time.perf_counter(), [], 0
    for index in range(arguments.seed * 100_000, arguments.seed * 100_000 + arguments.cases):
        case = draw_case(photos, index)
        if case is None:
            lost += 1
            continue
        alignment, reference, made = case
        parts.append(sample(build_grid(alignment, reference), made.changed, index))
        if len(parts) % 50 == 0:
            print(f"{len(parts)} cases, {lost} lost, {time.perf_counter() - began:.0f} s", flush=True)
    rows, targets = (np.concatenate([part[i] for part in parts]).astype(np.float32) for i in (0, 1))
    weights = fit(rows, targets, arguments.seed)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    save_file(weights, arguments.out, metadata={"cases": str(len(parts)), "seed": str(arguments.seed)})
    took = time.perf_counter() - began
    print(f"{len(rows)} rows of {rows.shape[1]}, {took:.0f} s, written to {arguments.out}")


if __name__ == "__main__":
    main()
