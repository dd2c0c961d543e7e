"""Bradley–Terry scores of methods from paired votes, with intervals that allow for raters who differ.

Model (Bradley and Terry, Biometrika 1952): method i is preferred to j with probability 1 / (1 + exp(s_j − s_i)). A tie
is half a win for each. Scores are log odds that sum to 0 over the methods, estimated by penalised maximum likelihood: a
normal prior with a standard deviation of 3 keeps the score of a method that never loses finite; its information on a
score (1/9) is less than that of one vote between two equal methods (1/4).

Intervals (95 %) are profiles of the penalised likelihood (Venzon and Moolgavkar, Applied Statistics 1988), which are wider on
the side with less information. Votes of one rater are not independent of each other: where the sandwich
estimator over raters (Liang and Zeger, Biometrika 1986; R / (R − 1), quantile of Student's t with R − 1 degrees of freedom)
has a larger variance than the likelihood, the profile's threshold is raised by the ratio of the two (a design effect).
With fewer than five raters that estimator is not used: votes are then taken as independent, and the interval holds for those
raters only. Ties make intervals wider than they need be, never narrower.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

from restoration.errors import InputError
from restoration.study.votes import Vote

PRIOR_SD = 3.0
LEVEL = 0.95
POWER = 0.8
FEWEST_RATERS = 5
"""Under so many the spread between raters is not estimated."""
_Z = float(stats.norm.ppf(0.5 + LEVEL / 2))
_NEEDED = _Z + float(stats.norm.ppf(POWER))
_MOST_VOTES = 100_000

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ballots:
    """Votes on one question as arrays (N,): `first` and `second` are places in `methods`, `won` is 1 where the first was
    preferred, 0 where the second was, 0.5 for a tie; `rater` is a place in `raters`."""

    methods: tuple[str, ...]
    raters: tuple[str, ...]
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    won: Array
    rater: NDArray[np.intp]

    @classmethod
    def of(cls, votes: Sequence[Vote], methods: Sequence[str], question: str) -> Ballots:
        """The votes on `question` that count, without catch trials."""
        place = {name: i for i, name in enumerate(methods)}
        used = [v for v in votes if v.question == question and v.counts and not v.catch]
        raters = tuple(dict.fromkeys(v.rater for v in used))
        number = {name: i for i, name in enumerate(raters)}
        return cls(
            tuple(methods),
            raters,
            np.array([place[v.left] for v in used], np.intp),
            np.array([place[v.right] for v in used], np.intp),
            np.array([{"left": 1.0, "tie": 0.5, "right": 0.0}[v.answer] for v in used], np.float64),
            np.array([number[v.rater] for v in used], np.intp),
        )

    def __len__(self) -> int:
        return len(self.won)

    @cached_property
    def wins(self) -> Array:
        """(K, K): how often the row's method was preferred to the column's, ties as halves."""
        table = np.zeros((len(self.methods), len(self.methods)))
        np.add.at(table, (self.first, self.second), self.won)
        np.add.at(table, (self.second, self.first), 1 - self.won)
        return table

    def without(self, rater: int) -> Ballots:
        kept = self.rater != rater
        arrays: tuple[Any, ...] = (self.first[kept], self.second[kept], self.won[kept], self.rater[kept])
        return Ballots(self.methods, self.raters, *arrays)


@dataclass(frozen=True)
class Estimate:
    value: float
    low: float
    high: float


class StrengthFit:
    """Scores (K,) of `ballots`, and intervals of their contrasts."""

    def __init__(self, ballots: Ballots) -> None:
        if len(ballots.methods) < 2:
            raise InputError(f"expected votes on at least two methods, got {len(ballots.methods)}.")
        self.ballots = ballots
        self.scores = _maximise(ballots.wins)
        self._best = _likelihood(ballots.wins, self.scores)
        self._bread = np.linalg.inv(_information(ballots.wins, self.scores))
        self._preferences: dict[tuple[int, int], Estimate] = {}

    @cached_property
    def influences(self) -> Array:
        """(raters, K): how much each rater's votes moved the scores, to first order."""
        b = self.ballots
        left = b.won - special.expit(self.scores[b.first] - self.scores[b.second])
        sums = np.zeros((len(b.raters), len(b.methods)))
        np.add.at(sums, (b.rater, b.first), left)
        np.add.at(sums, (b.rater, b.second), -left)
        return sums @ self._bread

    def variance(self, contrast: Array) -> float:
        """Of `contrast` · scores, scaled so that 1.96 standard deviations are the half width of a 95 % interval: the
        larger one of likelihood and sandwich."""
        model = float(contrast @ self._bread @ contrast)
        return max(model, cluster_variance(self.influences @ contrast))

    def estimate(self, contrast: Array) -> Estimate:
        """`contrast` · scores with its interval. `contrast` (K,) sums to 0."""
        value = float(contrast @ self.scores)
        variance = self.variance(contrast)
        threshold = _Z**2 * variance / float(contrast @ self._bread @ contrast)
        step = _Z * math.sqrt(variance)

        def excess(target: float) -> float:
            scores = _maximise(self.ballots.wins, self.scores, (contrast, target))
            return 2 * (self._best - _likelihood(self.ballots.wins, scores)) - threshold

        edges = []
        for side in (-1, 1):
            reach = 1.0
            while excess(value + side * reach * step) < 0:
                reach *= 1.6
            inner, outer = value, value + side * reach * step
            edges.append(float(optimize.brentq(excess, inner, outer, xtol=1e-4)))
        return Estimate(value, *edges)

    def score(self, method: int) -> Estimate:
        return self.estimate(self._unit(method) - 1 / len(self.scores))

    def preference(self, first: int, second: int) -> Estimate:
        """Probability that `first` is preferred to `second`."""
        known = self._preferences.get((first, second))
        if known is None:
            found = self.estimate(self._unit(first) - self._unit(second))
            known = Estimate(*(float(special.expit(x)) for x in (found.value, found.low, found.high)))
            self._preferences[first, second] = known
        return known

    def more_votes(self, first: int, second: int) -> int | None:
        """About how many further votes, drawn as the study draws them over all pairs, would make the interval of this
        pair's preference leave 50 % with a chance of 80 %, were the present estimate the truth. 0 where it has left it;
        None beyond 100,000."""
        found = self.preference(first, second)
        if found.low > 0.5 or found.high < 0.5:
            return 0
        contrast = self._unit(first) - self._unit(second)
        difference = abs(float(contrast @ self.scores))
        votes = len(self.ballots)
        if votes == 0 or difference < 1e-9:
            return None
        factor = self.variance(contrast) * (_NEEDED / difference) ** 2
        more = votes * (factor - 1)
        return max(1, math.ceil(more)) if more <= _MOST_VOTES else None

    def _unit(self, method: int) -> Array:
        unit = np.zeros(len(self.scores))
        unit[method] = 1
        return unit


def cluster_variance(influences: Array) -> float:
    """Of a quantity that each rater moved by `influences` (R,), so that 1.96 standard deviations are the half width of an
    interval by Student's t with R − 1 degrees of freedom; 0 for fewer than five raters."""
    raters = len(influences)
    if raters < FEWEST_RATERS:
        return 0.0
    t = float(stats.t.ppf(0.5 + LEVEL / 2, raters - 1))
    return float(np.sum(influences**2)) * raters / (raters - 1) * (t / _Z) ** 2


def _likelihood(wins: Array, scores: Array) -> float:
    log_p = special.log_expit(scores[:, None] - scores[None, :])
    return float(np.sum(wins * log_p) - np.sum(scores**2) / (2 * PRIOR_SD**2))


def _information(wins: Array, scores: Array) -> Array:
    p = special.expit(scores[:, None] - scores[None, :])
    weights = (wins + wins.T) * p * (1 - p)
    return np.diag(weights.sum(1) + 1 / PRIOR_SD**2) - weights


def _maximise(
    wins: Array, start: Array | None = None, constraint: tuple[Array, float] | None = None
) -> Array:
    """Newton's method with halved steps; under `constraint` (c, t) among scores with c · scores = t."""
    size = len(wins)
    scores = np.zeros(size) if start is None else start.copy()
    if constraint is not None:
        c, target = constraint
        scores += c * (target - c @ scores) / (c @ c)
    best = _likelihood(wins, scores)
    for _ in range(100):
        p = special.expit(scores[:, None] - scores[None, :])
        gradient = (wins * (1 - p) - wins.T * p).sum(1) - scores / PRIOR_SD**2
        information = _information(wins, scores)
        if constraint is None:
            step = np.linalg.solve(information, gradient)
        else:
            system = np.block([[information, c[:, None]], [c[None, :], np.zeros((1, 1))]])
            step = np.linalg.solve(system, np.append(gradient, 0.0))[:size]
        scale = 1.0
        while (found := _likelihood(wins, scores + scale * step)) < best - 1e-12 and scale > 1e-6:
            scale /= 2
        scores = scores + scale * step
        best = found
        if np.max(np.abs(scale * step)) < 1e-9:
            break
    return scores
