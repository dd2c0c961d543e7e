"""What is decided for the whole scene at low resolution, and brought to full size along the image's own edges.

Haze and exposure depend on the whole picture: on distances and on where the light comes from. They are
judged on a copy of some 30,000 pixels, at which a small network sees all of it. Its answer is then
rewritten as a map of colours (a 3×3 matrix and an offset for every low-resolution pixel, the guided
filter's local linear model: He & Sun, "Fast guided filter", 2015; Gharbi et al., HDRNet, SIGGRAPH 2017) and applied
to the full-size image: an edge of the result is an edge of the image, so no edge can be displaced.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from restoration.models.nets import tone
from restoration.models.windows import window_mean

PIXELS = 192 * 160
"""Of the low-resolution copy, at most."""
_MULTIPLE = 16
_LEVELS = ((4, 3), (1, 2))  # reduction of the low-resolution copy, radius of the windows there
_RIDGE = 1e-5
_STEEPEST = 15.0
"""Full size shows more contrast than the copy: slopes fitted to nearly flat places of the copy must not grow beyond this there."""


@dataclass(frozen=True)
class Scene:
    """Decided once for the whole picture, and handed to every tile."""

    colours: Tensor
    """(B, 15, h, w) float32: matrix (9, rows first) and offset (3) of the change, and what they leave (3)."""
    vector: Tensor
    """(B, N): what else the network takes of the whole picture."""
    part: tuple[float, float, float, float] | None = None
    """Top, left, bottom, right of the tile at hand, as fractions of the picture; None is all of it."""

    def at(self, rows: slice, columns: slice, shape: tuple[int, int]) -> Scene:
        """The same for a tile of a picture of that height and width."""
        (height, width) = shape
        return replace(
            self,
            part=(rows.start / height, columns.start / width, rows.stop / height, columns.stop / width),
        )

    def change(self, image: Tensor) -> Tensor:
        """How the colours of `image` (B, 3, H, W), which is the picture or the tile, change."""
        image = image.float()
        here = self._sampled(image.shape[-2:])
        return tone.apply_fit(here[:, :12], image) + here[:, 12:]

    def _sampled(self, size: torch.Size) -> Tensor:
        if self.part is None:
            return functional.interpolate(
                self.colours, size=tuple(size), mode="bilinear", align_corners=False
            )
        top, left, bottom, right = self.part
        ys = _centres(top, bottom, size[0], self.colours)
        xs = _centres(left, right, size[1], self.colours)
        grid = torch.stack(torch.meshgrid(ys, xs, indexing="ij")[::-1], dim=-1)
        grid = grid[None].expand(len(self.colours), -1, -1, -1)
        return functional.grid_sample(
            self.colours, grid, mode="bilinear", padding_mode="border", align_corners=False
        )


@contextmanager
def decided_exactly(network: nn.Module, kind: str) -> Iterator[None]:
    """In use, what is decided for the whole scene is decided in float32: on so few pixels half precision saves nothing.

    `kind` of device: "cpu", "cuda" … Training keeps its own precision.
    """
    with nullcontext() if network.training else torch.autocast(kind, enabled=False):
        yield


def low_resolution(image: Tensor) -> Tensor:
    """(B, C, H, W) → a copy of at most about `PIXELS` pixels, sides multiples of 16; the image itself if it is small."""
    size = _low_size(image.shape[-2], image.shape[-1])
    return image if size == tuple(image.shape[-2:]) else functional.adaptive_avg_pool2d(image.float(), size)


def colours_of(guide: Tensor, wanted: Tensor, ridge: float = _RIDGE) -> Tensor:
    """`Scene.colours` that turn `guide` (B, 3, h, w) into `wanted`, both of low resolution.

    `ridge` is the variance that a window of the guide must exceed for its contrast to be changed: tiny for a
    hazy guide, whose faint contrast is true.
    """
    guide, change = guide.float(), (wanted - guide).float()
    # Gradients pass through what the fit leaves, which is as good as exact, and never through its divisions.
    fit = _fit(guide, change.detach(), ridge)
    return torch.cat((fit, change - tone.apply_fit(fit, guide)), dim=1)


@torch.no_grad()
def _fit(guide: Tensor, change: Tensor, ridge: float) -> Tensor:
    """(B, 12, h, w). Wide windows first: a flat place has no contrast of its own, and takes its surroundings' matrix."""
    fit = guide.new_zeros(len(guide), 12, *guide.shape[-2:])
    for reduction, radius in _LEVELS:
        left = change - tone.apply_fit(fit, guide)
        small, wanted = (functional.avg_pool2d(x, reduction) for x in (guide, left))
        found = _local_fit(small, wanted, radius, ridge)
        if reduction > 1:
            found = functional.interpolate(found, guide.shape[-2:], mode="bilinear", align_corners=False)
        fit = fit + found
    return fit


def _local_fit(guide: Tensor, wanted: Tensor, radius: int, ridge: float) -> Tensor:
    """(B, 12, h, w): matrix and offset that take `guide` to `wanted` in every window, averaged over the windows."""

    def mean(x: Tensor) -> Tensor:
        return window_mean(x, radius)

    matrix, _ = tone.solve(guide, wanted, mean, ridge)
    matrix = matrix.clamp(-_STEEPEST, _STEEPEST)
    explained = tone.apply_fit(torch.cat((matrix, torch.zeros_like(wanted)), dim=1), mean(guide))
    return mean(torch.cat((matrix, mean(wanted) - explained), dim=1))


def _low_size(height: int, width: int) -> tuple[int, int]:
    scale = (PIXELS / (height * width)) ** 0.5
    if scale >= 1:
        return height, width
    return (
        max(_MULTIPLE, round(height * scale / _MULTIPLE) * _MULTIPLE),
        max(_MULTIPLE, round(width * scale / _MULTIPLE) * _MULTIPLE),
    )


def _centres(start: float, stop: float, count: int, like: Tensor) -> Tensor:
    """Pixel centres of a part of an axis, in grid_sample's -1 … 1."""
    steps = (torch.arange(count, device=like.device, dtype=torch.float32) + 0.5) / count
    return 2 * (start + (stop - start) * steps) - 1
