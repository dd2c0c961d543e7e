"""What the degraded photo would have shown: noise, local transmission and blur, per place.

A generated image may draw things that fog, darkness, blur or noise hide in the photo; it cannot be known whether
they are right. Here the structure of the two images is compared in bands of an octave. In each, the gain of the
photo over the generated image (transmission in haze, exposure in the dark, the transfer of a blur) is
estimated from places near by, of similar colour and of similar contrast, and what the photo has that the generated
image does not explain (noise, streaks, blocks) is the noise. A thing would show where gain² times its energy
exceeds the noise in some band. Where nothing can be compared the gain has a lower bound: haze of airlight A over a
scene that is nowhere darker than black lets through at least 1 − min(I / A), so a blue sky is seen and a white one is not.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.distortion.grid import WorkGrid
from restoration.distortion.structure import SIDE, mean_around
from restoration.resizing import bounded_size, shrink

FloatMap = NDArray[np.float32]
BANDS = (2.0, 4.0, 8.0)
"""Scales in pixels of a grid of `SIDE`. Finer detail is not considered: a restoration replaces it everywhere."""
_PLAIN_THING = 0.035
"""Root mean square contrast, in square-root intensity, of the thing whose visibility is asked: 13 grey levels of
a mid-grey."""
_CELL = 12
_NEAR, _ALIKE, _AS_ROUGH = 0.16, 0.07, 1.6
"""The gain of a place is averaged over places like it: so near (share of the diagonal), of so similar a colour (square root of
intensity), and of so similar a contrast (natural logarithm of energy)."""
_AIRLIGHT = 98.0
"""Percentile of the photo's colours."""
_LEAST = 2e-5
"""Energy below which a band counts as empty: one grey level of a mid-grey."""


@dataclass(frozen=True, eq=False)
class Sight:
    """Maps (h, w) on the work grid; ratios are of energies, above about 1 something would show."""

    clear: FloatMap
    """Of a plain thing of moderate contrast, were it there."""
    drawn: FloatMap
    """Of what the generated image has there."""
    drawn_contrast: FloatMap
    """Root mean square contrast of what the generated image has there, in square-root intensity."""
    own: FloatMap
    """Of what only the photo has there."""
    shared: FloatMap
    """Of what both have there."""


def look(grid: WorkGrid, doubtful: NDArray[np.bool_]) -> Sight:
    """`doubtful` (h, w): places whose content may be other content; they count neither for the gain nor for the noise."""
    size = bounded_size(grid.size, SIDE)
    unit = max(size) / SIDE
    reference, generated = (
        np.sqrt(shrink(image, size).astype(np.float32) / 255.0) for image in (grid.reference, grid.warped)
    )
    usable = (shrink(grid.valid.astype(np.float32), size) > 0.98).astype(np.float32)
    usable *= shrink(doubtful.astype(np.float32), size) < 0.3
    cells = max(2, round(size[0] / (_CELL * unit))), max(2, round(size[1] / (_CELL * unit)))
    a, b = (cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) for image in (reference, generated))
    rough = _band(a, BANDS[-1] * unit) ** 2
    lend = _lenders(shrink(reference, cells), np.log(shrink(rough, cells) + _LEAST), shrink(usable, cells))
    through = cv2.resize(_least_transmission(shrink(reference, cells)), size, interpolation=cv2.INTER_LINEAR)
    clear, drawn, contrast, own, both = (np.zeros(a.shape, np.float32) for _ in range(5))
    for band in BANDS:
        (part_a, part_b), window = (_band(image, band * unit) for image in (a, b)), 1.5 * band * unit
        energy_a, energy_b = mean_around(part_a * part_a, window), mean_around(part_b * part_b, window)
        shared = mean_around(part_a * part_b, window)
        explained = np.minimum(np.maximum(shared, 0) ** 2 / (energy_b + 1e-7), energy_a)
        left = energy_a - explained
        noise = _lent(lend, shrink(np.minimum(left, 4 * np.median(left) + 1e-6), cells), size) + _LEAST
        known = usable * np.maximum(shared, 0)
        overall = float(known.sum()) / (float((usable * energy_b).sum()) + 1e-6)
        gain = _lent(lend, shrink(np.maximum(shared, 0), cells), size) / (
            _lent(lend, shrink(energy_b, cells), size) + np.float32(1e-5)
        )
        gain = np.minimum(np.maximum(gain, overall * through), 1.5)
        np.maximum(clear, gain * gain * _PLAIN_THING**2 / noise, out=clear)
        np.maximum(drawn, gain * gain * energy_b / noise, out=drawn)
        np.maximum(own, left / noise, out=own)
        np.maximum(both, explained / noise, out=both)
        contrast += energy_b
    maps = (clear, drawn, np.sqrt(contrast), own, both)
    return Sight(*(cv2.resize(values, grid.size, interpolation=cv2.INTER_LINEAR) for values in maps))


def _least_transmission(colours: FloatMap) -> FloatMap:
    """Lower bound of what haze lets through (h, w), from the dark channel (He, Sun & Tang 2009); `colours` (h, w, 3) are
    square roots of intensities."""
    values = colours * colours
    airlight = np.percentile(values.reshape(-1, 3), _AIRLIGHT, axis=0).astype(np.float32) + np.float32(1e-3)
    return np.clip(1 - (values / airlight).min(axis=2), 0, 1).astype(np.float32)


def _band(image: FloatMap, scale: float) -> FloatMap:
    return cv2.GaussianBlur(image, (0, 0), scale / 2) - cv2.GaussianBlur(image, (0, 0), scale)


def _lenders(colours: FloatMap, contrast: FloatMap, usable: FloatMap) -> FloatMap:
    """(N, N) weights between cells, near and alike, those that do not count with next to none."""
    height, width = colours.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    diagonal = float(np.hypot(height, width))
    features = np.concatenate(
        [
            np.dstack([x, y]).reshape(-1, 2) / (_NEAR * diagonal),
            colours.reshape(-1, 3) / _ALIKE,
            contrast.reshape(-1, 1) / _AS_ROUGH,
        ],
        axis=1,
    ).astype(np.float32)
    square = (features**2).sum(axis=1)
    distance = np.maximum(square[:, None] + square[None] - 2 * features @ features.T, 0)
    return np.asarray(np.exp(-0.5 * distance) * (usable.ravel() + 1e-4), np.float32)


def _lent(lend: FloatMap, values: FloatMap, size: tuple[int, int]) -> FloatMap:
    mean = (lend @ values.ravel()) / lend.sum(axis=1)
    return cv2.resize(mean.reshape(values.shape), size, interpolation=cv2.INTER_LINEAR)
