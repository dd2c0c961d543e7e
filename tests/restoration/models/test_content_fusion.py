"""The fusion that takes content: exactly the base without a prior, and the prior where the photo shows nothing."""

from __future__ import annotations

import numpy as np
import pytest

from restoration.models.content_fusion import content_fusion
from restoration.records import Alignment
from tests.conftest import textured

TRUTH = textured(96, 128, seed=3)


def prior(image: np.ndarray, confidence: float) -> Alignment:
    shape = image.shape[:2]
    sure = np.full(shape, confidence, np.float32)
    return Alignment(
        np.zeros((*shape, 2), np.float32),
        image,
        np.ones(shape, bool),
        sure,
        (1.0, 1.0),
        np.eye(3),
        shape[::-1],
    )


def bytes_of(made: np.ndarray) -> np.ndarray:
    return made * 255 if made.max() <= 1.01 else made


def test_a_prior_without_confidence_leaves_the_base() -> None:
    base = TRUTH // 2 + 60
    out = bytes_of(content_fusion(base, base, prior(TRUTH, 0.0), task="haze"))
    assert np.abs(out - base).mean() < 2


@pytest.mark.parametrize("task", ["haze", "low_light"])
def test_a_sure_and_true_prior_brings_the_result_nearer_to_the_truth(task: str) -> None:
    degraded = (TRUTH * 0.35 + (150 if task == "haze" else 0)).astype(np.uint8)
    out = bytes_of(content_fusion(degraded, degraded, prior(TRUTH, 1.0), task=task))
    before, after = (float(np.abs(image.astype(float) - TRUTH).mean()) for image in (degraded, out))
    assert after < 0.35 * before
    assert out.shape == TRUTH.shape
