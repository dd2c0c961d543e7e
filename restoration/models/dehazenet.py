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

from restoration.models.windows import window_mean

PATCH = 16
MULTIPLE_OF = 1
_REFINE_RADIUS, _REFINE_EPSILON = 30, 1e-3
_AIRLIGHT_SHARE = 0.001
_HAZY_SHARE = 0.3
_OWN_LIGHT = 0.003
SMALLEST_TRANSMISSION = 0.08
_PAIR_RADIUS, _PAIR_RIDGE = 4, 0.02


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

    def transmission(self, degraded: Tensor, measured: tuple[Tensor, Tensor] | None = None) -> Tensor:
        """(B, 3, H, W) in [0, 1] → (B, 1, H, W) in [0.08, 1], refined along the edges of the image.

        `measured` is `transmission_of_pair`: it replaces the network's answer in proportion to its weight.
        """
        padded = functional.pad(degraded, (7, 8, 7, 8), mode="replicate")
        grey = degraded.mean(dim=1, keepdim=True)
        raw = self.patch(padded).float()
        if measured is not None:
            raw = raw + measured[1] * (measured[0] - raw)
        return _guided_filter(grey, raw).clamp(SMALLEST_TRANSMISSION, 1)

    def context(self, degraded: Tensor) -> Tensor:
        """Airlight of the whole image (B, 3), for `forward` on tiles."""
        with torch.no_grad():
            return airlight(degraded, self.transmission(degraded))

    def context_of_pair(self, degraded: Tensor, scene: Tensor, confidence: Tensor) -> Tensor:
        """As `context`, where the scene behind the haze (B, 3, H, W) is known, as far as `confidence` says."""
        with torch.no_grad():
            light = airlight_of_pair(degraded, scene, confidence, self.transmission(degraded))
            measured = transmission_of_pair(degraded, scene, confidence, light)
            return airlight_of_pair(degraded, scene, confidence, self.transmission(degraded, measured))

    def forward_of_pair(self, degraded: Tensor, scene: Tensor, confidence: Tensor, context: Tensor) -> Tensor:
        """As `forward`; the transmission is judged from both images."""
        measured = transmission_of_pair(degraded, scene, confidence, context)
        return without_haze(degraded, self.transmission(degraded, measured), context)

    def forward(self, degraded: Tensor, context: Tensor | None = None) -> Tensor:
        """(B, 3, H, W) in [0, 1] → dehazed, the same shape, not clamped. `context` for tiles: the whole image's."""
        t = self.transmission(degraded)
        light = airlight(degraded, t.detach()) if context is None else context
        return without_haze(degraded, t, light)


def without_haze(degraded: Tensor, t: Tensor, light: Tensor) -> Tensor:
    """The scattering model `I = J·t + A·(1 − t)` solved for J."""
    light = light[:, :, None, None]
    return (degraded - light) / t + light


def bounded(x: Tensor) -> Tensor:
    """BReLU: clamp to [0, 1], with a small slope outside while training so that no patch is without a gradient."""
    inside = x.clamp(0, 1)
    return inside + 0.01 * (x - inside) - 0.01 * (x - inside).detach()


def airlight(image: Tensor, transmission: Tensor) -> Tensor:
    """(B, 3): mean colour of the 0.1 % of pixels with the least transmission."""
    flat = transmission.flatten(1)
    count = max(1, int(flat.shape[1] * _AIRLIGHT_SHARE))
    where = flat.topk(count, dim=1, largest=False).indices
    return image.flatten(2).gather(2, where[:, None].expand(-1, 3, -1)).mean(dim=2)


def airlight_of_pair(image: Tensor, scene: Tensor, confidence: Tensor, transmission: Tensor) -> Tensor:
    """(B, 3): the airlight that explains `image` as hazy `scene`, by least squares over the haziest 30 % of pixels.

    Pixels of the least transmission need not be pure airlight: what of the scene they show is taken off.
    As far as the scene is not trusted, it is `airlight`.
    """
    flat = transmission.flatten(1)
    count = max(1, int(flat.shape[1] * _HAZY_SHARE))
    where = flat.topk(count, dim=1, largest=False).indices[:, None]
    t, trust = (x.flatten(2).gather(2, where) for x in (transmission, confidence.square()))
    colours, behind = (x.flatten(2).gather(2, where.expand(-1, 3, -1)) for x in (image, scene))
    veil = (1 - t) * trust
    own = _OWN_LIGHT * count
    light = ((colours - behind * t) * veil).sum(2) + own * airlight(image, transmission)
    return (light / ((1 - t) * veil + _OWN_LIGHT).sum(2)).clamp(0, 1.2)


def transmission_of_pair(
    image: Tensor, scene: Tensor, confidence: Tensor, light: Tensor
) -> tuple[Tensor, Tensor]:
    """(B, 1, H, W) each: the transmission that explains `image` as hazy `scene`, and its weight in [0, 1].

    Least squares of A − I = t·(A − J) over 9×9 pixels and three colours. Where the scene has the colour of the airlight, or is
    not trusted, the weight is zero.
    """
    light = light[:, :, None, None]
    veiled, bare, trust = light - image, light - scene, confidence.square()
    both = torch.cat([(trust * bare * x).sum(dim=1, keepdim=True) for x in (veiled, bare)], dim=1)
    cross, square = window_mean(both, _PAIR_RADIUS).chunk(2, dim=1)
    return (cross / square.clamp_min(1e-6)).clamp(0, 1), square / (square + _PAIR_RIDGE)


def _guided_filter(guide: Tensor, source: Tensor) -> Tensor:
    """He et al., "Guided Image Filtering", on (B, 1, H, W); window of 61 pixels."""
    mean_guide, mean_source = window_mean(guide, _REFINE_RADIUS), window_mean(source, _REFINE_RADIUS)
    covariance = window_mean(guide * source, _REFINE_RADIUS) - mean_guide * mean_source
    variance = window_mean(guide * guide, _REFINE_RADIUS) - mean_guide**2
    slope = covariance / (variance + _REFINE_EPSILON)
    return window_mean(slope, _REFINE_RADIUS) * guide + window_mean(
        mean_source - slope * mean_guide, _REFINE_RADIUS
    )
