"""The network behind `hallucination`: a small U-Net over maps that compare two images, on a grid of 192 pixels.

Three halvings of the resolution give each place a view of most of the frame; the means of all planes over the frame
are added to the first layer, so that "much" is judged against the degradation at hand. Batch normalisation is folded into
the convolutions before the weights are stored (`fused`).
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

WIDTHS = (32, 48, 72, 104)
"""Channels at the full grid, a half, a quarter and an eighth of it."""
_FIRST = 28
_LIMIT = 5.0
"""Standard deviations beyond which a plane is cut off."""


class DetectorNet(nn.Module):
    """Planes (N, C, h, w) and which pixels count (N, 1, h, w) in [0, 1] → logits (N, 2, h, w): other content, and
    other content that the photo would have shown."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, planes: int, *, normalised: bool = True) -> None:
        super().__init__()
        n, (full, half, quarter, eighth) = normalised, WIDTHS
        self.register_buffer("mean", torch.zeros(planes))
        self.register_buffer("deviation", torch.ones(planes))
        self.overall = nn.Linear(planes, _FIRST, bias=False)
        self.first = _Conv(planes + 1, _FIRST, n, size=1)
        self.at_full = _Conv(_FIRST, full, n)
        self.at_half = nn.Sequential(_Conv(full, half, n, stride=2), _Conv(half, half, n))
        self.at_quarter = nn.Sequential(
            _Conv(half, quarter, n, stride=2), _Conv(quarter, quarter, n), _Conv(quarter, quarter, n)
        )
        self.at_eighth = nn.Sequential(
            _Conv(quarter, eighth, n, stride=2), *(_Conv(eighth, eighth, n) for _ in range(3))
        )
        self.to_quarter = _Conv(eighth + quarter, quarter, n)
        self.to_half = _Conv(quarter + half, half, n)
        self.to_full = _Conv(half + full, full, n)
        self.head = nn.Conv2d(full, 2, 1)

    def forward(self, planes: Tensor, seen: Tensor, overall: Tensor | None = None) -> Tensor:
        """`overall` (N, C): means of the planes over the frame, of which `planes` may be a part."""
        if overall is None:
            overall = (planes * seen).sum(dim=(2, 3)) / seen.sum(dim=(2, 3)).clamp(min=1)
        return self.compare(*self.prepare(planes, seen, overall))

    def prepare(self, planes: Tensor, seen: Tensor, overall: Tensor) -> tuple[Tensor, Tensor]:
        """What `compare` takes: (N, C + 1, h, w) of even spread, with `seen` as the last plane, and (N, C)."""
        shared = ((overall - self.mean) / self.deviation).clamp(-_LIMIT, _LIMIT)
        x = (planes - self.mean[:, None, None]) / self.deviation[:, None, None]
        return torch.cat([x.clamp(-_LIMIT, _LIMIT) * seen, seen], dim=1), shared

    def compare(self, x: Tensor, shared: Tensor) -> Tensor:
        full = self.at_full(self.first(x, self.overall(shared)[..., None, None]))
        half = self.at_half(full)
        quarter = self.at_quarter(half)
        x = self.to_quarter(_joined(self.at_eighth(quarter), quarter))
        x = self.to_half(_joined(x, half))
        return cast("Tensor", self.head(self.to_full(_joined(x, full))))

    def fused(self) -> DetectorNet:
        """The same function without batch normalisation; of a network in evaluation mode."""
        plain = DetectorNet(len(self.mean), normalised=False)
        state = {name: value for name, value in self.state_dict().items() if ".norm." not in name}
        for name, module in self.named_modules():
            if isinstance(module, _Conv):
                folded = fuse_conv_bn_eval(module.conv, cast("nn.BatchNorm2d", module.norm))
                state |= {f"{name}.conv.{part}": value for part, value in folded.state_dict().items()}
                if name == "first":  # what is added before the normalisation is scaled by it
                    norm = cast("nn.BatchNorm2d", module.norm)
                    gain = norm.weight / torch.sqrt(cast("Tensor", norm.running_var) + norm.eps)
                    state["overall.weight"] = self.overall.weight * gain[:, None]
        plain.load_state_dict(state)
        return plain.eval()


class _Conv(nn.Module):
    def __init__(
        self, inputs: int, outputs: int, normalised: bool, *, size: int = 3, stride: int = 1
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=not normalised)
        self.norm: nn.Module = nn.BatchNorm2d(outputs) if normalised else nn.Identity()

    def forward(self, x: Tensor, added: Tensor | None = None) -> Tensor:
        x = self.conv(x)
        return functional.relu(self.norm(x if added is None else x + added))


def _joined(small: Tensor, large: Tensor) -> Tensor:
    enlarged = functional.interpolate(small, size=large.shape[-2:], mode="bilinear", align_corners=False)
    return torch.cat([enlarged, large], dim=1)
