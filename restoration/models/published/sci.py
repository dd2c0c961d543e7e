"""SCI: Ma et al., "Toward fast, flexible, and robust low-light image enhancement", CVPR 2022.

Training unrolls a cascade with self-calibration; what remains for use is one tiny block that estimates the
illumination, by which the image is divided.
"""

from __future__ import annotations

from torch import Tensor, nn


class SCI(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.in_conv = nn.Sequential(nn.Conv2d(3, 3, 3, padding=1), nn.ReLU())
        self.conv = nn.Sequential(nn.Conv2d(3, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU())
        self.out_conv = nn.Sequential(nn.Conv2d(3, 3, 3, padding=1), nn.Sigmoid())

    def forward(self, dark: Tensor) -> Tensor:
        """(B, 3, H, W) in [0, 1] → (B, 3, H, W) in [0, 1]."""
        features = self.in_conv(dark)
        features = features + self.conv(features)
        illumination = (self.out_conv(features) + dark).clamp(1e-4, 1)
        return (dark / illumination).clamp(0, 1)


def enhancer_state(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """The enhancer's part of the authors' file, whose one block is stored under two names."""
    prefix = "enhance."
    return {
        name.removeprefix(prefix): value
        for name, value in state.items()
        if name.startswith(prefix) and not name.startswith(prefix + "blocks.")
    }
