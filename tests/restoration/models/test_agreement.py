from __future__ import annotations

import numpy as np
import pytest

from restoration.models.agreement import contradicted
from tests.conftest import textured

SHAPE = (120, 160)


def _luma(seed: int) -> np.ndarray:
    return textured(*SHAPE, seed=seed).mean(axis=2).astype(np.float32)


@pytest.mark.parametrize("contrast", [1.0, 0.15])
def test_the_same_structure_in_another_tone_contradicts_nothing(contrast: float) -> None:
    prior = _luma(3)
    assert contradicted(contrast * prior + 120, prior, 0.7).mean() < 0.05


def test_another_structure_does_as_far_as_the_photo_shows_its_own() -> None:
    photo, prior = _luma(3), _luma(9)
    assert contradicted(photo, prior, 0.7).mean() > 0.7
    assert contradicted(0.01 * photo, prior, 0.7).max() < 0.05


def test_noise_is_no_structure() -> None:
    noise = np.random.default_rng(1).normal(0, 3, SHAPE).astype(np.float32)
    assert contradicted(120 + noise, _luma(9), 3.0).mean() < 0.1
    assert contradicted(120 + noise, _luma(9), 0.7).mean() > 0.7


def test_only_the_other_half_is_another_thing() -> None:
    prior = _luma(3)
    photo = prior.copy()
    photo[:, 80:] = _luma(9)[:, 80:]
    found = contradicted(photo, prior, 0.7)
    assert found[:, :70].mean() < 0.05
    assert found[:, 90:].mean() > 0.5


def test_a_line_along_the_frame_contradicts_nothing_beside_it() -> None:
    # A photo without structure, in which a screenshot left a white line: two of the small copy's pixels at most.
    prior = _luma(3)
    photo = np.full(SHAPE, 110, np.float32)
    photo[-1], photo[:, -1] = 250, 250
    assert contradicted(photo, prior, 0.7).max() < 0.05
