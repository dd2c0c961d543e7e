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
from restoration.resizing import Size, bounded_size, shrink
from restoration.transmission import least_transmission

FloatMap = NDArray[np.float32]
BANDS = (2.0, 4.0, 8.0)
"""Scales in pixels of a grid of `SIDE`. Finer detail is not considered: a restoration replaces it everywhere."""
LARGE_BANDS = (16.0, 32.0)
"""Scales of large smooth things, such as clouds; they have a map of their own."""
_PLAIN_THING = 0.035
"""Root mean square contrast, in square-root intensity, of the thing whose visibility is asked: 13 grey levels of
a mid-grey."""
_CELL = 12
_NEAR, _ALIKE, _AS_ROUGH = 0.16, 0.07, 1.6
"""The gain of a place is averaged over places like it: so near (share of the diagonal), of so similar a colour (square root of
intensity), and of so similar a contrast (natural logarithm of energy)."""
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
    large: FloatMap
    """Of large smooth things that only one of them has there."""


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
    lend = _Lenders.of(shrink(reference, cells), np.log(shrink(rough, cells) + _LEAST), shrink(usable, cells))
    through = least_transmission(shrink(reference, cells) ** 2)
    through = cv2.resize(through, size, interpolation=cv2.INTER_LINEAR)
    clear, drawn, contrast, own, both = (np.zeros(a.shape, np.float32) for _ in range(5))
    for band in BANDS:
        seen = _in_band((a, b), band * unit, lend, usable, through)
        np.maximum(clear, seen.gain**2 * _PLAIN_THING**2 / seen.noise, out=clear)
        np.maximum(drawn, seen.gain**2 * seen.drawn / seen.noise, out=drawn)
        np.maximum(own, seen.own / seen.noise, out=own)
        np.maximum(both, seen.shared / seen.noise, out=both)
        contrast += seen.drawn
    maps = (clear, drawn, np.sqrt(contrast), own, both, _large((a, b), unit, lend, usable, through))
    return Sight(*(cv2.resize(values, grid.size, interpolation=cv2.INTER_LINEAR) for values in maps))


@dataclass(frozen=True, eq=False)
class _Band:
    """Of one octave (h, w): gain of the photo over the generated image; energies of what that has, of what only the photo has, of
    what both have, and of the noise."""

    gain: FloatMap
    drawn: FloatMap
    own: FloatMap
    shared: FloatMap
    noise: FloatMap


def _in_band(
    images: tuple[FloatMap, FloatMap], band: float, lend: _Lenders, usable: FloatMap, through: FloatMap
) -> _Band:
    (part_a, part_b), window = (_band(image, band) for image in images), 1.5 * band
    size = part_a.shape[1], part_a.shape[0]
    energy_a, energy_b = mean_around(part_a * part_a, window), mean_around(part_b * part_b, window)
    shared = mean_around(part_a * part_b, window)
    explained = np.minimum(np.maximum(shared, 0) ** 2 / (energy_b + 1e-7), energy_a)
    left = energy_a - explained
    noise = lend.lent(np.minimum(left, 4 * np.median(left) + 1e-6), size) + _LEAST
    known = usable * np.maximum(shared, 0)
    overall = float(known.sum()) / (float((usable * energy_b).sum()) + 1e-6)
    gain = lend.lent(np.maximum(shared, 0), size) / (lend.lent(energy_b, size) + np.float32(1e-5))
    return _Band(np.minimum(np.maximum(gain, overall * through), 1.5), energy_b, left, explained, noise)


def _large(
    images: tuple[FloatMap, FloatMap], unit: float, lend: _Lenders, usable: FloatMap, through: FloatMap
) -> FloatMap:
    """(h, w) on a quarter of the grid: energy over noise of large smooth things that only one of both has."""
    size = max(1, usable.shape[1] // 4), max(1, usable.shape[0] // 4)
    small = tuple(shrink(image, size) for image in images)
    others = shrink(usable, size), shrink(through, size)
    out = np.zeros(others[0].shape, np.float32)
    for band in LARGE_BANDS:
        seen = _in_band((small[0], small[1]), band * unit / 4, lend, *others)
        np.maximum(out, np.maximum(seen.gain**2 * seen.drawn, seen.own) / seen.noise, out=out)
    return out


def _band(image: FloatMap, scale: float) -> FloatMap:
    return cv2.GaussianBlur(image, (0, 0), scale / 2) - cv2.GaussianBlur(image, (0, 0), scale)


@dataclass(frozen=True, eq=False)
class _Lenders:
    cells: Size
    weights: FloatMap
    """(N, N) between cells, near and alike; those that do not count have next to none."""

    @classmethod
    def of(cls, colours: FloatMap, contrast: FloatMap, usable: FloatMap) -> _Lenders:
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
        weights = np.exp(-0.5 * distance) * (usable.ravel() + 1e-4)
        return cls((width, height), np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32))

    def lent(self, values: FloatMap, size: Size) -> FloatMap:
        """The mean of what the lenders of each place have, at `size`."""
        small = shrink(values, self.cells)
        mean = (self.weights @ small.ravel()).reshape(small.shape)
        return cv2.resize(mean, size, interpolation=cv2.INTER_LINEAR)
