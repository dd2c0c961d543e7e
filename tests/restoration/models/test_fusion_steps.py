"""Small steps of the fusions: guides, the blend towards the base, what a base took away, luma."""

from __future__ import annotations

import numpy as np
import pytest

from restoration.luma import luma_of
from restoration.models import fusion_steps as steps
from tests.conftest import textured


def test_only_a_degradation_that_shows_the_structure_lets_the_photo_guide() -> None:
    photo, base = textured(20, 24), textured(20, 24, seed=1)
    assert [image is photo for image in steps.guiding(photo, base, "haze")] == [False, True]
    assert len(steps.guiding(photo, base, "rain")) == 1
    assert steps.guiding(photo, base, "rain")[0] is base


def test_luma_is_that_of_bt_601() -> None:
    image = np.eye(3, dtype=np.float32)[None] * np.float32(1.0)
    assert luma_of(image)[0] == pytest.approx([0.299, 0.587, 0.114], abs=1e-6)
    grey = np.full((4, 5, 3), 51, np.uint8)
    assert steps.luma_plane(grey) == pytest.approx(np.full((4, 5), 0.2), abs=1e-6)


def test_a_unit_image_is_between_nought_and_one() -> None:
    assert steps.unit(np.array([[[0, 51, 255]]], np.uint8))[0, 0] == pytest.approx([0, 0.2, 1.0])


def test_the_radius_of_the_filter_grows_with_the_photo_and_has_a_least() -> None:
    assert steps.filter_radius((40, 48)) == 2
    assert steps.filter_radius((3000, 4000)) == steps.filter_radius((4000, 3000)) == 32


def test_without_support_the_base_stays_and_with_it_the_toned_image_is_taken() -> None:
    base = textured(40, 48)
    toned = np.full((40, 48, 3), 0.5, np.float32)
    nothing, whole = (np.full((10, 12), share, np.float32) for share in (0.0, 1.0))
    assert steps.faded(base, toned.copy(), nothing) == pytest.approx(base, abs=0.01)
    assert steps.faded(base, toned.copy(), whole) == pytest.approx(toned * 255, abs=0.01)


def test_support_rises_with_the_weights() -> None:
    config = steps.transfer_config("haze")
    means = [
        float(steps.support_of(np.full((30, 40), w, np.float32), config).mean()) for w in (0.0, 0.05, 0.5)
    ]
    assert means[0] == 0
    assert means[1] == pytest.approx(0.5, abs=0.01)
    assert means[2] > 0.98
