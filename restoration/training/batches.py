"""Batches as a pure function of (seed, step): a resumed run sees exactly what it would have seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import torch
from torch import Tensor

from restoration.errors import InputError
from restoration.tasks import get_task
from restoration.training.crop_degradation import degrade_crop
from restoration.training.pairs import PairSample
from restoration.training.photos import Plane, TrainingPhoto, borrowed_depth, chances, random_crop
from restoration.training.priors import simulate_aligned


@dataclass(frozen=True, eq=False)
class Batch:
    degraded: Tensor
    """(B, 3, H, W) in [0, 1], as is `prior`; `confidence` is (B, 1, H, W)."""
    target: Tensor
    """What the network's output is compared with, of the output's shape, in [0, 1]: the clean crop, the aligned prior, or
    the transmission of a patch."""
    prior: Tensor | None
    confidence: Tensor | None
    context: Tensor | None = None
    """(B, N): the network's context of each whole image, where a crop does not show it."""
    weight: Tensor | None = None
    """(B, 1, H, W) in [0, 1]: how far each pixel of `target` is trusted; None: fully."""


Batches = Callable[[int, int], Batch]
Target = Literal["truth", "prior"]


class DegradedCrops:
    """Crops of clean photos, degraded on the fly: `count` pairs (degraded, clean) from a generator of random numbers."""

    def __init__(
        self, photos: list[TrainingPhoto], task: str, *, size: int, count: int, veil_left: bool = False
    ) -> None:
        self._veil_left = veil_left
        self._photos, self._task = photos, task
        self._size, self._count = size, count
        self._chances = chances(photos, task)
        self._measured = [p for p in photos if p.depth is not None]

    def __call__(self, rng: np.random.Generator) -> list[tuple[Plane, Plane]]:
        picks = rng.choice(len(self._photos), self._count, p=self._chances)
        crops = [
            random_crop(self._photos[i], self._size, rng, scene=get_task(self._task).scene_share)
            for i in picks
        ]
        if self._task == "haze":
            crops = [borrowed_depth(crop, self._measured, self._size, rng) for crop in crops]
        return [degrade_crop(self._task, crop, rng, veil_left=self._veil_left) for crop in crops]


class SyntheticBatches:
    """Clean photos, degraded on the fly; with simulated aligned priors where asked for."""

    def __init__(
        self, photos: list[TrainingPhoto], task: str, *, size: int, count: int, seed: int, priors: bool
    ) -> None:
        self._priors, self._seed = priors, seed
        self._draw = DegradedCrops(photos, task, size=size, count=count, veil_left=not priors)

    def __call__(self, step: int, rank: int = 0) -> Batch:
        rng = np.random.default_rng((self._seed, step, rank))
        pairs = self._draw(rng)
        degraded, clean = stack([p[0] for p in pairs]), stack([p[1] for p in pairs])
        if not self._priors:
            return Batch(degraded, clean, None, None)
        cleans = [p[1] for p in pairs]
        priors = [simulate_aligned(c, rng, o) for c, o in zip(cleans, cleans[1:] + cleans[:1], strict=True)]
        return Batch(degraded, clean, stack([p[0] for p in priors]), stack([p[1][..., None] for p in priors]))


def stack(planes: list[Plane]) -> Tensor:
    """(H, W, C) each → (B, C, H, W)."""
    return torch.from_numpy(np.stack(planes).astype(np.float32, copy=False)).permute(0, 3, 1, 2)


class PairBatches:
    """Random crops of paired images, with their aligned priors where they have them.

    `target` "truth": one prior in twelve is withheld and one in twelve swapped, at a fraction of its
    confidence, for a network trained on right priors alone fails on a wrong one. "prior": the
    prior is the target and its confidence the weight, the network sees neither. `scene` is the
    share of crops that show most of the scene, scaled to `size` (see `random_crop`). `contexts`: one of (1, N) a sample.
    """

    def __init__(
        self,
        samples: list[PairSample],
        *,
        size: int,
        count: int,
        seed: int,
        target: Target = "truth",
        scene: float = 0.0,
        contexts: list[Tensor] | None = None,
    ) -> None:
        small = [s.name for s in samples if min(s.degraded.shape[:2]) < size]
        if small:
            raise InputError(
                f"training pairs: expected images of at least {size} pixels a side (crop), {len(small)} are "
                f"smaller, {small[0]!r} first. Choose a smaller crop or leave them out."
            )
        self._samples, self._size, self._count, self._seed = samples, size, count, seed
        self._target, self._scene, self._contexts = target, scene, contexts

    def __call__(self, step: int, rank: int = 0) -> Batch:
        rng = np.random.default_rng((self._seed, step, rank))
        picks = rng.integers(len(self._samples), size=self._count)
        crops = [self._crop(self._samples[i], rng) for i in picks]
        context = None if self._contexts is None else torch.cat([self._contexts[i] for i in picks])
        degraded = stack([crop[0] for crop in crops])
        priors = [crop[2] for crop in crops if crop[2] is not None]
        prior = stack(priors) if priors else None
        if self._target == "prior":
            assert prior is not None
            return Batch(degraded, prior[:, :3], None, None, context=context, weight=prior[:, 3:])
        clean = stack([crop[1] for crop in crops if crop[1] is not None])
        if prior is None:
            return Batch(degraded, clean, None, None, context=context)
        return Batch(degraded, clean, *self._spoiled(prior[:, :3], prior[:, 3:], rng), context=context)

    def _crop(self, sample: PairSample, rng: np.random.Generator) -> tuple[Plane, Plane | None, Plane | None]:
        shorter = min(sample.degraded.shape[:2])
        whole = rng.random() < self._scene
        side = max(self._size, int(shorter * rng.uniform(0.6, 1.0))) if whole else self._size
        y, x = (int(rng.integers(length - side + 1)) for length in sample.degraded.shape[:2])
        mirror = slice(None, None, -1 if rng.random() < 0.5 else 1)

        def cut(image: Plane) -> Plane:
            window = image[y : y + side, x : x + side]
            if side > self._size:
                window = cv2.resize(window, (self._size, self._size), interpolation=cv2.INTER_AREA)
            return window[:, mirror].astype(np.float32) / 255

        clean = None if sample.clean is None else cut(sample.clean)
        if sample.prior is None or sample.confidence is None:
            return cut(sample.degraded), clean, None
        return cut(sample.degraded), clean, cut(np.dstack((sample.prior, sample.confidence)))

    def _spoiled(self, prior: Tensor, confidence: Tensor, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        prior, confidence = prior.clone(), confidence.clone()
        swapped = prior.roll(1, dims=0)
        for i in range(len(prior)):
            branch = rng.random()
            if branch < 1 / 12:
                confidence[i] = 0
            elif branch < 2 / 12:
                prior[i], confidence[i] = swapped[i], confidence[i] * rng.uniform(0, 0.6)
        return prior, confidence


class MixedBatches:
    """Each step takes its batch from one of several sources, in turn."""

    def __init__(self, sources: list[Batches]) -> None:
        self._sources = sources

    def __call__(self, step: int, rank: int = 0) -> Batch:
        return self._sources[step % len(self._sources)](step, rank)
