"""DehazeNet's training patches, as in its paper: 16×16, one transmission each, airlight 1."""

from __future__ import annotations

import numpy as np
import torch

from restoration.models.dehazenet import PATCH
from restoration.training.batches import Batch
from restoration.training.photos import Photo


class TransmissionPatches:
    """Target: the transmission t (B, 1, 1, 1), uniform in (0, 1); hazy = clean · t + (1 − t)."""

    def __init__(self, photos: list[Photo], *, count: int, seed: int) -> None:
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
