"""LKD-Net: Luo, Xiao, Gao & Song, "LKD-Net: Large kernel convolution network for single image dehazing", ICME 2023.

A U-shaped network over three scales. Each block is a large kernel decomposed into a small and a dilated depthwise one (11 pixels of reach), then a feed-forward part with channel attention. The last layer gives the K and B of
AOD-Net's form of the scattering model: K·x − B + x. Its layer normalisation and both attentions look at the whole
picture; these averages come from `Statistics`, so that tiles can be given those of the whole image.
"""

from __future__ import annotations

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from restoration.models.published.statistics import Statistics, measure

MULTIPLE_OF = 4
_WIDTHS = (24, 48, 96, 48, 24)
_DEPTHS = {"t": (1, 1, 2, 1, 1), "s": (2, 2, 4, 2, 2)}
_EXPANSION = 4
_EPS = 1e-5


def _mirrored(x: Tensor, margin: int) -> Tensor:
    """Padded by `margin` pixels: mirrored, on pictures too small for that repeated."""
    mode = "reflect" if min(x.shape[-2:]) > margin else "replicate"
    return functional.pad(x, (margin,) * 4, mode=mode)


class _LayerNorm(nn.Module):
    """Over channels and picture together."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1, width, 1, 1))
        self.bias = nn.Parameter(torch.zeros(1, width, 1, 1))

    def forward(self, x: Tensor, statistics: Statistics) -> Tensor:
        centred = x - statistics.mean(x).mean(1, keepdim=True)
        variance = statistics.mean(centred * centred).mean(1, keepdim=True)
        return torch.addcmul(self.bias, centred * torch.rsqrt(variance + _EPS), self.weight)


class _Mlp(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        wide = _EXPANSION * width
        self.mlp = nn.Sequential(
            nn.Conv2d(width, wide, 1),
            nn.Conv2d(wide, wide, 3, padding=1, groups=wide),
            nn.ReLU(),
            nn.Conv2d(wide, width, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp(x)


class _FeedForward(nn.Module):
    """The channel-enhanced feed-forward network (CEFN)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.mlp = _Mlp(width)
        self.norm = _LayerNorm(width)
        self.ca = nn.Sequential(
            nn.Identity(),  # the average over the picture, which `Statistics` takes
            nn.Conv2d(width, width // 8, 1),
            nn.ReLU(),
            nn.Conv2d(width // 8, width, 1),
            nn.Sigmoid(),
        )
        self.scaler = nn.Parameter(torch.ones(width, 1, 1))

    def forward(self, x: Tensor, statistics: Statistics) -> Tensor:
        attention = self.scaler * self.ca(statistics.mean(x))
        return self.norm(self.mlp(x), statistics) * attention


class _Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(width)
        self.Linear1 = nn.Conv2d(width, width, 1)
        self.DWConv = nn.Conv2d(width, width, 5, groups=width)
        self.DWDConv = nn.Conv2d(width, width, 7, groups=width, dilation=3)
        self.Linear2 = nn.Conv2d(width, width, 1)
        self.norm2 = nn.BatchNorm2d(width)
        self.cemlp = _FeedForward(width)

    def forward(self, x: Tensor, statistics: Statistics) -> Tensor:
        y = self.DWConv(_mirrored(self.Linear1(self.norm1(x)), 2))
        x = x + self.Linear2(self.DWDConv(_mirrored(y, 9)))
        return x + self.cemlp(self.norm2(x), statistics)


class _Blocks(nn.Module):
    def __init__(self, width: int, depth: int) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(_Block(width) for _ in range(depth))

    def forward(self, x: Tensor, statistics: Statistics) -> Tensor:
        for block in self.blocks:
            x = block(x, statistics)
        return x


class _Embed(nn.Module):
    """A convolution of `size` pixels that reduces the picture by `step`."""

    def __init__(self, inputs: int, outputs: int, size: int, step: int) -> None:
        super().__init__()
        self._margin = (size - step + 1) // 2
        self.proj = nn.Conv2d(inputs, outputs, size, stride=step)

    def forward(self, x: Tensor) -> Tensor:
        return self.proj(_mirrored(x, self._margin) if self._margin else x)


class _Unembed(nn.Module):
    """A convolution of `size` pixels that enlarges the picture by `step`."""

    def __init__(self, inputs: int, outputs: int, size: int, step: int) -> None:
        super().__init__()
        self._margin = size // 2
        self.proj = nn.Sequential(nn.Conv2d(inputs, outputs * step**2, size), nn.PixelShuffle(step))

    def forward(self, x: Tensor) -> Tensor:
        return self.proj(_mirrored(x, self._margin) if self._margin else x)


class _Fusion(nn.Module):
    """Two features weighed against each other by channel (selective kernels)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        hidden = max(width // 8, 4)
        self.mlp = nn.Sequential(
            nn.Conv2d(width, hidden, 1, bias=False), nn.ReLU(), nn.Conv2d(hidden, 2 * width, 1, bias=False)
        )

    def forward(self, a: Tensor, b: Tensor, statistics: Statistics) -> Tensor:
        first, second = self.mlp(statistics.mean(a + b)).chunk(2, dim=1)
        share = torch.sigmoid(first - second)
        return a * share + b * (1 - share)


class LKDNet(nn.Module):
    """`size` "t" or "s"."""

    def __init__(self, size: str) -> None:
        super().__init__()
        depths, widths = _DEPTHS[size], _WIDTHS
        self.patch_embed = _Embed(3, widths[0], 3, 1)
        self.layer1 = _Blocks(widths[0], depths[0])
        self.patch_merge1 = _Embed(widths[0], widths[1], 2, 2)
        self.skip1 = nn.Conv2d(widths[0], widths[0], 1)
        self.layer2 = _Blocks(widths[1], depths[1])
        self.patch_merge2 = _Embed(widths[1], widths[2], 2, 2)
        self.skip2 = nn.Conv2d(widths[1], widths[1], 1)
        self.layer3 = _Blocks(widths[2], depths[2])
        self.patch_split1 = _Unembed(widths[2], widths[3], 1, 2)
        self.fusion1 = _Fusion(widths[3])
        self.layer4 = _Blocks(widths[3], depths[3])
        self.patch_split2 = _Unembed(widths[3], widths[4], 1, 2)
        self.fusion2 = _Fusion(widths[4])
        self.layer5 = _Blocks(widths[4], depths[4])
        self.patch_unembed = _Unembed(widths[4], 4, 3, 1)

    def context(self, degraded: Tensor) -> tuple[Tensor, ...]:
        """What `forward` needs of the whole image (1, 3, H, W) to run on its tiles."""
        return measure(self._run, degraded)

    def forward(self, hazy: Tensor, context: tuple[Tensor, ...] | None = None) -> Tensor:
        """(B, 3, H, W) in [0, 1], H and W multiples of 4 → (B, 3, H, W), not clamped."""
        return self._run(hazy, Statistics(context))

    def _run(self, hazy: Tensor, statistics: Statistics) -> Tensor:
        image = hazy * 2 - 1
        fine = self.layer1(self.patch_embed(image), statistics)
        middle = self.layer2(self.patch_merge1(fine), statistics)
        x = self.patch_split1(self.layer3(self.patch_merge2(middle), statistics))
        x = self.layer4(self.fusion1(x, self.skip2(middle), statistics) + x, statistics)
        x = self.patch_split2(x)
        x = self.layer5(self.fusion2(x, self.skip1(fine), statistics) + x, statistics)
        x = self.patch_unembed(x).float()
        return (x[:, :1] * image - x[:, 1:] + image) * 0.5 + 0.5
