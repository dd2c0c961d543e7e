"""Degraded + aligned prior + confidence → restored."""

from __future__ import annotations

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from restoration.models.nets.baseline import Baseline
from restoration.models.nets.unet import CONTEXT, UNet, companded, local_extrema

_WIDTHS = (32, 48, 72, 96)
_BLOCKS = (1, 1, 1, 1)


class Guided(nn.Module):
    """A gated correction on top of the baseline: where nothing is known of the prior, the baseline stays.

    The correction sees the degraded image, the baseline's result, the prior and its confidence. Its gate is
    the confidence averaged over some 70 pixels: exactly zero, hence exactly the baseline, where the prior
    is worthless throughout, and open across a small invented object, whose tone its surroundings know.
    """

    def __init__(self, haze: bool = False) -> None:
        super().__init__()
        self.baseline = Baseline(haze)
        self.net = UNet(6 + 3 + 6 + 1, _WIDTHS, _BLOCKS)

    def context(self, degraded: Tensor, prior: Tensor, confidence: Tensor) -> Tensor:
        """What `forward` needs from the whole images: correction's and baseline's vectors in one."""
        own = self.baseline.context(degraded)
        # The baseline's result on a thumbnail stands for its result on the whole image.
        small = [_thumbnail(x) for x in (degraded, prior, confidence)]
        base = self.baseline(small[0], own).clamp(0, 1)
        features = _features(small[0], base, small[1], small[2])
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
        features = _features(degraded, base.clamp(0, 1), prior, confidence)
        change = self.net(base, features, local_extrema(degraded), vector)
        return base + change * _gate(confidence)


def _features(degraded: Tensor, base: Tensor, prior: Tensor, confidence: Tensor) -> Tensor:
    # What is doubtful in the prior shows the baseline: no false edge, no stranger, no difference to explain.
    known = base + (prior - base) * _trust(confidence)
    return torch.cat((companded(degraded), base, known, known - base, confidence), dim=1)


def _trust(confidence: Tensor) -> Tensor:
    """1 where the prior is as believable as around it, 0 in a dip of confidence and some pixels beyond.

    An invented object shows as a dip that covers most of it. What the dip is measured against is its
    surroundings, for in dense haze confidence is low everywhere.
    """
    coarse = functional.avg_pool2d(confidence, 4)
    lowest = -functional.max_pool2d(-coarse, 3, stride=1, padding=1)
    around = functional.avg_pool2d(coarse, 33, stride=1, padding=16, count_include_pad=False)
    ratio = functional.avg_pool2d(lowest, 3, stride=1, padding=1, count_include_pad=False) / (around + 1e-3)
    trust = ((ratio - 0.6) / 0.3).clamp(0, 1)
    trust = functional.interpolate(trust, size=confidence.shape[-2:], mode="bilinear", align_corners=False)
    return trust * (confidence > 0)


def _gate(confidence: Tensor) -> Tensor:
    coarse = functional.avg_pool2d(confidence, 8)
    coarse = functional.avg_pool2d(coarse, 9, stride=1, padding=4, count_include_pad=False)
    gate = (4 * coarse).clamp(0, 1)
    return functional.interpolate(gate, size=confidence.shape[-2:], mode="bilinear", align_corners=False)


def _thumbnail(image: Tensor) -> Tensor:
    return functional.adaptive_avg_pool2d(image, 96)
