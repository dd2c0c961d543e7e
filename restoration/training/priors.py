"""Aligned priors for training crops: what a generator's output looks like after alignment, errors included.

`restoration.synthesis.simulate_generator` bends whole images and `restoration.alignment.align` straightens
them again, in seconds an image; `aligned_cache` stores such results. `simulate_aligned` draws what
is left afterwards, in a millisecond: a small smooth bend, lost detail, another tone, replaced patches,
and a confidence that is mostly, not always, right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from restoration.luma import LUMA
from restoration.training.crop_steps import Rng, smooth_noise
from restoration.training.photos import Plane


@dataclass(frozen=True, eq=False)
class AlignedPrior:
    """What is left of a generator's redraw after alignment; all in [0, 1]."""

    image: Plane
    """(H, W, 3)."""
    confidence: Plane
    """(H, W)."""
    toned: Plane
    """(H, W, 3): the clean crop itself in the prior's tone; the clean crop where the prior is another picture."""


def simulate_aligned(clean: Plane, rng: Rng, other: Plane) -> tuple[Plane, Plane]:
    """(prior (H, W, 3), confidence (H, W)) in [0, 1] for a clean crop: `simulate_prior` without its tone."""
    found = simulate_prior(clean, rng, other, wide=False)
    return found.image, found.confidence


def simulate_prior(clean: Plane, rng: Rng, other: Plane, *, wide: bool = True) -> AlignedPrior:
    """An aligned prior for a clean crop; `wide` adds other skies, texture, light and watermarks. `other` lends its content to patches.

    One time in sixteen there is no prior (confidence 0), one time in eight `other` takes its place.
    """
    shape = clean.shape[:2]
    branch = rng.random()
    if branch < 0.06:
        return AlignedPrior(np.zeros_like(clean), np.zeros(shape, np.float32), clean)
    wrong = branch < 0.18
    prior, toned = _redrawn(other if wrong else clean, rng, wide)
    confidence = np.full(shape, rng.uniform(0.5, 1.0), np.float32)
    bend = np.zeros((2, *shape), np.float32)
    strength = abs(rng.normal(0, 0.9)) + 0.15
    for axis in range(2):
        bend[axis] = strength * 0.8 * smooth_noise(shape, int(rng.integers(2, 6)), rng)
    if rng.random() < 0.25:  # a place where alignment is wrong
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
    if wide and rng.random() < 0.15:  # a watermark in a corner
        _mark(prior, confidence, rng)
    confidence *= np.clip(1 + 0.25 * smooth_noise(shape, int(rng.integers(3, 12)), rng), 0, 1.1)
    if wide and rng.random() < 0.3:  # whole parts of the frame whose alignment is unsure
        confidence *= np.clip(
            0.5 + rng.uniform(0.3, 1.5) * smooth_noise(shape, int(rng.integers(1, 4)), rng), 0, 1
        )
    if wrong and rng.random() < 0.85:
        confidence *= rng.uniform(0, 0.5) * np.clip(smooth_noise(shape, 6, rng), 0, 1.5)
    if rng.random() < 0.2:  # outside the generated frame
        rows, columns = slice(None), slice(0, int(rng.integers(1, shape[1] // 6)))
        if rng.random() < 0.5:
            rows, columns = columns, rows
        prior[rows, columns], confidence[rows, columns] = 0, 0
    return AlignedPrior(
        np.clip(prior, 0, 1),
        np.clip(cv2.GaussianBlur(confidence, (0, 0), 1.0), 0, 1),
        clean if wrong else toned,
    )


def _redrawn(clean: Plane, rng: Rng, wide: bool) -> tuple[Plane, Plane]:
    """Detail lost and sharpened again, texture of its own, perhaps another sky, in another tone; and `clean` in that tone."""
    height, width = shape = clean.shape[:2]
    factor = rng.uniform(1.0, 2.2)
    small = cv2.resize(clean, (round(width / factor), round(height / factor)), interpolation=cv2.INTER_AREA)
    out = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    out = out + rng.uniform(0, 0.8) * (out - cv2.GaussianBlur(out, (0, 0), rng.uniform(0.8, 1.6)))
    if wide and rng.random() < 0.35:  # texture that is like the scene's, and not it
        own = clean - cv2.GaussianBlur(clean, (0, 0), 1.5)
        moved = np.roll(own, tuple(rng.integers(-6, 7, 2)), axis=(0, 1))
        out = out + np.float32(rng.uniform(0.2, 0.8)) * moved
    if wide and rng.random() < 0.25:
        out = out + _clouds(clean, rng)
    tone = _draw_tone(shape, rng, wide)
    return tone(out), tone(clean)


def _clouds(clean: Plane, rng: Rng) -> Plane:
    """What another sky adds to smooth, bright places, (H, W, 1)."""
    light = cv2.GaussianBlur(clean.mean(axis=2), (0, 0), 2)
    detail = cv2.GaussianBlur((clean.mean(axis=2) - light) ** 2, (0, 0), 4)
    sky = np.clip(3 * (light - 0.5), 0, 1) * np.exp(-detail / 4e-4)
    return (rng.uniform(0.03, 0.15) * smooth_noise(clean.shape[:2], int(rng.integers(3, 9)), rng) * sky)[
        ..., None
    ]


def _draw_tone(shape: tuple[int, int], rng: Rng, wide: bool) -> Callable[[Plane], Plane]:
    """Another tone: a curve, saturation, contrast, cast; sometimes light that varies over the frame and with brightness."""
    # Some generators keep the tone of the scene, some do not.
    amount = rng.uniform(0.2, 1.0)
    gamma = np.float32(np.exp(amount * rng.uniform(np.log(0.75), np.log(1.33))))
    saturation = np.float32(1 + amount * rng.uniform(-0.2, 0.45))
    cast = amount * rng.normal(0, 0.025, 3).astype(np.float32)
    contrast = np.float32(1 + amount * rng.uniform(-0.12, 0.22))
    light = np.zeros((*shape, 1), np.float32)
    if rng.random() < 0.3:
        light = light + np.float32(rng.uniform(0.02, 0.08)) * smooth_noise(shape, 2, rng)[..., None]
    if wide and rng.random() < 0.25:  # relit: warm here, cool there
        warm = rng.normal(0, 0.03, 3).astype(np.float32)
        light = light + warm * smooth_noise(shape, int(rng.integers(1, 3)), rng)[..., None]
    split = np.zeros((2, 3), np.float32)
    if wide and rng.random() < 0.35:  # shadows and highlights with tones of their own
        split = rng.normal(0, 0.04, (2, 3)).astype(np.float32)

    def tone(image: Plane) -> Plane:
        out = np.clip(image, 0, 1) ** gamma
        grey = out @ LUMA
        out = grey[..., None] + (out - grey[..., None]) * saturation
        bright = np.clip(grey, 0, 1)[..., None]
        out = out + (1 - bright) ** 2 * split[0] + bright**2 * split[1]
        out = (out - 0.5) * contrast + 0.5 + cast + light
        return np.clip(out, 0, 1).astype(np.float32)

    return tone


def _mark(prior: Plane, confidence: Plane, rng: Rng) -> None:
    """A pale label in the lower right corner; alignment seldom lowers its confidence there."""
    height, width = confidence.shape
    h, w = max(3, int(height * rng.uniform(0.03, 0.08))), max(6, int(width * rng.uniform(0.08, 0.25)))
    y, x = height - h - int(0.03 * height), width - w - int(0.03 * width)
    strokes = (rng.random((max(2, h // 3), max(4, w // 3))) < 0.5).astype(np.float32)
    strokes = cv2.resize(strokes, (w, h), interpolation=cv2.INTER_NEAREST)[..., None]
    prior[y : y + h, x : x + w] += rng.uniform(0.3, 0.9) * strokes * (0.95 - prior[y : y + h, x : x + w])
    confidence[y : y + h, x : x + w] *= rng.uniform(0.2, 1.0)


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
