"""The motion that is expected before any measurement: smooth bending around a global motion near the plain resize.

A thin plate alone continues the slope at the border of what was measured. Here bending is a Matérn field (Whittle 1954): where
nothing is measured it returns, over a few lengths, to the global motion.
That is a homography's eight parameters, expected small, the more so the rarer they are. How stiff
the field and how large the global motion is are both estimated from the pair (evidence framework), so that each parameter is
used only as far as the pair supports it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from restoration.alignment.spline import Array, Spline
from restoration.records import FlowArray

_LENGTH = 0.2
"""Of the diagonal: bending is forgotten over about so much."""
_USUAL = (0.03, 0.03, 0.015, 0.015, 0.01, 0.01, 0.005, 0.005)
"""Displacement of the corners, of the diagonal, as expected of a shift along x and y, zoom, turn, stretch,
shear, and of perspective along x and y, at a scale of one."""
_FIRST_SCALE = 4.0
_SCALE_WEIGHT = 2.0
"""The scale of one counts like so many parameters."""
_STIFFNESS_RANGE = (3.0, 1000.0)


@dataclass(frozen=True, eq=False)
class ThinPlate:
    """Bending around whatever the fit is built on, of a given stiffness; a plane costs next to nothing."""

    energy: Array
    stiffness: float
    floor: Array

    @property
    def centre(self) -> Array:
        return np.zeros(len(self.energy))

    def precision(self) -> Array:
        """(2·count, 2·count) of the coefficients, x first."""
        return self.stiffness * self.energy + self.floor


@dataclass(frozen=True, eq=False)
class Expected:
    """Bending and global motion, with the two scales that are estimated."""

    energy: Array
    """(2·count, 2·count): of the bending at stiffness 1; a homography's motion has none."""
    global_part: Array
    """(8, 2·count): from coefficients to the global parameters, in their usual sizes."""
    centre: Array
    """(2·count,): coefficients that make the whole motion the plain resize."""
    stiffness: float
    scale: float = _FIRST_SCALE
    """Square of the global motion's size, against the usual."""

    def precision(self) -> Array:
        """(2·count, 2·count) of the coefficients, x first."""
        return self.stiffness * self.energy + self.global_part.T @ self.global_part / self.scale

    def learned(self, coefficients: Array, covariance: Array) -> Expected:
        """Stiffness and scale made likely by a posterior: for the one a step of MacKay's re-estimation (1992),
        which a few steps suffice for, for the other one of expectation-maximisation."""
        away = coefficients.ravel() - self.centre
        unsure, bent = float(np.sum(self.energy * covariance)), float(away @ self.energy @ away)
        determined = max(len(away) - len(_USUAL) - self.stiffness * unsure, 1.0)
        stiffness = float(np.clip(determined / max(bent, 1e-9), *_STIFFNESS_RANGE))
        sizes = (self.global_part @ away) ** 2
        sizes += np.sum((self.global_part @ covariance) * self.global_part, axis=1)
        scale = (_SCALE_WEIGHT + float(sizes.sum())) / (_SCALE_WEIGHT + len(_USUAL))
        return replace(self, stiffness=stiffness, scale=scale)


Prior = ThinPlate | Expected


def thin_plate(spline: Spline, stiffness: float) -> ThinPlate:
    return ThinPlate(_twice(spline.bending), stiffness, _twice(1e-3 * spline.mass))


def expected(spline: Spline, base: FlowArray, stiffness: float) -> Expected:
    """The prior of what is added to `base`, a flow from the plain resize over the frame, in its pixels."""
    width, height = spline.size
    diagonal = float(np.hypot(width, height))
    rate = 1 / (_LENGTH * diagonal)
    # (rate² - Δ)² written out: the plate, a membrane and a spring, in the proportions of a Matérn field.
    plate = spline.bending + 2 * rate**2 * spline.membrane + rate**4 * width * height * spline.mass
    energy = _twice(plate)
    motions = _homographies(spline) * (diagonal * np.array(_USUAL))
    stiffened = energy @ motions
    global_part = np.linalg.solve(motions.T @ stiffened, stiffened.T)
    return Expected(
        energy - stiffened @ global_part, global_part, spline.approximate(-base).ravel(), stiffness
    )


def _homographies(spline: Spline) -> Array:
    """(2·count, 8): small homographies about the centre, to first order, that move the corners by about 1."""
    one, x, y = (spline.polynomial(*powers) for powers in ((0, 0), (1, 0), (0, 1)))
    xx, xy, yy = (spline.polynomial(*powers) for powers in ((2, 0), (1, 1), (0, 2)))
    none = np.zeros_like(one)
    fields = (
        (one, none), (none, one), (x, y), (-y, x), (x, -y), (y, x), (xx, xy), (xy, yy),
    )  # fmt: skip
    return np.stack([np.concatenate([u.ravel(), v.ravel()]) for u, v in fields], axis=1)


def _twice(one: NDArray[np.float64]) -> Array:
    """The same form for both components of the displacement."""
    count = len(one)
    both = np.zeros((2 * count, 2 * count))
    both[:count, :count] = both[count:, count:] = one
    return both
