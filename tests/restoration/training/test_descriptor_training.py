"""Training pairs of the descriptor have the motion they say, and a step of training lowers its loss."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from restoration.training import descriptor, descriptor_views
from restoration.training.descriptor_views import CELLS, SIDE, STRIDE, draw_pair
from restoration.training.photos import TrainingPhoto, load_files

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "assets" / "examples").glob("*/truth.png"))


@pytest.fixture(scope="module")
def photos() -> list[TrainingPhoto]:
    return load_files(EXAMPLES[:2])


def test_content_lies_where_the_motion_says(
    photos: list[TrainingPhoto], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With tone, texture, degradation and replaced content left alone, the redraw follows the motion exactly."""
    monkeypatch.setattr(descriptor_views, "_SIMULATED", 0.0)
    monkeypatch.setattr(descriptor_views, "_retexture", lambda image, foreign, rng: image)
    monkeypatch.setattr(descriptor_views, "_relight", lambda image, rng: image)
    monkeypatch.setattr(
        descriptor_views, "degrade_view", lambda crop, rng: np.uint8(np.rint(crop.clean * 255))
    )
    monkeypatch.setattr(descriptor_views, "_replace", lambda i, f, rng: (i, np.zeros((SIDE, SIDE), bool)))
    for seed in range(6):
        pair = draw_pair(photos, np.random.default_rng(seed))
        smooth = [cv2.GaussianBlur(p, (0, 0), 4).astype(np.float32) for p in (pair.reference, pair.generated)]
        here = smooth[0][STRIDE // 2 :: STRIDE, STRIDE // 2 :: STRIDE]
        there = cv2.remap(smooth[1], pair.there + np.float32(0.5), None, cv2.INTER_LINEAR)
        still = smooth[1][STRIDE // 2 :: STRIDE, STRIDE // 2 :: STRIDE]
        error = np.abs(here - there)[pair.known].mean()
        assert error < 8
        assert error < 0.6 * np.abs(here - still)[pair.known].mean() + 1


def test_the_same_seed_draws_the_same_pair(photos: list[TrainingPhoto]) -> None:
    one, two = (draw_pair(photos, np.random.default_rng((0, 5))) for _ in range(2))
    np.testing.assert_array_equal(one.reference, two.reference)
    np.testing.assert_array_equal(one.generated, two.generated)
    assert one.there.shape == (CELLS, CELLS, 2)
    assert one.known.shape == (CELLS, CELLS)


def test_the_loss_is_low_for_descriptions_that_move_with_the_content() -> None:
    torch.manual_seed(0)
    words = torch.nn.functional.normalize(torch.randn(2, 64, CELLS, CELLS), dim=1)
    moved = words.roll(3, dims=3)
    cells = torch.arange(0, CELLS * CELLS, 7).repeat(2, 1)
    column, row = cells % CELLS, cells // CELLS
    there = torch.stack([(column + 3).clamp(max=CELLS - 1), row], dim=2).float()
    known = column + 3 < CELLS
    sure = torch.zeros(2, CELLS, CELLS)
    sharp = torch.tensor(20.0)
    right = descriptor.losses(words, moved, sure, there, known, cells, sharp)
    wrong = descriptor.losses(words, moved.roll(9, dims=2), sure, there, known, cells, sharp)
    assert float(right[2]) > 0.99 > 0.1 > float(wrong[2])
    assert float(right[0]) < 0.01 < 1 < float(wrong[0])


def test_training_writes_weights_and_continues(photos: list[TrainingPhoto], tmp_path: Path) -> None:
    store = descriptor.PairStore(tmp_path / "pairs", 8)
    store.fill(photos, 0)
    descriptor.train(store, tmp_path, 2, 0)
    first = (tmp_path / "descriptor.safetensors").read_bytes()
    descriptor.train(descriptor.PairStore(tmp_path / "pairs", 8), tmp_path, 3, 0)
    assert (tmp_path / "descriptor.safetensors").read_bytes() != first
    assert int(torch.load(tmp_path / "state.pt", weights_only=True)["step"]) == 3
    assert len(first) <= 1_500_000
