"""Where the haze network begins: the dark channel prior's inversion of the scattering model, in torch.

He, Sun & Tang, TPAMI 2011: I = J·t + A·(1 − t); of a clear patch some pixel is dark in some channel, so
the darkest value over A tells 1 − t. The network corrects this estimate instead of finding it anew.
"""

from __future__ import annotations

import torch
import torch.nn.functional as functional
from torch import Tensor

from restoration.models.windows import window_maximum, window_mean

_THUMBNAIL = 96
_WINDOW = 7  # at half resolution: the paper's 15 pixels
_REFINE = 15
_EPSILON = 1e-3
_SHARE = 0.9
_TOLERANCE = 0.12
_SMALLEST = 0.12
_BRIGHTEST = 12


def estimate_airlight(image: Tensor) -> Tensor:
    """(B, 3) in [0.05, 1] of a whole image (B, 3, H, W) in [0, 1]: its colour where the dark channel is brightest."""
    small = functional.adaptive_avg_pool2d(image.float(), _THUMBNAIL)
    dark = -window_maximum(-small.amin(dim=1, keepdim=True), 5)
    where = dark.flatten(1).topk(_BRIGHTEST, dim=1).indices
    return small.flatten(2).gather(2, where[:, None].expand(-1, 3, -1)).mean(dim=2).clamp(0.05, 1)


def transmission(image: Tensor, airlight: Tensor) -> Tensor:
    """(B, 1, H, W) in [0.12, 1], refined along the edges of the image (guided filter); H and W even."""
    image = image.float()
    half = functional.avg_pool2d(image, 2)
    light = airlight[:, :, None, None]
    dark = (half / light).amin(dim=1, keepdim=True)
    dark = -window_maximum(-dark, _WINDOW)
    # Near the airlight in colour it may be sky: the prior does not hold there (Jiang et al., 2013).
    distance = window_mean((half - light).abs().amax(dim=1, keepdim=True), 2)
    raw = ((1 - _SHARE * dark) * (_TOLERANCE / distance.clamp_min(0.01)).clamp_min(1)).clamp(0, 1)
    guide = half.mean(dim=1, keepdim=True)
    mean_guide, mean_raw = window_mean(guide, _REFINE), window_mean(raw, _REFINE)
    covariance = window_mean(guide * raw, _REFINE) - mean_guide * mean_raw
    slope = covariance / (window_mean(guide * guide, _REFINE) - mean_guide**2 + _EPSILON)
    fit = torch.cat((window_mean(slope, _REFINE), window_mean(mean_raw - slope * mean_guide, _REFINE)), dim=1)
    fit = functional.interpolate(fit, scale_factor=2, mode="bilinear", align_corners=False)
    return (fit[:, :1] * image.mean(dim=1, keepdim=True) + fit[:, 1:]).clamp(_SMALLEST, 1)
