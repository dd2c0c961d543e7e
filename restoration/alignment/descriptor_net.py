"""The network behind `descriptor`: a small residual CNN that describes a picture on a grid of 8 pixels.

Two 3×3 residual stages at a half and a quarter of the resolution, one at an eighth, and a context stage at
a sixteenth with dilation whose output is added back: a patch whose texture a generator replaced is recognised by what lies
around it. Batch normalisation is folded into the convolutions before the weights
are stored (`fused`), so that inference is plain convolutions.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

CHANNELS = 4
"""Planes of the input: see `descriptor.planes`."""
LENGTH = 64
"""Numbers in a descriptor."""
STRIDE = 8


class DescriptorNet(nn.Module):
    """(N, 4, H, W), sides multiples of 16 → descriptors (N, 64, H/8, W/8) of unit length and the logarithm of
    the odds (N, H/8, W/8) that the nearest descriptor of another picture of the scene is the right one."""

    def __init__(self, *, normalised: bool = True) -> None:
        super().__init__()
        n = normalised
        self.first = _Conv(CHANNELS, 16, 5, n, stride=2)
        self.at_half = _Block(16, n)
        self.second = _Conv(16, 32, 3, n, stride=2)
        self.at_quarter = _Block(32, n)
        self.third = _Conv(32, 64, 3, n, stride=2)
        self.at_eighth = nn.Sequential(_Block(64, n), _Block(64, n))
        self.fourth = _Conv(64, 96, 3, n, stride=2)
        self.context = nn.Sequential(_Block(96, n), _Block(96, n, dilation=2))
        self.back = nn.Conv2d(96, 64, 1)
        self.joined = _Block(64, n)
        self.head = nn.Conv2d(64, LENGTH + 1, 1)

    def forward(self, planes: Tensor) -> tuple[Tensor, Tensor]:
        x = self.at_half(self.first(planes))
        x = self.at_eighth(self.third(self.at_quarter(self.second(x))))
        around = self.back(self.context(self.fourth(x)))
        x = x + functional.interpolate(around, size=x.shape[-2:], mode="bilinear", align_corners=False)
        x = self.head(self.joined(x)).float()
        return functional.normalize(x[:, :LENGTH], dim=1), x[:, LENGTH]

    def fused(self) -> DescriptorNet:
        """The same function without batch normalisation; of a network in evaluation mode."""
        plain = DescriptorNet(normalised=False)
        target = dict(plain.named_modules())
        for name, module in self.named_modules():
            if isinstance(module, _Conv):
                _fold(module, target[name])
            elif isinstance(module, nn.Conv2d) and name in ("back", "head"):
                target[name].load_state_dict(module.state_dict())
        return plain.eval()


class _Conv(nn.Module):
    def __init__(
        self, inputs: int, outputs: int, size: int, normalised: bool, *, stride: int = 1, dilation: int = 1,
        rectified: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        padding = dilation * (size // 2)
        self.conv = nn.Conv2d(inputs, outputs, size, stride, padding, dilation, bias=not normalised)
        self.norm: nn.Module = nn.BatchNorm2d(outputs) if normalised else nn.Identity()
        self.rectified = rectified

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm(self.conv(x))
        return functional.relu(x) if self.rectified else x


class _Block(nn.Module):
    def __init__(self, channels: int, normalised: bool, *, dilation: int = 1) -> None:
        super().__init__()
        self.one = _Conv(channels, channels, 3, normalised, dilation=dilation)
        self.two = _Conv(channels, channels, 3, normalised, dilation=dilation, rectified=False)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.two(self.one(x)))


def _fold(source: _Conv, target: nn.Module) -> None:
    norm = source.norm
    assert isinstance(norm, nn.BatchNorm2d)
    assert isinstance(target, _Conv)
    assert norm.running_var is not None
    assert norm.running_mean is not None
    assert target.conv.bias is not None
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    with torch.no_grad():
        target.conv.weight.copy_(source.conv.weight * gain[:, None, None, None])
        target.conv.bias.copy_(norm.bias - norm.running_mean * gain)
