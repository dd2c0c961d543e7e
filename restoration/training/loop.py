"""The training loop: AdamW, warm-up and cosine, EMA, mixed precision, clipping; resumable to the step.

Runs alone, or as one of several processes under `torchrun` (gradients are averaged, rank 0 writes).
"""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from pathlib import Path

import torch
import torch.distributed as distributed
from torch import Tensor, nn

from restoration.training.batches import Batch, Batches
from restoration.training.config import TrainConfig
from restoration.training.losses import psnr, restoration_loss
from restoration.training.workers import prefetched

_WARM_UP = 200
_CLIP = 0.5
_EMA_DECAY = 0.999

Validate = Callable[[nn.Module, int], dict[str, float]]
StepReport = Callable[[int, dict[str, float]], None]


def apply(network: nn.Module, batch: Batch) -> Tensor:
    """The network's output for a batch, with the prior and the context where the batch has them."""
    given = (batch.degraded, batch.prior, batch.confidence, batch.context)
    return network(*(x for x in given if x is not None))


def train(
    config: TrainConfig,
    network: nn.Module,
    batches: Batches,
    *,
    loss_of: Callable[[Tensor, Batch], Tensor] | None = None,
    validate: Validate | None = None,
    progress: StepReport | None = None,
    device: str = "cpu",
    save_every_s: float = 60.0,
) -> nn.Module:
    """Train `network` in place and return its EMA copy. Continues from `out/checkpoint.pt` if it is there.

    Writes `checkpoint.pt` and `log.jsonl` (step, loss, psnr, lr, seconds; validation) into `config.out`.
    """
    out = Path(config.out)
    rank, world = _join_group(device)
    torch.manual_seed(config.seed)
    torch.backends.cudnn.benchmark = True  # every batch has the same shape
    network.to(device).train().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    trained = [p for p in network.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=config.lr, betas=(0.9, 0.99), weight_decay=1e-4)
    average = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=_average)  # type: ignore[arg-type]
    step = _resume(out / "checkpoint.pt", network, average, optimizer, device)
    scaler = torch.amp.grad_scaler.GradScaler(device.split(":")[0], enabled=config.precision == "float16")
    autocast = torch.autocast(
        device.split(":")[0], getattr(torch, config.precision), enabled=config.precision != "float32"
    )
    loss_of = loss_of or (lambda output, batch: restoration_loss(output, batch.target))
    out.mkdir(parents=True, exist_ok=True)
    saved, began, since = time.monotonic(), time.monotonic(), 0
    # Kept on the device: reading them at every step would stall the GPU.
    quality = loss_sum = torch.zeros((), device=device)

    for item in prefetched(partial(_of_rank, batches, rank), range(step, config.steps), config.workers):
        batch = to_device(item, device)
        for group in optimizer.param_groups:
            group["lr"] = config.lr * _schedule(step, config.steps)
        optimizer.zero_grad(set_to_none=True)
        with autocast:
            output = apply(network, batch)
        loss = loss_of(output.float(), batch)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        if world > 1:
            _average_gradients(trained, world)
        nn.utils.clip_grad_norm_(trained, _CLIP)
        scaler.step(optimizer)
        scaler.update()
        average.update_parameters(network)
        step += 1
        since += 1
        loss_sum = loss_sum + loss.detach()
        quality = quality + psnr(output.detach(), batch.target).mean()
        last = step == config.steps
        if rank == 0 and (step % 50 == 0 or last):
            line = {"step": step, "loss": float(loss_sum) / since, "psnr": float(quality) / since}
            line |= {"lr": optimizer.param_groups[0]["lr"], "seconds": time.monotonic() - began}
            _log(out, line)
            if progress is not None:
                progress(step, line)
            quality, loss_sum, since = torch.zeros_like(quality), torch.zeros_like(loss_sum), 0
        if rank == 0 and validate is not None and (step % config.validate_every == 0 or last):
            average.module.eval()
            _log(out, {"step": step} | validate(average.module, step))
        if rank == 0 and (last or time.monotonic() - saved > save_every_s):
            _save(out / "checkpoint.pt", network, average, optimizer, step, config)
            saved = time.monotonic()
    if world > 1:
        distributed.barrier()
    return average.module.eval()


def _schedule(step: int, steps: int) -> float:
    warm = min(1.0, (step + 1) / min(_WARM_UP, max(1, steps // 5)))
    return warm * (0.002 + 0.998 * 0.5 * (1 + math.cos(math.pi * step / steps)))


def _average(averaged: list[Tensor], current: list[Tensor], count: Tensor) -> None:
    # A short average at first: early weights are poor.
    decay = min(_EMA_DECAY, (1 + float(count)) / (10 + float(count)))
    torch._foreach_lerp_(averaged, current, 1 - decay)


def _of_rank(batches: Batches, rank: int, step: int) -> Batch:
    return batches(step, rank)


def to_device(batch: Batch, device: str) -> Batch:
    def moved(x: Tensor | None) -> Tensor | None:
        if x is None:
            return None
        layout = torch.channels_last if x.dim() == 4 else torch.preserve_format
        return x.to(device, non_blocking=True, memory_format=layout)

    return Batch(*(moved(getattr(batch, field.name)) for field in fields(batch)))  # type: ignore[arg-type]


def _save(
    path: Path,
    network: nn.Module,
    average: nn.Module,
    optimizer: torch.optim.Optimizer,
    step: int,
    config: TrainConfig,
) -> None:
    state = {
        "network": network.state_dict(),
        "average": average.state_dict(),
        "optimizer": optimizer.state_dict(),
        "step": step,
        "config": config.to_json(),
    }
    temporary = path.with_suffix(".writing")
    torch.save(state, temporary)
    os.replace(temporary, path)


def _resume(
    path: Path, network: nn.Module, average: nn.Module, optimizer: torch.optim.Optimizer, device: str
) -> int:
    if not path.is_file():
        return 0
    state = torch.load(path, map_location=device, weights_only=True)
    network.load_state_dict(state["network"])
    average.load_state_dict(state["average"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"])


def _log(out: Path, line: dict[str, float]) -> None:
    with (out / "log.jsonl").open("a") as file:
        file.write(json.dumps({k: round(v, 6) for k, v in line.items()}) + "\n")


def _join_group(device: str) -> tuple[int, int]:
    """(rank, number of processes); joins the process group that `torchrun` describes."""
    if "RANK" not in os.environ or int(os.environ.get("WORLD_SIZE", "1")) == 1:
        return 0, 1
    if not distributed.is_initialized():
        distributed.init_process_group("nccl" if device.startswith("cuda") else "gloo")
    return distributed.get_rank(), distributed.get_world_size()


def _average_gradients(parameters: list[nn.Parameter], world: int) -> None:
    """One exchange for all of them: for small networks latency costs more than volume."""
    gradients = [p.grad for p in parameters if p.grad is not None]
    flat = torch.cat([g.reshape(-1) for g in gradients])
    distributed.all_reduce(flat)
    flat /= world
    for gradient, part in zip(gradients, flat.split([g.numel() for g in gradients]), strict=True):
        gradient.copy_(part.view_as(gradient))
