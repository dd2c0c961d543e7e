"""Lamps, bright windows and unlit skies in dark crops."""

from __future__ import annotations

import numpy as np

from restoration.training.crop_degradation import degrade_crop
from restoration.training.night_lights import NightLights, draw_lights
from restoration.training.photos import Crop
from tests.conftest import textured


def _crop() -> Crop:
    clean = textured(96, 96, seed=6).astype(np.float32) / 255
    return Crop(clean, None, (np.arange(96 * 96).reshape(96, 96) // 1200).astype(np.uint8))


def test_lights_are_a_function_of_the_generator_of_random_numbers_and_in_range() -> None:
    kinds = set()
    for seed in range(40):
        found = draw_lights(_crop(), 4.0, np.random.default_rng(seed))
        again = draw_lights(_crop(), 4.0, np.random.default_rng(seed))
        for name in ("lamps", "glow", "pools", "unlit"):
            assert np.array_equal(getattr(found, name), getattr(again, name))
        assert found.lamps.shape == found.glow.shape == (96, 96, 3)
        assert found.pools.shape == found.unlit.shape == (96, 96, 1)
        assert min(found.lamps.min(), found.glow.min(), found.pools.min()) >= 0
        assert found.pools.max() <= 4.0 + 1e-5
        assert 0 < found.unlit.min() <= found.unlit.max() <= 1
        kinds.add((bool(found.lamps.any()), bool((found.pools > 1).any()), bool((found.unlit < 0.9).any())))
    assert len(kinds) > 3


def test_a_lamp_looks_in_the_target_as_in_the_dark_frame_and_hides_nothing_else() -> None:
    lamps = np.zeros((8, 8, 3), np.float32)
    lamps[2, 2] = [3.0, 0.5, 0.1]
    clean = np.full((8, 8, 3), 0.4, np.float32)
    nothing = np.zeros_like(lamps)
    out = NightLights(lamps, nothing, nothing[..., :1], nothing[..., :1] + 1).on_target(clean, 2.0)
    assert out[2, 2, 0] == 1
    assert out[2, 2, 0] > out[2, 2, 1] > out[2, 2, 2] > 0.4
    np.testing.assert_allclose(out[4:], 0.4, atol=1e-6)


def test_dark_crops_hold_pixels_that_clip_and_their_targets_do_too() -> None:
    clipped = 0
    for seed in range(60):
        dark, target = degrade_crop("low_light", _crop(), np.random.default_rng(seed))
        assert dark.shape == target.shape == (96, 96, 3)
        assert 0 <= min(dark.min(), target.min()) <= max(dark.max(), target.max()) <= 1
        lamp = dark.max(axis=2) > 0.98
        if dark.mean() < 0.5 and lamp.any():
            clipped += 1
            assert target.max(axis=2)[lamp].mean() > 0.9
    assert clipped >= 5
