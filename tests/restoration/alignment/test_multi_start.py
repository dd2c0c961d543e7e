"""A motion that is not unique is not called sure."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from restoration.alignment import align, appearance, dense, multi_start
from restoration.alignment.prior import expected
from restoration.alignment.spline import Spline
from restoration.image import ImageArray
from tests.conftest import textured

HEIGHT, WIDTH = 200, 300


def boards(period: float, seed: int = 4) -> ImageArray:
    """Upright boards that differ in nothing but faint noise."""
    wave = np.sin(2 * np.pi * np.arange(WIDTH) / period)
    noise = np.random.default_rng(seed).normal(0, 4, (HEIGHT, WIDTH))
    grey = np.clip(130 + 70 * np.clip(3 * wave, -1, 1) + cv2.GaussianBlur(noise, (0, 0), 1), 0, 255)
    return cv2.cvtColor(grey.astype(np.uint8), cv2.COLOR_GRAY2RGB)


def refitted(image: ImageArray) -> tuple[multi_start.MultiStart, Spline]:
    """An image fitted to itself, and again from elsewhere."""
    planes = appearance.pyramid(image)
    spline = Spline((WIDTH, HEIGHT), 12, 48)
    still = np.zeros((HEIGHT, WIDTH, 2), np.float32)
    schedule = (((1, 2, 3), 4),)
    prior = expected(spline, still, 150.0)
    problem = dense.Problem(planes, planes, still, spline)
    return multi_start.refit(problem, dense.fit(problem, spline.zeros(), schedule, prior)), spline


def test_a_scene_without_repetition_is_found_again() -> None:
    refits, spline = refitted(textured(HEIGHT, WIDTH, seed=3))
    assert refits.disagreement.shape == (32, 48)
    assert refits.disagreement.max() < 0.5
    assert refits.agreed_share(spline).min() > 0.5


def test_a_pattern_has_a_second_solution() -> None:
    refits, spline = refitted(boards(8.0))
    assert np.median(refits.disagreement) > 2
    assert np.median(refits.agreed_share(spline)) < 0.3


def test_a_worse_solution_does_not_dispute_a_better_one() -> None:
    refits, _ = refitted(boards(8.0))
    assert (refits.weighted_disagreement <= refits.disagreement).all()
    assert refits.weighted_disagreement.mean() < 0.95 * refits.disagreement.mean()


@pytest.mark.parametrize("shift", [3, 20])
def test_along_boards_nothing_is_sure(shift: int) -> None:
    found = align(np.roll(boards(12.0, seed=9), shift, axis=0), boards(12.0))
    # Without a sure pixel one scene is not established.
    assert found.same_scene == bool((found.confidence >= 0.5).any())
    assert (found.confidence > 0.5).mean() < 0.1
