"""Tone: the line is recovered, outliers do not pull it, and without evidence nothing changes."""

from __future__ import annotations

import numpy as np
import pytest

from restoration.distortion.tone import NO_CHANGE, apply_tone, fit_tone
from restoration.records import Tone


@pytest.fixture
def photo():
    return np.random.default_rng(0).integers(20, 200, (60, 80, 3), dtype=np.uint8)


EVERYWHERE = np.ones((60, 80), bool)


def test_a_line_per_channel_is_recovered(photo):
    tone = Tone((0.5, 0.8, 1.1), (60.0, 10.0, -5.0), 0.0)
    found = fit_tone(photo, apply_tone(tone, photo), EVERYWHERE)
    assert found.gain == pytest.approx(tone.gain, abs=0.01)
    assert found.offset == pytest.approx(tone.offset, abs=1.0)
    change = photo * np.array(tone.gain) + np.array(tone.offset) - photo
    assert found.size == pytest.approx(np.sqrt((change**2).mean()), rel=0.02)


def test_bright_streaks_over_a_tenth_of_the_frame_do_not_pull_it(photo):
    rainy = apply_tone(Tone((0.9,) * 3, (5.0,) * 3, 0.0), photo)
    rainy[:, ::10] = 255
    found = fit_tone(photo, rainy, EVERYWHERE)
    assert found.gain == pytest.approx((0.9,) * 3, abs=0.03)


def test_too_few_pixels_change_nothing(photo):
    mask = np.zeros((60, 80), bool)
    mask[0, :20] = True
    assert fit_tone(photo, photo, mask) == NO_CHANGE
    assert np.array_equal(apply_tone(NO_CHANGE, photo), photo)


def test_a_constant_image_is_shifted_not_scaled():
    flat = np.full((60, 80, 3), 100, np.uint8)
    found = fit_tone(flat, flat + np.uint8(30), EVERYWHERE)
    assert found.gain == (1.0, 1.0, 1.0)
    assert found.offset == pytest.approx((30.0,) * 3)
