"""Degraded + aligned prior + confidence → restored, for haze and low light."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from restoration.models.dehazenet import (
    SMALLEST_TRANSMISSION,
    airlight_of_pair,
    transmission_of_pair,
    without_haze,
)
from restoration.models.nets import tone
from restoration.models.nets.baseline import Baseline, HazeBaseline
from restoration.models.nets.guided import gate
from restoration.models.nets.scattering import estimate_airlight, transmission
from restoration.models.nets.scene import Scene, colours_of, decided_exactly, low_resolution
from restoration.models.nets.unet import CONTEXT, Features, UNet, min_max_filters, sqrt_encoded

_SCENE_WIDTHS = (32, 48, 72, 96)
_HAZY_RIDGE, _NOISY_RIDGE = 1e-5, 1e-3
_DETAIL_WIDTHS = (20, 32, 44)
_TURNS = 2


class SceneGuided(nn.Module):
    """Colours of the whole scene at low resolution, then fine detail, both on top of the (frozen) baseline.

    `scene` sees degraded image, baseline's result and prior at low resolution, behind haze also what the scattering
    model makes of the two images, and predicts the colours of the scene; they are brought to full size along the edges of the
    input (`nets.scene`), so a displaced prior cannot displace edges.
    `detail` adds what the input has lost to noise, darkness and haze; it sees the prior itself, under a
    local gate, the confidence averaged over some 70 pixels.

    Where the prior is worthless throughout, the output is exactly the baseline's.
    """

    def __init__(self, haze: bool) -> None:
        super().__init__()
        self.baseline = HazeBaseline() if haze else Baseline()
        self._ridge = _HAZY_RIDGE if haze else _NOISY_RIDGE
        physical = 4 if haze else 0
        self.scene = UNet(6 + 3 + 3 + 3 + 1 + physical, _SCENE_WIDTHS, (1,) * len(_SCENE_WIDTHS))
        self.detail = UNet(6 + 3 + 3 + 1, _DETAIL_WIDTHS, (1,) * len(_DETAIL_WIDTHS))

    def context(self, degraded: Tensor, prior: Tensor, confidence: Tensor) -> Scene:
        """What `forward` needs from the whole images."""
        low = low_resolution(degraded)
        known, trust = tone.reduced(prior, confidence, low_resolution)
        if isinstance(self.baseline, Baseline):
            own = self.baseline.context(degraded)
            base = guide = self.baseline(low, own).clamp(0, 1)
        else:
            own, guide = low.new_zeros(len(low), CONTEXT), low
            base = self.baseline.restored(low).clamp(0, 1)
        wanted = (base + self._recoloured(low, base, known, trust) * worth(trust)).clamp(-0.1, 1.1)
        vector = self.detail.context(detail_features(low, wanted, known, trust), min_max_filters(low)).float()
        return Scene(colours_of(guide, wanted, self._ridge), torch.cat((own, vector), dim=1))

    def forward(
        self, degraded: Tensor, prior: Tensor, confidence: Tensor, context: Scene | None = None
    ) -> Tensor:
        """Images (B, 3, H, W) and confidence (B, 1, H, W) in [0, 1], H and W multiples of 16.

        Returns (B, 3, H, W), not clamped. For a tile, pass its part of the `context` of the whole images.
        """
        if context is None:
            context = self.context(degraded, prior, confidence)
        own, vector = context.vector.split(CONTEXT, dim=1)
        guide = degraded
        if isinstance(self.baseline, Baseline):
            guide = self.baseline(degraded, own).clamp(0, 1)
        toned = guide + context.change(guide)
        features = detail_features(degraded, toned, prior, confidence)
        change = self.detail(toned, features, min_max_filters(degraded), vector)
        return toned + change * gate(confidence)

    def _recoloured(self, low: Tensor, base: Tensor, known: Tensor, trust: Tensor) -> Tensor:
        """How the colours of the scene change by what the prior says, (B, 3, h, w)."""
        with decided_exactly(self, low.device.type):
            toned = tone.prior_tone(base, known, trust, tone.global_fit(base, known, trust))
            features = [*sqrt_encoded(low), base, toned, torch.cat(((known - base) * trust, trust), dim=1)]
            if isinstance(self.baseline, HazeBaseline):
                features.append(torch.cat(behind_haze(low, known, trust), dim=1))
            extrema = min_max_filters(low)
            vector = self.scene.context(features, extrema)
            return toned + self.scene(base + toned, features, extrema, vector)


def detail_features(degraded: Tensor, toned: Tensor, prior: Tensor, confidence: Tensor) -> Features:
    toned = toned.clamp(0, 1)
    return (*sqrt_encoded(degraded), toned, torch.cat(((prior - toned) * confidence, confidence), dim=1))


def behind_haze(low: Tensor, known: Tensor, trust: Tensor) -> tuple[Tensor, Tensor]:
    """What the scattering model makes of both images: the scene (B, 3, h, w) and the transmission (B, 1, h, w).

    Solved in turns for the airlight and the transmission with the prior, where it is trusted, behind the haze.
    """
    scene = tone.confidence_blended(low, known, trust)
    t = transmission(low, estimate_airlight(low))
    for _ in range(_TURNS):
        light = airlight_of_pair(low, scene, trust, t)
        shown, weight = transmission_of_pair(low, scene, trust, light)
        t = (t + weight * (shown - t)).clamp(SMALLEST_TRANSMISSION, 1)
    return without_haze(low, t, light).clamp(0, 1), t


def worth(trust: Tensor) -> Tensor:
    """(B, 1, 1, 1) in [0, 1]: 0 where nothing of the prior is trusted, 1 from an eighth of the picture on."""
    return (8 * trust.mean((1, 2, 3), keepdim=True)).clamp(0, 1)
