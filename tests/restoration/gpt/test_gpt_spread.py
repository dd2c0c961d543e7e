from __future__ import annotations

import numpy as np
import pytest

from restoration.errors import InputError
from restoration.gpt import spread


def test_equals_the_plain_statistics_without_confidences():
    samples = list(np.random.default_rng(0).integers(0, 256, (5, 20, 30, 3), np.uint8))
    found = spread(samples)
    stack = np.stack(samples).astype(np.float64)
    expected = np.sqrt(stack.var(axis=0, ddof=1).mean(axis=2))
    np.testing.assert_allclose(found.map, expected, rtol=1e-4)
    np.testing.assert_array_equal(found.prior, np.rint(stack.mean(axis=0)).astype(np.uint8))
    assert found.median == pytest.approx(float(np.median(expected)), rel=1e-4)
    assert found.coverage == 1.0
    assert found.samples == 5


def test_equals_the_weighted_statistics():
    rng = np.random.default_rng(1)
    samples = list(rng.integers(0, 256, (4, 12, 9, 3), np.uint8))
    weights = list(rng.uniform(0.05, 1, (4, 12, 9)).astype(np.float32))
    found = spread(samples, weights)
    x, w = np.stack(samples).astype(np.float64), np.stack(weights).astype(np.float64)[..., None]
    mean = (w * x).sum(0) / w.sum(0)
    variance = (w * (x - mean) ** 2).sum(0) / (w.sum(0) - (w**2).sum(0) / w.sum(0))
    np.testing.assert_allclose(found.map, np.sqrt(variance.mean(axis=2)), rtol=1e-3)
    assert np.abs(found.prior - mean).max() <= 0.51
    np.testing.assert_allclose(found.confidence, ((w**2).sum(0) / w.sum(0))[..., 0], rtol=1e-4)


def test_shows_where_it_is_guessing():
    base = np.full((40, 40, 3), 100, np.uint8)
    samples = [base.copy() for _ in range(3)]
    for sample, value in zip(samples, (20, 120, 220)):
        sample[10:20, 10:20] = value
    found = spread(samples)
    assert found.map[15, 15] == pytest.approx(100)
    assert found.map[30, 30] == 0
    assert (found.median, found.coverage) == (0.0, 1.0)


def test_half_trust_in_all_changes_nothing_but_the_confidence():
    samples = list(np.random.default_rng(2).integers(0, 256, (3, 8, 8, 3), np.uint8))
    half = [np.full((8, 8), 0.5, np.float32)] * 3
    np.testing.assert_allclose(spread(samples, half).map, spread(samples).map, rtol=1e-4)
    np.testing.assert_allclose(spread(samples, half).confidence, 0.5)


def test_says_nothing_where_fewer_than_two_samples_reach():
    samples = [np.full((4, 6, 3), v, np.uint8) for v in (10, 200)]
    first, second = np.ones((4, 6), np.float32), np.ones((4, 6), np.float32)
    second[:, :3] = 0
    first[0, 0] = 0
    found = spread(samples, [first, second])
    assert np.isnan(found.map[:, :3]).all()
    assert found.coverage == 0.5
    assert (found.prior[1:, :3] == 10).all()
    assert (found.prior[0, 0] == 0).all()
    assert found.confidence[0, 0] == 0
    nowhere = spread(samples, [np.zeros((4, 6), np.float32)] * 2)
    assert np.isnan(nowhere.median)


def test_refuses_what_is_not_aligned():
    image = np.zeros((4, 6, 3), np.uint8)
    good = np.ones((4, 6), np.float32)
    for samples, weights in (
        ([image], None),
        ([image, np.zeros((6, 4, 3), np.uint8)], None),
        ([image, image], [good]),
        ([image, image], [good, np.ones((6, 4))]),
        ([image, image], [good, good * 2]),
        ([image, image], [good, good * np.nan]),
    ):
        with pytest.raises(InputError):
            spread(samples, weights)
