"""Comparing the aligned generated image with the reference, place by place, whatever the degradation.

A tone change, removed haze, rain, darkness or noise must not look like a hallucination. So nothing here
compares values: either one image is predicted from the other by a local linear map of colour (which
absorbs tone, haze and exposure) and what is left is measured against what is left all around (which
absorbs noise and streaks), or the two are correlated in windows and weighed by the energy that can be
seen above that noise. Everything is done twice, the second time after bright thin things were taken
out of both images alike, because rain only adds light.

All maps are computed at `SIDE` pixels on the longer side: misalignment of a pixel of a photo is then
half a pixel or less, and a changed thing of 3 % of the side still has ten pixels.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.distortion.grid import WorkGrid
from restoration.resizing import bounded_size, shrink
from restoration.symmetric import factors

FloatMap = NDArray[np.float32]
SIDE = 384
LUMA = np.array([0.3, 0.6, 0.1], np.float32)
"""Not those of `restoration.luma`: the detector was fitted on these."""
_OPPONENT = np.array([[1.0, 0.5], [-1.0, 0.5], [0.0, -1.0]], np.float32)
"""Red against green, both against blue: streaks and veils are grey, and vanish here."""
_AROUND = 20.0  # "all around": the radius, in pixels of a 96-pixel or 384-pixel grid, that sets the noise
_RIDGE = np.float32(1e-4)
_FLOOR = 3e-3  # smallest residual that counts as noise, in square-root intensity: one grey level


def comparison_maps(grid: WorkGrid) -> tuple[dict[str, FloatMap], NDArray[np.bool_]]:
    """Named maps (h, w), larger where the two images disagree, and which pixels both show.

    `z…` are residuals of colour prediction over those around, `unlike…` is 1 − correlation where there
    is something to see, `energy…` is the log ratio of structure energy, reference over generated.
    """
    size = bounded_size(grid.size, SIDE)
    unit = max(size) / SIDE
    # Square roots make photon noise even (Anscombe 1948) and open up the dark.
    reference, generated = (
        np.sqrt(shrink(image, size).astype(np.float32) / 255.0) for image in (grid.reference, grid.warped)
    )
    visible = shrink(grid.valid.astype(np.float32), size) > 0.98
    maps: dict[str, FloatMap] = {}
    maps |= _colour_maps(reference, generated, visible, unit, reaches=(9.0, 20.0), prefix="")
    luma = reference @ LUMA, generated @ LUMA
    for scale in (2.0, 4.0, 8.0):
        maps |= window_maps(*luma, scale, unit, prefix="")
    for scale in (1.2, 2.5):
        maps[f"turned{scale}"] = _turned(*luma, scale * unit, unit)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    opened = [
        cv2.morphologyEx(image, cv2.MORPH_OPEN, kernel, borderType=cv2.BORDER_REPLICATE)
        for image in (reference, generated)
    ]
    maps |= _colour_maps(opened[0], opened[1], visible, unit, reaches=(9.0,), prefix="opened ")
    for scale in (3.0, 6.0):
        maps |= window_maps(opened[0] @ LUMA, opened[1] @ LUMA, scale, unit, prefix="opened ")
    return maps, visible


def mean_around(image: FloatMap, sigma: float) -> FloatMap:
    """Two box filters of about that deviation: a Gaussian whose cost does not grow with sigma."""
    side = 2 * max(1, round(sigma * 1.2)) + 1
    for _ in range(2):
        image = cv2.blur(image, (side, side), borderType=cv2.BORDER_REFLECT)
    return image


def _colour_maps(
    reference: FloatMap,
    generated: FloatMap,
    visible: NDArray[np.bool_],
    unit: float,
    *,
    reaches: tuple[float, ...],
    prefix: str,
) -> dict[str, FloatMap]:
    """Residuals of predicting one image from the other by local linear maps of colour, on a quarter grid."""
    size = (visible.shape[1], visible.shape[0])
    quarter = max(1, size[0] // 4), max(1, size[1] // 4)
    a, b = (shrink(cv2.GaussianBlur(image, (0, 0), 1.5 * unit), quarter) for image in (reference, generated))
    seen = shrink(visible.astype(np.float32), quarter)
    maps: dict[str, FloatMap] = {}
    for reach in reaches:
        for name, left in zip(("missing", "new"), _residuals(b, a, seen, reach * unit), strict=True):
            left *= seen[..., None]
            colour = left @ _OPPONENT
            around, around_colour = _typical(left, seen, unit), _typical(colour, seen, unit)
            for blur in (0.0, 1.5, 3.0):
                score = (mean_around(left, blur * unit) if blur else left) / around
                maps[f"{prefix}z {name} {reach:g} {blur:g}"] = _log_length(score, size)
                if blur:
                    tinted = mean_around(colour, blur * unit) / around_colour
                    maps[f"{prefix}tint {name} {reach:g} {blur:g}"] = _log_length(tinted, size)
                if prefix:
                    darker = np.log1p(np.maximum(-score.mean(axis=2), 0))
                    maps[f"{prefix}darker {name} {reach:g} {blur:g}"] = cv2.resize(darker, size)
    return maps


def _residuals(a: FloatMap, b: FloatMap, weight: FloatMap, reach: float) -> tuple[FloatMap, FloatMap]:
    """What is left of `b` predicted from `a`, and of `a` predicted from `b`, (h, w, 3) each.

    By a 3×3 linear map and offset fitted around each pixel, as a guided filter with a colour guide does
    (He, Sun & Tang 2013).
    """
    planes = [np.ascontiguousarray(x) for x in (*np.moveaxis(a, 2, 0), *np.moveaxis(b, 2, 0))]
    norm = mean_around(weight, reach) + np.float32(1e-4)

    def average(values: FloatMap) -> FloatMap:
        return mean_around(values * weight, reach) / norm

    means = [average(plane) for plane in planes]
    pairs = [(i, k) for i in range(6) for k in range(i, 6)]
    spread = {
        pair: average(planes[pair[0]] * planes[pair[1]]) - means[pair[0]] * means[pair[1]] for pair in pairs
    }

    def left(source: range, target: range) -> FloatMap:
        own = [(i, k) for i in source for k in source if i <= k]
        upper = [spread[pair] + _RIDGE if pair[0] == pair[1] else spread[pair] for pair in own]
        found = factors(upper, (_RIDGE, _RIDGE), np.maximum)
        out = []
        centred = [planes[i] - means[i] for i in source]
        for t in target:
            slope = found.solve(*(spread[min(i, t), max(i, t)] for i in source))
            predicted = sum((x * y for x, y in zip(centred, slope, strict=True)), start=means[t])
            out.append(planes[t] - predicted)
        return np.dstack(out)

    return left(range(3), range(3, 6)), left(range(3, 6), range(3))


def _typical(left: FloatMap, seen: FloatMap, unit: float) -> FloatMap:
    """Mean size of a residual around each pixel, per channel; what is changed hardly raises it."""
    size = np.abs(left)
    inside = seen > 0
    limit = 3 * np.median(size[inside], axis=0) + 1e-4 if inside.any() else np.zeros(3)
    total = mean_around(np.minimum(size, limit.astype(np.float32)), _AROUND * unit)
    return total / np.maximum(mean_around(seen, _AROUND * unit), np.float32(0.05))[..., None] + np.float32(
        _FLOOR
    )


def _log_length(score: FloatMap, size: tuple[int, int]) -> FloatMap:
    length = np.log1p(np.sqrt((score * score).mean(axis=2)))
    return cv2.resize(length, size, interpolation=cv2.INTER_LINEAR)


def window_maps(a: FloatMap, b: FloatMap, scale: float, unit: float, *, prefix: str) -> dict[str, FloatMap]:
    """Correlation and energy of luma structure in windows of one scale."""
    window = scale * unit
    a, b = (cv2.GaussianBlur(image, (0, 0), max(0.35 * window, 0.5)) for image in (a, b))
    mean_a, mean_b = mean_around(a, window), mean_around(b, window)
    energy_a = np.maximum(mean_around(a * a, window) - mean_a * mean_a, 0)
    energy_b = np.maximum(mean_around(b * b, window) - mean_b * mean_b, 0)
    shared = mean_around(a * b, window) - mean_a * mean_b
    own = np.maximum(energy_a - shared * shared / (energy_b + 1e-6), 0)
    wide = 25 * unit
    noise = mean_around(np.minimum(own, np.float32(4 * np.median(own) + 1e-6)), wide) + np.float32(1e-5)
    # How much of the generated image's structure the reference lets through hereabouts: haze dims it.
    gain = mean_around(np.maximum(shared, 0), wide) / (mean_around(energy_b, wide) + np.float32(1e-6))
    expected = np.clip(gain, 0.02, 4) ** 2 * energy_b
    correlation = shared / np.sqrt((energy_a + 1e-6) * (energy_b + 1e-6))
    strongest = np.maximum(energy_a, expected)
    ratio = np.clip(np.log((energy_a + noise) / (expected + noise)), -3, 3)
    return {
        f"{prefix}uncorrelated {scale:g}": 1 - correlation,
        f"{prefix}unlike {scale:g}": (1 - np.clip(correlation, 0, 1)) * strongest / (strongest + 3 * noise),
        f"{prefix}own {scale:g}": np.log((mean_around(own, unit) + 0.1 * noise) / noise),
        f"{prefix}energy {scale:g}": ratio,
        f"{prefix}unequal {scale:g}": np.abs(ratio),
    }


def _turned(a: FloatMap, b: FloatMap, sigma: float, unit: float) -> FloatMap:
    """1 − agreement of gradient directions, weighted by gradient length."""
    gradients = []
    for image in (a, b):
        smooth = cv2.GaussianBlur(image, (0, 0), sigma)
        gradients.append((cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)))
    (ax, ay), (bx, by) = gradients
    lengths = cv2.magnitude(ax, ay) * cv2.magnitude(bx, by)
    return 1 - mean_around(ax * bx + ay * by, 3 * unit) / (mean_around(lengths, 3 * unit) + np.float32(1e-5))
