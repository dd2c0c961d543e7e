"""Simulated raters of known preference: how often the 95 % intervals of a blind study's scores hold the truth, how wide
they are, how often the order of methods is found: `python -m benchmarks.rating_coverage [--studies 300]`.

Four methods, whose scores span 1.2. A rater's own scores lie around these with a standard deviation of `spread`.
A tie is given where two latent values (logistic difference) are closer than a threshold that makes about `ties` of them.
The truth that intervals are asked to hold is what a study of two million votes gives, as spread and ties draw average
preferences towards 50 %.
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy import special

from restoration.study.bradley_terry import Ballots, StrengthFit

METHODS = ("a", "b", "c", "d")
SCORES = np.array([0.6, 0.2, -0.2, -0.6])
CONDITIONS = (  # raters, votes of each, spread between raters, share of ties
    (20, 35, 0.0, 0.0),
    (20, 35, 0.0, 0.3),
    (20, 35, 0.5, 0.0),
    (20, 35, 0.5, 0.3),
    (8, 35, 0.5, 0.0),
    (5, 35, 0.0, 0.0),
    (3, 35, 0.0, 0.0),
    (1, 35, 0.0, 0.0),
)


def votes(raters: int, each: int, spread: float, ties: float, rng: np.random.Generator) -> Ballots:
    own = SCORES + rng.normal(0, spread, (raters, len(SCORES)))
    rater = np.repeat(np.arange(raters), each)
    first = rng.integers(0, len(SCORES), raters * each)
    second = (first + rng.integers(1, len(SCORES), raters * each)) % len(SCORES)
    latent = own[rater, first] - own[rater, second] + rng.logistic(size=raters * each)
    won = np.where(np.abs(latent) < special.logit(0.5 + ties / 2), 0.5, (latent > 0).astype(float))
    return Ballots(METHODS, tuple(map(str, range(raters))), first, second, won, rater)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=300, help="simulated studies for each line")
    studies = parser.parse_args().studies
    print(f"{studies} studies a line; coverage over {studies * 4} scores and {studies * 6} pairs")
    print("raters  votes each  spread  ties   scores held  pairs held  half width / 1.96 sd  order found")
    for raters, each, spread, ties in CONDITIONS:
        truth = StrengthFit(votes(50_000, 40, spread, ties, np.random.default_rng(1))).scores
        held, pairs, found, halves, scores = 0, 0, 0, [], []
        for seed in range(studies):
            fit = StrengthFit(votes(raters, each, spread, ties, np.random.default_rng(1000 + seed)))
            found += bool((np.argsort(-fit.scores) == np.arange(4)).all())
            scores.append(fit.scores)
            for m in range(4):
                score = fit.score(m)
                held += score.low <= truth[m] <= score.high
                halves.append((score.high - score.low) / 2)
                for other in range(m + 1, 4):
                    pair = fit.preference(m, other)
                    pairs += pair.low <= special.expit(truth[m] - truth[other]) <= pair.high
        width = np.mean(halves) / (1.96 * np.sqrt(np.mean(np.var(scores, axis=0))))
        print(
            f"{raters:6d}  {each:10d}  {spread:6.1f}  {ties:4.0%}   {held / studies / 4:11.1%}  "
            f"{pairs / studies / 6:10.1%}  {width:20.2f}  {found / studies:11.0%}",
            flush=True,
        )


if __name__ == "__main__":
    main()
