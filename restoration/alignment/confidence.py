"""The probability that the flow is right, per pixel, and the support for it on the whole.

Three measurements are combined. The fit's posterior covariance says how well the images determine the motion, here or around. The local correlation after alignment says whether what is
seen here follows that motion: replaced content does not. Refits from elsewhere (`multi_start`) say
whether there is a second motion that explains the pair as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.alignment import normal_equations
from restoration.alignment.appearance import Pyramid, PyramidLevel
from restoration.alignment.dense import MotionFit
from restoration.alignment.spline import Spline
from restoration.records import FlowArray, tolerance_px
from restoration.resizing import resize

# Logistic regression of "within `tolerance_px` of the truth, and content not replaced" on simulated redraws, wholly
# repainted ones above all (`python -m benchmarks.calibration`), on the columns of `regressors`.
WEIGHTS = (0.42, 2.07, -0.26, 2.85)
OF_DOUBT = -1.0
"""Not fitted: photos of fences and boards, where the motion has a second solution, are too rare among the redraws."""
_STANDARD_DIAGONAL = 923.0
"""Deviations are in pixels of a 768×512 photo …"""
_STANDARD_PX = 3.0
"""… and are compared with this, the tolerance there."""
_AMBIGUOUS_PX = 1.0
"""Refits that differ by so much count like a deviation that is twice as large."""
_SPREAD_NODES = 1.5
"""Disagreement with a second solution lowers the confidence of about so many nodes around it."""

FloatMap = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Evident:
    """What the fit and the correlation say, (h, w) on the work grid, before the question whether the solution is the
    only one."""

    spread: FloatMap
    """Logarithm of the posterior deviation, in pixels of a 768×512 photo."""
    fine: FloatMap
    """Local correlation at full work size, in [-1, 1]."""
    support: float
    """Mean correlation at half that size over median deviation: where two unrelated photos are bent until they agree, the bend
    is badly determined, so this is small for them."""


def assess(fixed: Pyramid, moving: Pyramid, flow: FlowArray, spline: Spline, fit: MotionFit) -> Evident:
    """`flow` (h, w, 2) is the fitted motion on the work grid."""
    size = spline.size
    deviation = np.maximum(_deviation(spline, fit), 1e-3) * _to_standard(spline)
    coarse, fine = (_agreement(fixed[level], moving[level], flow, size) for level in (-2, -1))
    spread = cv2.resize(np.log(deviation).astype(np.float32), size)
    return Evident(spread, fine, float(coarse.mean()) / float(np.median(deviation)))


def signs(evident: Evident, spline: Spline, disagreement: FloatMap, reference: tuple[int, int]) -> FloatMap:
    """(3, h, w): what the confidence is made of: correlation, the logarithm of the deviation over the tolerance of a
    photo of (width, height) `reference`, and the doubt that the solution is the only one. `disagreement`: how far refits end from each other
    at the spline's nodes."""
    second = (
        cv2.GaussianBlur(disagreement**2, (0, 0), _SPREAD_NODES) * (_to_standard(spline) / _AMBIGUOUS_PX) ** 2
    )
    doubt = cv2.resize(np.log1p(second).astype(np.float32), spline.size)
    tolerance = tolerance_px(reference) * _STANDARD_DIAGONAL / float(np.hypot(*reference)) / _STANDARD_PX
    return np.stack([evident.fine, evident.spread - np.float32(np.log(tolerance)), doubt])


def regressors(found: FloatMap) -> FloatMap:
    """(4, …) of `signs`: 1; correlation; how far the deviation exceeds the tolerance; how far it is below that, times the
    correlation, as content can be replaced where the motion is well determined by what is around it."""
    correlation, spread = found[0], found[1]
    below = np.maximum(-spread, 0) * np.clip(correlation, 0, 1)
    return np.stack([np.ones_like(correlation), correlation, np.maximum(spread, 0), below])


def probability(found: FloatMap) -> FloatMap:
    """The confidence, (h, w) in [0, 1], from `signs`."""
    odds = (
        np.tensordot(np.array(WEIGHTS, np.float32), regressors(found), axes=1)
        + np.float32(OF_DOUBT) * found[2]
    )
    return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


def _to_standard(spline: Spline) -> float:
    return _STANDARD_DIAGONAL / float(np.hypot(*spline.size))


def _agreement(
    fixed: PyramidLevel, moving: PyramidLevel, flow: FlowArray, size: tuple[int, int]
) -> NDArray[np.float32]:
    to_level = np.array([fixed.size[0] / size[0], fixed.size[1] / size[1]], np.float32)
    along = resize(flow, fixed.size) * to_level
    return cv2.resize(normal_equations.agreement(fixed, moving, along), size)


def _deviation(spline: Spline, fit: MotionFit) -> NDArray[np.float64]:
    """Expected error of the flow at the spline's nodes, (nodes_y, nodes_x), in pixels of its frame."""
    count = spline.count
    both = fit.covariance[:count, :count] + fit.covariance[count:, count:]
    return np.sqrt(np.maximum(spline.variance(both), 0))
