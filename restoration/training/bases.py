"""Base results of every quality, for the fit of the fusion's gate: those of a stronger, a weaker or a wrong method.

Real methods are too slow to run at every step, and too few; these simulate their errors from the degraded and
the clean crop in a millisecond: a remainder of the degradation, over-correction, a wrong exposure or cast, dark areas, blur,
noise, blocks.
"""

from __future__ import annotations

import cv2
import numpy as np

from restoration.synthesis import jpeg
from restoration.training.crop_steps import Rng, smooth_noise
from restoration.training.photos import Plane


def artificial_base(task: str, degraded: Plane, clean: Plane, rng: Rng) -> Plane:
    """A base result (H, W, 3) in [0, 1] for a pair of the same shape, rounded to 8 bits."""
    way = rng.random()
    if way < 0.05:
        base = degraded
    elif way < 0.30:
        base = _near_perfect(degraded, clean, rng)
    else:
        start = (
            _exposed_alike(degraded, clean, rng) if task == "low_light" and rng.random() < 0.6 else degraded
        )
        base = _mixed(start, clean, rng)
        if rng.random() < 0.6:
            base = _other_tone(base, rng)
        if rng.random() < 0.25:
            base = _murky(task, base, degraded, rng)
        if rng.random() < 0.3:
            base = cv2.GaussianBlur(base, (0, 0), rng.uniform(0.4, 1.6))
        if rng.random() < 0.25:
            base = base + rng.normal(0, rng.uniform(0.002, 0.04), base.shape)
        if rng.random() < 0.1:
            base = _blocks(base, rng)
    return (np.rint(np.clip(base, 0, 1) * 255) / 255).astype(np.float32)


def _near_perfect(degraded: Plane, clean: Plane, rng: Rng) -> Plane:
    """28 to 45 dB: a little of the degradation, of another tone and of blur."""
    shape = clean.shape[:2]
    base = clean + rng.uniform(0, 0.06) * (degraded - clean)
    if rng.random() < 0.5:
        base = base * np.float32(1 + rng.normal(0, 0.01)) + np.float32(rng.normal(0, 0.006))
    if rng.random() < 0.5:
        base = base + rng.uniform(0, 0.015) * smooth_noise(shape, int(rng.integers(2, 9)), rng)[..., None]
    if rng.random() < 0.4:
        base = base + rng.uniform(0, 0.5) * (cv2.GaussianBlur(base, (0, 0), 0.7) - base)
    return base + rng.normal(0, rng.uniform(0, 0.008), base.shape)


def _mixed(degraded: Plane, clean: Plane, rng: Rng) -> Plane:
    """Between degraded and clean, with a weight that varies over the frame and may exceed 1."""
    shape = clean.shape[:2]
    share = rng.beta(2.0, 1.2) + rng.uniform(0, 0.35) * smooth_noise(shape, int(rng.integers(2, 10)), rng)
    share = np.clip(share, 0, 1.25)[..., None]
    return np.clip(degraded + share * (clean - degraded), 0, 1)


def _exposed_alike(degraded: Plane, clean: Plane, rng: Rng) -> Plane:
    """The dark photo brought to about the exposure of the clean one, its noise brought along."""
    values = np.clip(degraded, 0, 1)
    if rng.random() < 0.5:
        gain = float(clean.mean()) / max(float(values.mean()), 0.01)
        return np.clip(values * np.float32(gain * np.exp(rng.normal(0, 0.25))), 0, 1)
    level = np.clip(float(values.mean()), 0.01, 0.9)
    gamma = np.log(np.clip(float(clean.mean()) * np.exp(rng.normal(0, 0.25)), 0.05, 0.9)) / np.log(level)
    return values ** np.float32(np.clip(gamma, 0.15, 1.2))


def _other_tone(base: Plane, rng: Rng) -> Plane:
    amount = rng.uniform(0, 1)
    out = np.clip(base, 0, 1) ** np.float32(np.exp(amount * rng.normal(0, 0.35)))
    grey = out.mean(axis=2, keepdims=True)
    out = grey + (out - grey) * np.float32(1 + amount * rng.normal(0, 0.25))
    out = (out - 0.5) * np.float32(1 + amount * rng.normal(0, 0.15)) + 0.5
    return out + amount * rng.normal(0, 0.04, 3).astype(np.float32)


def _murky(task: str, base: Plane, degraded: Plane, rng: Rng) -> Plane:
    """Too dark, or with a cast, in some places: behind haze where it is thickest, with a dark rim at its edges."""
    shape = base.shape[:2]
    if task == "haze":
        veil = cv2.GaussianBlur(degraded.min(axis=2), (0, 0), rng.uniform(1, 6))
        where = np.clip((veil - np.quantile(veil, 0.5)) * 6, 0, 1)
    else:
        where = np.clip(smooth_noise(shape, int(rng.integers(2, 8)), rng), 0, 1)
    where = (where * np.clip(0.7 + 0.5 * smooth_noise(shape, int(rng.integers(2, 7)), rng), 0, 1.3))[
        ..., None
    ]
    change = np.float32(rng.uniform(-0.5, 0.1)) * (1 + rng.normal(0, 0.25, 3).astype(np.float32))
    return base * (1 + where * change)


def _blocks(base: Plane, rng: Rng) -> Plane:
    levels = np.rint(np.clip(base, 0, 1) * 255).astype(np.uint8)
    return jpeg(levels, int(rng.integers(20, 80))).astype(np.float32) / 255
