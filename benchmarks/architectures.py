"""Which network family learns most per CPU-minute, and what it costs to run.

    python -m benchmarks.architectures --photos DIR [--task haze] [--minutes 1]

Every candidate trains on the same batches (crops of 96 pixels) for the same processor time, one thread, and is then
measured on the same unseen scenes of 256 pixels: the table shows PSNR against seconds for one megapixel.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from restoration.models.nets import Baseline, HazeBaseline
from restoration.models.nets.unet import UNet, min_max_filters, sqrt_encoded
from restoration.training.batches import SyntheticBatches
from restoration.training.losses import psnr, restoration_loss
from restoration.training.photos import load_photos


class Blind(Baseline):
    """The shipped family without the context of the whole image."""

    def context(self, degraded: Tensor) -> Tensor:
        return torch.zeros_like(super().context(degraded))


class Additive(nn.Module):
    """The shipped family with an additive result only: no gain."""

    def __init__(self) -> None:
        super().__init__()
        self.net = UNet(6, (32, 64, 96, 128), (1, 1, 1, 1))

    def forward(self, degraded: Tensor) -> Tensor:
        features, extrema = sqrt_encoded(degraded), min_max_filters(degraded)
        nothing = torch.zeros_like(degraded)  # a gain about black of a black base is nothing
        return degraded + self.net(nothing, features, extrema, self.net.context(features, extrema))


class SimpleGateBlock(nn.Module):
    """NAFNet's block (Chen et al., ECCV 2022), without channel attention, which tiles cannot share."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(1, width)
        self.spread = nn.Conv2d(width, 2 * width, 1)
        self.depthwise = nn.Conv2d(2 * width, 2 * width, 3, padding=1, groups=2 * width)
        self.gather = nn.Conv2d(width, width, 1)
        self.expand = nn.Conv2d(width, 2 * width, 1)
        self.narrow = nn.Conv2d(width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        a, b = self.depthwise(self.spread(self.norm(x))).chunk(2, dim=1)
        x = x + self.gather(a * b)
        a, b = self.expand(self.norm(x)).chunk(2, dim=1)
        return x + self.narrow(a * b)


class Gated(Baseline):
    """The shipped layout with NAFNet-style blocks in place of plain ones, two for each."""

    def __init__(self) -> None:
        super().__init__()
        for level in (*self.net.encoder, *self.net.decoder):
            width = level.film.out_features // 2
            level.blocks = nn.Sequential(SimpleGateBlock(width), SimpleGateBlock(width))


class FullResolution(nn.Module):
    """Plain residual blocks at full resolution: no U-Net."""

    def __init__(self, width: int = 24, blocks: int = 5) -> None:
        super().__init__()
        self.first = nn.Conv2d(6, width, 3, padding=1)
        self.layers = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for _ in range(2 * blocks))
        self.last = nn.Conv2d(width, 6, 3, padding=1)

    def forward(self, degraded: Tensor) -> Tensor:
        x = self.first(torch.cat(sqrt_encoded(degraded), dim=1))
        for first, second in zip(self.layers[::2], self.layers[1::2], strict=True):
            x = x + second(functional.relu(first(x)))
        gain, offset = self.last(x).float().chunk(2, dim=1)
        return degraded * (1 + gain) + offset


CANDIDATES: dict[str, Callable[[], nn.Module]] = {
    "plain U-Net, log-gain + offset, context (shipped for rain, low light)": Baseline,
    "… without context": Blind,
    "… offset only": Additive,
    "… NAFNet-style blocks": Gated,
    "plain, full resolution, width 24": FullResolution,
}
FOR_HAZE: dict[str, Callable[[], nn.Module]] = {
    "the U-Net at low resolution, from the dark channel prior (shipped for haze)": HazeBaseline,
}


def train_for(network: nn.Module, batches: SyntheticBatches, seconds: float) -> int:
    """Train for so many seconds of processor time; returns the steps made."""
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, betas=(0.9, 0.99))
    step, began = 0, time.process_time()
    while (spent := time.process_time() - began) < seconds:
        for group in optimizer.param_groups:
            group["lr"] = 1e-3 * min(1.0, (step + 1) / 50, 2 * (1 - spent / seconds) + 0.02)
        batch = batches(step)
        with torch.autocast("cpu", torch.bfloat16):
            output = network(batch.degraded)
        optimizer.zero_grad()
        restoration_loss(output.float(), batch.target).backward()
        nn.utils.clip_grad_norm_(network.parameters(), 0.5)
        optimizer.step()
        step += 1
    return step


def megapixel_seconds(network: nn.Module) -> float:
    """Processor seconds for 1024×1024 in bfloat16, the best of three."""
    image = torch.rand(1, 3, 1024, 1024).to(memory_format=torch.channels_last)
    taken = []
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for _ in range(3):
            began = time.process_time()
            network(image)
            taken.append(time.process_time() - began)
    return min(taken)


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare network families at equal training time.")
    parser.add_argument("--photos", type=Path, required=True, help="folder of clean photos")
    parser.add_argument("--task", default="haze", choices=("haze", "rain", "low_light"))
    parser.add_argument("--minutes", type=float, default=1.0, help="processor minutes of training for each")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    photos = load_photos([arguments.photos])
    cut = max(1, len(photos) // 8)
    seen = SyntheticBatches(photos[cut:], arguments.task, size=96, count=6, seed=0, priors=False)
    unseen = SyntheticBatches(photos[:cut], arguments.task, size=256, count=32, seed=1, priors=False)(0)
    print("| family | parameters, M | steps | PSNR, dB | 1 MP, processor s |\n|---|---|---|---|---|")
    for name, build in (CANDIDATES | (FOR_HAZE if arguments.task == "haze" else {})).items():
        torch.manual_seed(0)
        network = build().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        steps = train_for(network, seen, 60 * arguments.minutes)
        with torch.inference_mode():
            quality = float(psnr(network(unseen.degraded), unseen.target).mean())
        size = sum(p.numel() for p in network.parameters()) / 1e6
        cells = (f"{size:.2f}", str(steps), f"{quality:.2f}", f"{megapixel_seconds(network):.2f}")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
