"""DehazeNet's training patches: 16×16, one transmission each, of clean photos or of what priors show."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from restoration.models.dehazenet import PATCH, DehazeNet, transmission_of_pair
from restoration.models.nets.tone import believed
from restoration.training.batches import Batch
from restoration.training.pairs import Sample
from restoration.training.photos import Photo

_BEFORE = (PATCH - 1) // 2
"""Pixels of a patch before the one whose transmission it tells."""


class TransmissionPatches:
    """As in the paper: airlight 1. Target: the transmission t (B, 1, 1, 1), uniform in (0, 1); hazy = clean · t + (1 − t)."""

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


class PriorPatches:
    """Weak supervision: patches of degraded photos. Target (B, 2, 1, 1): the transmission their prior shows, and its weight.

    The scattering model is solved for it with the degraded image and the aligned prior on both its sides, and
    with the airlight that `network` finds before it is taught, for that is the one it will use. Taken
    here and not at the restored image, the error of thin transmissions is not multiplied: judged by the
    image, DehazeNet gives up (t = 1 everywhere).
    """

    def __init__(self, samples: list[Sample], network: DehazeNet, *, count: int, seed: int) -> None:
        self._degraded = [sample.degraded for sample in samples]
        self._shown = [_shown(sample, network) for sample in samples]
        self._count, self._seed = count, seed

    def __call__(self, step: int, rank: int = 0) -> Batch:
        rng = np.random.default_rng((self._seed, step, rank))
        patches = np.empty((self._count, PATCH, PATCH, 3), np.float32)
        target = np.empty((self._count, 2, 1, 1), np.float32)
        for i, which in enumerate(rng.integers(len(self._shown), size=self._count)):
            pixels = self._degraded[which]
            y, x = (int(rng.integers(side - PATCH + 1)) for side in pixels.shape[:2])
            patches[i] = pixels[y : y + PATCH, x : x + PATCH]
            target[i, :, 0, 0] = self._shown[which][:, y + _BEFORE, x + _BEFORE]
        hazy = torch.from_numpy(patches / 255).permute(0, 3, 1, 2)
        return Batch(hazy, torch.from_numpy(target), None, None)


@torch.no_grad()
def _shown(sample: Sample, network: DehazeNet) -> np.ndarray:
    """(2, H, W) float16: transmission and weight."""
    assert sample.prior is not None
    assert sample.confidence is not None
    degraded, prior, confidence = (
        torch.from_numpy(np.atleast_3d(x).astype(np.float32) / 255).permute(2, 0, 1)[None]
        for x in (sample.degraded, sample.prior, sample.confidence)
    )
    scene = believed(degraded, prior, confidence)
    both = transmission_of_pair(degraded, scene, confidence, network.context(degraded))
    return torch.cat(both, dim=1)[0].numpy().astype(np.float16)


def patch_loss(t: Tensor, batch: Batch) -> Tensor:
    """Mean squared error of transmissions (B, 1, 1, 1), by weight where the target (B, 1 or 2, 1, 1) has one.

    Squared, as in the paper: relative errors pull every transmission down.
    """
    error = (t - batch.clean[:, :1]).square()
    if batch.clean.shape[1] == 1:
        return error.mean()
    weight = batch.clean[:, 1:]
    return (error * weight).sum() / weight.sum().clamp_min(1e-3)
