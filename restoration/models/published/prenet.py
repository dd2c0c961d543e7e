"""Progressive recurrent deraining: the same small network applied six times, each time seeing the photo too.

PReNet and PRN_r: Ren, Zuo, Hu, Zhu & Meng, "Progressive image deraining networks: a better and simpler
baseline", CVPR 2019. SAPNet: Zheng, Lu, Wu & Gupta, "SAPNet: segmentation-aware progressive network for
perceptual contrastive deraining", WACVW 2022, is PReNet with growing dilation and channel attention.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import relu

from restoration.models.published.statistics import Statistics, measure

_WIDTH = 32
_STAGES = 6


def _conv(inputs: int, outputs: int, activation: nn.Module | None = None) -> nn.Sequential:
    layers: list[nn.Module] = [nn.Conv2d(inputs, outputs, 3, padding=1)]
    return nn.Sequential(*layers, *([activation] if activation is not None else []))


def _residual_block() -> nn.Sequential:
    return nn.Sequential(*_conv(_WIDTH, _WIDTH, nn.ReLU()), *_conv(_WIDTH, _WIDTH, nn.ReLU()))


class PRNr(nn.Module):
    """PRN_r: one residual block, applied five times within each of six stages."""

    def __init__(self) -> None:
        super().__init__()
        self.conv0 = _conv(6, _WIDTH, nn.ReLU())
        self.res_conv1 = _residual_block()
        self.conv = _conv(_WIDTH, 3)

    def forward(self, rainy: Tensor) -> Tensor:
        """(B, 3, H, W) in [0, 1] → (B, 3, H, W), not clamped."""
        restored = rainy
        for _ in range(_STAGES):
            x = self.conv0(torch.cat((rainy, restored), 1))
            for _ in range(5):
                x = relu(self.res_conv1(x) + x)
            restored = self.conv(x) + rainy
        return restored


class _Recurrent(nn.Module):
    """The convolutional LSTM that carries features from stage to stage."""

    def __init__(self) -> None:
        super().__init__()
        self.conv0 = _conv(6, _WIDTH, nn.ReLU())
        self.conv_i = _conv(2 * _WIDTH, _WIDTH, nn.Sigmoid())
        self.conv_f = _conv(2 * _WIDTH, _WIDTH, nn.Sigmoid())
        self.conv_g = _conv(2 * _WIDTH, _WIDTH, nn.Tanh())
        self.conv_o = _conv(2 * _WIDTH, _WIDTH, nn.Sigmoid())
        self.conv = _conv(_WIDTH, 3)

    def _step(self, image: Tensor, hidden: Tensor, cell: Tensor) -> tuple[Tensor, Tensor]:
        x = torch.cat((self.conv0(image), hidden), 1)
        cell = self.conv_f(x) * cell + self.conv_i(x) * self.conv_g(x)
        return self.conv_o(x) * torch.tanh(cell), cell


class PReNet(_Recurrent):
    """Six stages of an LSTM and five residual blocks."""

    def __init__(self) -> None:
        super().__init__()
        for k in range(1, 6):
            self.add_module(f"res_conv{k}", _residual_block())

    def forward(self, rainy: Tensor) -> Tensor:
        """(B, 3, H, W) in [0, 1] → (B, 3, H, W), not clamped."""
        restored = rainy
        hidden = cell = rainy.new_zeros(rainy.shape[0], _WIDTH, *rainy.shape[-2:])
        for _ in range(_STAGES):
            hidden, cell = self._step(torch.cat((rainy, restored), 1), hidden, cell)
            x = hidden
            for k in range(1, 6):
                x = relu(self.get_submodule(f"res_conv{k}")(x) + x)
            restored = self.conv(x) + rainy
        return restored


class _ChannelAttention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv_du = nn.Sequential(
            nn.Conv2d(_WIDTH, 2, 1, bias=False), nn.ReLU(), nn.Conv2d(2, _WIDTH, 1, bias=False)
        )
        self.conv_1_1 = nn.Conv2d(_WIDTH, _WIDTH, 1, bias=False)

    def forward(self, x: Tensor, statistics: Statistics) -> Tensor:
        mean = statistics.mean(x)
        return x * torch.sigmoid(self.conv_du(mean) + self.conv_1_1(mean))


class _AttentiveBlock(nn.Sequential):
    def __init__(self, dilation: int) -> None:
        super().__init__(
            nn.Conv2d(_WIDTH, _WIDTH, 3, padding=dilation, dilation=dilation),
            _ChannelAttention(),
            nn.ReLU(),
            nn.Conv2d(_WIDTH, _WIDTH, 3, padding=dilation, dilation=dilation),
            _ChannelAttention(),
        )

    def run(self, x: Tensor, statistics: Statistics) -> Tensor:
        y = relu(self[1](self[0](x), statistics))
        return relu(self[4](self[3](y), statistics))


class SAPNet(_Recurrent):
    """PReNet with dilations 1, 2, 4, 8, 16 and channel attention."""

    def __init__(self) -> None:
        super().__init__()
        for k in range(1, 6):
            self.add_module(f"res_conv{k}", _AttentiveBlock(2 ** (k - 1)))

    def context(self, degraded: Tensor) -> tuple[Tensor, ...]:
        """What `forward` needs of the whole image (1, 3, H, W) to run on its tiles."""
        return measure(self._run, degraded)

    def forward(self, rainy: Tensor, context: tuple[Tensor, ...] | None = None) -> Tensor:
        """(B, 3, H, W) in [0, 1] → (B, 3, H, W), not clamped."""
        return self._run(rainy, Statistics(context))

    def _run(self, rainy: Tensor, statistics: Statistics) -> Tensor:
        restored = rainy
        hidden = cell = rainy.new_zeros(rainy.shape[0], _WIDTH, *rainy.shape[-2:])
        for _ in range(_STAGES):
            hidden, cell = self._step(torch.cat((rainy, restored), 1), hidden, cell)
            x = hidden
            for k in range(1, 6):
                block = self.get_submodule(f"res_conv{k}")
                assert isinstance(block, _AttentiveBlock)
                x = relu(block.run(x, statistics) + x)
            restored = self.conv(x) + rainy
        return restored
