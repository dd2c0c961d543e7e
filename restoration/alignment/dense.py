"""The smooth motion that best explains a pyramid of images: Gauss-Newton with an adaptive prior.

The weight of the prior (`prior`) is not a constant: it is estimated with the motion (MacKay's evidence
framework, 1992), so it is large for a nearly rigid redraw and small for a strongly bent one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from restoration.alignment import normal_equations
from restoration.alignment.appearance import Pyramid
from restoration.alignment.prior import Prior, ThinPlate
from restoration.alignment.spline import Spline
from restoration.records import FlowArray
from restoration.resizing import resize

Schedule = Sequence[tuple[Sequence[int], int]]

_SETTLED_PX = 0.3
"""Of the largest coefficient, px: the next step would be smaller than what is measured."""
_LEARN_EVERY = 2
"""Steps between two estimates of the scales: a covariance costs three solutions, and the scales change little in one step."""
_FAR = 2.5
"""Deviations: a measurement so far off counts a quarter (Geman-McClure)."""
_SMALL = 96
"""Matrices up to this size go to LAPACK whole."""


@dataclass(frozen=True, eq=False)
class Measured:
    """Measurements of the whole motion that are used beside the pixels, on any grid over the frame."""

    flow: FlowArray
    """(h, w, 2) in the spline frame's pixels."""
    chance: NDArray[np.float32]
    """(h, w) in [0, 1]: probability that the measurement is of this motion."""
    variance: NDArray[np.float32]
    """(h, w): along one axis, px²."""

    def at(self, spline: Spline) -> Measured:
        """At the spline's nodes; a finer grid of nodes does not count one measurement twice."""
        share = min(1.0, self.chance.size / (spline.nodes[0] * spline.nodes[1]))
        flow, chance, variance = (resize(p, spline.nodes) for p in (self.flow, self.chance, self.variance))
        return Measured(flow, chance * np.float32(share), variance)


@dataclass(frozen=True, eq=False)
class MotionFit:
    coefficients: NDArray[np.float64]
    prior: Prior
    """With the scales that were estimated on the way."""
    covariance: NDArray[np.float64]
    """(2·count, 2·count) of the coefficients, x first; empty unless scales were estimated."""


@dataclass(frozen=True, eq=False)
class Problem:
    """Two images that a smooth motion is to bring together: moving(x + base + spline) is to look like fixed(x)."""

    fixed: Pyramid
    moving: Pyramid
    """Both from coarse to fine."""
    base: FlowArray
    """The motion that is known already, over the frame on any grid, in the spline frame's pixels."""
    spline: Spline
    """What is sought on top of it."""
    measured: Measured | None = None
    """Counts whole, whatever `weight` is."""
    weight: NDArray[np.float32] | None = None
    """(nodes_y, nodes_x) in [0, 1]: the share of the normal equations that counts."""
    chance_corrected: bool = False
    """See `normal_equations.gather`."""

    def beside_base(self) -> Measured | None:
        """What was measured of the sought part alone, at the spline's nodes."""
        if self.measured is None:
            return None
        found = self.measured.at(self.spline)
        return replace(found, flow=found.flow - resize(self.base, self.spline.nodes))


def fit(problem: Problem, start: NDArray[np.float64], schedule: Schedule, prior: Prior) -> MotionFit:
    """Improve the coefficients `start` of the problem's spline. `schedule` lists (levels used together, iterations
    at most)."""
    fixed, spline = problem.fixed, problem.spline
    coefficients: NDArray[np.float64] = start.copy()
    step: NDArray[np.float64]
    bases = {n: resize(problem.base, fixed[n].size) for levels, _ in schedule for n in levels}
    covariance: NDArray[np.float64] = np.empty((0, 0))
    measured = problem.beside_base()
    for levels, iterations in schedule:
        for turn in range(iterations):
            system, right = _normal_equations(problem, bases, coefficients, levels, measured)
            precision = prior.precision()
            system += precision
            right -= precision @ (coefficients.ravel() - prior.centre)
            if isinstance(prior, ThinPlate):
                step = spline.band.solve(system, right)
            elif turn % _LEARN_EVERY:
                factor = cho_factor(system, lower=True, check_finite=False)
                step = np.asarray(cho_solve(factor, right, check_finite=False), np.float64)
            else:
                covariance = inverse(system)
                step = covariance @ right
                prior = prior.learned(coefficients.ravel() + step, covariance)
            coefficients = coefficients + step.reshape(coefficients.shape)
            if np.abs(step).max() < _SETTLED_PX:
                break
    return MotionFit(coefficients, prior, covariance)


def inverse(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Inverse of a symmetric positive definite matrix, halved by Schur complements: products of blocks
    take half the time of LAPACK's general inverse at the few hundred rows met here."""
    half = len(matrix) // 2
    if len(matrix) <= _SMALL:
        return np.asarray(np.linalg.inv(matrix), np.float64)
    first, cross = inverse(matrix[:half, :half]), matrix[:half, half:]
    across = first @ cross
    last = inverse(matrix[half:, half:] - cross.T @ across)
    corner = across @ last
    out = np.empty_like(matrix)
    out[:half, :half] = first + corner @ across.T
    out[:half, half:], out[half:, :half] = -corner, -corner.T
    out[half:, half:] = last
    return out


def _normal_equations(
    problem: Problem,
    bases: dict[int, FlowArray],
    coefficients: NDArray[np.float64],
    levels: Sequence[int],
    measured: Measured | None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    fixed, spline = problem.fixed, problem.spline
    nodes, count = spline.nodes[::-1], spline.count
    xx, xy, yy, x, y = np.zeros((5, *nodes))
    for level in levels:
        size = fixed[level].size
        to_level = np.array([size[0] / spline.size[0], size[1] / spline.size[1]], np.float32)
        flow = (bases[level] + spline.flow(coefficients, size)) * to_level
        found = normal_equations.gather(
            fixed[level],
            problem.moving[level],
            flow,
            spline.nodes,
            chance_corrected=problem.chance_corrected,
        )
        xx += found.information[0] * to_level[0] ** 2
        xy += found.information[1] * to_level[0] * to_level[1]
        yy += found.information[2] * to_level[1] ** 2
        x += found.gradient[0] * to_level[0]
        y += found.gradient[1] * to_level[1]
    if problem.weight is not None:
        xx, xy, yy, x, y = (sums * problem.weight for sums in (xx, xy, yy, x, y))
    if measured is not None:
        away = measured.flow - spline.flow(coefficients, spline.nodes)
        weight = measured.chance / measured.variance
        weight /= (1 + np.sum(away * away, axis=2) / (_FAR**2 * measured.variance)) ** 2
        xx, yy = xx + weight, yy + weight
        x, y = x + weight * away[..., 0], y + weight * away[..., 1]
    system = np.empty((2 * count, 2 * count))
    system[:count, :count], system[count:, count:] = spline.gram(xx), spline.gram(yy)
    system[:count, count:] = system[count:, :count] = spline.gram(xy)
    system *= normal_equations.INDEPENDENT
    right = np.concatenate([spline.project(x), spline.project(y)])
    return system, right * normal_equations.INDEPENDENT
