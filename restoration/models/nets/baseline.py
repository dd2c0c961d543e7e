"""Degraded → restored."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from restoration.models.nets.scattering import estimate_airlight, transmission
from restoration.models.nets.unet import UNet, companded, local_extrema

_WIDTHS = (32, 64, 96, 128)
_BLOCKS = (1, 1, 1, 1)


class Baseline(nn.Module):
    """Restores from the degraded image alone.

    With `haze`, gain and anchor are corrections of the dark channel prior's transmission and airlight.
    """

    def __init__(self, haze: bool = False) -> None:
        super().__init__()
        self.haze = haze
        self.net = UNet(6, _WIDTHS, _BLOCKS)

    def context(self, degraded: Tensor) -> Tensor:
        """The vector that `forward` needs from the whole image (B, 3, H, W); any H and W."""
        vector = self.net.context(companded(degraded), local_extrema(degraded)).float()
        airlight = estimate_airlight(degraded) if self.haze else degraded.new_zeros(len(degraded), 3).float()
        return torch.cat((vector, airlight), dim=1)

    def forward(self, degraded: Tensor, context: Tensor | None = None) -> Tensor:
        """(B, 3, H, W) in [0, 1], H and W multiples of 16 → the same shape, not clamped.

        For a tile, pass the `context` of the whole image; None takes it from `degraded`.
        """
        if context is None:
            context = self.context(degraded)
        vector, airlight = context[:, :-3], context[:, -3:]
        log_gain = -transmission(degraded, airlight).log() if self.haze else None
        features, extrema = companded(degraded), local_extrema(degraded)
        return degraded + self.net(degraded, features, extrema, vector, log_gain, airlight)
