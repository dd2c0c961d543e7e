"""Means and maxima over square windows, at a cost that does not grow with the window. Images are (B, C, H, W)."""

from __future__ import annotations

import torch
import torch.nn.functional as functional
from torch import Tensor


def window_mean(x: Tensor, radius: int) -> Tensor:
    """Mean over (2·radius + 1)² pixels; at borders over what there is of them."""
    sums = _sums_along(_sums_along(x.float(), radius, -1), radius, -2)
    height, width = (_share(length, radius, x.device) for length in x.shape[-2:])
    return sums * (height[:, None] * width)


def window_maximum(x: Tensor, size: int) -> Tensor:
    """Maximum over size×size pixels, size odd; at borders over what there is of them."""
    return _maximum_along(_maximum_along(x, size, -1), size, -2)


def _sums_along(x: Tensor, radius: int, axis: int) -> Tensor:
    """Sums over windows, by doubling: two of length n, n apart, make one of 2n. Nothing is ever subtracted, so a
    window of zeros is zero; differences of running sums leave rounding there, which a division amplifies."""
    length, size = x.shape[axis], 2 * radius + 1
    part = functional.pad(x, (radius, radius) if axis == -1 else (0, 0, radius, radius))
    total, summed, reach = None, 0, 1
    while True:
        if size & reach:
            piece = part.narrow(axis, summed, length)
            total = piece if total is None else total + piece
            summed += reach
        if summed == size:
            assert total is not None
            return total
        part = part.narrow(axis, 0, part.shape[axis] - reach) + part.narrow(
            axis, reach, part.shape[axis] - reach
        )
        reach *= 2


def _share(length: int, radius: int, device: torch.device) -> Tensor:
    """One over the number of pixels that a window has along an axis."""
    at = torch.arange(length, device=device)
    return 1 / ((at + radius).clamp_max(length - 1) - (at - radius).clamp_min(0) + 1)


def halved_by_maximum(x: Tensor) -> Tensor:
    """Half the resolution: the maximum of every 2×2 pixels; what is left of an odd side is dropped."""
    height, width = (side // 2 * 2 for side in x.shape[-2:])
    x = torch.maximum(x[..., 0:height:2, :width], x[..., 1:height:2, :width])
    return torch.maximum(x[..., 0::2], x[..., 1::2])


def _maximum_along(x: Tensor, size: int, axis: int) -> Tensor:
    """By doubling: the maximum of 2n is that of two maxima of n, n apart."""
    margin = size // 2
    sides = (margin, margin) if axis == -1 else (0, 0, margin, margin)
    x = functional.pad(x, sides, value=-torch.inf)
    covered = 1
    while covered < size:
        step = min(covered, size - covered)
        length = x.shape[axis] - step
        x = torch.maximum(x.narrow(axis, 0, length), x.narrow(axis, step, length))
        covered += step
    return x
