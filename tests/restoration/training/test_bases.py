"""Base results of every quality, and priors in a tone of their own, as the fit of the gate draws them."""

from __future__ import annotations

import numpy as np
import pytest

from restoration.training.bases import artificial_base
from restoration.training.priors import simulate_prior
from tests.restoration.training.test_training import _scene


def test_the_toned_crop_has_the_prior_s_tone() -> None:
    clean, other = (_scene(i, (96, 96)).astype(np.float32) / 255 for i in range(2))
    nearer = []
    for seed in range(24):
        found = simulate_prior(clean, np.random.default_rng(seed), other)
        sure = found.confidence > 0.6
        if sure.sum() < 500 or found.toned is clean:
            continue
        nearer.append(
            np.abs(found.image - found.toned)[sure].mean() < np.abs(found.image - clean)[sure].mean()
        )
    assert len(nearer) >= 8
    assert np.mean(nearer) > 0.8


@pytest.mark.parametrize("task", ["haze", "rain", "low_light"])
def test_bases_are_of_every_quality(task: str) -> None:
    clean = _scene(1, (96, 96)).astype(np.float32) / 255
    degraded = (0.4 * clean + 0.5).astype(np.float32)
    rng = np.random.default_rng(0)
    errors = [float(np.square(artificial_base(task, degraded, clean, rng) - clean).mean()) for _ in range(60)]
    quality = -10 * np.log10(errors)
    assert quality.min() < 16
    assert quality.max() > 30
