"""The prior's colours on the structure of a guide: confidence-weighted local linear fits, in torch.

Around every pixel the aligned prior is regressed on a guide (a 3×3 colour matrix and an offset: the guided filter
with a colour guide, He et al., TPAMI 2013), first over the whole image, then in narrower windows that
refine what is left, in proportion to their total weight. Every edge of the result is an edge of the guide.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as functional
from torch import Tensor

from restoration.models.windows import window_mean
from restoration.symmetric import factors

REDUCTION = 4
_RADII = (10, 3)  # at a quarter of the resolution: windows of 84 and 28 pixels
_SHRINK = 0.1
_RIDGE = 1e-4
GLOBAL = 12
"""Numbers in the fit over the whole image: a 3×3 matrix and an offset."""


def global_fit(guide: Tensor, target: Tensor, confidence: Tensor) -> Tensor:
    """(B, 12): the linear map of colours over the whole image; of its thumbnail, it is all the same."""
    guide, target, weight = guide.float(), target.float(), confidence.float() ** 2

    def mean(x: Tensor) -> Tensor:
        return (x * weight).mean((2, 3), keepdim=True) / total

    total = weight.mean((2, 3), keepdim=True) + 1e-4
    matrix, offset = solve(guide, target - guide, mean)
    support = total / (total + _SHRINK**2)
    return torch.cat((matrix * support, offset * support), dim=1).flatten(1)


def prior_tone(guide: Tensor, prior: Tensor, confidence: Tensor, whole: Tensor) -> Tensor:
    """How the colours of `guide` (B, 3, H, W) have to change to be the prior's: (B, 3, H, W).

    `whole` is `global_fit` of the whole images. Without confidence nothing changes.
    """
    low = functional.avg_pool2d(guide.float(), REDUCTION)
    target, weight = reduced(prior, confidence, lambda x: functional.avg_pool2d(x, REDUCTION))
    weight = weight**2  # what is half trusted counts a quarter
    shape = low.shape[-2:]
    fit = whole[:, :, None, None].expand(-1, -1, *shape)
    for radius in _RADII:
        total = window_mean(weight, radius) + 1e-4

        def mean(x: Tensor, radius: int = radius, total: Tensor = total) -> Tensor:
            return window_mean(x * weight, radius) / total

        matrix, offset = solve(low, target - low - apply_fit(fit, low), mean)
        support = total / (total + _SHRINK**2)
        fit = fit + window_mean(torch.cat((matrix, offset), dim=1) * support, radius)
    fit = functional.interpolate(fit, size=guide.shape[-2:], mode="bilinear", align_corners=False)
    return apply_fit(fit, guide.float())


def reduced(prior: Tensor, confidence: Tensor, pool: Callable[[Tensor], Tensor]) -> tuple[Tensor, Tensor]:
    """Prior and confidence of lower resolution; pixels that are not trusted do not colour their neighbours."""
    prior, confidence = prior.float(), confidence.float()
    weight = pool(confidence)
    return pool(prior * confidence) / weight.clamp_min(1e-3), weight


def confidence_blended(image: Tensor, prior: Tensor, confidence: Tensor) -> Tensor:
    """The prior where it is trusted; elsewhere `image` itself."""
    return image + (prior - image) * confidence


def apply_fit(fit: Tensor, guide: Tensor) -> Tensor:
    """Matrix (rows first) times colour plus offset; `fit` (B, 12, H, W)."""
    coefficients, colours = fit.split(1, dim=1), guide.split(1, dim=1)
    rows = []
    for c in range(3):
        row = coefficients[9 + c]
        for k, colour in enumerate(colours):
            row = torch.addcmul(row, coefficients[3 * c + k], colour)
        rows.append(row)
    return torch.cat(rows, dim=1)


def solve(
    guide: Tensor, left: Tensor, mean: Callable[[Tensor], Tensor], ridge: float = _RIDGE
) -> tuple[Tensor, Tensor]:
    """Weighted least squares of `left` on `guide`: matrix (B, 9, h, w) and offset (B, 3, h, w)."""
    r, g, b = guide.split(1, dim=1)
    products = torch.cat((r * r, r * g, r * b, g * g, g * b, b * b), dim=1)
    crossed = torch.cat([left[:, c : c + 1] * guide for c in range(3)], dim=1)
    means = mean(torch.cat((guide, left, products, crossed), dim=1))
    middle, rest, square, cross = means.split((3, 3, 6, 9), dim=1)
    mr, mg, mb = middle.split(1, dim=1)
    rr, rg, rb, gg, gb, bb = (
        square - torch.cat((mr * mr, mr * mg, mr * mb, mg * mg, mg * mb, mb * mb), dim=1)
    ).split(1, dim=1)
    rr, gg, bb = rr + ridge, gg + ridge, bb + ridge
    found = factors((rr, rg, rb, gg, gb, bb), (ridge, ridge), torch.clamp_min)
    cross = cross - torch.cat([rest[:, k : k + 1] * middle for k in range(3)], dim=1)
    rows = [row for k in range(3) for row in found.solve(*cross[:, 3 * k : 3 * k + 3].split(1, dim=1))]
    matrix = torch.cat(rows, dim=1)
    return matrix, rest - apply_fit(torch.cat((matrix, torch.zeros_like(rest)), dim=1), middle)
