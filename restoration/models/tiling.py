"""Running a network on tiles that overlap and are blended, so that no seam shows.

Tiles begin at multiples of the network's own stride, so that its grids fall on the same pixels as in a
whole run. A margin as wide as the network's reach is thrown away at every inner edge, and neighbours
are blended over a narrow ramp inside it. The network's `context` of the whole picture is computed once and given to every tile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.blas import torch_on_one_thread
from restoration.control import UNCONTROLLED, RunControl
from restoration.errors import ModelError
from restoration.image import ImageArray
from restoration.limits import check_tiles
from restoration.models.contracts import NeedsContext, part_of
from restoration.models.crowding import parts_beside_others, run_in_strips
from restoration.models.guided_filter import bands, shrunk

if TYPE_CHECKING:
    from torch import Tensor, nn

_RAMP = 16  # px over which neighbours are blended


@dataclass(frozen=True)
class Tiling:
    """Square tiles of `tile` px; 0 is one tile as large as the image. `overlap` is the reach in px."""

    tile: int
    overlap: int
    multiple_of: int = 1
    context_pixels: int = 0
    """The network's `context` is taken from a copy of at most this many pixels; 0: from the whole."""
    strips_reach: int = 0
    """An image of one tile may be run in strips that reach so far into each other; 0: it may not."""


def run_tiled(
    network: nn.Module,
    inputs: Sequence[NDArray[Any]],
    tiling: Tiling,
    device: Any,
    *,
    half: bool = False,
    control: RunControl = UNCONTROLLED,
) -> ImageArray:
    """The network's result, uint8 RGB (H, W, 3).

    `inputs` are uint8 images (H, W, 3) and float32 maps (H, W), in the order of the network's arguments.
    Raises Cancelled between tiles, ModelError where the output is not finite, and whatever the network raises.
    """
    import torch

    height, width = inputs[0].shape[:2]
    sides = _rounded_up(height, tiling.multiple_of), _rounded_up(width, tiling.multiple_of)
    check_tiles(tile_count(*sides, tiling), f"{width}×{height} image")
    padded = [pad_to_multiple(x, tiling.multiple_of) for x in inputs]
    down, across = (_Axis(side, tiling) for side in sides)
    count = len(down.parts) * len(across.parts)
    with torch.inference_mode(), _autocast(device, half):
        if count == 1:
            _check(control)
            if device.type == "cpu" and (parts := parts_beside_others(*sides, tiling.strips_reach)):
                with torch_on_one_thread():
                    whole = [as_tensor(x, device) for x in padded]
                    mode = partial(_autocast, device, half)
                    out = run_in_strips(network, whole, tiling.strips_reach, tiling.multiple_of, parts, mode)
                    return as_image(out, height, width)
            return as_image(network(*(as_tensor(x, device) for x in padded)), height, width)
        arguments = []
        if isinstance(network, NeedsContext):
            arguments = [network.context(*(as_tensor(_reduced(x, tiling), device) for x in padded))]
        total = np.zeros((*padded[0].shape[:2], 3), np.float32)
        for done, (rows, columns, weight) in enumerate(_tiles(down, across)):
            _check(control)
            crops = (as_tensor(x[rows, columns], device) for x in padded)
            here = (part_of(x, rows, columns, padded[0].shape[:2]) for x in arguments)
            tile = _finite(network(*crops, *here)[0].float()).clamp(0, 1)
            total[rows, columns] += tile.permute(1, 2, 0).cpu().numpy() * weight
            control.report((done + 1) / count, f"tile {done + 1} of {count}")
    return _normalised(total, down, across)[:height, :width]


def as_tensor(array: NDArray[Any], device: Any) -> Tensor:
    """uint8 (H, W, 3) → float32 (1, 3, H, W) in [0, 1]; float32 (H, W) → (1, 1, H, W)."""
    import torch

    if array.ndim == 2:
        return torch.from_numpy(np.ascontiguousarray(array, np.float32))[None, None].to(device)
    planes = torch.from_numpy(np.ascontiguousarray(array.transpose(2, 0, 1)))[None]
    return planes.to(device).float().div_(255)


def as_image(tensor: Tensor, height: int, width: int) -> ImageArray:
    """(1, 3, ≥H, ≥W), not necessarily clamped → uint8 (H, W, 3). Raises ModelError on values that are no numbers."""
    values = _finite(tensor[0, :, :height, :width].float()).clamp(0, 1).mul_(255).add_(0.5)
    return np.ascontiguousarray(values.byte().permute(1, 2, 0).cpu().numpy())


def _finite(values: Tensor) -> Tensor:
    import torch

    # A sum is finite only if every value is: one pass over memory where all is well.
    if not bool(torch.isfinite(values.sum())):
        wrong = values.numel() - int(torch.isfinite(values).sum())
        if wrong:
            raise ModelError(
                f"the network's output is no picture: {wrong:,} of {values.numel():,} values are NaN or infinite. "
                "Its weights are damaged, or it does not suit this image; choose another model."
            )
    return values


def seam_lines(size: int, tiling: Tiling) -> list[int]:
    """Where neighbouring tiles are blended, along an axis of `size` px."""
    parts = _Axis(_rounded_up(size, tiling.multiple_of), tiling).parts
    return [(stop + start) // 2 for (_, stop, _), (start, _, _) in pairwise(parts)]


def tile_count(height: int, width: int, tiling: Tiling) -> int:
    """How many tiles an image of these sides, multiples of `multiple_of`, is run in; nothing is allocated."""
    return len(_starts(height, tiling)[0]) * len(_starts(width, tiling)[0])


def _starts(size: int, tiling: Tiling) -> tuple[Sequence[int], int]:
    """(where the tiles of an axis begin, how long they are), px."""
    shared = _rounded_up(2 * tiling.overlap + _RAMP, tiling.multiple_of)
    tile = tiling.tile
    tile = size if tile <= 0 else min(size, max(_rounded_up(tile, tiling.multiple_of), 2 * shared))
    step = max(tile - shared, 1)
    return range(0, size - tile + step, step), tile


class _Axis:
    """Where the tiles of one axis lie: `parts` are (start, stop, weight), `total` the sum of the weights."""

    def __init__(self, size: int, tiling: Tiling) -> None:
        margin = tiling.overlap
        starts, tile = _starts(size, tiling)
        self.parts: list[tuple[int, int, NDArray[np.float32]]] = []
        self.total = np.zeros(size, np.float32)
        from_start = np.arange(tile, dtype=np.float32) + 0.5
        for start in (min(start, size - tile) for start in starts):
            weight = np.ones(tile, np.float32)
            if start > 0:
                weight = np.minimum(weight, np.clip((from_start - margin) / _RAMP, 0, 1))
            if start + tile < size:
                weight = np.minimum(weight, np.clip((tile - from_start - margin) / _RAMP, 0, 1))
            self.parts.append((start, start + tile, weight))
            self.total[start : start + tile] += weight


def _tiles(down: _Axis, across: _Axis) -> Iterator[tuple[slice, slice, NDArray[np.float32]]]:
    for top, bottom, rows in down.parts:
        for left, right, columns in across.parts:
            yield slice(top, bottom), slice(left, right), (rows[:, None] * columns)[..., None]


def _normalised(total: NDArray[np.float32], down: _Axis, across: _Axis) -> ImageArray:
    out = np.empty(total.shape, np.uint8)
    for rows in bands(*total.shape[:2]):
        weight = (down.total[rows, None] * across.total)[..., None]
        out[rows] = np.clip(total[rows] / weight * 255 + 0.5, 0, 255)
    return out


def _rounded_up(value: int, multiple: int) -> int:
    return -(-value // multiple) * multiple


def pad_to_multiple(array: NDArray[Any], multiple: int) -> NDArray[Any]:
    """Mirrored at the bottom and the right, so that both sides are multiples of `multiple`."""
    height, width = array.shape[:2]
    down, across = _rounded_up(height, multiple) - height, _rounded_up(width, multiple) - width
    if not down and not across:
        return array
    return cv2.copyMakeBorder(array, 0, down, 0, across, cv2.BORDER_REFLECT)


def _reduced(array: NDArray[Any], tiling: Tiling) -> NDArray[Any]:
    height, width = array.shape[:2]
    if not tiling.context_pixels or height * width <= tiling.context_pixels:
        return array
    scale = (tiling.context_pixels / (height * width)) ** 0.5
    # Both sides rounded down to the multiple: padding would count the border twice.
    step = tiling.multiple_of
    down, across = (max(step, int(side * scale) // step * step) for side in (height, width))
    return shrunk(array, (down, across))


def _autocast(device: Any, half: bool) -> Any:
    import torch

    return torch.autocast(device.type, torch.bfloat16, enabled=half)


def _check(control: RunControl) -> None:
    control.check("The restoration was stopped; nothing was kept.")
