"""Averages and maxima over the whole picture inside a network, kept apart from the network's forward pass.

Instance normalisation and channel attention look at the mean of every feature over the image. A tile has
other means than the image, and tiles would not fit together. So a network asks a `Statistics` for them:
it measures them when the whole image is run, and hands out the recorded ones when a tile is run.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

WHOLE_PIXELS = 1_100_000
"""Up to this many pixels the averages are exact; beyond, they are taken over crops spread over the image."""

_CROP = 320


class Statistics:
    """Means and maxima over the picture, in the order in which one forward pass asks for them.

    Without `recorded`, measured: per image, or with `joint` over the whole batch, which is then one
    picture in pieces.
    """

    def __init__(self, recorded: tuple[Tensor, ...] | None = None, *, joint: bool = False) -> None:
        self._recorded = None if recorded is None else iter(recorded)
        self._joint = joint
        self._measured: list[Tensor] = []

    @property
    def measured(self) -> tuple[Tensor, ...]:
        return tuple(self._measured)

    def mean(self, x: Tensor) -> Tensor:
        """(B or 1, C, 1, 1) float32: the mean of features (B, C, H, W) over the picture."""
        if self._recorded is not None:
            return next(self._recorded)
        mean = x.float().mean(dim=(0, 2, 3) if self._joint else (2, 3), keepdim=True)
        self._measured.append(mean)
        return mean

    def maximum(self, x: Tensor) -> Tensor:
        """As `mean`: the maximum of features over the picture."""
        if self._recorded is not None:
            return next(self._recorded)
        maximum = x.float().amax(dim=(0, 2, 3) if self._joint else (2, 3), keepdim=True)
        self._measured.append(maximum)
        return maximum

    def normalise(self, x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
        """Instance normalisation of (B, C, H, W) with the picture's mean and variance."""
        mean = self.mean(x)
        centred = x - mean
        scale = weight.view(1, -1, 1, 1) * torch.rsqrt(self.mean(centred * centred) + eps)
        return torch.addcmul(bias.view(1, -1, 1, 1), centred, scale)


def measure(run: Callable[[Tensor, Statistics], Tensor], image: Tensor) -> tuple[Tensor, ...]:
    """The statistics of `run(image, statistics)` for an image (B, 3, H, W) of any size."""
    if image.shape[-2] * image.shape[-1] <= WHOLE_PIXELS:
        statistics = Statistics()
        run(image, statistics)
    else:
        statistics = Statistics(joint=True)
        run(spread_crops(image), statistics)
    return statistics.measured


def spread_crops(image: Tensor) -> Tensor:
    """Crops (N, 3, 320, 320) on an even grid over one image (1, 3, H, W), of `WHOLE_PIXELS` in all."""
    height, width = image.shape[-2:]
    side_y, side_x = min(_CROP, height), min(_CROP, width)
    count = max(1, WHOLE_PIXELS // (side_y * side_x))
    down = min(max(1, round((count * height / width) ** 0.5)), count)
    across = max(1, count // down)
    tops = torch.linspace(0, height - side_y, down).round().int().tolist()
    lefts = torch.linspace(0, width - side_x, across).round().int().tolist()
    return torch.cat([image[..., y : y + side_y, x : x + side_x] for y in tops for x in lefts])
