"""DehazeNet: Cai, Xu, Jia, Qing, Tao, "An End-to-End System for Single Image Haze Removal", TIP 2016.

The network of the paper: feature extraction with maxout, three parallel convolutions (3, 5, 7), a local
extremum (7×7 maximum), a last convolution and BReLU, which together map a 16×16 patch to its medium
transmission. Run on a whole image it gives a transmission map, which a guided filter refines; the
scattering model `I = J·t + A·(1 − t)` is then inverted.
"""

from __future__ import annotations

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

PATCH = 16
MULTIPLE_OF = 1
_REFINE_RADIUS, _REFINE_EPSILON = 30, 1e-3
_AIRLIGHT_SHARE = 0.001
_HAZY_SHARE = 0.3
_SMALLEST_TRANSMISSION = 0.08


class TransmissionNet(nn.Module):
    """The paper's network, 8.3 k parameters: a patch → its medium transmission."""

    def __init__(self) -> None:
        super().__init__()
        self.extract = nn.Conv2d(3, 16, 5)
        self.scales = nn.ModuleList(nn.Conv2d(4, 16, k, padding=k // 2) for k in (3, 5, 7))
        self.last = nn.Conv2d(48, 1, 6)
        for layer in (self.extract, *self.scales):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.normal_(self.last.weight, std=0.01)
        self.last.bias = nn.Parameter(torch.full((1,), 0.5))  # half-way: inside the bounds of BReLU

    def forward(self, patches: Tensor) -> Tensor:
        """(B, 3, 16, 16) in [0, 1] → (B, 1, 1, 1) in [0, 1]; a larger image gives a map 15 smaller a side."""
        x = self.extract(patches)
        batch, _, height, width = x.shape
        x = x.reshape(batch, 4, 4, height, width).amax(dim=2)  # maxout over groups of four
        x = torch.cat([scale(x) for scale in self.scales], dim=1)
        x = functional.max_pool2d(x, 7, stride=1)
        return bounded(self.last(x))


class DehazeNet(nn.Module):
    """The transmission network, a guided filter, and the inversion of the scattering model."""

    def __init__(self, patch: nn.Module | None = None) -> None:
        super().__init__()
        self.patch = TransmissionNet() if patch is None else patch

    def transmission(self, degraded: Tensor) -> Tensor:
        """(B, 3, H, W) in [0, 1] → (B, 1, H, W) in [0.08, 1], refined along the edges of the image."""
        padded = functional.pad(degraded, (7, 8, 7, 8), mode="replicate")
        grey = degraded.mean(dim=1, keepdim=True)
        return _guided_filter(grey, self.patch(padded).float()).clamp(_SMALLEST_TRANSMISSION, 1)

    def context(self, degraded: Tensor) -> Tensor:
        """Airlight of the whole image (B, 3), for `forward` on tiles."""
        with torch.no_grad():
            return airlight(degraded, self.transmission(degraded))

    def context_of_pair(self, degraded: Tensor, scene: Tensor) -> Tensor:
        """As `context`, where the scene behind the haze (B, 3, H, W) is known, be it roughly."""
        with torch.no_grad():
            return airlight_of_pair(degraded, scene, self.transmission(degraded))

    def medium(self, degraded: Tensor, context: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Transmission (B, 1, H, W) and airlight (B, 3), the latter from `context` where it is known."""
        t = self.transmission(degraded)
        return t, airlight(degraded, t.detach()) if context is None else context

    def forward(self, degraded: Tensor, context: Tensor | None = None) -> Tensor:
        """(B, 3, H, W) in [0, 1] → dehazed, the same shape, not clamped."""
        return without_haze(degraded, *self.medium(degraded, context))


def without_haze(degraded: Tensor, t: Tensor, light: Tensor) -> Tensor:
    """The scattering model `I = J·t + A·(1 − t)` solved for J."""
    light = light[:, :, None, None]
    return (degraded - light) / t + light


def bounded(x: Tensor) -> Tensor:
    """BReLU: clamp to [0, 1], with a small slope outside while training so that no patch is lost for good."""
    inside = x.clamp(0, 1)
    return inside + 0.01 * (x - inside) - 0.01 * (x - inside).detach()


def airlight(image: Tensor, transmission: Tensor) -> Tensor:
    """(B, 3): mean colour of the 0.1 % of pixels with the least transmission."""
    flat = transmission.flatten(1)
    count = max(1, int(flat.shape[1] * _AIRLIGHT_SHARE))
    where = flat.topk(count, dim=1, largest=False).indices
    return image.flatten(2).gather(2, where[:, None].expand(-1, 3, -1)).mean(dim=2)


def airlight_of_pair(image: Tensor, scene: Tensor, transmission: Tensor) -> Tensor:
    """(B, 3): the airlight that explains `image` as hazy `scene`, by least squares over the haziest 30 % of pixels.

    Pixels of the least transmission need not be pure airlight: what of the scene they show is taken off.
    """
    flat = transmission.flatten(1)
    where = flat.topk(max(1, int(flat.shape[1] * _HAZY_SHARE)), dim=1, largest=False).indices[:, None]
    t = flat.gather(1, where[:, 0])[:, None]
    colours, behind = (x.flatten(2).gather(2, where.expand(-1, 3, -1)) for x in (image, scene))
    veil = 1 - t
    return ((colours - behind * t) * veil).sum(2).div(veil.square().sum(2).clamp_min(1e-3)).clamp(0, 1.2)


def _guided_filter(guide: Tensor, source: Tensor) -> Tensor:
    """He et al., "Guided Image Filtering", on (B, 1, H, W); window of 61 pixels."""
    mean_guide, mean_source = _box(guide), _box(source)
    covariance = _box(guide * source) - mean_guide * mean_source
    variance = _box(guide * guide) - mean_guide**2
    slope = covariance / (variance + _REFINE_EPSILON)
    return _box(slope) * guide + _box(mean_source - slope * mean_guide)


def _box(x: Tensor) -> Tensor:
    radius = _REFINE_RADIUS
    x = functional.avg_pool2d(x, (2 * radius + 1, 1), 1, (radius, 0), count_include_pad=False)
    return functional.avg_pool2d(x, (1, 2 * radius + 1), 1, (0, radius), count_include_pad=False)
