"""Baselines from libraries: noise goes where it is measured, a colour cast half-way, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

from restoration.models.library import denoise_nlm, grey_world
from tests.conftest import textured


def test_noise_is_reduced_and_what_has_none_is_left_alone() -> None:
    clean = np.full((48, 64, 3), 120, np.uint8)
    clean[:, 32:] = 180
    noisy = np.clip(clean + np.random.default_rng(0).normal(0, 12, clean.shape), 0, 255).astype(np.uint8)
    found = denoise_nlm(noisy)
    error = [float(np.abs(image.astype(float) - clean).mean()) for image in (noisy, found)]
    assert error[1] < 0.5 * error[0]
    assert np.array_equal(denoise_nlm(clean), clean)
    tiny = noisy[:4, :4]
    copied = denoise_nlm(tiny)
    assert np.array_equal(copied, tiny)
    assert copied is not tiny


def test_channels_go_half_way_to_grey_on_the_scale_of_gains() -> None:
    image = np.empty((8, 8, 3), np.uint8)
    image[:] = (40, 90, 160)
    found = grey_world(image)[0, 0].astype(float)
    mean = 290 / 3
    assert found == pytest.approx(
        [40 * (mean / 40) ** 0.5, 90 * (mean / 90) ** 0.5, 160 * (mean / 160) ** 0.5], abs=0.51
    )


def test_grey_stays_grey_and_black_stays_black() -> None:
    grey = np.repeat(textured(20, 24)[..., :1], 3, axis=2)
    assert np.array_equal(grey_world(grey), grey)
    assert grey_world(np.zeros((4, 4, 3), np.uint8)).max() == 0
