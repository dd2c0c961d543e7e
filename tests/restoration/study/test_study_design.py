"""Which pairs are drawn: evenly, balanced, at random, and again with the same seed."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from restoration.study.design import CATCH_EVERY, Placement, Shown, allot, catch_positions, draw

METHODS = ("a", "b", "c", "d")
IMAGES = tuple(f"{i}.png" for i in range(5))


def session(raters: int, trials: int, seed: int = 3) -> dict[int, list[Placement]]:
    """Raters in turn, each answering at once."""
    found: dict[int, list[Placement]] = {rater: [] for rater in range(1, raters + 1)}
    for position in range(trials):
        for rater in found:
            shown = [
                Shown(p.image, p.left, p.right, other == rater, 1, 0)
                for other, own in found.items()
                for p in own
            ]
            drawn = draw(METHODS, IMAGES, shown, seed=seed, rater=rater, position=position, catch=False)
            assert drawn is not None
            found[rater].append(drawn)
    return found


def cell(p: Placement) -> tuple[str, frozenset[str]]:
    return p.image, frozenset((p.left, p.right))


def test_pairs_and_images_are_drawn_evenly_and_never_twice_for_a_rater() -> None:
    found = session(6, 15)
    everything = [p for own in found.values() for p in own]
    for own in found.values():
        assert len({cell(p) for p in own}) == 15
    counts = Counter(cell(p) for p in everything)
    assert len(counts) == 30
    assert set(counts.values()) == {3}  # 90 trials over 6 pairs × 5 images
    pairs = Counter(frozenset((p.left, p.right)) for p in everything[:40])
    assert max(pairs.values()) - min(pairs.values()) <= 8


def test_sides_are_balanced_for_each_pair_and_rater() -> None:
    found = session(6, 15)
    for a, b in combinations(METHODS, 2):
        for own in found.values():
            left = sum(p.left == a and p.right == b for p in own)
            right = sum(p.left == b and p.right == a for p in own)
            assert abs(left - right) <= 1
        everywhere = [p for own in found.values() for p in own]
        left = sum((p.left, p.right) == (a, b) for p in everywhere)
        assert 4 <= left <= 11  # of 15


def test_the_same_seed_draws_the_same_and_raters_see_different_orders() -> None:
    assert session(3, 10) == session(3, 10)
    assert session(3, 10) != session(3, 10, seed=4)
    assert len({tuple(cell(p) for p in own) for own in session(3, 10).values()}) == 3


def test_pairs_that_others_look_at_come_after_those_nobody_does_and_few_votes_first() -> None:
    shown = [
        Shown(image, a, b, False, 1 if a == "a" else 0, 0 if a == "a" or image == "3.png" else 1)
        for a, b in combinations(METHODS, 2)
        for image in IMAGES
    ]
    drawn = draw(METHODS, IMAGES, shown, seed=0, rater=1, position=0, catch=False)
    assert drawn is not None
    assert drawn.image == "3.png"
    assert "a" not in (drawn.left, drawn.right)


def test_nothing_is_left_when_everything_was_seen() -> None:
    shown = [Shown(i, a, b, True, 1, 0) for a, b in combinations(METHODS, 2) for i in IMAGES]
    assert draw(METHODS, IMAGES, shown, seed=0, rater=1, position=30, catch=False) is None


def test_catch_trials_show_one_picture_twice_at_spread_places() -> None:
    drawn = draw(METHODS, IMAGES, [], seed=0, rater=1, position=0, catch=True)
    assert drawn is not None
    assert drawn.catch
    places = [catch_positions(0, rater, 40, 40, 5) for rater in range(20)]
    for own in places:
        assert [(p - 40) // CATCH_EVERY for p in sorted(own)] == [0, 1, 2, 3, 4]
    assert len({frozenset(own) for own in places}) > 15


def test_sessions_are_as_long_as_there_is_something_to_show() -> None:
    assert allot(40, 1000) == (40, 5)
    assert allot(40, 12) == (14, 2)
    assert allot(40, 1) == (2, 1)
    assert allot(40, 0) == (0, 0)
    assert allot(2, 50) == (2, 1)
