"""Degraded + aligned prior + confidence → restored."""

from __future__ import annotations

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from restoration.models.nets import tone
from restoration.models.nets.baseline import Baseline
from restoration.models.nets.unet import CONTEXT, UNet, companded, local_extrema

_WIDTHS = (32, 48, 72, 96)
_BLOCKS = (1, 1, 1, 1)
_THUMBNAIL = 96


class Guided(nn.Module):
    """A gated correction on top of the (frozen) baseline: where nothing is known of the prior, the baseline stays.

    It begins from the baseline's result in the prior's local colours (`tone.prior_tone`) and sees the same
    of the degraded image, and the prior blurred to 8 pixels. Finer edges are always the input's: they
    cannot be bent, and an invented object that the confidence marks takes the colours of its surroundings.
    With `detail` (rain, where colours are known and texture is lost) it begins from the baseline's
    result, and sees the prior itself, too.

    Its gate is the confidence averaged over some 70 pixels: exactly zero, hence exactly the baseline, where
    the prior is worthless throughout.
    """

    def __init__(self, haze: bool = False, detail: bool = False) -> None:
        super().__init__()
        self.baseline = Baseline(haze)
        self.detail = detail
        self.net = UNet(6 + 3 + 3 + 3 + 3 + 1 + 3 * detail, _WIDTHS, _BLOCKS)

    def context(self, degraded: Tensor, prior: Tensor, confidence: Tensor) -> Tensor:
        """What `forward` needs from the whole images: the correction's vector, both fits, the baseline's vector."""
        own = self.baseline.context(degraded)
        # The baseline's result on a thumbnail stands for its result on the whole image.
        small = [_thumbnail(degraded), *tone.reduced(prior, confidence, _thumbnail)]
        base = self.baseline(small[0], own).clamp(0, 1)
        fits = [tone.global_fit(x, small[1], small[2]) for x in (base, small[0])]
        features, _ = self._features(base, *small, *fits)
        vector = self.net.context(features, local_extrema(small[0])).float()
        return torch.cat((vector, *fits, own), dim=1)

    def forward(
        self, degraded: Tensor, prior: Tensor, confidence: Tensor, context: Tensor | None = None
    ) -> Tensor:
        """Images (B, 3, H, W) and confidence (B, 1, H, W) in [0, 1], H and W multiples of 16.

        Returns (B, 3, H, W), not clamped. For a tile, pass the `context` of the whole images.
        """
        if context is None:
            context = self.context(degraded, prior, confidence)
        sizes = (CONTEXT, tone.GLOBAL, tone.GLOBAL, context.shape[1] - CONTEXT - 2 * tone.GLOBAL)
        vector, fit_of_base, fit_of_degraded, own = context.split(sizes, dim=1)
        base = self.baseline(degraded, own)
        features, toned = self._features(
            base.clamp(0, 1), degraded, prior, confidence, fit_of_base, fit_of_degraded
        )
        if not self.detail:
            base = base + toned
        change = self.net(base, features, local_extrema(degraded), vector)
        return base + change * _gate(confidence)

    def _features(
        self, base: Tensor, degraded: Tensor, prior: Tensor, confidence: Tensor, *fits: Tensor
    ) -> tuple[Tensor, Tensor]:
        """What the correction sees (B, C, H, W), and the change of `base` that gives it the prior's colours."""
        toned = tone.prior_tone(base, prior, confidence, fits[0])
        other = degraded + tone.prior_tone(degraded, prior, confidence, fits[1]) - base
        apart = (prior - base) * confidence
        features = [companded(degraded), base, toned, other, _blurred(apart), confidence]
        return torch.cat(features + [apart] * self.detail, dim=1), toned


def _thumbnail(x: Tensor) -> Tensor:
    return functional.adaptive_avg_pool2d(x, _THUMBNAIL)


def _blurred(x: Tensor) -> Tensor:
    small = functional.avg_pool2d(x, 8)
    return functional.interpolate(small, size=x.shape[-2:], mode="bilinear", align_corners=False)


def _gate(confidence: Tensor) -> Tensor:
    coarse = functional.avg_pool2d(confidence, 8)
    coarse = functional.avg_pool2d(coarse, 9, stride=1, padding=4, count_include_pad=False)
    gate = (4 * coarse).clamp(0, 1)
    return functional.interpolate(gate, size=confidence.shape[-2:], mode="bilinear", align_corners=False)
