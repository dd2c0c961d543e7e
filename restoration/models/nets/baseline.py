"""Degraded → restored."""

from __future__ import annotations

from torch import Tensor, nn

from restoration.models.nets.scattering import estimate_airlight, transmission
from restoration.models.nets.scene import Scene, colours_of, decided_exactly, low_resolution
from restoration.models.nets.unet import UNet, closed_filters, min_max_filters, sqrt_encoded

_WIDTHS = (32, 64, 96, 128)
_BLOCKS = (1, 1, 1, 1)


class Baseline(nn.Module):
    """Restores rain from the degraded image alone, at full resolution."""

    def __init__(self) -> None:
        super().__init__()
        self.net = UNet(6, _WIDTHS, _BLOCKS)

    def extrema(self, degraded: Tensor) -> Tensor:
        """Darkest and brightest of the neighbourhood, (B, 4, H/2, W/2)."""
        return min_max_filters(degraded)

    def context(self, degraded: Tensor) -> Tensor:
        """The vector that `forward` needs from the whole image (B, 3, H, W); any H and W."""
        return self.net.context(sqrt_encoded(degraded), self.extrema(degraded)).float()

    def forward(self, degraded: Tensor, context: Tensor | None = None) -> Tensor:
        """(B, 3, H, W) in [0, 1], H and W multiples of 16 → the same shape, not clamped.

        For a tile, pass the `context` of the whole image; None takes it from `degraded`.
        """
        if context is None:
            context = self.context(degraded)
        return degraded + self.net(degraded, sqrt_encoded(degraded), self.extrema(degraded), context)


class LightBaseline(Baseline):
    """The same for low light: the illumination it is given ends at the outlines of lamps and windows (`closed_filters`)."""

    def extrema(self, degraded: Tensor) -> Tensor:
        return closed_filters(degraded)


class HazeBaseline(nn.Module):
    """Removes haze: the whole scene is judged at low resolution (`scene`), the image's edges are kept.

    Gain and anchor are corrections of the dark channel prior's transmission and airlight (`scattering`).
    """

    def __init__(self) -> None:
        super().__init__()
        self.net = UNet(6, _WIDTHS, _BLOCKS)

    def context(self, degraded: Tensor) -> Scene:
        """What `forward` needs from the whole image (B, 3, H, W)."""
        return self._scene(low_resolution(degraded))

    def forward(self, degraded: Tensor, context: Scene | None = None) -> Tensor:
        """(B, 3, H, W) in [0, 1], H and W multiples of 16 → the same shape, not clamped.

        For a tile, pass its part of the `context` of the whole image; None takes it from `degraded`.
        """
        if context is None:
            low = low_resolution(degraded)
            if low is degraded:
                return self.restored(degraded)
            context = self._scene(low)
        return degraded + context.change(degraded)

    def _scene(self, low: Tensor) -> Scene:
        return Scene(colours_of(low, self.restored(low)), low.new_zeros(len(low), 0))

    def restored(self, low: Tensor) -> Tensor:
        """The scene without haze, (B, 3, h, w), at low resolution."""
        with decided_exactly(self, low.device.type):
            light = estimate_airlight(low)
            log_gain = -transmission(low, light).log()
            features, extrema = sqrt_encoded(low), min_max_filters(low)
            vector = self.net.context(features, extrema).float()
            return low + self.net(low, features, extrema, vector, log_gain, light)
