from __future__ import annotations

import numpy as np

from restoration.synthesis import degrade, haze, pseudo_depth


def test_haze_follows_the_scattering_model() -> None:
    """Where the scene is as bright as the airlight nothing changes; farther places are nearer to it."""
    clean = np.zeros((60, 80, 3), np.uint8)
    depth = np.tile(np.linspace(0.0, 1.0, 80, dtype=np.float32), (60, 1))
    hazy = haze(clean, np.random.default_rng(1), depth).astype(float).mean(axis=(0, 2))
    assert hazy[0] < 12
    assert hazy[-1] > 80
    assert np.corrcoef(hazy, np.arange(80))[0, 1] > 0.9


def test_depth_is_plausible(photo: np.ndarray) -> None:
    depth = pseudo_depth(photo, np.random.default_rng(0))
    assert depth.shape == photo.shape[:2]
    assert np.isfinite(depth).all()
    assert depth[:20].mean() > depth[-20:].mean()


def test_water_takes_red(photo: np.ndarray) -> None:
    for seed in range(4):
        mean, before = (i.reshape(-1, 3).mean(axis=0) for i in (degrade(photo, "underwater", seed), photo))
        assert mean[0] / mean[1:].max() < 0.95 * before[0] / before[1:].max()
