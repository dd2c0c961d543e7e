"""Degradations of training crops: what each does to light, and that a seed draws the same again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from restoration.training import descriptor_degradation
from restoration.training.crop_low_light import low_light
from restoration.training.crop_rain import _line_kernel, rain
from restoration.training.crop_steps import CropPair, Rng, camera, eight_bit, smooth_noise, to_bytes
from restoration.training.descriptor_degradation import SIDE, degrade_view
from restoration.training.photos import Crop
from tests.conftest import textured


def crop(side: int = 96) -> Crop:
    rows = np.arange(side * side).reshape(side, side)
    return Crop(
        textured(side, side, seed=6).astype(np.float32) / 255, None, (rows // (12 * side)).astype(np.uint8)
    )


def draws(degrade: Callable[[Crop, Rng], CropPair], count: int = 24) -> list[CropPair]:
    return [degrade(crop(), np.random.default_rng(seed)) for seed in range(count)]


@pytest.mark.parametrize("degrade", [rain, low_light])
def test_a_seed_draws_the_same_again_and_everything_stays_in_range(
    degrade: Callable[[Crop, Rng], CropPair],
) -> None:
    for seed, (degraded, clean) in enumerate(draws(degrade, 8)):
        again = degrade(crop(), np.random.default_rng(seed))
        np.testing.assert_array_equal(degraded, again[0])
        np.testing.assert_array_equal(clean, again[1])
        assert degraded.shape == clean.shape == (96, 96, 3)
        for image in (eight_bit(degraded), clean):
            assert 0 <= image.min() <= image.max() <= 1


def test_rain_brightens_and_leaves_the_target_alone() -> None:
    for degraded, clean in draws(rain):
        np.testing.assert_array_equal(clean, crop().clean)
        assert 0.003 < np.abs(degraded - clean).mean() < 0.45
    brighter = [degraded.mean() > clean.mean() for degraded, clean in draws(rain)]
    assert sum(brighter) >= 18


def test_a_streak_is_a_line_of_its_length_and_angle() -> None:
    upright, slanted = _line_kernel(20, 0, 0.5), _line_kernel(20, 90, 0.5)
    assert upright.max() == pytest.approx(1)
    assert int((upright.max(axis=1) > 0.3).sum()) in (20, 21)
    assert int((upright.max(axis=0) > 0.3).sum()) == 1
    np.testing.assert_allclose(slanted, upright.T, atol=1e-5)


def test_low_light_is_darker_than_its_target_by_stops() -> None:
    stops = [np.log2((clean.mean() + 1e-4) / (dark.mean() + 1e-4)) for dark, clean in draws(low_light, 40)]
    assert np.median(stops) > 1
    assert np.mean(np.array(stops) > -0.1) > 0.95


def test_bytes_are_rounded_and_held_in_range() -> None:
    image = np.array([[[-0.5, 0.4 / 255, 0.6 / 255]], [[1.5, 1.0, 127.5 / 255]]], np.float32)
    assert to_bytes(image).tolist() == [[[0, 0, 1]], [[255, 255, 128]]]
    np.testing.assert_allclose(eight_bit(image) * 255, to_bytes(image))


def test_smooth_noise_has_features_of_a_share_of_the_frame() -> None:
    coarse, fine = (smooth_noise((64, 64), cells, np.random.default_rng(0)) for cells in (2, 16))
    assert coarse.shape == (64, 64)
    steps = [float(np.abs(np.diff(noise, axis=1)).mean() / noise.std()) for noise in (coarse, fine)]
    assert steps[1] > 3 * steps[0]


def test_a_camera_leaves_some_frames_alone_and_never_adds_more_noise_than_it_may() -> None:
    flat = np.full((32, 32, 3), 0.5, np.float32)
    made = [camera(flat, np.random.default_rng(seed), noise=0.01) for seed in range(40)]
    untouched = sum(np.array_equal(image, flat) for image in made)
    assert 8 <= untouched <= 28
    assert max(float(image.std()) for image in made) < 0.013


def test_views_of_the_descriptor_lose_something_each_in_its_way() -> None:
    square = crop(SIDE)
    seen = [degrade_view(square, np.random.default_rng(seed)) for seed in range(12)]
    assert {view.dtype for view in seen} == {np.dtype(np.uint8)}
    assert {view.shape for view in seen} == {(SIDE, SIDE, 3)}
    assert len({view.tobytes() for view in seen}) == 12
    np.testing.assert_array_equal(seen[3], degrade_view(square, np.random.default_rng(3)))


@pytest.mark.parametrize("loss", sorted(set(descriptor_degradation._LOSSES), key=lambda f: f.__name__))
def test_a_loss_keeps_the_shape(loss: Callable[[np.ndarray, Rng], np.ndarray]) -> None:
    image = crop(SIDE).clean
    out = loss(image, np.random.default_rng(1))
    assert out.shape == image.shape
    assert np.abs(out - image).mean() > 0.005


def test_blur_keeps_the_mean_and_takes_the_detail() -> None:
    image = crop(SIDE).clean
    for seed in range(6):
        out = descriptor_degradation._blur(image, np.random.default_rng(seed))
        assert out.mean() == pytest.approx(image.mean(), abs=0.02)
        assert np.abs(np.diff(out, axis=1)).mean() < np.abs(np.diff(image, axis=1)).mean()
