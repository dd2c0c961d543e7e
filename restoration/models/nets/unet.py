"""The one network family behind every trained model here: a small residual U-Net that corrects a base image.

Pixel-unshuffle by 2, then four levels (1/2, 1/4, 1/8, 1/16) of plain residual 3×3 blocks. The last layer
gives a gain and an offset for every pixel, `base · (1 + gain) + offset`: multiplication is what haze and
under-exposure need, and it keeps the structure of `base`. What must be judged from the whole picture
(exposure, airlight, colour cast) enters through `context`, a vector computed from a 48×48 thumbnail, so
that a tile can be given the context of the whole image and tiled and whole results agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

MULTIPLE_OF = 16
_THUMBNAIL = 48


class ResidualBlock(nn.Module):
    """3×3, ReLU, 3×3, added to the input. It begins as identity: the second convolution starts at zero."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        start_at_zero(self.second)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(functional.relu(self.first(x)))


class Modulated(nn.Module):
    """Residual blocks after a per-channel scale and shift taken from the context vector."""

    def __init__(self, width: int, blocks: int, context: int) -> None:
        super().__init__()
        self.film = nn.Linear(context, 2 * width)
        start_at_zero(self.film)
        self.blocks = nn.Sequential(*(ResidualBlock(width) for _ in range(blocks)))

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        scale, shift = self.film(context)[:, :, None, None].chunk(2, dim=1)
        return self.blocks(x * (1 + scale) + shift)


class UNet(nn.Module):
    """Features (B, in_channels, H, W) → gain and offset (B, 6, H, W); H and W multiples of 16."""

    def __init__(
        self, in_channels: int, widths: Sequence[int], blocks: Sequence[int], context: int = 64
    ) -> None:
        super().__init__()
        self.embed = nn.Conv2d(4 * in_channels, widths[0], 3, padding=1)
        pairs = list(pairwise(widths))
        self.encoder = nn.ModuleList(Modulated(w, n, context) for w, n in zip(widths, blocks, strict=True))
        self.down = nn.ModuleList(nn.Conv2d(a, b, 2, stride=2) for a, b in pairs)
        self.up = nn.ModuleList(nn.Conv2d(b, 4 * a, 1) for a, b in pairs)
        self.decoder = nn.ModuleList(
            Modulated(w, n, context) for w, n in zip(widths[:-1], blocks[:-1], strict=True)
        )
        self.head = nn.Conv2d(widths[0], 4 * 6, 3, padding=1)
        start_at_zero(self.head)
        self.thumbnail = nn.Sequential(
            nn.Conv2d(in_channels, 24, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(24, 48, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(48, context, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(context, context),
            nn.ReLU(),
        )

    def context(self, features: Tensor) -> Tensor:
        """(B, context): what the whole image says about exposure, airlight and cast."""
        return self.thumbnail(functional.adaptive_avg_pool2d(features, _THUMBNAIL))

    def forward(self, features: Tensor, context: Tensor) -> Tensor:
        x = self.embed(functional.pixel_unshuffle(features, 2))
        skips = []
        for level, down in zip(self.encoder[:-1], self.down, strict=True):
            x = level(x, context)
            skips.append(x)
            x = down(x)
        x = self.encoder[-1](x, context)
        for level, up, skip in reversed(list(zip(self.decoder, self.up, skips, strict=True))):
            x = level(skip + functional.pixel_shuffle(up(x), 2), context)
        return functional.pixel_shuffle(self.head(x), 2)


def start_at_zero(layer: nn.Module) -> None:
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)


def companded(image: Tensor) -> Tensor:
    """(B, 3, H, W) in [0, 1] → (B, 6, H, W): the image and its square root, which opens up the shadows."""
    return torch.cat((image, image.clamp(1e-4, 1).sqrt()), dim=1)


def correct(base: Tensor, gain_offset: Tensor) -> Tensor:
    """`base · (1 + gain) + offset` in float32."""
    gain, offset = gain_offset.float().chunk(2, dim=1)
    return base * (1 + gain) + offset
