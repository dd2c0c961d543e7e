"""What the stages of alignment gain on unrelated images, by the same procedure.

Aligning raises the score of anything, and so does fitting colours. The unrelated images are the generated
one with its tiles mirrored and permuted in several ways: the same content statistics, no common layout. They are aligned by an
`align` that never refuses, at a bounded size, and go through every stage that the pair goes through.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from restoration.distortion.stages import Align, Score, raw_image, score_stages
from restoration.distortion.tone import fit_tone
from restoration.image import ImageArray
from restoration.records import NullGain, StageScore
from restoration.resizing import bounded_size, shrink

NULL_SIDE = 128
"""Longer side of the pairs on which the null gain is measured."""
_ORDERS = ((4, 8, 3, 7, 0, 6, 2, 1, 5), (8, 0, 7, 1, 5, 2, 3, 4, 6), (5, 6, 1, 8, 2, 7, 0, 3, 4))
"""Permutations of 3×3 tiles that leave none in its place."""
_SPREADS = 2.0
"""A gain is beyond chance from so many standard deviations above the mean null gain on, …"""
_FLOOR_DB = 0.1
"""… and by so much at least: less is rounding."""


def measure_null(
    generated: ImageArray, target: ImageArray, reference: ImageArray, *, align: Align, score: Score
) -> tuple[NullGain, ...]:
    """The gain of every stage over the plain resize, on unrelated images. `generated` (h, w, 3) gives the content,
    `target` (H, W, 3) is what the stages are scored against, `reference` what tone is fitted to. `align` must not refuse."""
    size = bounded_size((target.shape[1], target.shape[0]), NULL_SIDE)
    small, photo = shrink(target, size), shrink(reference, size)
    small_generated = raw_image(generated, small)
    gains: dict[str, list[float]] = {}
    for order in _ORDERS:
        unrelated = scramble(small_generated, order)
        found = align(unrelated, photo)
        scored = score_stages(found, unrelated, small, score=score)
        tone = fit_tone(found.warped, photo, found.valid)
        stages = scored.with_tone(tone, score=score)
        for stage in stages[1:]:
            gains.setdefault(stage.name, []).append(_finite(stage.psnr - stages[0].psnr))
    return tuple(
        NullGain(
            name, float(np.mean(values)), float(np.std(values, ddof=1)), float(np.max(values)), len(values)
        )
        for name, values in gains.items()
    )


def against_chance(stages: Sequence[StageScore], null: Sequence[NullGain]) -> tuple[StageScore, ...]:
    """The stages, each with whether its gain over the first lies beyond chance; None for the first."""
    chance = {gain.name: gain for gain in null}
    return tuple(
        replace(stage, beyond_chance=_beyond(stage.psnr - stages[0].psnr, chance.get(stage.name)))
        for stage in stages
    )


def _beyond(gain_db: float, null: NullGain | None) -> bool | None:
    if null is None or math.isnan(gain_db):
        return None
    limit = max(null.mean_db + _SPREADS * null.spread_db, null.largest_db, 0.0)
    return gain_db > limit + _FLOOR_DB


def _finite(gain_db: float) -> float:
    return gain_db if math.isfinite(gain_db) else 0.0


def scramble(image: ImageArray, order: Sequence[int] = _ORDERS[0]) -> ImageArray:
    """`image` with its 3×3 tiles mirrored left to right and permuted, none staying in place."""
    height, width = image.shape[:2]
    if min(height, width) < 6:
        return np.ascontiguousarray(image[::-1, ::-1])
    rows, columns = height // 3, width // 3
    out = np.ascontiguousarray(image[:, ::-1])
    for to, source in enumerate(order):
        y, x = (source // 3) * rows, (source % 3) * columns
        tile = image[y : y + rows, x : x + columns, :][:, ::-1]
        y, x = (to // 3) * rows, (to % 3) * columns
        out[y : y + rows, x : x + columns] = tile
    return out
