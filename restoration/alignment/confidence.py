"""How far the evidence supports the flow, per pixel and on the whole.

Three kinds of doubt are combined. The fit's own posterior covariance says how well the motion is pinned
down by what can be seen, here or around. The local correlation after alignment says whether what is
seen here follows that motion: replaced content does not. Refits from elsewhere (`stability`) say
whether there is a second motion that explains the pair as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.alignment import canvas, evidence
from restoration.alignment.appearance import Level, Pyramid
from restoration.alignment.dense import Fit
from restoration.alignment.spline import Spline
from restoration.records import FlowArray

# Logistic regression of "within 3 px of the truth, and content not replaced" on simulated redraws of
# two generator models: intercept, correlation at half and at full work size, log of the deviation.
_WEIGHTS = (-2.07, 2.51, 1.98, -2.37)
_STANDARD_DIAGONAL = 923.0
"""Deviations count in pixels of a 768×512 photo, so confidence does not depend on resolution."""
_AMBIGUOUS_PX = 1.0
"""Refits that differ by so much count like a deviation that is twice as large."""
_SPREAD_NODES = 1.5
"""A second solution shakes what surrounds it: doubt reaches about so many nodes."""


@dataclass(frozen=True, eq=False)
class Evident:
    """What the fit and the correlation say, before the question whether the solution is the only one."""

    odds: NDArray[np.float32]
    """(h, w) on the work grid: logarithm of the odds that the motion is right."""
    support: float
    """Mean correlation over median deviation: bending two unrelated photos until they agree leaves the
    bend badly determined, so this stays small for them."""


def assess(fixed: Pyramid, moving: Pyramid, flow: FlowArray, spline: Spline, fit: Fit) -> Evident:
    """`flow` (h, w, 2) is the fitted motion on the work grid."""
    size = spline.size
    deviation = np.maximum(_deviation(spline, fit), 1e-3) * _to_standard(spline)
    coarse, fine = (_agreement(fixed[level], moving[level], flow, size) for level in (-2, -1))
    spread = cv2.resize(np.log(deviation).astype(np.float32), size)
    constant, of_coarse, of_fine, of_spread = _WEIGHTS
    odds = constant + of_coarse * coarse + of_fine * fine + of_spread * spread
    return Evident(odds.astype(np.float32), float(coarse.mean()) / float(np.median(deviation)))


def doubted(evident: Evident, spline: Spline, apart: NDArray[np.float32]) -> NDArray[np.float32]:
    """The confidence, (h, w) in [0, 1], given how far refits end `apart` at the spline's nodes."""
    second = cv2.GaussianBlur(apart**2, (0, 0), _SPREAD_NODES) * (_to_standard(spline) / _AMBIGUOUS_PX) ** 2
    spread = cv2.resize(np.log1p(second).astype(np.float32), spline.size)
    return (1 / (1 + np.exp(-(evident.odds + _WEIGHTS[-1] * spread)))).astype(np.float32)


def _to_standard(spline: Spline) -> float:
    return _STANDARD_DIAGONAL / float(np.hypot(*spline.size))


def _agreement(fixed: Level, moving: Level, flow: FlowArray, size: tuple[int, int]) -> NDArray[np.float32]:
    to_level = np.array([fixed.size[0] / size[0], fixed.size[1] / size[1]], np.float32)
    along = canvas.resize(flow, fixed.size) * to_level
    return cv2.resize(evidence.agreement(fixed, moving, along), size)


def _deviation(spline: Spline, fit: Fit) -> NDArray[np.float64]:
    """Expected error of the flow at the spline's nodes, (nodes_y, nodes_x), in pixels of its frame."""
    count = spline.count
    both = fit.covariance[:count, :count] + fit.covariance[count:, count:]
    return np.sqrt(np.maximum(spline.variance(both), 0))
