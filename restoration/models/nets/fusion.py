"""Degraded + any base result + aligned prior + confidence + tone → restored: a prior for any network.

The base may be the result of any method. What is asked for is said by `tone` in [0, 1]: at 1 ("generated") the result
takes the tone of the prior where it is trusted, at 0 ("photo") the prior is evidence and the true tone is estimated.
Without confidence the result is exactly the base.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from restoration.models.nets import tone as tones
from restoration.models.nets.guided import gate
from restoration.models.nets.scene import Scene, colours_of, decided_exactly, low_resolution
from restoration.models.nets.scene_guided import behind_haze, detail_features, worth
from restoration.models.nets.unet import CONTEXT, Features, UNet, min_max_filters, sqrt_encoded

_SCENE_WIDTHS = (32, 48, 72, 96)
_DETAIL_WIDTHS = (20, 32, 44)
_HAZY_RIDGE, _NOISY_RIDGE = 1e-5, 1e-3
_RAIN_WIDTHS = (32, 48, 72, 96)
_RAIN_THUMBNAIL = 96


class SceneFusion(nn.Module):
    """For haze and low light: colours of the whole scene at low resolution, then fine detail.

    At low resolution a closed form (`nets.tone`) brings the prior's tone to the base; in tone 0 `scene` corrects it,
    tone 1 is the closed form. The change of the base is rewritten as a local map of colours, of the degraded image's
    behind haze and of the base's in the dark, and reaches full size along its edges (`nets.scene`). `detail` adds what
    the photo has lost; it sees photo, base and prior under a local gate.
    """

    def __init__(self, haze: bool) -> None:
        super().__init__()
        self._haze = haze
        self._ridge = _HAZY_RIDGE if haze else _NOISY_RIDGE
        physical = 4 if haze else 0
        self.scene = UNet(6 + 3 + 3 + 3 + 1 + physical + 1, _SCENE_WIDTHS, (1,) * len(_SCENE_WIDTHS))
        self.detail = UNet(6 + 3 + 3 + 1 + 3 + 1, _DETAIL_WIDTHS, (1,) * len(_DETAIL_WIDTHS))

    def context(
        self, degraded: Tensor, base: Tensor, prior: Tensor, confidence: Tensor, tone: Tensor
    ) -> Scene:
        """What `forward` needs from the whole images."""
        low, known_base, flag = (low_resolution(x) for x in (degraded, base, tone))
        known, belief = tones.reduced(prior, confidence, low_resolution)
        change = self._recoloured(low, known_base, known, belief, flag) * worth(belief)
        wanted = (known_base + change).clamp(-0.1, 1.1)
        guide = low if self._haze else known_base
        features = self._detail_features(low, wanted, known_base, known, belief, flag)
        vector = self.detail.context(features, min_max_filters(low)).float()
        return Scene(colours_of(guide, guide + wanted - known_base, self._ridge), vector)

    def forward(
        self,
        degraded: Tensor,
        base: Tensor,
        prior: Tensor,
        confidence: Tensor,
        tone: Tensor,
        context: Scene | None = None,
    ) -> Tensor:
        """Images (B, 3, H, W), confidence and tone (B, 1, H, W), all in [0, 1], H and W multiples of 16.

        `tone` is one number for the whole image. Returns (B, 3, H, W), not clamped. For a tile, pass its part of the
        `context` of the whole images.
        """
        if context is None:
            context = self.context(degraded, base, prior, confidence, tone)
        toned = base + context.change(degraded if self._haze else base)
        features = self._detail_features(degraded, toned, base, prior, confidence, tone)
        change = self.detail(toned, features, min_max_filters(degraded), context.vector)
        return toned + _detail_only(change, tone) * gate(confidence)

    def _recoloured(self, low: Tensor, base: Tensor, known: Tensor, belief: Tensor, flag: Tensor) -> Tensor:
        """How the colours of the scene change by what the prior says, (B, 3, h, w)."""
        with decided_exactly(self, low.device.type):
            toned = tones.prior_tone(base, known, belief, tones.global_fit(base, known, belief))
            guides = (base, low) if self._haze else (base,)
            toned = _where_asked(
                flag, toned, lambda *x: tones.followed(x[0], x[3:], x[1], x[2]), base, known, belief, *guides
            )
            features = [*sqrt_encoded(low), base, toned, torch.cat(((known - base) * belief, belief), dim=1)]
            if self._haze:
                features.append(torch.cat(behind_haze(low, known, belief), dim=1))
            features.append(flag)
            extrema = min_max_filters(low)
            vector = self.scene.context(features, extrema)
            correction = self.scene(base + toned, features, extrema, vector)
            return toned + correction * (1 - flag)

    @staticmethod
    def _detail_features(
        degraded: Tensor, toned: Tensor, base: Tensor, prior: Tensor, confidence: Tensor, tone: Tensor
    ) -> Features:
        return (*detail_features(degraded, toned, prior, confidence), base, tone)


class RainFusion(nn.Module):
    """For rain: a gated correction at full size, of the base in tone 0; in tone 1 of the base in the prior's tone.

    That tone is the closed form of `nets.tone` at low resolution, applied along the base's own edges (`nets.scene`).
    """

    def __init__(self) -> None:
        super().__init__()
        self.net = UNet(6 + 3 + 3 + 3 + 3 + 1 + 3 + 1, _RAIN_WIDTHS, (1,) * len(_RAIN_WIDTHS))

    def context(
        self, degraded: Tensor, base: Tensor, prior: Tensor, confidence: Tensor, tone: Tensor
    ) -> Scene:
        """What `forward` needs from the whole images: the correction's vector, both fits of colours, the closed form."""
        low, flag = low_resolution(base), low_resolution(tone)
        known, belief = tones.reduced(prior, confidence, low_resolution)
        with decided_exactly(self, low.device.type):
            change = _where_asked(
                flag, torch.zeros_like(low), lambda x, *k: tones.followed(x, (x,), *k), low, known, belief
            )
            change = change * worth(belief)
            colours = colours_of(low, (low + change).clamp(-0.1, 1.1), _NOISY_RIDGE)
        small = [_thumbnail(x) for x in (degraded, low + change, tone)]
        known, belief = tones.reduced(prior, confidence, _thumbnail)
        fits = [tones.global_fit(x, known, belief) for x in (small[1], small[0])]
        features = self._features(small[0], small[1], known, belief, small[2], *fits)
        vector = self.net.context(features, min_max_filters(small[0])).float()
        return Scene(colours, torch.cat((vector, *fits), dim=1))

    def forward(
        self,
        degraded: Tensor,
        base: Tensor,
        prior: Tensor,
        confidence: Tensor,
        tone: Tensor,
        context: Scene | None = None,
    ) -> Tensor:
        """Images (B, 3, H, W), confidence and tone (B, 1, H, W), all in [0, 1], H and W multiples of 16.

        `tone` is one number for the whole image. Returns (B, 3, H, W), not clamped. For a tile, pass its part of the
        `context` of the whole images.
        """
        if context is None:
            context = self.context(degraded, base, prior, confidence, tone)
        vector, *fits = context.vector.split((CONTEXT, tones.GLOBAL, tones.GLOBAL), dim=1)
        toned = base + context.change(base)
        features = self._features(degraded, toned, prior, confidence, tone, *fits)
        change = self.net(toned, features, min_max_filters(degraded), vector)
        return toned + _detail_only(change, tone) * gate(confidence)

    @staticmethod
    def _features(
        degraded: Tensor, base: Tensor, prior: Tensor, confidence: Tensor, tone: Tensor, *fits: Tensor
    ) -> Features:
        """What the correction sees."""
        base = base.clamp(0, 1)
        toned = tones.prior_tone(base, prior, confidence, fits[0])
        other = degraded + tones.prior_tone(degraded, prior, confidence, fits[1]) - base
        apart = (prior - base) * confidence
        return (
            *sqrt_encoded(degraded),
            base,
            toned,
            other,
            _blurred(apart),
            torch.cat((confidence, apart), dim=1),
            tone,
        )


def _where_asked(flag: Tensor, otherwise: Tensor, make: Callable[..., Tensor], *inputs: Tensor) -> Tensor:
    """`make(*inputs)` for the images of the batch whose flag is 1, `otherwise` for those whose flag is 0."""
    asked = flag.amax((1, 2, 3)) > 0
    if not bool(asked.any()):
        return otherwise
    out = otherwise.clone()
    out[asked] = make(*(x[asked] for x in inputs))
    return out


def _detail_only(change: Tensor, tone: Tensor) -> Tensor:
    """In tone 1 without its mean over some 70 pixels: the tone is the closed form's, and stays so."""
    coarse = functional.avg_pool2d(change, 8)
    coarse = functional.avg_pool2d(coarse, 9, stride=1, padding=4, count_include_pad=False)
    mean = functional.interpolate(coarse, size=change.shape[-2:], mode="bilinear", align_corners=False)
    return change - tone * mean


def _thumbnail(x: Tensor) -> Tensor:
    return functional.adaptive_avg_pool2d(x, _RAIN_THUMBNAIL)


def _blurred(x: Tensor) -> Tensor:
    small = functional.avg_pool2d(x, 8)
    return functional.interpolate(small, size=x.shape[-2:], mode="bilinear", align_corners=False)


def from_guided(state: dict[str, Tensor], fusion: nn.Module) -> dict[str, Tensor]:
    """The weights of a prior-guided network as those of `fusion`, which begins by doing the same for any base.

    The baseline inside is left out; inputs that the guided network did not have begin at zero.
    """
    own = fusion.state_dict()
    out = {}
    for name, value in state.items():
        if name.startswith("baseline."):
            continue
        wanted = own[name].shape
        if value.shape != wanted:
            extra = wanted[1] - value.shape[1]
            # Extrema are the last four inputs of both first layers, in `embed` beside 4 inputs a channel.
            head, tail = value[:, :-4], value[:, -4:]
            value = torch.cat((head, value.new_zeros(wanted[0], extra, *wanted[2:]), tail), dim=1)
        out[name] = value
    return out
