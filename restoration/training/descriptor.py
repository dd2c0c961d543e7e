"""Train the descriptor of `restoration.alignment`: dense, contrastive, on simulated redraws with known motion.

    python -m restoration.training.descriptor PHOTOS... --out DIR [--pairs 12000] [--steps 4000] [--seed 0]
        [--without NAMES.txt] [--threads 1]

Pairs are drawn once, into memory-mapped arrays in `DIR/pairs`, by another process while the training has begun; a
stopped run continues from `DIR/state.pt`. `DIR/descriptor.safetensors` (float16, batch normalisation folded) is
written anew every 200 steps from a running mean of the weights.

The loss is InfoNCE (van den Oord et al. 2018) in both directions: a cell of the photo against the place where it
went in the redraw, against all other cells of that redraw, and against those of the next pair's. A second output learns to
tell from one picture alone whether its cell will be matched rightly.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional

from restoration.alignment.descriptor_net import DescriptorNet
from restoration.alignment.planes import planes
from restoration.training.descriptor_degradation import SIDE
from restoration.training.descriptor_views import CELLS, STRIDE, draw_pair
from restoration.training.photos import TrainingPhoto, list_images, load_files

_BATCH, _POINTS = 8, 160
_LEARNING_RATE, _DECAY = 2e-3, 1e-2
_WARM_UP = 200
_COOL_DOWN = 0.3
"""Of the steps, at the end: the rate falls to nothing. A run that is continued with other steps follows those."""
_NEAR = 1.5
"""Cells: nearer than that a descriptor is neither a negative nor a wrong match."""
_RELIABILITY = 0.2
_MEAN = 0.998
"""Of the running mean of the weights, per step."""
_SAVE_EVERY = 200
_ENOUGH = 400
"""Pairs with which the training may begin."""


class PairStore:
    """`count` pairs in memory-mapped arrays in a folder; each is drawn from the seed and its own number."""

    def __init__(self, folder: Path, count: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.count = count
        self.images = _mapped(folder / "images.npy", (count, 2, SIDE, SIDE, 3), "uint8")
        self.there = _mapped(folder / "there.npy", (count, CELLS, CELLS, 2), "float32")
        self.known = _mapped(folder / "known.npy", (count, CELLS, CELLS), "bool")
        self.done = _mapped(folder / "done.npy", (count,), "bool")

    def fill(self, photos: list[TrainingPhoto], seed: int) -> None:
        parent = multiprocessing.parent_process()
        for number in np.flatnonzero(~self.done):
            if parent is not None and not parent.is_alive():
                return
            pair = draw_pair(photos, np.random.default_rng((seed, int(number))))
            self.images[number] = pair.reference, pair.generated
            self.there[number], self.known[number] = pair.there, pair.known
            self.done[number] = True


def _mapped(file: Path, shape: tuple[int, ...], dtype: str) -> NDArray[Any]:
    if file.exists():
        found = np.lib.format.open_memmap(file, mode="r+")
        if found.shape == shape:
            return found
    return np.lib.format.open_memmap(file, mode="w+", dtype=np.dtype(dtype), shape=shape)


# --- the loss ----------------------------------------------------------------


def losses(
    mine: Tensor, other: Tensor, sure: Tensor, there: Tensor, known: Tensor, cells: Tensor, sharpness: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """(contrastive, reliability, share of right nearest descriptors) of one direction.

    `mine` (N, C, 32, 32) is asked at `cells` (N, P), numbers of cells, whose content lies in `other` at `there`
    (N, P, 2), in cells; `known` (N, P) says whether it does. `sure` (N, 32, 32) is the log odds beside `mine`.
    """
    length = mine.shape[1]
    asked = mine.flatten(2).gather(2, cells[:, None].expand(-1, length, -1))
    grid = there / ((CELLS - 1) / 2) - 1
    sampled = functional.grid_sample(other, grid[:, :, None], align_corners=True, padding_mode="border")[
        ..., 0
    ]
    sampled = functional.normalize(sampled, dim=1)
    right = (asked * sampled).sum(1, keepdim=True).transpose(1, 2)
    all_there = asked.transpose(1, 2) @ other.flatten(2)
    elsewhere = asked.transpose(1, 2) @ other.roll(1, 0)[:, :, ::2, ::2].flatten(2)
    axis = torch.arange(CELLS, dtype=torch.float32)
    away = (axis[None, None, :, None] - there[:, :, None, None, 1]) ** 2
    away = (away + (axis[None, None, None, :] - there[:, :, None, None, 0]) ** 2).flatten(2)
    near = away < _NEAR**2
    logits = torch.cat([right, all_there.masked_fill(near, -2.0), elsewhere], dim=2) * sharpness
    weight = known.float() / known.float().sum().clamp(min=1)
    contrast = -(functional.log_softmax(logits, dim=2)[..., 0] * weight).sum()
    hit = near.gather(2, all_there.argmax(2, keepdim=True))[..., 0].float()
    odds = sure.flatten(1).gather(1, cells)
    reliable = (functional.binary_cross_entropy_with_logits(odds, hit, reduction="none") * weight).sum()
    return contrast, reliable, (hit * weight).sum()


def step_loss(
    network: DescriptorNet, batch: tuple[Tensor, Tensor, Tensor], sharpness: Tensor, rng: np.random.Generator
) -> tuple[Tensor, dict[str, float]]:
    """Of `batch`: planes (2·N, 4, 256, 256), photos first; positions (N, 32, 32, 2) in cells; known (N, 32, 32)."""
    images, there, known = batch
    with torch.autocast("cpu", torch.bfloat16):
        described, sure = network(images)
    n = len(there)
    photo, redraw = described[:n], described[n:]
    cells = _asked(known.numpy(), rng)
    at = there.flatten(1, 2).gather(1, cells[..., None].expand(-1, -1, 2))
    is_known = known.flatten(1).gather(1, cells)
    forth = losses(photo, redraw, sure[:n], at, is_known, cells, sharpness)
    # Backward from whole cells of the redraw: where they land is interpolated from where the photo's cells went.
    landed = at.round().clamp(0, CELLS - 1)
    from_cells = (landed[..., 1] * CELLS + landed[..., 0]).long()
    row, column = cells // CELLS, cells % CELLS
    origin = torch.stack([column, row], dim=2).float() + _undone(there, cells, landed - at)
    back = losses(redraw, photo, sure[n:], origin, is_known, from_cells, sharpness)
    total = forth[0] + back[0] + _RELIABILITY * (forth[1] + back[1])
    figures = {"contrast": float((forth[0] + back[0]).detach()) / 2}
    figures["reliability"] = float((forth[1] + back[1]).detach()) / 2
    figures |= {"right": float(forth[2]), "right_back": float(back[2])}
    return total, figures


def _asked(known: NDArray[np.bool_], rng: np.random.Generator) -> Tensor:
    """(N, 160) numbers of cells, drawn from those known, or from all where there are none."""
    rows = []
    for row in known.reshape(len(known), -1):
        usable = np.flatnonzero(row)
        rows.append(rng.choice(usable if len(usable) else len(row), _POINTS, replace=len(usable) < _POINTS))
    return torch.from_numpy(np.stack(rows)).long()


def _undone(there: Tensor, cells: Tensor, step: Tensor) -> Tensor:
    """A step in the redraw as one in the photo, (N, P, 2), by the local slope of the motion."""
    field = there.permute(0, 3, 1, 2)
    along_x = functional.pad(field, (1, 1, 0, 0), mode="replicate")
    along_x = (along_x[..., 2:] - along_x[..., :-2]) / 2
    along_y = functional.pad(field, (0, 0, 1, 1), mode="replicate")
    along_y = (along_y[..., 2:, :] - along_y[..., :-2, :]) / 2
    index = cells[:, None].expand(-1, 2, -1)
    x, y = (slope.flatten(2).gather(2, index) for slope in (along_x, along_y))
    determinant = x[:, 0] * y[:, 1] - y[:, 0] * x[:, 1]
    determinant = torch.where(determinant.abs() < 0.1, torch.full_like(determinant, 0.1), determinant)
    back_x = (y[:, 1] * step[..., 0] - y[:, 0] * step[..., 1]) / determinant
    back_y = (x[:, 0] * step[..., 1] - x[:, 1] * step[..., 0]) / determinant
    return torch.stack([back_x, back_y], dim=2).clamp(-2, 2)


# --- the run -----------------------------------------------------------------


def batches(store: PairStore, rng: np.random.Generator) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Random pairs of those drawn so far, half of them mirrored."""
    while True:
        numbers = rng.choice(np.flatnonzero(store.done), _BATCH, replace=False)
        pictures, there, known = (
            store.images[numbers],
            store.there[numbers].copy(),
            store.known[numbers].copy(),
        )
        there = (there - (STRIDE - 1) / 2) / STRIDE
        for n in np.flatnonzero(rng.random(_BATCH) < 0.5):
            pictures[n] = pictures[n, :, :, ::-1].copy()
            there[n], known[n] = there[n, :, ::-1], known[n, :, ::-1]
            there[n, ..., 0] = CELLS - 1 - there[n, ..., 0]
        seen = np.stack([planes(np.ascontiguousarray(i)) for k in (0, 1) for i in pictures[:, k]])
        images = torch.from_numpy(seen).contiguous(memory_format=torch.channels_last)
        yield images, torch.from_numpy(there), torch.from_numpy(known)


def train(store: PairStore, out: Path, steps: int, seed: int) -> None:
    torch.manual_seed(seed)
    network = DescriptorNet().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    mean = DescriptorNet().requires_grad_(False)
    mean.load_state_dict(network.state_dict())
    log_sharpness = torch.nn.Parameter(torch.tensor(2.7))
    optimiser = torch.optim.AdamW(
        [
            {"params": network.parameters(), "weight_decay": _DECAY},
            {"params": [log_sharpness], "weight_decay": 0},
        ],
        _LEARNING_RATE,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda s: max(min((s + 1) / _WARM_UP, 1.0, (steps - s) / (_COOL_DOWN * steps)), 1e-3),
    )
    done, state_file = 0, out / "state.pt"
    if state_file.exists():
        state = torch.load(state_file, weights_only=True)
        network.load_state_dict(state["network"])
        mean.load_state_dict(state["mean"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        log_sharpness.data.copy_(state["sharpness"])
        done = state["step"]
    rng = np.random.default_rng((seed, 1, done))
    figures: dict[str, list[float]] = {}
    began = time.monotonic()
    for step, batch in zip(range(done + 1, steps + 1), batches(store, rng)):
        network.train()
        loss, line = step_loss(network, batch, log_sharpness.exp().clamp(max=40), rng)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        schedule.step()
        with torch.no_grad():
            for kept, new in zip(mean.state_dict().values(), network.state_dict().values()):
                share = min(_MEAN, step / (step + 10))
                kept.lerp_(new, 1 - share) if kept.is_floating_point() else kept.copy_(new)
        for name, value in line.items():
            figures.setdefault(name, []).append(value)
        if step % 50 == 0:
            row = {name: round(float(np.mean(values)), 4) for name, values in figures.items()}
            row |= {"step": step, "sharpness": round(float(log_sharpness.exp()), 2)}
            row |= {"seconds": round(time.monotonic() - began, 1), "pairs": int(store.done.sum())}
            with (out / "log.jsonl").open("a") as log:
                log.write(json.dumps(row) + "\n")
            figures = {}
        if step % _SAVE_EVERY == 0 or step == steps:
            save(mean, out / "descriptor.safetensors", step)
            state = {
                "network": network.state_dict(), "mean": mean.state_dict(), "step": step,
                "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict(),
                "sharpness": log_sharpness.detach(),
            }  # fmt: skip
            torch.save(state, out / "state.part")
            os.replace(out / "state.part", state_file)


def save(network: DescriptorNet, file: Path, step: int) -> None:
    """Folded and in float16, atomically."""
    state = {name: value.half().contiguous() for name, value in network.eval().fused().state_dict().items()}
    save_file(state, file.with_suffix(".part"), metadata={"step": str(step)})
    os.replace(file.with_suffix(".part"), file)


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the descriptor that align() asks when it is unsure.")
    parser.add_argument("photos", nargs="+", type=Path, help="folders of clean photos")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--without", type=Path, help="a file of photo names, one a line, that are left out")
    parser.add_argument("--pairs", type=int, default=12000)
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    cv2.setNumThreads(arguments.threads)
    left_out = set(arguments.without.read_text().split()) if arguments.without else set()
    files = [f for folder in arguments.photos for f in list_images(folder) if f.name not in left_out]
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "photos.txt").write_text("\n".join(f"{f.parent.name}/{f.name}" for f in files) + "\n")
    folder = arguments.out / "pairs"
    store = PairStore(folder, arguments.pairs)
    filler = multiprocessing.get_context("spawn").Process(
        target=_fill, args=(folder, arguments.pairs, files, arguments.seed), daemon=True
    )
    filler.start()
    while store.done.sum() < min(_ENOUGH, arguments.pairs):
        if not filler.is_alive():
            raise SystemExit("The pairs could not be drawn: see the error above.")
        time.sleep(1)
    train(store, arguments.out, arguments.steps, arguments.seed)


def _fill(folder: Path, count: int, files: list[Path], seed: int) -> None:
    cv2.setNumThreads(1)
    os.nice(10)
    PairStore(folder, count).fill(load_files(files), seed)


if __name__ == "__main__":
    main()
