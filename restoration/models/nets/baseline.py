"""Degraded → restored."""

from __future__ import annotations

from torch import Tensor, nn

from restoration.models.nets.unet import UNet, companded, local_extrema

_WIDTHS = (32, 64, 96, 128)
_BLOCKS = (1, 1, 1, 1)


class Baseline(nn.Module):
    """Restores from the degraded image alone."""

    def __init__(self, anchor: float = 0.0) -> None:
        super().__init__()
        self.net = UNet(6, _WIDTHS, _BLOCKS, anchor=anchor)

    def context(self, degraded: Tensor) -> Tensor:
        """The vector that `forward` needs from the whole image (B, 3, H, W); any H and W."""
        return self.net.context(companded(degraded), local_extrema(degraded))

    def forward(self, degraded: Tensor, context: Tensor | None = None) -> Tensor:
        """(B, 3, H, W) in [0, 1], H and W multiples of 16 → the same shape, not clamped.

        For a tile, pass the `context` of the whole image; None takes it from `degraded`.
        """
        features, extrema = companded(degraded), local_extrema(degraded)
        if context is None:
            context = self.net.context(features, extrema)
        return degraded + self.net(degraded, features, extrema, context)
