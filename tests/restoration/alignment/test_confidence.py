"""What makes a place confident, and what takes confidence away."""

from __future__ import annotations

import numpy as np
import pytest

from restoration.alignment import confidence
from restoration.alignment.confidence import Evident
from restoration.alignment.spline import Spline

SPLINE = Spline((96, 64), 6, 24)


def probability(correlation: float, spread: float, disagreement: float = 0.0, reference=(768, 512)) -> float:
    shape = SPLINE.size[::-1]
    evident = Evident(
        np.full(shape, spread, np.float32), np.full(shape, correlation, np.float32), support=1.0
    )
    apart = np.full(SPLINE.nodes[::-1], disagreement, np.float32)
    return float(confidence.probability(confidence.signs(evident, SPLINE, apart, reference)).mean())


def test_it_rises_with_correlation_and_falls_with_the_deviation() -> None:
    rising = [probability(c, -1.0) for c in (0.0, 0.3, 0.6, 0.9)]
    assert rising == sorted(rising)
    assert rising[-1] > 0.9
    falling = [probability(0.6, s) for s in (-1.0, 0.0, 1.0, 3.0)]
    assert falling == sorted(falling, reverse=True)


def test_a_second_solution_takes_it_away() -> None:
    assert probability(0.9, -1.0) > 0.9
    assert probability(0.9, -1.0, disagreement=5.0) < 0.5 * probability(0.9, -1.0)


def test_being_pinned_down_from_around_is_not_enough() -> None:
    """Replaced content among sure neighbours: the deviation is small, the correlation nil."""
    assert probability(0.0, -3.0) == pytest.approx(probability(0.0, 0.0), abs=1e-4)


def test_a_larger_photo_allows_more_pixels() -> None:
    assert probability(0.5, 0.5, reference=(384, 256)) > probability(0.5, 0.5, reference=(768, 512))
    assert probability(0.5, 0.5, reference=(3072, 2048)) == pytest.approx(probability(0.5, 0.5))
