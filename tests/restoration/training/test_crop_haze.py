"""What the haze of the training looks like, and what is asked to be made of it."""

from __future__ import annotations

import numpy as np

from restoration.training.crop_degradation import degrade_crop
from restoration.training.crop_haze import scattered, sky_of, some_veil_left, veiled
from restoration.training.photos import Crop
from tests.conftest import textured


def test_where_nothing_of_the_scene_is_left_the_target_is_the_veil_itself() -> None:
    clean = np.full((4, 5, 3), 0.2, np.float32)
    veil = np.full(3, 0.8, np.float32)
    t = np.array([0.0, 0.05, 0.14, 0.5, 1.0], np.float32)[None, :, None] * np.ones((4, 1, 1), np.float32)
    wanted = some_veil_left(clean, veil, t, 0.14)[0, :, 0]
    assert wanted[0] == np.float32(0.8)
    assert 0.2 < wanted[1] < 0.8
    np.testing.assert_allclose(wanted[2:], 0.2, atol=1e-6)


def test_in_linear_light_the_veil_weighs_more() -> None:
    scene, veil = np.full((2, 2, 3), 0.1, np.float32), np.full(3, 0.9, np.float32)
    t = np.full((2, 2, 1), 0.5, np.float32)
    np.testing.assert_allclose(scattered(scene, veil, t, linear=False), 0.5, atol=1e-6)
    assert scattered(scene, veil, t, linear=True).min() > 0.6


def test_sky_is_bright_smooth_and_above() -> None:
    clean = textured(96, 96, seed=4).astype(np.float32) / 255
    clean[:32] = [0.6, 0.7, 0.9]
    clean[60:80, 20:60] = [0.6, 0.7, 0.9]
    found = sky_of(clean)
    assert found[4:26].min() > 0.9
    assert found[62:78, 24:56].max() < 0.1


def test_a_hazy_crop_is_never_brighter_in_the_target_than_haze_or_scene_can_be() -> None:
    clean = textured(64, 64, seed=6).astype(np.float32) / 255
    crop = Crop(clean, None, (np.arange(64 * 64).reshape(64, 64) // 700).astype(np.uint8))
    for seed in range(12):
        degraded, target = degrade_crop("haze", crop, np.random.default_rng(seed))
        assert degraded.shape == target.shape == clean.shape
        assert 0 <= min(degraded.min(), target.min()) <= max(degraded.max(), target.max()) <= 1


def test_a_second_veil_leaves_next_to_nothing_of_the_scene() -> None:
    hazy = textured(64, 96, seed=8).astype(np.float32) / 255
    left = []
    for seed in range(20):
        behind = veiled(hazy, np.random.default_rng(seed))
        assert behind.shape == hazy.shape
        assert 0 <= behind.min() <= behind.max() <= 1
        left.append(float(behind.std() / hazy.std()))
    assert min(left) > 0.05
    assert np.median(left) < 0.45
    assert max(left) < 0.7
