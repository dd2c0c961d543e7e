"""Redraws of three degrees of repainting, with their true motion, for calibrating the confidence of `align`.

Real generators paint texture anew: detail is lost, comes from elsewhere, and does not stay in place. On top of the
three simulators, which keep detail where it is, a redraw here is repainted not at all ("low"), in part ("middle") or nearly
wholly ("high"), and its content is displaced by a few thousandths of the diagonal, which is part of the true motion.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.simulators import make_redraw
from restoration.image import ImageArray
from restoration.records import Redraw
from restoration.synthesis.fields import smooth_field

DEGREES = ("low", "middle", "high")
Floats = NDArray[np.float32]

_RANGES: dict[str, dict[str, tuple[float, float]]] = {
    "middle": {"wander": (0.0005, 0.002), "factor": (1.0, 2.0), "sigma": (0.003, 0.006), "share": (0.2, 0.6), "light": (0.0, 0.2)},
    "high": {"wander": (0.002, 0.007), "factor": (1.5, 3.0), "sigma": (0.005, 0.015), "share": (0.6, 1.0), "light": (0.1, 0.4)},
}  # fmt: skip
"""Deviation of the wander and the scale below which detail is exchanged, as shares of the diagonal; factor of lost
resolution; share of detail exchanged; deviation of the logarithm of the exposure, which varies with the place."""


def wide_redraw(
    clean: ImageArray, other: ImageArray, seed: int, strength: float, generator: int, degree: str
) -> Redraw:
    """A redraw by `generator` (1 to 3), repainted to one of `DEGREES`; `other` lends texture."""
    made = make_redraw(clean, other, seed, strength, generator, changes=True)
    if degree not in _RANGES:
        return made
    rng = np.random.default_rng([seed, 8])
    drawn = {name: float(rng.uniform(*limits)) for name, limits in _RANGES[degree].items()}
    height, width = made.image.shape[:2]
    diagonal = float(np.hypot(height, width))
    wander = np.dstack(
        [smooth_field(rng, height, width, rng.uniform(0.02, 0.15) * diagonal) for _ in range(2)]
    )
    wander *= np.float32(drawn["wander"] * diagonal)
    grid = np.dstack(np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)))
    image = cv2.remap(made.image, grid + wander, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    foreign = cv2.resize(other, (width, height), interpolation=cv2.INTER_AREA)
    painted = repainted(image.astype(np.float32), foreign.astype(np.float32), rng, drawn, diagonal)
    return replace(made, image=painted, flow=_wandered(made.flow, wander))


def _wandered(flow: Floats, wander: Floats) -> Floats:
    """The flow after what it leads to has moved: the place p with p + wander(p) = the former place."""
    height, width = flow.shape[:2]
    before = flow + np.dstack(
        np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    )
    after = before
    for _ in range(4):
        after = before - cv2.remap(wander, after, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return (flow + after - before).astype(np.float32)


def repainted(
    image: Floats, foreign: Floats, rng: np.random.Generator, drawn: dict[str, float], diagonal: float
) -> ImageArray:
    height, width = image.shape[:2]
    size = (max(8, round(width / drawn["factor"])), max(8, round(height / drawn["factor"])))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    image = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    sigma = drawn["sigma"] * diagonal
    smooth, other = (cv2.GaussianBlur(plane, (0, 0), sigma) for plane in (image, foreign))
    own, theirs = image - smooth, foreign - other
    strength, foreign_strength = (
        np.sqrt(cv2.GaussianBlur(plane * plane, (0, 0), 3 * sigma).mean(axis=2, keepdims=True))
        for plane in (own, theirs)
    )
    # Texture is exchanged wholly; of outlines, which are strong, a part stays, as generators keep them.
    kept = np.clip(np.abs(own).max(axis=2, keepdims=True) / (2.5 * strength + 6.0), 0, 1)
    share = np.float32(drawn["share"]) * (
        1 - np.float32(0.7) * cv2.GaussianBlur(kept, (0, 0), 0.3 * sigma)[..., None]
    )
    image = smooth + (1 - share) * own + share * theirs * np.minimum(strength / (foreign_strength + 1.0), 4)
    image = image + rng.uniform(0.2, 1.0) * (image - cv2.GaussianBlur(image, (0, 0), max(0.8, 0.3 * sigma)))
    light = smooth_field(rng, height, width, float(rng.uniform(0.2, 0.6)) * diagonal)
    image = image * np.exp(np.float32(drawn["light"]) * light)[..., None]
    return np.rint(np.clip(image, 0, 255)).astype(np.uint8)
