"""GCANet: Chen et al., "Gated context aggregation network for image dehazing and deraining", WACV 2019.

An encoder, seven residual blocks with smoothed dilated convolutions, and a gate that weighs features of three
depths. It sees the image and its edges, and predicts a residual (haze) or the image itself (rain).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, relu

from restoration.models.published.statistics import Statistics, measure

MULTIPLE_OF = 2
_WIDTH = 64


class _Norm(nn.Module):
    """Instance normalisation with weights; the averages come from `Statistics`."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x: Tensor, statistics: Statistics) -> Tensor:
        return statistics.normalise(x, self.weight, self.bias)


class _SharedSeparable(nn.Module):
    """One small kernel, the same for every channel: it joins the grids that a dilated convolution splits."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1, 1, size, size))
        self.weight.data[0, 0, size // 2, size // 2] = 1

    def forward(self, x: Tensor) -> Tensor:
        channels, size = x.shape[1], self.weight.shape[-1]
        weight = self.weight.expand(channels, 1, size, size).contiguous()
        return conv2d(x, weight, padding=size // 2, groups=channels)


class _SmoothDilated(nn.Module):
    def __init__(self, dilation: int) -> None:
        super().__init__()
        smooth = 2 * dilation - 1
        self.pre_conv1 = _SharedSeparable(smooth)
        self.conv1 = nn.Conv2d(_WIDTH, _WIDTH, 3, padding=dilation, dilation=dilation, bias=False)
        self.norm1 = _Norm(_WIDTH)
        self.pre_conv2 = _SharedSeparable(smooth)
        self.conv2 = nn.Conv2d(_WIDTH, _WIDTH, 3, padding=dilation, dilation=dilation, bias=False)
        self.norm2 = _Norm(_WIDTH)

    def forward(self, x: Tensor, statistics: Statistics) -> Tensor:
        y = relu(self.norm1(self.conv1(self.pre_conv1(x)), statistics))
        return relu(x + self.norm2(self.conv2(self.pre_conv2(y)), statistics))


class _Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1, bias=False)
        self.norm1 = _Norm(_WIDTH)
        self.conv2 = nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1, bias=False)
        self.norm2 = _Norm(_WIDTH)

    def forward(self, x: Tensor, statistics: Statistics) -> Tensor:
        y = relu(self.norm1(self.conv1(x), statistics))
        return relu(x + self.norm2(self.conv2(y), statistics))


class GCANet(nn.Module):
    """`task` "haze" adds the prediction to the image, "rain" takes it as the image."""

    def __init__(self, task: str) -> None:
        super().__init__()
        self._residual = task == "haze"
        self.conv1 = nn.Conv2d(4, _WIDTH, 3, padding=1, bias=False)
        self.norm1 = _Norm(_WIDTH)
        self.conv2 = nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1, bias=False)
        self.norm2 = _Norm(_WIDTH)
        self.conv3 = nn.Conv2d(_WIDTH, _WIDTH, 3, stride=2, padding=1, bias=False)
        self.norm3 = _Norm(_WIDTH)
        self.res1, self.res2, self.res3 = (_SmoothDilated(2) for _ in range(3))
        self.res4, self.res5, self.res6 = (_SmoothDilated(4) for _ in range(3))
        self.res7 = _Residual()
        self.gate = nn.Conv2d(3 * _WIDTH, 3, 3, padding=1)
        self.deconv3 = nn.ConvTranspose2d(_WIDTH, _WIDTH, 4, stride=2, padding=1)
        self.norm4 = _Norm(_WIDTH)
        self.deconv2 = nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1)
        self.norm5 = _Norm(_WIDTH)
        self.deconv1 = nn.Conv2d(_WIDTH, 3, 1)

    def context(self, degraded: Tensor) -> tuple[Tensor, ...]:
        """What `forward` needs of the whole image (1, 3, H, W) to run on its tiles."""
        return measure(self._run, degraded)

    def forward(self, degraded: Tensor, context: tuple[Tensor, ...] | None = None) -> Tensor:
        """(B, 3, H, W) in [0, 1], even H and W → (B, 3, H, W), not clamped."""
        return self._run(degraded, Statistics(context))

    def _run(self, degraded: Tensor, statistics: Statistics) -> Tensor:
        image = degraded * 255
        x = torch.cat((image, _edges(image)), 1) - 128
        x = relu(self.norm1(self.conv1(x), statistics))
        x = relu(self.norm2(self.conv2(x), statistics))
        shallow = relu(self.norm3(self.conv3(x), statistics))
        x = shallow
        for block in (self.res1, self.res2, self.res3, self.res4):
            x = block(x, statistics)
        middle = x
        x = self.res7(self.res6(self.res5(x, statistics), statistics), statistics)
        gates = self.gate(torch.cat((shallow, middle, x), 1))
        x = shallow * gates[:, 0:1] + middle * gates[:, 1:2] + x * gates[:, 2:3]
        x = relu(self.norm4(self.deconv3(x), statistics))
        x = relu(self.norm5(self.deconv2(x), statistics))
        x = self.deconv1(x)
        return (x + image if self._residual else relu(x)) / 255


def _edges(image: Tensor) -> Tensor:
    """Mean absolute difference to the four neighbours, over the channels: (B, 1, H, W)."""
    across = (image[..., 1:] - image[..., :-1]).abs()
    down = (image[..., 1:, :] - image[..., :-1, :]).abs()
    total = torch.zeros_like(image)
    total[..., 1:] += across
    total[..., :-1] += across
    total[..., 1:, :] += down
    total[..., :-1, :] += down
    return total.mean(dim=1, keepdim=True) / 4
