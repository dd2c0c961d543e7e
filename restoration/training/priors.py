"""Aligned priors for training crops: what a generator's output looks like after alignment, errors included.

`restoration.synthesis.simulate_generator` bends whole images and `restoration.alignment.align` straightens
them again, in seconds an image; `aligned_cache` stores such results. `simulate_aligned` draws what
is left afterwards, in a millisecond: a small smooth bend, lost detail, another tone, replaced patches,
and a confidence that is mostly, not always, right.
"""

from __future__ import annotations

import cv2
import numpy as np

from restoration.training.degradations import Rng, smooth_noise
from restoration.training.photos import Plane


def simulate_aligned(clean: Plane, rng: Rng, other: Plane) -> tuple[Plane, Plane]:
    """(prior (H, W, 3), confidence (H, W)) in [0, 1] for a clean crop; `other` lends its content to patches.

    One time in eight there is no prior (confidence 0), one time in eight `other` takes its place.
    """
    shape = clean.shape[:2]
    fate = rng.random()
    if fate < 0.06:
        return np.zeros_like(clean), np.zeros(shape, np.float32)
    wrong = fate < 0.18
    prior = _redrawn(other if wrong else clean, rng)
    confidence = np.full(shape, rng.uniform(0.5, 1.0), np.float32)
    bend = np.zeros((2, *shape), np.float32)
    strength = abs(rng.normal(0, 0.9)) + 0.15
    for axis in range(2):
        bend[axis] = strength * 0.8 * smooth_noise(shape, int(rng.integers(2, 6)), rng)
    if rng.random() < 0.25:  # a place where alignment slipped
        bend += rng.normal(0, 3, (2, 1, 1)) * _blob(shape, rng)
    prior = _warp(prior, bend)
    error = np.hypot(bend[0], bend[1])
    honest = rng.random() < 0.8
    if honest:
        confidence *= np.exp(-0.5 * (error / rng.uniform(1.5, 3.0)) ** 2)
    for _ in range(int(rng.integers(0, 5))):
        where = _patch(shape, rng)
        size = prior[where].shape[:2]
        cover = _ellipse(size)[..., None] if rng.random() < 0.6 else np.float32(1)
        prior[where] += cover * (_stranger(other, size, rng) - prior[where])
        if rng.random() < 0.85:
            confidence[where] *= 1 - rng.uniform(0.5, 1) * _ellipse(size)
    confidence *= np.clip(1 + 0.25 * smooth_noise(shape, int(rng.integers(3, 12)), rng), 0, 1.1)
    if wrong and rng.random() < 0.85:
        confidence *= rng.uniform(0, 0.5) * np.clip(smooth_noise(shape, 6, rng), 0, 1.5)
    if rng.random() < 0.2:  # outside the generated frame
        rows, columns = slice(None), slice(0, int(rng.integers(1, shape[1] // 6)))
        if rng.random() < 0.5:
            rows, columns = columns, rows
        prior[rows, columns], confidence[rows, columns] = 0, 0
    return np.clip(prior, 0, 1), np.clip(cv2.GaussianBlur(confidence, (0, 0), 1.0), 0, 1)


def _redrawn(clean: Plane, rng: Rng) -> Plane:
    """Detail lost and sharpened again, then another tone."""
    height, width = clean.shape[:2]
    factor = rng.uniform(1.0, 2.2)
    small = cv2.resize(clean, (round(width / factor), round(height / factor)), interpolation=cv2.INTER_AREA)
    out = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    out = out + rng.uniform(0, 0.8) * (out - cv2.GaussianBlur(out, (0, 0), rng.uniform(0.8, 1.6)))
    # Some generators keep the tone of the scene, some do not.
    amount = rng.uniform(0.2, 1.0)
    out = np.clip(out, 0, 1) ** np.float32(np.exp(amount * rng.uniform(np.log(0.75), np.log(1.33))))
    grey = out @ np.array([0.299, 0.587, 0.114], np.float32)
    out = grey[..., None] + (out - grey[..., None]) * np.float32(1 + amount * rng.uniform(-0.2, 0.45))
    cast = amount * rng.normal(0, 0.025, 3).astype(np.float32)
    out = (out - 0.5) * np.float32(1 + amount * rng.uniform(-0.12, 0.22)) + 0.5 + cast
    if rng.random() < 0.3:
        out = out + rng.uniform(0.02, 0.08) * smooth_noise((height, width), 2, rng)[..., None]
    return np.clip(out, 0, 1).astype(np.float32)


def _warp(image: Plane, bend: Plane) -> Plane:
    ys, xs = np.mgrid[0 : image.shape[0], 0 : image.shape[1]].astype(np.float32)
    return cv2.remap(image, xs + bend[0], ys + bend[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def _blob(shape: tuple[int, int], rng: Rng) -> Plane:
    ys, xs = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    y, x = rng.uniform(0, shape[0]), rng.uniform(0, shape[1])
    return np.exp(-((ys - y) ** 2 + (xs - x) ** 2) / (2 * (rng.uniform(0.06, 0.25) * shape[0]) ** 2))


def _patch(shape: tuple[int, int], rng: Rng) -> tuple[slice, slice]:
    size = [max(4, int(side * rng.uniform(0.06, 0.3))) for side in shape]
    y, x = (int(rng.integers(side - s + 1)) for side, s in zip(shape, size, strict=True))
    return slice(y, y + size[0]), slice(x, x + size[1])


def _ellipse(size: tuple[int, int]) -> Plane:
    """1 inside, 0 in the corners, with a soft rim."""
    ys, xs = (np.linspace(-1, 1, side, dtype=np.float32) for side in size)
    return np.clip(4 * (1 - np.hypot(ys[:, None], xs[None])), 0, 1)


def _stranger(other: Plane, size: tuple[int, int], rng: Rng) -> Plane:
    y, x = (int(rng.integers(o - s + 1)) for o, s in zip(other.shape[:2], size, strict=True))
    return other[y : y + size[0], x : x + size[1]]
