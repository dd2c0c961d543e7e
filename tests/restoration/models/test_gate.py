"""The gate of the mode "photo": its parts add up, shares decide between base and fused image, and it helps and spares."""

from __future__ import annotations

from dataclasses import fields

import cv2
import numpy as np
import pytest

from restoration.image import ImageArray
from restoration.models import gate
from restoration.synthesis.fields import smooth_field
from restoration.tasks import TASKS
from tests.conftest import textured

SIZE = (150, 210)


@pytest.fixture(scope="module")
def scene() -> tuple[ImageArray, ImageArray, np.ndarray]:
    """(truth, base with a veil and a cast, fused image in another tone)."""
    truth = textured(*SIZE, seed=5)
    rng = np.random.default_rng(1)
    veil = 25 * smooth_field(rng, *SIZE, 60)[..., None]
    base = np.clip(truth * 0.9 + veil + [4, 0, -6], 0, 255).astype(np.uint8)
    fused = np.clip(truth * np.array([1.05, 0.95, 0.9], np.float32) + 6, 0, 255).astype(np.float32)
    return truth, base, fused


def apart(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.sqrt(np.square(a.astype(np.float64) - b).mean()))


def test_the_parts_add_up_to_the_change(scene: tuple[ImageArray, ImageArray, np.ndarray]) -> None:
    _, base, fused = scene
    change = gate.change_of(base, fused, np.ones(SIZE, np.float32))
    assert np.allclose(sum(gate.parts(change)), fused - base, atol=0.02)


@pytest.mark.parametrize("size", [SIZE, (7, 5), (500, 333)])
def test_all_shares_give_the_fused_image_and_none_the_base(size: tuple[int, int]) -> None:
    base, other = textured(*size, seed=2), textured(*size, seed=3).astype(np.float32)
    change = gate.change_of(base, other, np.ones(size, np.float32))
    local, whole = gate.features(change, base, base, np.ones(size, np.float32), "haze")
    shape = (*local.shape[1:], 3)
    everything = gate.applied(change, np.ones(shape, np.float32), np.ones(2, np.float32))
    nothing = gate.applied(change, np.zeros(shape, np.float32), np.zeros(2, np.float32))
    assert np.allclose(everything, other, atol=0.02)
    assert np.allclose(nothing, base, atol=0.02)
    rng = np.random.default_rng(4)
    places, tone = rng.random(shape).astype(np.float32), rng.random(2).astype(np.float32)
    coarse, middle, fine, luma, colours = gate.parts(change)
    few = cv2.resize(places, change.coarse.shape[1::-1])
    if size == SIZE:  # the copy on which coarse detail is found is the image itself
        expected = base + few[..., :1] * coarse + few[..., 1:2] * middle + few[..., 2:] * fine
        expected = expected + tone[0] * luma + tone[1] * colours
        assert np.allclose(gate.applied(change, places, tone), expected, atol=0.02)
    assert whole.ndim == 1


def test_a_weak_base_is_helped_and_a_perfect_one_spared(
    scene: tuple[ImageArray, ImageArray, np.ndarray],
) -> None:
    truth, base, fused = scene
    prior, sure = np.rint(fused).astype(np.uint8), np.ones(SIZE, np.float32)
    for task in (t for t in TASKS if TASKS[t].baseline == f"{t}/baseline"):
        degraded = np.clip(truth * 0.4 + 120, 0, 255).astype(np.uint8)
        helped = gate.gated(degraded, base, fused, prior, sure, task)
        assert apart(helped, truth) < 0.7 * apart(base, truth), task
        spared = gate.gated(degraded, truth, fused, prior, sure, task)
        assert apart(spared, truth) < 0.35 * apart(fused, truth), task


def test_an_unknown_task_and_flat_images_are_no_error() -> None:
    flat = np.full((40, 50, 3), 90, np.uint8)
    sure = np.ones((40, 50), np.float32)
    out = gate.gated(flat, flat, flat + np.float32(10), flat, sure, "sand")
    assert np.isfinite(out).all()
    assert 89 <= out.min() <= out.max() <= 101


@pytest.mark.parametrize("task", ["haze", "rain", "low_light"])
def test_shipped_weights_fit_the_features(
    scene: tuple[ImageArray, ImageArray, np.ndarray], task: str
) -> None:
    _, base, fused = scene
    weights = gate.load_weights(task)
    assert all(np.isfinite(getattr(weights, field.name)).all() for field in fields(weights))
    change = gate.change_of(base, fused, np.ones(SIZE, np.float32))
    local, whole = gate.features(change, base, base, np.ones(SIZE, np.float32), task)
    assert len(local) + len(whole) == len(weights.mean) == len(weights.hidden)
    places, tone = gate.shares(weights, local, whole)
    for values in (places, tone):
        assert 0 <= values.min() <= values.max() <= 1


def test_haze_has_weights_of_its_own() -> None:
    haze, rain, dark, sand = (gate.load_weights(task) for task in ("haze", "rain", "low_light", "sand"))
    assert rain is dark is sand
    assert not np.array_equal(haze.out, rain.out)
