"""The analysis of a study's votes, as plain records: no text, no pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy import stats

from restoration.records import json_safe
from restoration.study.bradley_terry import (
    FEWEST_RATERS,
    LEVEL,
    Ballots,
    Estimate,
    StrengthFit,
    cluster_variance,
)
from restoration.study.store import Store
from restoration.study.votes import QUESTIONS, Vote

PASS_SHARE = 2 / 3
"""A rater passes who answered "no difference" to both questions on so many of their catch trials."""
SCHEMA = 1


@dataclass(frozen=True)
class MethodResult:
    method: str
    score: Estimate
    """Log odds, 0 is the mean of all methods."""
    votes: int
    wins: int
    ties: int


@dataclass(frozen=True)
class PairResult:
    first: str
    """The one with the higher score."""
    second: str
    preference: Estimate
    """Probability that `first` is preferred, by all votes on the question together."""
    votes: int
    first_wins: int
    second_wins: int
    ties: int
    settled: bool
    """Whether the 95 % interval of `preference` leaves 50 % out; each pair by itself."""
    more_votes: int | None
    """About how many further votes on all pairs would settle it; see `StrengthFit.more_votes`."""


@dataclass(frozen=True)
class QuestionResult:
    question: str
    votes: int
    ties: int
    raters: int
    methods: tuple[MethodResult, ...]
    """Highest score first."""
    pairs: tuple[PairResult, ...]
    left_share: Estimate | None
    """Of answers that are no tie, how many named the left picture, with Wilson's interval: 0.5 where sides do not
    matter."""


@dataclass(frozen=True)
class MethodDifference:
    method: str
    difference: float
    """Score for "nicer" minus score for "truer"."""
    low: float | None
    high: float | None
    """95 % interval over raters; None for fewer than five raters."""


@dataclass(frozen=True)
class Disagreement:
    """Between the two questions, on the same pair by the same rater."""

    pairs: int
    same: int
    one_tie: int
    opposite: int
    """One method is nicer, the other truer."""
    rank_correlation: float | None
    """Kendall's tau of the two orders of methods."""
    methods: tuple[MethodDifference, ...]


@dataclass(frozen=True)
class RaterResult:
    rater: str
    trials: int
    catch_trials: int
    catch_passed: int
    passed: bool
    """True too where no catch trial was shown yet."""
    tie_share: float | None
    """Of answers on true pairs. Catch trials do not find a rater who answers "no difference" to everything; this does."""
    agreement: dict[str, float | None]
    """Question → share of this rater's answers (without ties) that name the method with the higher score by the votes of
    all others."""
    median_seconds: float


@dataclass(frozen=True)
class Results:
    """Of one group of raters."""

    raters: int
    questions: tuple[QuestionResult, ...]
    disagreement: Disagreement


@dataclass(frozen=True)
class StudyReport:
    methods: tuple[str, ...]
    images: int
    raters: tuple[RaterResult, ...]
    failed: tuple[str, ...]
    """Raters who did not pass their catch trials."""
    counted: Results
    """Without those."""
    everyone: Results
    schema: int = SCHEMA

    def to_dict(self) -> dict[str, Any]:
        """JSON-safe."""
        return json_safe(asdict(self) | {"level": LEVEL, "pass_share": PASS_SHARE})


def study_report(store: Store) -> StudyReport:
    """The analysis of the votes so far: scores of methods with intervals, raters, agreement of the questions."""
    return analyse_votes(store.votes(), store.methods, len(store.images))


def analyse_votes(votes: Sequence[Vote], methods: Sequence[str], images: int) -> StudyReport:
    """`votes` may hold changed answers and catch trials: what counts is chosen here."""
    votes = [vote for vote in votes if vote.counts]
    raters = _raters(votes, methods)
    failed = tuple(rater.rater for rater in raters if not rater.passed)
    everyone = _results(votes, methods)
    counted = _results([v for v in votes if v.rater not in failed], methods) if failed else everyone
    return StudyReport(tuple(methods), images, raters, failed, counted, everyone)


def _results(votes: Sequence[Vote], methods: Sequence[str]) -> Results:
    fits = {question: StrengthFit(Ballots.of(votes, methods, question)) for question in QUESTIONS}
    return Results(
        len({vote.rater for vote in votes}),
        tuple(_question(question, fit, votes) for question, fit in fits.items()),
        _disagreement(votes, methods, fits),
    )


def _question(question: str, fit: StrengthFit, votes: Sequence[Vote]) -> QuestionResult:
    ballots, methods = fit.ballots, fit.ballots.methods
    order = sorted(range(len(methods)), key=lambda m: -fit.scores[m])
    rows = [
        MethodResult(methods[m], fit.score(m), len(won), int(np.sum(won == 1)), int(np.sum(won == 0.5)))
        for m in order
        for won in [np.append(ballots.won[ballots.first == m], 1 - ballots.won[ballots.second == m])]
    ]
    pairs = []
    for place, a in enumerate(order):
        for b in order[place + 1 :]:
            won = np.append(
                ballots.won[(ballots.first == a) & (ballots.second == b)],
                1 - ballots.won[(ballots.first == b) & (ballots.second == a)],
            )
            found = fit.preference(a, b)
            first, second, ties = (int(np.sum(won == value)) for value in (1, 0, 0.5))
            settled = found.low > 0.5 or found.high < 0.5
            pairs.append(
                PairResult(
                    methods[a],
                    methods[b],
                    found,
                    len(won),
                    first,
                    second,
                    ties,
                    settled,
                    fit.more_votes(a, b),
                )
            )
    return QuestionResult(
        question,
        len(ballots),
        int(np.sum(ballots.won == 0.5)),
        len(ballots.raters),
        tuple(rows),
        tuple(pairs),
        _left_share([v.answer for v in votes if v.question == question and not v.catch]),
    )


def _left_share(answers: Sequence[str]) -> Estimate | None:
    left, right = answers.count("left"), answers.count("right")
    if not left + right:
        return None
    found = stats.binomtest(left, left + right).proportion_ci(LEVEL, method="wilson")
    return Estimate(left / (left + right), float(found.low), float(found.high))


def _disagreement(
    votes: Sequence[Vote], methods: Sequence[str], fits: dict[str, StrengthFit]
) -> Disagreement:
    answers: dict[tuple[str, int], dict[str, str]] = {}
    for vote in votes:
        if not vote.catch:
            answers.setdefault((vote.rater, vote.position), {})[vote.question] = vote.answer
    both = [(a["nicer"], a["truer"]) for a in answers.values() if len(a) == len(QUESTIONS)]
    same = sum(a == b for a, b in both)
    opposite = sum({a, b} == {"left", "right"} for a, b in both)
    nicer, truer = fits["nicer"], fits["truer"]
    tau = float(stats.kendalltau(nicer.scores, truer.scores).statistic) if both else math.nan
    return Disagreement(
        len(both),
        same,
        len(both) - same - opposite,
        opposite,
        tau if math.isfinite(tau) else None,
        tuple(_difference(m, nicer, truer) for m in range(len(methods))),
    )


def _difference(method: int, nicer: StrengthFit, truer: StrengthFit) -> MethodDifference:
    value = float(nicer.scores[method] - truer.scores[method])
    name = nicer.ballots.methods[method]
    # Both questions are answered together, so both lists of raters are the same.
    shared = nicer.ballots.raters == truer.ballots.raters and len(nicer.ballots.raters) >= FEWEST_RATERS
    if not shared:
        return MethodDifference(name, value, None, None)
    moved = nicer.influences[:, method] - truer.influences[:, method]
    half = float(stats.norm.ppf(0.5 + LEVEL / 2)) * math.sqrt(cluster_variance(moved))
    return MethodDifference(name, value, value - half, value + half)


def _raters(votes: Sequence[Vote], methods: Sequence[str]) -> tuple[RaterResult, ...]:
    ballots = {question: Ballots.of(votes, methods, question) for question in QUESTIONS}
    found = []
    for name in dict.fromkeys(vote.rater for vote in votes):
        own = [vote for vote in votes if vote.rater == name]
        trials: dict[int, list[Vote]] = {}
        for vote in own:
            trials.setdefault(vote.position, []).append(vote)
        catches = [trial for trial in trials.values() if trial[0].catch]
        passed = sum(all(vote.answer == "tie" for vote in trial) for trial in catches)
        true = [vote.answer for vote in own if not vote.catch]
        found.append(
            RaterResult(
                name,
                len(trials),
                len(catches),
                passed,
                not catches or passed >= PASS_SHARE * len(catches),
                true.count("tie") / len(true) if true else None,
                {question: _agreement(ballots[question], name) for question in QUESTIONS},
                float(np.median([trial[0].seconds for trial in trials.values()])),
            )
        )
    return tuple(found)


def _agreement(ballots: Ballots, name: str) -> float | None:
    if name not in ballots.raters or len(ballots.raters) < 2:
        return None
    rater = ballots.raters.index(name)
    scores = StrengthFit(ballots.without(rater)).scores
    own = (ballots.rater == rater) & (ballots.won != 0.5)
    expected = scores[ballots.first[own]] - scores[ballots.second[own]]
    decided = np.abs(expected) > 1e-9
    if not decided.any():
        return None
    return float(np.mean((expected[decided] > 0) == (ballots.won[own][decided] == 1)))
