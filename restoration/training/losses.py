"""What training minimises. Images are (B, 3, H, W) in [0, 1]."""

from __future__ import annotations

import torch
import torch.nn.functional as functional
from torch import Tensor

from restoration.training.batches import Batch

_GRADIENT_WEIGHT = 0.3
_LOG_WEIGHT = 0.02
_BLUR = 5
_SEARCH = 2


def restoration_loss(output: Tensor, target: Tensor) -> Tensor:
    """L1 of the values plus L1 of their differences between neighbours, which keeps edges sharp.

    And a little of the logarithm of each image's error, as PSNR has it, or the hopeless images of a
    batch (dense haze) would drown what can be learned from the others.
    """
    error = output - target
    across = (error[..., :, 1:] - error[..., :, :-1]).abs().mean()
    down = (error[..., 1:, :] - error[..., :-1, :]).abs().mean()
    decibels = error.square().mean((1, 2, 3)).clamp_min(1e-6).log().mean()
    return error.abs().mean() + _GRADIENT_WEIGHT * (across + down) + _LOG_WEIGHT * decibels


def prior_loss(output: Tensor, batch: Batch) -> Tensor:
    """Weak supervision: the aligned prior is the target where it is trusted, give or take a little.

    Compared are local means (5×5), each pixel with the best of the target's values up to 2 pixels away,
    weighted by confidence. `batch.clean` holds prior and confidence, (B, 4, H, W).
    """
    target, confidence = batch.clean[:, :3], batch.clean[:, 3:]
    mine, theirs = _local_mean(output), _local_mean(target)
    padded = functional.pad(theirs, (_SEARCH,) * 4, mode="replicate")
    height, width = theirs.shape[-2:]
    shifted = torch.stack(
        [
            (mine - padded[..., y : y + height, x : x + width]).abs().mean(dim=1)
            for y in range(0, 2 * _SEARCH + 1, _SEARCH)
            for x in range(0, 2 * _SEARCH + 1, _SEARCH)
        ]
    )
    weight = confidence[:, 0]
    return (shifted.amin(dim=0) * weight).sum() / weight.sum().clamp_min(1e-3)


def psnr(output: Tensor, target: Tensor) -> Tensor:
    """dB for each image of the batch, (B,), after clamping to [0, 1]; identical images give 100."""
    error = functional.mse_loss(output.float().clamp(0, 1), target.float(), reduction="none").mean((1, 2, 3))
    return -10 * error.clamp_min(1e-10).log10()


def _local_mean(image: Tensor) -> Tensor:
    return functional.avg_pool2d(image, _BLUR, stride=1, padding=_BLUR // 2, count_include_pad=False)
