"""Degraded + aligned prior + confidence → restored."""

from __future__ import annotations

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from restoration.models.nets.baseline import Baseline
from restoration.models.nets.unet import CONTEXT, UNet, companded, local_extrema

_WIDTHS = (32, 48, 72, 96)
_BLOCKS = (1, 1, 1, 1)
_RADII = (5, 16)  # of the local fits, at a quarter of the resolution
_EPSILON = 2e-3
_TONE = slice(9, 12)  # the narrower fit among the features


class Guided(nn.Module):
    """A gated correction on top of the (frozen) baseline: where nothing is known of the prior, the baseline stays.

    The correction does not see the prior's own edges. It begins from the baseline's result with the prior's
    local tone: per channel `a · baseline + b`, fitted to the prior by least squares weighted with the confidence,
    in windows of 44 and 132 pixels (a guided filter, He et al., TPAMI 2013). So it cannot bend an edge, and
    an invented object that the confidence marks takes the tone of its surroundings. With `detail` (rain, where
    tone is known and texture is lost) it begins from the baseline's result, and sees the prior itself, too.

    Its gate is the confidence averaged over some 70 pixels: exactly zero, hence exactly the baseline, where
    the prior is worthless throughout.
    """

    def __init__(self, haze: bool = False, detail: bool = False) -> None:
        super().__init__()
        self.baseline = Baseline(haze)
        self.detail = detail
        self.net = UNet(6 + 3 + 3 * len(_RADII) + 1 + 3 * detail, _WIDTHS, _BLOCKS)

    def context(self, degraded: Tensor, prior: Tensor, confidence: Tensor) -> Tensor:
        """What `forward` needs from the whole images: correction's and baseline's vectors in one."""
        own = self.baseline.context(degraded)
        # The baseline's result on a thumbnail stands for its result on the whole image.
        small = [_thumbnail(x) for x in (degraded, prior, confidence)]
        base = self.baseline(small[0], own).clamp(0, 1)
        features = self._features(small[0], base, small[1], small[2])
        return torch.cat((self.net.context(features, local_extrema(small[0])).float(), own), dim=1)

    def forward(
        self, degraded: Tensor, prior: Tensor, confidence: Tensor, context: Tensor | None = None
    ) -> Tensor:
        """Images (B, 3, H, W) and confidence (B, 1, H, W) in [0, 1], H and W multiples of 16.

        Returns (B, 3, H, W), not clamped. For a tile, pass the `context` of the whole images.
        """
        if context is None:
            context = self.context(degraded, prior, confidence)
        vector, own = context[:, :CONTEXT], context[:, CONTEXT:]
        base = self.baseline(degraded, own)
        features = self._features(degraded, base.clamp(0, 1), prior, confidence)
        if not self.detail:
            base = base + features[:, _TONE]
        change = self.net(base, features, local_extrema(degraded), vector)
        return base + change * _gate(confidence)

    def _features(self, degraded: Tensor, base: Tensor, prior: Tensor, confidence: Tensor) -> Tensor:
        toned = [tone_of_prior(base, prior, confidence, radius) - base for radius in _RADII]
        own_edges = [(prior - base) * confidence] if self.detail else []
        return torch.cat((companded(degraded), base, *toned, confidence, *own_edges), dim=1)


def tone_of_prior(base: Tensor, prior: Tensor, confidence: Tensor, radius: int) -> Tensor:
    """`base` (B, 3, H, W) with the prior's local tone: the confidence-weighted linear fit of each channel.

    `radius` is in pixels at a quarter of the resolution. Where there is no confidence, `base` itself.
    """
    fine, target, weight = (functional.avg_pool2d(x.float(), 4) for x in (base, prior, confidence))
    # Squared: what is half believed counts a quarter. The floor holds the fit at `base` without evidence.
    weight = weight**2
    sums = _box(
        torch.cat((weight, weight * fine, weight * target, weight * fine**2, weight * fine * target), 1),
        radius,
    )
    total = sums[:, :1] + 1e-3
    mean_fine, mean_target, square, product = (x / total for x in sums[:, 1:].split(3, dim=1))
    evidence = sums[:, :1] / total
    variance = (square - mean_fine**2).clamp_min(0)
    slope = (product - mean_fine * mean_target + _EPSILON) / (variance + _EPSILON)
    slope = 1 + (slope.clamp(0, 4) - 1) * evidence
    offset = (mean_target - slope * mean_fine) * evidence
    fit = _box(torch.cat((slope, offset), dim=1), radius)
    fit = functional.interpolate(fit, size=base.shape[-2:], mode="bilinear", align_corners=False)
    return (fit[:, :3] * base + fit[:, 3:]).clamp(0, 1)


def _gate(confidence: Tensor) -> Tensor:
    coarse = functional.avg_pool2d(confidence, 8)
    coarse = functional.avg_pool2d(coarse, 9, stride=1, padding=4, count_include_pad=False)
    gate = (4 * coarse).clamp(0, 1)
    return functional.interpolate(gate, size=confidence.shape[-2:], mode="bilinear", align_corners=False)


def _box(x: Tensor, radius: int) -> Tensor:
    height, width = (min(radius, side - 1) for side in x.shape[-2:])
    x = functional.avg_pool2d(x, (2 * height + 1, 1), 1, (height, 0), count_include_pad=False)
    return functional.avg_pool2d(x, (1, 2 * width + 1), 1, (0, width), count_include_pad=False)


def _thumbnail(image: Tensor) -> Tensor:
    return functional.adaptive_avg_pool2d(image, 96)
