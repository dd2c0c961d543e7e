"""The motion is known beyond what was seen where it is one homography, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from restoration.models.motion_weights import motion_weights
from restoration.models.transfer import prior_weights
from restoration.records import Alignment

SIZE = (120, 160)


@pytest.fixture
def stretched() -> Alignment:
    """A generated image twice as wide and half as large again, seen on the left half only."""
    height, width = SIZE
    matrix = np.diag([2.0, 1.5, 1.0])
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    flow = np.stack([columns, 0.5 * rows], axis=2)
    confidence = np.zeros(SIZE, np.float32)
    confidence[:, : width // 2] = 0.9
    return Alignment(
        flow=flow,
        warped=np.zeros((*SIZE, 3), np.uint8),
        valid=np.ones(SIZE, bool),
        confidence=confidence,
        canvas_scale=(2.0, 1.5),
        homography=matrix,
        generated_size=(2 * width, int(1.5 * height)),
    )


def test_one_homography_reaches_where_nothing_was_seen(stretched: Alignment) -> None:
    assert motion_weights(stretched)[:, 100:].min() > 0.85


def test_a_bent_image_is_known_only_where_it_was_seen(stretched: Alignment) -> None:
    flow = stretched.flow.copy()
    flow[..., 1] += 6 * np.sin(np.arange(SIZE[1]) / 9)
    found = motion_weights(replace(stretched, flow=flow.astype(np.float32)))
    assert found[:, 100:].max() < 0.1
    np.testing.assert_array_equal(found[:, :80], prior_weights(stretched)[:, :80])


def test_a_place_that_moved_on_its_own_is_not_known(stretched: Alignment) -> None:
    flow = stretched.flow.copy()
    flow[20:60, 110:150, 0] += 8
    found = motion_weights(replace(stretched, flow=flow))
    assert found[30:50, 120:140].max() < 0.1
    assert found[80:, 100:].min() > 0.85


def test_hallucinated_places_and_other_scenes_stay_out(stretched: Alignment) -> None:
    valid = stretched.valid.copy()
    valid[:, 120:] = False
    assert motion_weights(replace(stretched, valid=valid))[:, 120:].max() == 0
    assert motion_weights(replace(stretched, same_scene=False)).max() == 0


def test_little_evidence_reaches_nowhere(stretched: Alignment) -> None:
    confidence = np.zeros(SIZE, np.float32)
    confidence[:10, :10] = 1
    found = motion_weights(replace(stretched, confidence=confidence))
    assert found[60:].max() == 0
