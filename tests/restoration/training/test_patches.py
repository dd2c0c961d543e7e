"""DehazeNet's patches: the hazy one is the clean one through the scattering model, and the target its transmission."""

from __future__ import annotations

import numpy as np
import torch

from restoration.training.patches import TransmissionPatches, patch_loss
from restoration.training.photos import TrainingPhoto


def patches(level: int) -> TransmissionPatches:
    photo = TrainingPhoto("flat", np.full((40, 50, 3), level, np.uint8), None, np.zeros((40, 50), np.uint8))
    return TransmissionPatches([photo], count=6, seed=3)


def test_a_patch_is_veiled_by_its_transmission() -> None:
    batch = patches(51)(0)
    assert batch.degraded.shape == (6, 3, 16, 16)
    assert batch.target.shape == (6, 1, 1, 1)
    assert torch.allclose(batch.degraded, (0.2 * batch.target + 1 - batch.target).expand_as(batch.degraded))
    assert float(batch.target.std()) > 0.1, "one transmission a patch"


def test_a_step_is_drawn_again_alike_and_another_one_is_not() -> None:
    source = patches(51)
    assert torch.equal(source(4).degraded, source(4).degraded)
    assert not torch.equal(source(4).target, source(5).target)
    assert not torch.equal(source(4, rank=0).target, source(4, rank=1).target)


def test_the_loss_is_the_squared_error_of_the_transmission() -> None:
    batch = patches(51)(0)
    assert float(patch_loss(batch.target, batch)) == 0
    assert abs(float(patch_loss(batch.target + 0.5, batch)) - 0.25) < 1e-6
