"""Degraded + aligned prior + confidence → restored, for rain."""

from __future__ import annotations

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from restoration.models.nets import tone
from restoration.models.nets.baseline import Baseline
from restoration.models.nets.unet import CONTEXT, Features, UNet, min_max_filters, sqrt_encoded

_WIDTHS = (32, 48, 72, 96)
_BLOCKS = (1, 1, 1, 1)
_THUMBNAIL = 96


class Guided(nn.Module):
    """A gated correction on top of the (frozen) baseline: where the prior is not trusted, the result is the baseline's.

    Behind rain colours are known and texture is lost: it begins from the baseline's result and sees the
    prior itself, beside baseline and degraded image in the prior's local colours (`tone.prior_tone`), and the
    prior blurred to 8 pixels.

    Its gate is the confidence averaged over some 70 pixels: exactly zero, hence exactly the baseline, where
    the prior is worthless throughout.
    """

    def __init__(self) -> None:
        super().__init__()
        self.baseline = Baseline()
        self.net = UNet(6 + 3 + 3 + 3 + 3 + 1 + 3, _WIDTHS, _BLOCKS)

    def context(self, degraded: Tensor, prior: Tensor, confidence: Tensor) -> Tensor:
        """What `forward` needs from the whole images: the correction's vector, both fits, the baseline's vector."""
        own = self.baseline.context(degraded)
        # The baseline's result on a thumbnail is used in place of that on the whole image.
        small = [_thumbnail(degraded), *tone.reduced(prior, confidence, _thumbnail)]
        base = self.baseline(small[0], own).clamp(0, 1)
        fits = [tone.global_fit(x, small[1], small[2]) for x in (base, small[0])]
        features = self._features(base, *small, *fits)
        vector = self.net.context(features, min_max_filters(small[0])).float()
        return torch.cat((vector, *fits, own), dim=1)

    def forward(
        self, degraded: Tensor, prior: Tensor, confidence: Tensor, context: Tensor | None = None
    ) -> Tensor:
        """Images (B, 3, H, W) and confidence (B, 1, H, W) in [0, 1], H and W multiples of 16.

        Returns (B, 3, H, W), not clamped. For a tile, pass the `context` of the whole images.
        """
        if context is None:
            context = self.context(degraded, prior, confidence)
        sizes = (CONTEXT, tone.GLOBAL, tone.GLOBAL, CONTEXT)
        vector, fit_of_base, fit_of_degraded, own = context.split(sizes, dim=1)
        base = self.baseline(degraded, own)
        features = self._features(base.clamp(0, 1), degraded, prior, confidence, fit_of_base, fit_of_degraded)
        change = self.net(base, features, min_max_filters(degraded), vector)
        return base + change * gate(confidence)

    def _features(
        self, base: Tensor, degraded: Tensor, prior: Tensor, confidence: Tensor, *fits: Tensor
    ) -> Features:
        """What the correction sees."""
        toned = tone.prior_tone(base, prior, confidence, fits[0])
        other = degraded + tone.prior_tone(degraded, prior, confidence, fits[1]) - base
        difference = (prior - base) * confidence
        return (
            *sqrt_encoded(degraded),
            base,
            toned,
            other,
            _blurred(difference),
            torch.cat((confidence, difference), dim=1),
        )


def _thumbnail(x: Tensor) -> Tensor:
    return functional.adaptive_avg_pool2d(x, _THUMBNAIL)


def _blurred(x: Tensor) -> Tensor:
    small = functional.avg_pool2d(x, 8)
    return functional.interpolate(small, size=x.shape[-2:], mode="bilinear", align_corners=False)


def gate(confidence: Tensor) -> Tensor:
    """(B, 1, H, W) → the same in [0, 1]: 0 where the prior is worthless for some 70 pixels around."""
    coarse = functional.avg_pool2d(confidence, 8)
    coarse = functional.avg_pool2d(coarse, 9, stride=1, padding=4, count_include_pad=False)
    gate = (4 * coarse).clamp(0, 1)
    return functional.interpolate(gate, size=confidence.shape[-2:], mode="bilinear", align_corners=False)
