"""Simulated raters of known preference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from restoration.study.store import Vote


def chosen(rng: np.random.Generator, left: float, right: float, ties: float) -> str:
    if rng.random() < ties:
        return "tie"
    return "left" if rng.random() < 1 / (1 + np.exp(right - left)) else "right"


def simulate(
    scores: Mapping[str, Mapping[str, float]],
    *,
    raters: int,
    trials: int,
    seed: int,
    ties: float = 0.0,
    spread: float = 0.0,
    careless: Sequence[int] = (),
) -> list[Vote]:
    """Votes by question → method → score. `spread`: standard deviation of a rater's own scores around these.
    `careless` raters answer anything and fail catch trials."""
    rng = np.random.default_rng(seed)
    methods = list(next(iter(scores.values())))
    pairs = list(combinations(methods, 2))
    votes: list[Vote] = []
    for r in range(raters):
        own = {q: {m: s + rng.normal(0, spread) for m, s in table.items()} for q, table in scores.items()}
        for position in range(trials):
            a, b = (
                pairs[(position + r) % len(pairs)]
                if rng.random() < 0.5
                else pairs[(position + r) % len(pairs)][::-1]
            )
            if position % 8 == 7:
                b = a
            for question, table in own.items():
                if r in careless:
                    answer = str(rng.choice(["left", "right"]))
                elif a == b:
                    answer = "tie"
                else:
                    answer = chosen(rng, table[a], table[b], ties)
                votes.append(
                    Vote(
                        len(votes) + 1,
                        f"rater{r}",
                        position,
                        f"{position}.png",
                        a,
                        b,
                        question,
                        answer,
                        3.0,
                        "",
                        True,
                    )
                )
    return votes
