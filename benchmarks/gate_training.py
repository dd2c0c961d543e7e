"""Fit the weights of `restoration.models.gate`: how much of a prior's change is kept in the mode "photo".

    python -m benchmarks.gate_training collect --cache DIR [--photos DIR]… [--task rain]… [--count 100]
    python -m benchmarks.gate_training fit --cache DIR [--steps 3000] [--seed 0] [--out FILE]

`collect` makes `--count` samples of each task, one file each, and goes on where it was stopped: a crop of a photo
(never a test photo), degraded (`restoration.training.crop_degradation`), redrawn by the simulator at a strength of 0.3
to 2, aligned; the results of five models and of the guided network, some of them moved towards the truth, so that there
are stronger ones than any model's, and three artificial ones (`restoration.training.bases`), eight in all; for each
the features of the gate and, in every cell, the squares and products of the parts of the change and of the error.
The error of any shares is a quadratic form of these, so that `fit` needs no images. The loss is the change of the
logarithm of the mean square error; an increase counts three times as much as a decrease. Photos of the last tenth of the samples
are held out and reported. `PRIORLENS_MODELS` finds published networks. Same samples, same seed, same weights.

Haze has weights of its own (`--out assets/weights/fusion-gate-haze.safetensors`, from samples of all three tasks, four of ten hazy ones
behind a second veil). Those of the other tasks were fitted before that veil was added.
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
from torch import nn

import restoration as r
from benchmarks.shared import shared_folder
from restoration.distortion import hallucinations_masked
from restoration.image import ImageArray
from restoration.models import gate
from restoration.models.guided_filter import bounded_size, shrunk
from restoration.models.linear_fusion import linear_fusion
from restoration.models.transfer import prior_weights
from restoration.records import Alignment
from restoration.training.bases import artificial_base
from restoration.training.crop_degradation import degrade_crop
from restoration.training.crop_haze import veiled
from restoration.training.photos import TrainingPhoto, chances, load_photos, random_crop

Floats = NDArray[np.float32]
TASKS = ("haze", "low_light", "rain")
SCENE = {"haze": 1.0, "low_light": 0.75, "rain": 0.5}
VEILED = 0.4
"""Share of the hazy samples before which more haze hangs, so that next to nothing of the scene is left."""
BASES = 8
HIDDEN, WHOLE_HIDDEN = 32, 12
PHOTOS = (
    "bsds500_train",
    "bsds500_val",
    "bsds500_test",
    "debian_gnome-backgrounds",
    "debian_mate-backgrounds",
    "debian_plasma-workspace-wallpapers",
    "nyu_depth",
)
_FLOOR = 0.8
"""Added to mean square errors, grey levels squared: beyond 49 dB nothing counts."""


def collect(arguments: argparse.Namespace) -> int:
    shared = shared_folder()
    folders = arguments.photos or [shared / "data" / "photos" / name for name in PHOTOS]
    photos = load_photos(folders)
    arguments.cache.mkdir(parents=True, exist_ok=True)
    for number in range(arguments.count):
        for task in arguments.task or TASKS:
            file = arguments.cache / f"{task}-{number:03d}.npz"
            if file.exists():
                continue
            rows = sample(photos, task, number)
            partial = file.with_suffix(".part")
            with partial.open("wb") as stream:
                np.savez(stream, **rows)  # type: ignore[arg-type]
            partial.rename(file)
            print(f"\r\033[K{file.name}", end="", flush=True)
    print()
    return 0


def sample(photos: list[TrainingPhoto], task: str, number: int) -> dict[str, NDArray[Any]]:
    """Arrays "local" (N, F, rows, columns), "whole" (N, G) and "quadratic" (N, 6, 6, rows, columns), N bases;
    nothing where the prior is of no use."""
    rng = np.random.default_rng((7, number))
    photo = photos[int(rng.choice(len(photos), p=chances(photos, task)))]
    size = int(rng.choice([256, 320]))
    seen, scene = degrade_crop(task, random_crop(photo, size, rng, scene=SCENE[task]), rng)
    if task == "haze" and rng.random() < VEILED:
        seen = veiled(seen, rng)
    degraded, clean = (np.rint(255 * image).astype(np.uint8) for image in (seen, scene))
    redraw = r.simulate_generator(clean, seed=int(rng.integers(2**31)), strength=float(rng.uniform(0.3, 2)))
    prior = r.align(redraw.image, degraded, task=task)
    if not prior.same_scene:
        return {}
    prior = hallucinations_masked(prior, r.analyse(prior, redraw.image, degraded))
    own = f"{task}/baseline"
    others = [
        model.id
        for model in r.list_models(task)
        if model.state in ("ready", "loaded")
        and not model.needs_prior
        and model.role != "dropped-in"
        and model.id != own
    ]
    chosen = [own, *(str(model) for model in rng.choice(others, min(4, len(others)), replace=False))]
    bases = [r.restore(degraded, model, task=task) for model in chosen]
    bases.append(r.restore(degraded, f"{task}/guided", prior=prior, tone="photo"))
    for base in list(bases):
        if rng.random() < 0.6:
            left = rng.uniform(0.08, 0.8) * (base.astype(np.float32) - clean)
            bases.append(np.clip(clean + left + 0.5, 0, 255).astype(np.uint8))
    for _ in range(3):
        made = artificial_base(task, degraded.astype(np.float32) / 255, clean.astype(np.float32) / 255, rng)
        bases.append((255 * made + 0.5).astype(np.uint8))
    kept = sorted(rng.permutation(len(bases))[:BASES])
    found = [rows_of(degraded, clean, bases[k], prior, task) for k in kept]
    return {
        "local": np.stack([local for local, _, _ in found]).astype(np.float16),
        "whole": np.stack([whole for _, whole, _ in found]),
        "quadratic": np.stack([quadratic for _, _, quadratic in found]),
    }


def rows_of(
    degraded: ImageArray, clean: ImageArray, base: ImageArray, prior: Alignment, task: str
) -> tuple[Floats, Floats, Floats]:
    """(local, whole) of `gate.features`, and (6, 6, rows, columns): mean products in each cell of the five parts of the
    change (coarse, middle, fine, the whole's luma, its colours) and the error of the base."""
    weights = prior_weights(prior)
    fused = linear_fusion(degraded, base, prior, task=task)
    change = gate.change_of(base, fused, weights)
    local, whole = gate.features(change, degraded, prior.warped, weights, task)
    parts = [*gate.parts(change), clean.astype(np.float32) - change.base]
    cells = bounded_size(clean.shape[0], clean.shape[1], gate.CELLS)
    quadratic = np.empty((6, 6, *cells), np.float32)
    for i, one in enumerate(parts):
        for j, other in enumerate(parts[: i + 1]):
            quadratic[i, j] = quadratic[j, i] = shrunk((one * other).mean(axis=2), cells)
    return local, whole, quadratic


class Gate(nn.Module):
    """`gate.shares` with gradients."""

    def __init__(self, mean: torch.Tensor, deviation: torch.Tensor, count: int) -> None:
        super().__init__()
        self.mean, self.deviation, self.count = mean, deviation, count
        whole = len(mean) - count
        self.hidden, self.out = nn.Linear(len(mean), HIDDEN), nn.Linear(HIDDEN, 3)
        self.whole_hidden, self.whole_out = nn.Linear(whole, WHOLE_HIDDEN), nn.Linear(WHOLE_HIDDEN, 2)
        for layer in (self.out, self.whole_out):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(
        self, local: torch.Tensor, whole: torch.Tensor, noise: float = 0.0
    ) -> tuple[torch.Tensor, torch.Tensor]:
        count = self.count
        places = ((local.flatten(1).T - self.mean[:count]) / self.deviation[:count]).clamp(-4, 4)
        shared = ((whole - self.mean[count:]) / self.deviation[count:]).clamp(-4, 4)
        if noise:
            places = places + noise * torch.randn_like(places)
            shared = shared + noise * torch.randn_like(shared)
        weight = self.hidden.weight
        bias = weight[:, count:] @ shared + self.hidden.bias
        shares = torch.sigmoid(self.out(torch.relu(places @ weight[:, :count].T + bias)))
        return shares, torch.sigmoid(self.whole_out(torch.relu(self.whole_hidden(shared))))


Row = tuple[Floats, Floats, Floats]


def errors(network: Gate, row: Row, noise: float = 0.0) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean square error of the gated image and of its base."""
    local, whole, quadratic = row
    shares, tone = network(torch.from_numpy(local.astype(np.float32)), torch.from_numpy(whole), noise)
    products = torch.from_numpy(quadratic).flatten(2)
    count = products.shape[2]
    factors = torch.cat([shares.T, tone[:, None].expand(2, count), -torch.ones(1, count)])
    left = torch.einsum("in,ijn,jn->n", factors, products, factors).clamp_min(0).mean()
    return left, products[5, 5].mean()


def fit(arguments: argparse.Namespace) -> int:
    torch.manual_seed(arguments.seed)
    rng = np.random.default_rng(arguments.seed)
    samples: dict[str, list[Row]] = {}
    for file in sorted(arguments.cache.glob("*.npz")):
        with np.load(file) as stored:
            if "local" in stored.files:
                samples[file.stem] = list(
                    zip(stored["local"], stored["whole"], stored["quadratic"], strict=True)
                )
    if len(samples) < 2:
        raise SystemExit(f"{arguments.cache}: expected samples of `collect`, found {len(samples)}")
    numbers = sorted({int(name.rsplit("-", 1)[1]) for name in samples})
    first_held = numbers[int(0.9 * len(numbers))]
    train = [rows for name, rows in samples.items() if int(name.rsplit("-", 1)[1]) < first_held]
    held = {name: rows for name, rows in samples.items() if int(name.rsplit("-", 1)[1]) >= first_held}
    network = Gate(*statistics(train))
    optimiser = torch.optim.AdamW(network.parameters(), 3e-3, weight_decay=arguments.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 6e-3, total_steps=arguments.steps)
    started = time.perf_counter()
    for step in range(arguments.steps):
        total = torch.zeros(())
        for _ in range(12):
            rows = train[int(rng.integers(len(train)))]
            left, before = errors(network, rows[int(rng.integers(len(rows)))], 0.1)
            ratio = torch.log(left + _FLOOR) - torch.log(before + _FLOOR)
            total = total + (ratio + 2 * torch.relu(ratio)) / 12
        optimiser.zero_grad()
        total.backward()
        optimiser.step()
        schedule.step()
        if step % 100 == 0:
            print(
                f"\r\033[Kstep {step}, loss {float(total.detach()):.3f}, {time.perf_counter() - started:.0f} s",
                end="",
                flush=True,
            )
    print()
    report(network, held)
    save(network, arguments.out)
    return 0


def statistics(samples: list[list[Row]]) -> tuple[torch.Tensor, torch.Tensor, int]:
    """Mean and deviation of every feature, local ones first; the count of local ones."""
    local = np.concatenate(
        [row[0].reshape(len(row[0]), -1)[:, ::37].astype(np.float32) for rows in samples for row in rows],
        axis=1,
    )
    whole = np.stack([row[1] for rows in samples for row in rows], axis=1)
    mean = np.concatenate([local.mean(axis=1), whole.mean(axis=1)])
    deviation = np.maximum(np.concatenate([local.std(axis=1), whole.std(axis=1)]), 1e-2)
    return torch.from_numpy(mean), torch.from_numpy(deviation), len(local)


def report(network: Gate, held: dict[str, list[Row]]) -> None:
    gains: dict[str, list[float]] = {}
    with torch.no_grad():
        for name, rows in held.items():
            for row in rows:
                left, before = errors(network, row)
                gain = float(10 * torch.log10((before + _FLOOR) / (left + _FLOOR)))
                gains.setdefault(name.rsplit("-", 1)[0], []).append(gain)
    for task, values in gains.items():
        print(f"{task}: held out {len(values)}, gain {np.mean(values):+.2f} dB, least {min(values):+.2f}")


def save(network: Gate, out: Path) -> None:
    def array(tensor: torch.Tensor, *, turned: bool = False) -> Floats:
        values = tensor.detach().numpy().astype(np.float32)
        return np.ascontiguousarray(values.T if turned else values)

    layers = {
        "hidden": (network.hidden.weight, True),
        "bias": (network.hidden.bias, False),
        "out": (network.out.weight, True),
        "out_bias": (network.out.bias, False),
        "whole_hidden": (network.whole_hidden.weight, True),
        "whole_bias": (network.whole_hidden.bias, False),
        "whole_out": (network.whole_out.weight, True),
        "whole_out_bias": (network.whole_out.bias, False),
        "mean": (network.mean, False),
        "deviation": (network.deviation, False),
    }
    save_file({name: array(value, turned=turned) for name, (value, turned) in layers.items()}, out)
    out.chmod(0o644)
    print(f"{out}: {out.stat().st_size} bytes")


def main() -> int:
    parser = argparse.ArgumentParser(description="Fit the gate of the mode photo.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    make = verbs.add_parser("collect")
    make.add_argument("--cache", type=Path, required=True)
    make.add_argument("--photos", type=Path, action="append", help="folder of clean photos (may be repeated)")
    make.add_argument("--task", choices=TASKS, action="append")
    make.add_argument("--count", type=int, default=100, help="samples of each task (default: 100)")
    train = verbs.add_parser("fit")
    train.add_argument("--cache", type=Path, required=True)
    train.add_argument("--steps", type=int, default=3000)
    train.add_argument("--decay", type=float, default=0.01, help="weight decay (default: 0.01)")
    train.add_argument("--seed", type=int, default=0)
    train.add_argument("--out", type=Path, default=gate.WEIGHTS)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    return collect(arguments) if arguments.verb == "collect" else fit(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
