"""Fusion training on tiny runs: bases of every quality, both tones, offline."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from restoration.errors import InputError
from restoration.models.nets import build_baseline, build_fusion, build_guided
from restoration.training.bases import artificial_base
from restoration.training.config import TrainConfig
from restoration.training.fusion import FusionBatches
from restoration.training.loop import apply
from restoration.training.photos import load_photos
from restoration.training.priors import simulate_prior
from restoration.training.run import build_network, run_training
from tests.restoration.training.test_training import _config, _scene, photos

__all__ = ["photos"]


def _batches(photos: Path, task: str, generated: float) -> FusionBatches:
    return FusionBatches(
        load_photos([photos]), task, size=64, count=4, seed=3, generated=generated,
        baseline=build_baseline(task).eval(),
    )  # fmt: skip


@pytest.mark.parametrize("task", ["haze", "rain", "low_light"])
def test_a_batch_depends_on_seed_and_step_alone_and_feeds_the_network(photos: Path, task: str) -> None:
    batches = _batches(photos, task, 0.5)
    first, again = batches(5), batches(5)
    assert first.base is not None
    assert again.base is not None
    assert torch.equal(first.base, again.base)
    assert torch.equal(first.clean, again.clean)
    assert apply(build_fusion(task).eval(), first).shape == first.clean.shape


def test_the_share_of_the_prior_s_tone_is_what_is_asked_for(photos: Path) -> None:
    for share in (0.0, 1.0):
        tone = _batches(photos, "low_light", share)(0).tone
        assert tone is not None
        assert torch.equal(tone, torch.full_like(tone, share))


def test_the_toned_crop_has_the_prior_s_tone() -> None:
    clean, other = (_scene(i, (96, 96)).astype(np.float32) / 255 for i in range(2))
    nearer = []
    for seed in range(24):
        found = simulate_prior(clean, np.random.default_rng(seed), other)
        sure = found.confidence > 0.6
        if sure.sum() < 500 or found.toned is clean:
            continue
        nearer.append(
            np.abs(found.image - found.toned)[sure].mean() < np.abs(found.image - clean)[sure].mean()
        )
    assert len(nearer) >= 8
    assert np.mean(nearer) > 0.8


@pytest.mark.parametrize("task", ["haze", "rain", "low_light"])
def test_bases_are_of_every_quality(task: str) -> None:
    clean = _scene(1, (96, 96)).astype(np.float32) / 255
    degraded = (0.4 * clean + 0.5).astype(np.float32)
    rng = np.random.default_rng(0)
    errors = [float(np.square(artificial_base(task, degraded, clean, rng) - clean).mean()) for _ in range(60)]
    quality = -10 * np.log10(errors)
    assert quality.min() < 16
    assert quality.max() > 30


def test_a_run_begins_from_a_guided_network_and_learns(tmp_path: Path, photos: Path) -> None:
    from safetensors.torch import load_file, save_file

    guided = build_guided("rain")
    save_file({k: v.clone() for k, v in guided.state_dict().items()}, tmp_path / "guided.safetensors")
    config = _config(
        tmp_path, photos, task="rain", network="fusion", init=str(tmp_path / "guided.safetensors"), steps=3
    )
    before = build_network(config).state_dict()
    after = load_file(run_training(config, device="cpu"))
    assert before.keys() == after.keys()
    assert any(not torch.equal(before[name], after[name]) for name in before)


def test_settings_that_do_not_fit_are_refused(tmp_path: Path, photos: Path) -> None:
    with pytest.raises(InputError, match="generated: expected a number from 0 to 1"):
        TrainConfig(generated=1.5)
    with pytest.raises(InputError, match="network=fusion"):
        run_training(_config(tmp_path, photos, network="fusion", supervision="prior"), device="cpu")
    with pytest.raises(InputError, match="with_prior"):
        build_network(_config(tmp_path, photos, network="fusion", with_prior=True))
