"""What training minimises. Images are (B, 3, H, W) in [0, 1]."""

from __future__ import annotations

import torch
import torch.nn.functional as functional
from torch import Tensor

from restoration.luma import LUMA_WEIGHTS
from restoration.training.batches import Batch

_GRADIENT_WEIGHT = 0.3
_LOG_WEIGHT = 0.02
_MURK_PIXELS, _MURK_WEIGHT = 8, 0.3
_PATCH = 5
_SEARCH = 2


def restoration_loss(output: Tensor, target: Tensor) -> Tensor:
    """L1 of the values plus L1 of their differences between neighbours, which keeps edges sharp.

    And a little of the logarithm of each image's error, as PSNR has it, or the images of a batch with the largest errors (dense
    haze) would dominate the gradient.
    """
    error = output - target
    across = (error[..., :, 1:] - error[..., :, :-1]).abs().mean()
    down = (error[..., 1:, :] - error[..., :-1, :]).abs().mean()
    decibels = error.square().mean((1, 2, 3)).clamp_min(1e-6).log().mean()
    return error.abs().mean() + _GRADIENT_WEIGHT * (across + down) + _LOG_WEIGHT * decibels


def haze_loss(output: Tensor, target: Tensor) -> Tensor:
    """`restoration_loss`, and once more what is too dark over some pixels: dark areas and dark rims are worse than a remainder of haze."""
    # Channel by channel: with luma the minimum is reached by raising green alone.
    coarse = functional.avg_pool2d(target - output, _MURK_PIXELS)
    return restoration_loss(output, target) + _MURK_WEIGHT * coarse.clamp_min(0).mean()


def prior_loss(output: Tensor, batch: Batch, before: Tensor) -> Tensor:
    """Weak supervision: the prior's lightness where it is trusted, within a tolerance, in the network's own colours.

    Luma is compared by patches of 5×5 pixels, each with the best of the prior's up to 2 pixels away, weighted by
    confidence. Colours keep to `before` (B, 3, H, W), the network's output before it was fine-tuned: a generator
    has a saturation and a colour cast that are not the scene's. `batch.target` is the prior, `batch.weight` its confidence.
    """
    light, target = _luma(output), _luma(batch.target)
    padded = functional.pad(target, (_SEARCH,) * 4, mode="replicate")
    height, width = target.shape[-2:]
    shifts = range(2 * _SEARCH + 1)
    differences = [
        _local_mean((light - padded[..., y : y + height, x : x + width]).abs())
        for y in shifts
        for x in shifts
    ]
    weight = batch.weight
    assert weight is not None, "a batch whose target is a prior has its confidence"
    lightness = (torch.stack(differences).amin(dim=0) * weight).sum() / weight.sum().clamp_min(1e-3)
    return lightness + (_local_mean(output - light) - _local_mean(before - _luma(before))).abs().mean()


def psnr(output: Tensor, target: Tensor) -> Tensor:
    """dB for each image of the batch, (B,), after clamping to [0, 1]; identical images give 100."""
    error = functional.mse_loss(output.float().clamp(0, 1), target.float(), reduction="none").mean((1, 2, 3))
    return -10 * error.clamp_min(1e-10).log10()


def _luma(image: Tensor) -> Tensor:
    """(B, 3, H, W) → (B, 1, H, W), BT.601."""
    return (image * image.new_tensor(LUMA_WEIGHTS).view(1, 3, 1, 1)).sum(dim=1, keepdim=True)


def _local_mean(image: Tensor) -> Tensor:
    return functional.avg_pool2d(image, _PATCH, stride=1, padding=_PATCH // 2, count_include_pad=False)
