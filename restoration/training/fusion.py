"""Batches for fusion networks: degraded, a base result of any quality, an aligned prior, and which tone is asked for."""

from __future__ import annotations

import cv2
import numpy as np
import torch
from torch import nn

from restoration.tasks import get_task
from restoration.training.bases import FusedSample, artificial_base
from restoration.training.batches import Batch, DegradedCrops, stack
from restoration.training.crop_degradation import Rng
from restoration.training.photos import Plane, TrainingPhoto
from restoration.training.priors import simulate_prior

_OWN_SHARE = 0.35
"""Of samples whose base is our own baseline's result."""


class FusionBatches:
    """Clean photos, degraded and redrawn on the fly; the base is our baseline's or an artificial one.

    A share of the samples, `generated`, asks for the prior's tone: their target is the clean crop in that tone.
    """

    def __init__(
        self,
        photos: list[TrainingPhoto],
        task: str,
        *,
        size: int,
        count: int,
        seed: int,
        generated: float,
        baseline: nn.Module,
    ) -> None:
        self._task, self._baseline, self._generated, self._seed = task, baseline, generated, seed
        self._draw = DegradedCrops(photos, task, size=size, count=count)

    def __call__(self, step: int, rank: int = 0) -> Batch:
        rng = np.random.default_rng((self._seed, step, rank))
        return fusion_batch(self._task, self._draw(rng), self._baseline, self._generated, rng)


def fusion_batch(
    task: str, pairs: list[tuple[Plane, Plane]], baseline: nn.Module, share: float, rng: Rng
) -> Batch:
    """A batch of (degraded, clean) pairs, `share` of them asked for the prior's tone; each takes its stranger content from its neighbour."""
    cleans = [clean for _, clean in pairs]
    priors = [simulate_prior(c, rng, o) for c, o in zip(cleans, cleans[1:] + cleans[:1], strict=True)]
    generated = rng.random(len(pairs)) < share
    own = rng.random(len(pairs)) < _OWN_SHARE
    bases = [artificial_base(task, degraded, clean, rng) for degraded, clean in pairs]
    degraded = stack([d for d, _ in pairs])
    base = stack(bases)
    if own.any():
        with torch.no_grad():
            base[own] = baseline(degraded[own]).float().clamp(0, 1)
    targets = [p.toned if g else c for p, c, g in zip(priors, cleans, generated, strict=True)]
    flag = torch.from_numpy(generated.astype(np.float32))[:, None, None, None]
    return Batch(
        degraded,
        stack(targets),
        stack([p.image for p in priors]),
        stack([p.confidence[..., None] for p in priors]),
        base=base,
        tone=flag.expand(-1, 1, *degraded.shape[-2:]).contiguous(),
    )


class FusedBatches:
    """Random crops of samples whose bases and priors were computed in advance (`bases.draw_fused`).

    One sample in eight gets a simulated prior instead of its own, which is often unrelated or absent.
    """

    def __init__(
        self, samples: list[FusedSample], task: str, *, size: int, count: int, seed: int, generated: float
    ) -> None:
        self._samples, self._task, self._generated = samples, task, generated
        self._size, self._count, self._seed = size, count, seed

    def __call__(self, step: int, rank: int = 0) -> Batch:
        rng = np.random.default_rng((self._seed, step, rank))
        picks = [self._samples[i] for i in rng.integers(len(self._samples), size=self._count)]
        rows = [self._crop(sample, rng) for sample in picks]
        cleans = [row["clean"] for row in rows]
        generated = rng.random(self._count) < self._generated
        for i, row in enumerate(rows):
            if rng.random() < 1 / 8:
                found = simulate_prior(row["clean"], rng, cleans[i - 1])
                row.update(prior=found.image, confidence=found.confidence[..., None], toned=found.toned)
        flag = torch.from_numpy(generated.astype(np.float32))[:, None, None, None]
        return Batch(
            stack([row["degraded"] for row in rows]),
            stack([row["toned" if g else "clean"] for row, g in zip(rows, generated, strict=True)]),
            stack([row["prior"] for row in rows]),
            stack([row["confidence"] for row in rows]),
            base=stack([row["base"] for row in rows]),
            tone=flag.expand(-1, 1, self._size, self._size).contiguous(),
        )

    def _crop(self, sample: FusedSample, rng: Rng) -> dict[str, Plane]:
        shorter = min(sample.degraded.shape[:2])
        whole = rng.random() < get_task(self._task).scene_share
        side = int(shorter * rng.uniform(0.7, 1.0)) if whole else self._size
        side = min(shorter, max(self._size, side))
        y, x = (int(rng.integers(length - side + 1)) for length in sample.degraded.shape[:2])
        mirror = slice(None, None, -1 if rng.random() < 0.5 else 1)

        def cut(image: Plane) -> Plane:
            window = image[y : y + side, x : x + side]
            if side > self._size:
                window = cv2.resize(window, (self._size, self._size), interpolation=cv2.INTER_AREA)
            return np.atleast_3d(window)[:, mirror].astype(np.float32) / 255

        images = {
            name: getattr(sample, name) for name in ("degraded", "clean", "toned", "prior", "confidence")
        }
        images["base"] = sample.bases[int(rng.integers(len(sample.bases)))]
        return {name: cut(image) for name, image in images.items()}
