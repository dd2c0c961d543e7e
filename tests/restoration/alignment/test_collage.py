"""Pictures that show the scene more than once are named, and rows of equal things are not mistaken for them."""

from __future__ import annotations

import numpy as np
import pytest

from restoration.alignment import align, align_anyway
from restoration.alignment.registration import COLLAGE
from restoration.distortion import analyse
from restoration.image import ImageArray
from restoration.metrics import score
from tests.conftest import textured


@pytest.fixture(scope="module")
def scene() -> ImageArray:
    return textured(200, 300, seed=5)


@pytest.mark.parametrize("axis", [0, 1])
def test_before_and_after_is_named(scene: ImageArray, axis: int) -> None:
    dark = (scene * 0.5).astype(np.uint8)
    both = np.concatenate([dark, np.full_like(dark[:6] if axis == 0 else dark[:, :6], 255), scene], axis=axis)
    found = align(both, dark)
    assert found.collage
    assert not found.same_scene
    assert found.note == COLLAGE
    report = analyse(found, both, dark, score=score, align=align_anyway)
    assert "more than once" in report.sentence
    assert not any(verdict.level == "none" for verdict in report.verdicts)


def test_a_photo_of_repeated_things_is_no_collage() -> None:
    half = textured(200, 150, seed=6)
    row = np.hstack([half, half])
    found = align(np.clip(row * 0.8 + 20, 0, 255).astype(np.uint8), row)
    assert not found.collage
    assert found.same_scene
