"""The one network family behind every trained model here: a small residual U-Net that corrects a base image.

Pixel-unshuffle by 2, then four levels (1/2, 1/4, 1/8, 1/16) of plain residual 3×3 blocks. The last layer
gives a gain and an offset for every pixel, `anchor + gain · (base − anchor) + offset`: the inversion of
the scattering model where the anchor is the airlight, of an exposure where it is black, and it keeps the
structure of `base`. Gains are predicted as logarithms: dense haze needs 10, five stops need 32. What
must be judged from the whole picture (exposure, airlight, colour cast; the anchor too) enters through
`context`, a vector computed from a 48×48 thumbnail, so that a tile can be given the context of the whole
image and tiled and whole results agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from restoration.models.windows import halved_by_maximum, window_maximum

MULTIPLE_OF = 16
CONTEXT = 64
_THUMBNAIL = 48
_EXTREMA = 4
_LARGEST_LOG_GAIN = 4.5

Features = Sequence[Tensor]
"""Images (B, C, H, W) whose channels would be concatenated; they stay separate tensors."""


class ResidualBlock(nn.Module):
    """3×3, ReLU, 3×3, added to the input. It begins as identity: the second convolution starts at zero."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        start_at_zero(self.second)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(functional.relu(self.first(x), inplace=True))


class FiLMBlock(nn.Module):
    """Residual blocks after a per-channel scale and shift taken from the context vector."""

    def __init__(self, width: int, blocks: int, context: int) -> None:
        super().__init__()
        self.film = nn.Linear(context, 2 * width)
        start_at_zero(self.film)
        self.blocks = nn.Sequential(*(ResidualBlock(width) for _ in range(blocks)))

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        scale, shift = self.film(context)[:, :, None, None].chunk(2, dim=1)
        return self.blocks(torch.addcmul(shift, x, 1 + scale))


class UNet(nn.Module):
    """Features of `in_channels` in all, each (B, C, H, W), and extrema (B, 4, H/2, W/2) → the change of a base image."""

    def __init__(
        self,
        in_channels: int,
        widths: Sequence[int],
        blocks: Sequence[int],
        context: int = CONTEXT,
    ) -> None:
        super().__init__()
        self.embed = nn.Conv2d(4 * in_channels + _EXTREMA, widths[0], 3, padding=1)
        pairs = list(pairwise(widths))
        self.encoder = nn.ModuleList(FiLMBlock(w, n, context) for w, n in zip(widths, blocks, strict=True))
        self.down = nn.ModuleList(nn.Conv2d(a, b, 2, stride=2) for a, b in pairs)
        self.up = nn.ModuleList(nn.Conv2d(b, 4 * a, 1) for a, b in pairs)
        self.decoder = nn.ModuleList(
            FiLMBlock(w, n, context) for w, n in zip(widths[:-1], blocks[:-1], strict=True)
        )
        self.head = nn.Conv2d(widths[0], 4 * 6, 3, padding=1)
        start_at_zero(self.head)
        self.anchor = nn.Linear(context, 3)
        start_at_zero(self.anchor)
        self.thumbnail = nn.Sequential(
            nn.Conv2d(in_channels + _EXTREMA, 24, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(24, 48, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(48, context, 3, stride=2, padding=1),
            nn.ReLU(),
        )
        # The mean measures how bright the picture is, the maximum its thickest haze.
        self.summary = nn.Sequential(nn.Linear(2 * context, context), nn.ReLU())

    def context(self, features: Features, extrema: Tensor) -> Tensor:
        """(B, context): exposure, airlight and cast, from the whole image."""
        small = [functional.adaptive_avg_pool2d(x, _THUMBNAIL) for x in (*features, extrema)]
        x = self.thumbnail(torch.cat(small, dim=1))
        return self.summary(torch.cat((x.mean((2, 3)), x.amax((2, 3))), dim=1))

    def forward(
        self,
        base: Tensor,
        features: Features,
        extrema: Tensor,
        context: Tensor,
        log_gain: Tensor | None = None,
        anchor: Tensor | None = None,
    ) -> Tensor:
        """The change of `base` (B, 3, H, W), in float32; H and W multiples of 16.

        `log_gain` (B, 1, H, W) and `anchor` (B, 3) are estimates to begin from; None is no gain about black.
        """
        x = self._embedded(features, extrema)
        skips = []
        for level, down in zip(self.encoder[:-1], self.down, strict=True):
            x = level(x, context)
            skips.append(x)
            x = down(x)
        x = self.encoder[-1](x, context)
        for level, up, skip in reversed(list(zip(self.decoder, self.up, skips, strict=True))):
            x = level(skip + functional.pixel_shuffle(up(x), 2), context)
        gain, offset = functional.pixel_shuffle(self.head(x), 2).float().contiguous().chunk(2, dim=1)
        if log_gain is not None:
            gain = gain + log_gain
        centre = self.anchor(context).float()
        if anchor is not None:
            centre = centre + anchor
        gain = torch.expm1(gain.clamp(-_LARGEST_LOG_GAIN, _LARGEST_LOG_GAIN))
        return gain * (base - centre[:, :, None, None]) + offset

    def _embedded(self, features: Features, extrema: Tensor) -> Tensor:
        """`embed` of the features, unshuffled by 2, and of the extrema.

        Unshuffling and then convolving is one convolution of stride 2; nothing of full size is unshuffled, which took longer.
        """
        weight = self.embed.weight
        wide, small = weight.split((weight.shape[1] - _EXTREMA, _EXTREMA), dim=1)
        wide = wide.unflatten(1, (-1, 2, 2)).permute(0, 1, 4, 2, 5, 3).flatten(4, 5).flatten(2, 3)
        # To the convolution's own precision before the large copies, not after.
        together = torch.cat([_as_convolved(f) for f in features], dim=1)
        x = functional.conv2d(_channels_last(together), wide, self.embed.bias, stride=2, padding=2)
        return x + functional.conv2d(_channels_last(_as_convolved(extrema)), small, padding=1)


def _as_convolved(x: Tensor) -> Tensor:
    """In the precision to which autocast, where it is on, takes the input of a convolution."""
    kind = x.device.type
    return x.to(torch.get_autocast_dtype(kind)) if torch.is_autocast_enabled(kind) else x


def _channels_last(x: Tensor) -> Tensor:
    return x.contiguous(memory_format=torch.channels_last)


def start_at_zero(layer: nn.Module) -> None:
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)


def sqrt_encoded(image: Tensor) -> tuple[Tensor, Tensor]:
    """The image (B, 3, H, W) in [0, 1] and its square root, which opens up the shadows."""
    return image, image.clamp(1e-4, 1).sqrt()


def min_max_filters(image: Tensor) -> Tensor:
    """Darkest and brightest channel of the neighbourhood, 10 and 30 pixels wide: (B, 4, H/2, W/2).

    The darkest is the dark channel that tells haze from things, and ignores streaks of rain; the
    brightest is the illumination of a dark photo. Convolutions learn neither easily.
    """
    darkest = halved_by_maximum(-image.amin(dim=1, keepdim=True))
    brightest = halved_by_maximum(image.amax(dim=1, keepdim=True))
    both = torch.cat((darkest, brightest), dim=1)
    near = window_maximum(both, 5)
    far = window_maximum(near, 11)
    return torch.cat((near, far), dim=1)


def closed_filters(image: Tensor) -> Tensor:
    """As `min_max_filters`, but the brightest is closed: the maximum over a window and then the minimum over the same window.

    Beside a lamp in the dark the maximum is the lamp's value, in a square as wide as the window; the closing keeps the dark value.
    """
    darkest = window_maximum(halved_by_maximum(-image.amin(dim=1, keepdim=True)), 5)
    brightest = window_maximum(halved_by_maximum(image.amax(dim=1, keepdim=True)), 5)
    far = torch.cat((window_maximum(darkest, 11), _closed(window_maximum(brightest, 11), 15)), dim=1)
    return torch.cat((darkest, _closed(brightest, 5), far), dim=1)


def _closed(maximum: Tensor, size: int) -> Tensor:
    """The minimum over the windows of `size` of which `maximum` is the maximum."""
    return -window_maximum(-maximum, size)
