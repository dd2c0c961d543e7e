"""Checks on tiles: the reach of a network, and whether the seams of a tiled result can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray
from restoration.models.contracts import NeedsContext
from restoration.models.tiling import Tiling, as_image, as_tensor, pad_to_multiple, seam_lines

if TYPE_CHECKING:
    from torch import nn

_BLOCK = 16


@dataclass(frozen=True)
class SeamAudit:
    """Absolute differences between a tiled and a whole result, on the 0–255 scale."""

    mean: float
    p999: float
    max: float
    at_seams: float
    """Mean within 8 px of a line where tiles meet; well above `mean`, the seams can be seen."""


def audit(whole: ImageArray, tiled: ImageArray, tiling: Tiling) -> SeamAudit:
    """Compare two results (H, W, 3) of the same network; `tiling` is the one that made `tiled`."""
    difference = np.abs(whole.astype(np.int16) - tiled).mean(axis=2)
    near = np.zeros(difference.shape, bool)
    for axis, size in enumerate(difference.shape):
        for line in seam_lines(size, tiling):
            band: list[slice] = [slice(None), slice(None)]
            band[axis] = slice(max(0, line - 8), line + 8)
            near[tuple(band)] = True
    return SeamAudit(
        mean=float(difference.mean()),
        p999=float(np.percentile(difference, 99.9)),
        max=float(difference.max()),
        at_seams=float(difference[near].mean()) if near.any() else 0.0,
    )


def reach(network: nn.Module, inputs: Sequence[NDArray[Any]], tiling: Tiling, device: Any) -> int:
    """How far in px a change of the input is seen in the output, with what the network asks of the whole
    picture held fixed. A tile must overlap its neighbours by this much."""
    import torch

    height, width = inputs[0].shape[:2]
    top, left = (height // 2) // _BLOCK * _BLOCK, (width // 2) // _BLOCK * _BLOCK
    changed = inputs[0].copy()
    block = changed[top : top + _BLOCK, left : left + _BLOCK]
    block[...] = 255 - block
    with torch.inference_mode():
        tensors = [as_tensor(pad_to_multiple(x, tiling.multiple_of), device) for x in inputs]
        context = [network.context(*tensors)] if isinstance(network, NeedsContext) else []
        before = as_image(network(*tensors, *context), height, width)
        tensors[0] = as_tensor(pad_to_multiple(changed, tiling.multiple_of), device)
        after = as_image(network(*tensors, *context), height, width)
    rows, columns = np.nonzero((before != after).any(axis=2))
    if rows.size == 0:
        return 0
    return int(max(top - rows.min(), rows.max() - top - _BLOCK + 1, left - columns.min(),
                   columns.max() - left - _BLOCK + 1, 0))  # fmt: skip


def example_inputs(image: ImageArray, needs_prior: bool) -> tuple[NDArray[Any], ...]:
    """Inputs for a network: the image itself, and for guided ones a brighter copy as the prior."""
    if not needs_prior:
        return (image,)
    prior = np.clip(image.astype(np.float32) * 1.2 + 10, 0, 255).astype(np.uint8)
    return image, prior, np.full(image.shape[:2], 0.8, np.float32)
