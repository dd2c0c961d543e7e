"""The fusion that takes content: exactly the base without a prior, and the prior where the photo shows nothing."""

from __future__ import annotations

from dataclasses import replace

import cv2
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


def displaced(pixels: int, confidence: float) -> Alignment:
    return prior(np.roll(255 - (255 - TRUTH) // 2, pixels, axis=1), confidence)


def test_a_roughly_aligned_prior_gives_its_tone_everywhere_and_none_of_its_content() -> None:
    degraded = (TRUTH * 0.35 + 60).astype(np.uint8)
    found = displaced(3, 0.1)
    out = bytes_of(content_fusion(degraded, degraded, found, task="haze"))
    distance = [abs(float(image.mean()) - float(found.warped.mean())) for image in (degraded, out)]
    assert distance[1] < 0.25 * distance[0]
    structure = out - out.mean(axis=(0, 1))
    own, other = ((image - image.mean(axis=(0, 1))).ravel() for image in (degraded, found.warped))
    follows = [np.corrcoef(structure.ravel(), one)[0, 1] for one in (own, other)]
    assert follows[0] > 0.9
    assert follows[0] > follows[1] + 0.1


def test_a_hallucinated_place_takes_the_tone_of_its_surroundings() -> None:
    degraded = (TRUTH * 0.5 + 60).astype(np.uint8)
    drawn = TRUTH.copy()
    place = slice(30, 60), slice(40, 80)
    drawn[place] = 0
    sure = prior(drawn, 1.0)
    valid = sure.valid.copy()
    valid[place] = False
    out = bytes_of(content_fusion(degraded, degraded, replace(sure, valid=valid), task="haze"))
    errors = [np.abs(image[place].astype(float) - TRUTH[place]).mean() for image in (degraded, drawn, out)]
    assert errors[2] < 0.6 * errors[0]


def test_what_a_model_left_of_a_caption_goes_with_the_rain_around_it() -> None:
    rng = np.random.default_rng(0)
    streaks = cv2.GaussianBlur(rng.normal(0, 90, TRUTH.shape[:2]).astype(np.float32), (0, 0), 0.8)
    degraded = np.clip(TRUTH + np.abs(streaks)[..., None] * 3, 0, 255).astype(np.uint8)
    base = np.clip(TRUTH + np.abs(streaks)[..., None], 0, 255).astype(np.uint8)
    caption = slice(44, 49), slice(60, 66)
    for image in (degraded, base):
        image[caption] = 255
    out = bytes_of(content_fusion(degraded, base, prior(TRUTH, 1.0), task="rain"))
    left = out[caption].astype(float).mean() - TRUTH[caption].astype(float).mean()
    assert left < 0.15 * (255 - TRUTH[caption].astype(float).mean())
