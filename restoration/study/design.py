"""Which pair a rater sees next: a pure function of the seed, the rater's number, and what has been shown so far.

- Pairs of methods and photos are drawn evenly: those with the fewest votes first, among them those that fewest others
  are looking at now, then the pair of methods and the photo with the fewest. What is left equal is drawn at random.
- A rater never sees the same pair of methods on the same photo twice.
- Left and right are balanced for each pair of methods, for the rater first, then over all raters.
- About one trial in eight shows the same picture on both sides (a catch trial), at a random place of its block.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

CATCH_EVERY = 8


@dataclass(frozen=True)
class Shown:
    """Trials of one photo and one placement of two methods, by this rater or by all others."""

    image: str
    left: str
    right: str
    own: bool
    answered: int
    open: int
    """Shown to somebody and not answered yet."""


@dataclass(frozen=True)
class Placement:
    image: str
    left: str
    right: str

    @property
    def catch(self) -> bool:
        return self.left == self.right


def allot(wanted: int, cells: int) -> tuple[int, int]:
    """(trials, how many of them are catch trials) of a rater who is to see `wanted` trials and has not seen `cells`
    pairs. (0, 0) where nothing is left to show."""
    catches = max(1, wanted // CATCH_EVERY)
    real = min(max(1, wanted - catches), cells)
    if real < wanted - catches:
        catches = max(1, round(real / (CATCH_EVERY - 1))) if real else 0
    return real + catches, catches


def catch_positions(seed: int, rater: int, start: int, trials: int, catches: int) -> set[int]:
    """Positions of the catch trials among `trials` from position `start` on: one in each of equal blocks."""
    rng = random.Random(f"{seed}/{rater}/catch/{start}")
    edges = [start + i * trials // catches for i in range(catches + 1)] if catches else []
    return {rng.randrange(low, high) for low, high in pairwise(edges)}


def draw(
    methods: Sequence[str],
    images: Sequence[str],
    shown: Iterable[Shown],
    *,
    seed: int,
    rater: int,
    position: int,
    catch: bool,
) -> Placement | None:
    """The trial at `position` (from 0) of rater number `rater`; None where this rater has seen every pair."""
    rng = random.Random(f"{seed}/{rater}/{position}")
    shown = list(shown)
    if catch:
        return _catch(methods, images, shown, rng)
    answered: Counter[tuple[str, str, str]] = Counter()
    open_: Counter[tuple[str, str, str]] = Counter()
    by_pair: Counter[tuple[str, str]] = Counter()
    by_image: Counter[str] = Counter()
    own_images: Counter[str] = Counter()
    seen: set[tuple[str, str, str]] = set()
    order = {method: i for i, method in enumerate(methods)}
    for row in shown:
        if row.left == row.right or row.left not in order or row.right not in order:
            continue
        a, b = sorted((row.left, row.right), key=order.__getitem__)
        count = row.answered + row.open
        answered[row.image, a, b] += row.answered
        open_[row.image, a, b] += row.open
        by_pair[a, b] += count
        by_image[row.image] += count
        if row.own:
            seen.add((row.image, a, b))
            own_images[row.image] += count
    best: tuple[tuple[float, ...], tuple[str, str, str]] | None = None
    for a, b in combinations(methods, 2):
        for image in images:
            chance = rng.random()
            cell = (image, a, b)
            if cell in seen:
                continue
            key = (answered[cell], open_[cell], by_pair[a, b], own_images[image], by_image[image], chance)
            if best is None or key < best[0]:
                best = key, cell
    if best is None:
        return None
    image, a, b = best[1]
    left, right = (b, a) if _turned(a, b, shown, rng) else (a, b)
    return Placement(image, left, right)


def _turned(a: str, b: str, shown: Sequence[Shown], rng: random.Random) -> bool:
    for only_own in (True, False):
        balance = 0
        for row in shown:
            if (row.own or not only_own) and {row.left, row.right} == {a, b}:
                balance += (row.answered + row.open) * (1 if row.left == a else -1)
        if balance:
            return balance > 0
    return rng.random() < 0.5


def _catch(
    methods: Sequence[str], images: Sequence[str], shown: Sequence[Shown], rng: random.Random
) -> Placement:
    used: Counter[str] = Counter()
    for row in shown:
        if row.own:
            used[row.image] += 1
    image = min(images, key=lambda name: (used[name], rng.random()))
    method = rng.choice(list(methods))
    return Placement(image, method, method)
