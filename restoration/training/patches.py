"""DehazeNet's training patches: 16×16 of clean photos, one transmission each."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as functional
from torch import Tensor

from restoration.models.dehazenet import PATCH
from restoration.training.batches import Batch
from restoration.training.photos import TrainingPhoto


class TransmissionPatches:
    """As in the paper: airlight 1. Target: the transmission t (B, 1, 1, 1), uniform in (0, 1); hazy = clean · t + (1 − t)."""

    def __init__(self, photos: list[TrainingPhoto], *, count: int, seed: int) -> None:
        self._photos, self._count, self._seed = photos, count, seed

    def __call__(self, step: int, rank: int = 0) -> Batch:
        rng = np.random.default_rng((self._seed, step, rank))
        patches = np.empty((self._count, PATCH, PATCH, 3), np.float32)
        for i, which in enumerate(rng.integers(len(self._photos), size=self._count)):
            pixels = self._photos[which].pixels
            y, x = (int(rng.integers(side - PATCH + 1)) for side in pixels.shape[:2])
            patches[i] = pixels[y : y + PATCH, x : x + PATCH]
        t = rng.uniform(0, 1, (self._count, 1, 1, 1)).astype(np.float32)
        hazy = torch.from_numpy(patches / 255 * t + (1 - t)).permute(0, 3, 1, 2)
        return Batch(hazy, torch.from_numpy(t), None, None)


def patch_loss(t: Tensor, batch: Batch) -> Tensor:
    """Mean squared error of transmissions (B, 1, 1, 1). Squared, as in the paper: relative errors bias all of them down."""
    return functional.mse_loss(t, batch.target)
