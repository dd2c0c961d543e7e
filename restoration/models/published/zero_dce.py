"""Low light by curves: a network draws, for every pixel, the curve x + a·(x² − x), applied eight times.

Zero-DCE: Guo et al., "Zero-reference deep curve estimation", CVPR 2020: 24 curve maps at full size.
Zero-DCE++: Li, Guo & Loy, TPAMI 2021: separable convolutions on an image 12 times smaller, three
maps used eight times. SGZ: Zheng & Gupta, "Semantic-guided zero-shot learning for low-light image/video
enhancement", WACVW 2022: the network of Zero-DCE++, trained with a semantic loss.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, relu

_WIDTH = 32
_TIMES = 8
_SCALE = 12


class _CurveNet(nn.Module):
    """Seven convolutions with skip connections from the first half to the second."""

    e_conv1: nn.Module
    e_conv2: nn.Module
    e_conv3: nn.Module
    e_conv4: nn.Module
    e_conv5: nn.Module
    e_conv6: nn.Module
    e_conv7: nn.Module

    def _curves(self, x: Tensor) -> Tensor:
        x1 = relu(self.e_conv1(x))
        x2 = relu(self.e_conv2(x1))
        x3 = relu(self.e_conv3(x2))
        x4 = relu(self.e_conv4(x3))
        x5 = relu(self.e_conv5(torch.cat((x3, x4), 1)))
        x6 = relu(self.e_conv6(torch.cat((x2, x5), 1)))
        return torch.tanh(self.e_conv7(torch.cat((x1, x6), 1)))


class ZeroDCE(_CurveNet):
    def __init__(self) -> None:
        super().__init__()
        self.e_conv1 = nn.Conv2d(3, _WIDTH, 3, padding=1)
        self.e_conv2, self.e_conv3, self.e_conv4 = (nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1) for _ in range(3))
        self.e_conv5, self.e_conv6 = (nn.Conv2d(2 * _WIDTH, _WIDTH, 3, padding=1) for _ in range(2))
        self.e_conv7 = nn.Conv2d(2 * _WIDTH, 3 * _TIMES, 3, padding=1)

    def forward(self, dark: Tensor) -> Tensor:
        """(B, 3, H, W) in [0, 1] → (B, 3, H, W)."""
        bright = dark
        for curve in self._curves(dark).float().split(3, dim=1):
            bright = bright + curve * (bright * bright - bright)
        return bright


class _Separable(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.depth_conv = nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs)
        self.point_conv = nn.Conv2d(inputs, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.point_conv(self.depth_conv(x))


class ZeroDCEpp(_CurveNet):
    """The curves come from a small copy of the image: they are cheap, but belong to the whole image."""

    def __init__(self) -> None:
        super().__init__()
        self.e_conv1 = _Separable(3, _WIDTH)
        self.e_conv2, self.e_conv3, self.e_conv4 = (_Separable(_WIDTH, _WIDTH) for _ in range(3))
        self.e_conv5, self.e_conv6 = (_Separable(2 * _WIDTH, _WIDTH) for _ in range(2))
        self.e_conv7 = _Separable(2 * _WIDTH, 3)

    def forward(self, dark: Tensor) -> Tensor:
        """(B, 3, H, W) in [0, 1] → (B, 3, H, W)."""
        height, width = dark.shape[-2:]
        size = (max(1, height // _SCALE), max(1, width // _SCALE))
        curve = self._curves(interpolate(dark, size=size, mode="bilinear", align_corners=False)).float()
        curve = interpolate(curve, size=(height, width), mode="bilinear", align_corners=True)
        bright = dark
        for _ in range(_TIMES):
            bright = torch.addcmul(bright, curve, bright * bright - bright)
        return bright
