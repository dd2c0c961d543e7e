"""The three generators and the three degradation models, by number: the product's own is 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks import second_generator, third_degradation, third_generator
from restoration.image import ImageArray
from restoration.records import Redraw
from restoration.synthesis import degrade, redraw, simulate_generator


def make_redraw(
    clean: ImageArray, other: ImageArray, seed: int, strength: float, generator: int, *, changes: bool
) -> Redraw:
    """A redraw by the first (the product's), second or third generator, with or without changed places."""
    if generator == 2:
        return second_generator.redraw(clean, seed, strength, other, changes=changes)
    if generator == 3:
        return third_generator.redraw(clean, seed, strength, other, changes=changes)
    if changes:
        return simulate_generator(clean, seed=seed, strength=strength)
    edit, redraw._edit_content = redraw._edit_content, _without_edits
    try:
        return simulate_generator(clean, seed=seed, strength=strength)
    finally:
        redraw._edit_content = edit


def make_reference(clean: ImageArray, task: str, seed: int, degradation: int) -> ImageArray:
    """`clean` degraded by the first (the product's), second or third model of degradation."""
    if task == "clean":
        return clean
    if degradation == 1:
        return degrade(clean, task, seed=seed)
    return (second_generator if degradation == 2 else third_degradation).degradation(clean, task, seed)


def _without_edits(rng: np.random.Generator, clean: ImageArray) -> tuple[ImageArray, NDArray[np.bool_]]:
    return clean.copy(), np.zeros(clean.shape[:2], bool)
