"""CPGA-Net: Weng, Peng & Kang, "Channel prior and gamma correction guided low-light image enhancement network", 2024.

The atmospheric scattering model I·t + A·(1 − t) (transmission from the brightest and darkest channel and luma, and a
light of its own for every pixel), then one gamma for the whole picture; what both results share is taken off
their sum. The channel attention behind the gamma looks at the whole picture (`Statistics`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import relu

from restoration.errors import ModelError
from restoration.luma import LUMA_WEIGHTS
from restoration.models.published.statistics import Statistics, measure

_WIDTH = 16


class _Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1), nn.ReLU(), nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1)
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


class _ChannelAttention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Sequential(
            nn.Conv2d(_WIDTH, 1, 1, bias=False), nn.ReLU(), nn.Conv2d(1, _WIDTH, 1, bias=False)
        )

    def forward(self, x: Tensor, statistics: Statistics) -> Tensor:
        return torch.sigmoid(self.fc(statistics.mean(x)) + self.fc(statistics.maximum(x)))


class _SpatialAttention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(2, 1, 7, padding=3, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        both = torch.cat((x.mean(1, keepdim=True), x.amax(1, keepdim=True)), 1)
        return torch.sigmoid(self.conv1(both))


class _AttentiveBlock(nn.Module):
    """A residual block with attention over channels and places (CBAM)."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(_WIDTH)
        self.conv2 = nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1)
        self.bn2 = nn.BatchNorm2d(_WIDTH)
        self.ca = _ChannelAttention()
        self.sa = _SpatialAttention()

    def forward(self, x: Tensor, statistics: Statistics) -> Tensor:
        y = self.bn2(self.conv2(relu(self.bn1(self.conv1(x)))))
        y = self.ca(y, statistics) * y
        return relu(x + self.sa(y) * y)


class _Scattering(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 1)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)
        self.conv3 = nn.Conv2d(6, 3, 5, padding=2)
        self.conv4 = nn.Conv2d(6, 3, 7, padding=3)
        self.conv5 = nn.Conv2d(12, 1, 1)
        self.conv1_A = nn.Conv2d(3, _WIDTH, 1)
        self.conv2_A = _Residual()
        self.conv3_A = _Residual()
        self.conv4_A = nn.Conv2d(_WIDTH, 3, 1)

    def forward(self, dark: Tensor) -> Tensor:
        light = self.conv4_A(self.conv3_A(relu(self.conv2_A(self.conv1_A(dark)))))
        return ((dark - light) * self._transmission(dark) + light).clamp(1e-9, 1)

    def _transmission(self, dark: Tensor) -> Tensor:
        red, green, blue = (share * channel for share, channel in zip(LUMA_WEIGHTS, dark.split(1, dim=1)))
        x = torch.cat((dark.amax(1, keepdim=True), dark.amin(1, keepdim=True), red + green + blue), 1)
        x1 = relu(self.conv1(x))
        x2 = relu(self.conv2(x1))
        x3 = relu(self.conv3(torch.cat((x1, x2), 1)))
        x4 = relu(self.conv4(torch.cat((x2, x3), 1)))
        return relu(self.conv5(torch.cat((x1, x2, x3, x4), 1)))


class CPGANet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1_g = nn.Conv2d(3, _WIDTH, 1)
        self.conv2_g = _AttentiveBlock()
        self.conv3_g = _AttentiveBlock()
        self.conv4_g = nn.Conv2d(_WIDTH, 1, 1)
        self.conv1_post_g = nn.Conv2d(6, _WIDTH, 1)
        self.conv2_post_g = _Residual()
        self.conv3_post_g = nn.Conv2d(_WIDTH, 3, 1)
        self.ll = _Scattering()

    def context(self, degraded: Tensor) -> tuple[Tensor, ...]:
        """What `forward` needs of the whole image (1, 3, H, W) to run on its tiles."""
        return measure(self._run, degraded)

    def forward(self, dark: Tensor, context: tuple[Tensor, ...] | None = None) -> Tensor:
        """(B, 3, H, W) in [0, 1] → (B, 3, H, W) in [0, 1]."""
        return self._run(dark, Statistics(context))

    def _run(self, dark: Tensor, statistics: Statistics) -> Tensor:
        bright = self.ll(dark)
        x = self.conv3_g(self.conv2_g(self.conv1_g(dark), statistics), statistics)
        gamma = statistics.mean(self.conv4_g(x)).clamp(1e-8, 1e8)
        corrected = bright**gamma
        shared = self.conv3_post_g(self.conv2_post_g(self.conv1_post_g(torch.cat((corrected, bright), 1))))
        return (corrected + bright - shared).clamp(1e-9, 1)


def network_state(checkpoint: Mapping[str, Any]) -> dict[str, Tensor]:
    """The network's part of the authors' file, which also holds their optimiser. Raises ModelError."""
    state = checkpoint.get("state_dict")
    if not isinstance(state, dict) or not all(isinstance(value, Tensor) for value in state.values()):
        raise ModelError("CPGA-Net: expected a checkpoint with a state_dict of tensors, got something else.")
    return dict(state)
