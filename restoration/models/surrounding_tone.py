"""The tone of places whose content is refused: the transforms of what lies around them, continued into them.

Windows that hold nothing but a refused place say nothing, and wide ones give it the tone that the whole picture takes on average:
murk, where its surroundings are another thing than most of the picture. So the transforms from photo to prior are continued from
outside by a diffusion that the photo's own outlines hold up: water takes the tone of the water around, not that of the pier in it. Far from
any trusted place, or behind outlines, the transform stays what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from scipy.linalg import cho_solve_banded, cholesky_banded

from restoration.models.fusion_steps import Fit
from restoration.models.guided_filter import FloatImage, LocalLinear, bounded_size, shrunk

_LONGEST = 80
"""Transforms vary slowly: they are continued on copies whose longer side is at most this, in pixels."""
_OUTLINE = 0.003
"""Difference between neighbours of such a copy, in [0, 1], at which half as much passes."""
_TRUSTED, _OWN = 0.3, 1e-3
"""How strongly a trusted place keeps its transform, and any place its own, against one neighbour."""


def surrounding_tone(
    fits: Sequence[Fit], guide: FloatImage, trusted: FloatImage, refused: FloatImage
) -> list[Fit]:
    """`fits` (h, w), with the transforms and errors of places that are `trusted` (h, w) around where they are `refused` (h, w).

    Both are in [0, 1]. `guide` (h, w, C) in [0, 1] has the photo's outlines.
    """
    if not refused.any():
        return list(fits)
    height, width = refused.shape
    size = bounded_size(height, width, _LONGEST)
    weights = _TRUSTED * shrunk(trusted, size)
    own = np.concatenate([_planes(fit) for fit in fits])
    small = np.stack([shrunk(plane, size) for plane in own])
    factor = cholesky_banded(_diffusion(shrunk(guide, size), weights + np.float32(_OWN)), lower=True)
    wanted = ((weights + np.float32(_OWN)) * small).reshape(len(small), -1)
    if size[0] < size[1]:  # the band is as wide as the shorter side
        wanted = wanted.reshape(len(small), *size).transpose(0, 2, 1).reshape(len(small), -1)
    solved = cho_solve_banded((factor, True), wanted.T, check_finite=False).T.astype(np.float32)
    if size[0] < size[1]:
        solved = solved.reshape(len(small), size[1], size[0]).transpose(0, 2, 1)
    around = solved.reshape(len(small), *size)
    for plane, found in zip(own, around, strict=True):
        whole = cv2.resize(np.ascontiguousarray(found), (width, height), interpolation=cv2.INTER_LINEAR)
        plane += refused * (whole - plane)
    return [_of_planes(planes, fit) for planes, fit in zip(np.split(own, len(fits)), fits, strict=True)]


def _planes(fit: Fit) -> FloatImage:
    """(13, h, w): slopes, offsets, error."""
    height, width = fit.error.shape
    slope = fit.transform.slope.reshape(height, width, -1)
    return np.ascontiguousarray(np.dstack([slope, fit.transform.offset, fit.error]).transpose(2, 0, 1))


def _of_planes(planes: FloatImage, fit: Fit) -> Fit:
    shape = fit.transform.slope.shape
    slope = np.ascontiguousarray(planes[:-4].transpose(1, 2, 0)).reshape(shape)
    offset = np.ascontiguousarray(planes[-4:-1].transpose(1, 2, 0))
    gain = np.sqrt(np.square(slope[..., 0]).mean(axis=2))
    return replace(fit, transform=LocalLinear(slope, offset), gain=gain, error=np.maximum(planes[-1], 0))


def _diffusion(guide: FloatImage, weights: FloatImage) -> FloatImage:
    """Of weights + Laplacian, the lower band: (1 + shorter side, h·w), pixels counted along the shorter side first."""
    if weights.shape[0] < weights.shape[1]:
        guide, weights = guide.swapaxes(0, 1), weights.T
    across, along = (
        1 / (1 + np.square(np.diff(guide, axis=axis) / np.float32(_OUTLINE)).sum(axis=2)) for axis in (1, 0)
    )
    height, width = weights.shape
    diagonal = weights.astype(np.float32, copy=True)
    for links, axis in ((across, 1), (along, 0)):
        low, high = (slice(None),) * axis + (slice(None, -1),), (slice(None),) * axis + (slice(1, None),)
        diagonal[low] += links
        diagonal[high] += links
    band = np.zeros((width + 1, height * width), np.float32)
    band[0] = diagonal.ravel()
    band[1].reshape(height, width)[:, :-1] = -across
    band[width].reshape(height, width)[:-1] -= along
    return band
