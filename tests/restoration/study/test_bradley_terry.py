"""Scores against known ones: recovered, covered by their intervals, finite where a method never loses."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import optimize, special

from restoration.errors import InputError
from restoration.study.bradley_terry import PRIOR_SD, Ballots, StrengthFit, _maximise
from tests.restoration.study.voting import simulate

TRUE = {"a": 0.9, "b": 0.3, "c": -0.3, "d": -0.9}


def fitted(**options: Any) -> StrengthFit:
    table = options.pop("scores", TRUE)
    return StrengthFit(Ballots.of(simulate({"nicer": table}, **options), tuple(table), "nicer"))


def marginal(scores: dict[str, float], spread: float, ties: float) -> list[float]:
    """Scores of the raters together, from the expected wins of a very large study."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(41)
    values = np.array(list(scores.values()))
    apart = values[:, None, None] - values[None, :, None] + np.sqrt(2) * spread * nodes
    wins = (1 - ties) * (special.expit(apart) @ weights) / weights.sum() + ties / 2
    np.fill_diagonal(wins, 0)
    return list(_maximise(1e6 * wins))


def ballots(rows: list[tuple[int, int, float]], methods: int = 2, raters: int = 1) -> Ballots:
    first, second, won = (np.array(column) for column in zip(*rows, strict=True))
    rater = np.arange(len(rows)) % raters
    return Ballots(
        tuple("abcdef"[:methods]), tuple(map(str, range(raters))), first, second, won.astype(float), rater
    )


def test_two_methods_in_closed_form() -> None:
    """30 wins and 10 losses: the log odds but for the prior; the profile's edges by direct search."""
    fit = StrengthFit(ballots([(0, 1, 1.0)] * 30 + [(1, 0, 1.0)] * 10))
    found = fit.estimate(np.array([1.0, -1.0]))

    def penalised(d: float) -> float:
        return 30 * special.log_expit(d) + 10 * special.log_expit(-d) - d * d / (4 * PRIOR_SD**2)

    best = optimize.minimize_scalar(lambda d: -penalised(d))
    assert found.value == pytest.approx(best.x, abs=1e-5)
    assert found.value == pytest.approx(math.log(3), abs=0.02)
    for edge in (found.low, found.high):
        assert 2 * (-best.fun - penalised(edge)) == pytest.approx(3.8415, abs=2e-3)
    assert fit.preference(0, 1).value == pytest.approx(0.75, abs=0.005)
    assert fit.scores.sum() == pytest.approx(0, abs=1e-9)


def test_a_tie_is_half_a_win_for_each() -> None:
    ties = StrengthFit(ballots([(0, 1, 0.5)] * 20))
    halves = StrengthFit(ballots([(0, 1, 1.0), (0, 1, 0.0)] * 10))
    assert ties.scores == pytest.approx([0, 0])
    assert ties.preference(0, 1).low == pytest.approx(halves.preference(0, 1).low)


def test_a_method_that_never_loses_stays_finite_and_its_interval_is_longer_above() -> None:
    fit = StrengthFit(ballots([(0, 1, 1.0)] * 20 + [(1, 2, 1.0), (2, 1, 1.0)] * 10, methods=3))
    found = fit.score(0)
    assert np.isfinite([found.value, found.low, found.high]).all()
    assert fit.preference(0, 1).low > 0.75
    assert found.high - found.value > 1.3 * (found.value - found.low)


def test_methods_never_compared_and_no_votes_at_all() -> None:
    apart = StrengthFit(ballots([(0, 1, 1.0), (2, 3, 1.0)] * 10, methods=4))
    assert apart.preference(0, 3).low < 0.5 < apart.preference(0, 3).high
    empty = StrengthFit(Ballots.of([], ("a", "b"), "nicer"))
    assert empty.scores == pytest.approx([0, 0])
    assert empty.preference(0, 1).low < 0.01
    assert empty.more_votes(0, 1) is None
    with pytest.raises(InputError, match="at least two methods"):
        StrengthFit(Ballots.of([], ("a",), "nicer"))


def test_sides_and_order_of_votes_do_not_matter() -> None:
    rows = [(0, 1, 1.0), (1, 2, 0.5), (2, 0, 0.0), (0, 2, 1.0), (1, 0, 1.0)]
    turned = [(b, a, 1 - won) for a, b, won in reversed(rows)]
    assert StrengthFit(ballots(rows, 3)).scores == pytest.approx(StrengthFit(ballots(turned, 3)).scores)


@pytest.mark.parametrize(
    ("raters", "trials", "spread", "ties"), [(20, 16, 0.0, 0.0), (3, 60, 0.0, 0.0), (20, 24, 0.4, 0.2)]
)
def test_ranking_is_recovered_and_intervals_cover(
    raters: int, trials: int, spread: float, ties: float
) -> None:
    """60 studies of four methods: 95 % intervals hold the true score in 91 % of 240 at the least (2.8 standard
    deviations below). Raters' own scores and ties draw what is preferred on average towards 50 %: that is the truth then."""
    target = marginal(TRUE, spread, ties)
    covered, orders = 0, 0
    for seed in range(60):
        fit = fitted(raters=raters, trials=trials, seed=seed, spread=spread, ties=ties)
        orders += list(np.argsort(-fit.scores)) == [0, 1, 2, 3]
        for m, true in enumerate(target):
            found = fit.score(m)
            covered += found.low <= true <= found.high
    assert covered >= 0.91 * 240
    assert orders >= 48


def test_raters_who_differ_widen_the_intervals() -> None:
    """The same number of votes; without the spread between raters the interval would miss the truth too often."""
    alike = fitted(raters=12, trials=48, seed=1).score(0)
    apart = fitted(raters=12, trials=48, seed=1, spread=1.5).score(0)
    assert apart.high - apart.low > 1.5 * (alike.high - alike.low)


def test_intervals_are_not_too_wide() -> None:
    """Their mean half width is 1.96 times the scores' own standard deviation, within a fifth."""
    fits = [fitted(raters=20, trials=16, seed=seed) for seed in range(60)]
    half = np.mean([(f.score(1).high - f.score(1).low) / 2 for f in fits])
    assert half == pytest.approx(1.96 * np.std([f.scores[1] for f in fits]), rel=0.2)


def test_the_power_estimate_is_about_right() -> None:
    """From the true scores' own votes it asks for so many that about 80 % of studies of that size settle the pair."""
    table = {"a": 0.25, "b": -0.25}
    expected = StrengthFit(ballots([(0, 1, 1.0)] * 28 + [(1, 0, 1.0)] * 17))
    more = expected.more_votes(0, 1)
    assert more is not None
    total = 45 + more
    settled = 0
    for seed in range(100):
        votes = simulate({"nicer": table}, raters=1, trials=total * 8 // 7, seed=seed)
        found = StrengthFit(Ballots.of(votes, ("a", "b"), "nicer")).preference(0, 1)
        settled += found.low > 0.5
    assert 68 <= settled <= 92
    assert StrengthFit(ballots([(0, 1, 1.0)] * 40)).more_votes(0, 1) == 0
