"""The mode "photo": how much of what a prior changes is kept, where and at which size of detail.

A fused image in the prior's tone and the base it came from are two observations of one scene, both with errors. The
difference of the two is split into a tone of the whole picture, its luma and its colours, and what is left into
coarse, middle and fine detail. A small regression (two layers, fitted on simulated priors and the results of many
models on degraded photos, never on test photos: benchmarks/gate_training.py) says for every place what share of
each to keep, from what can be seen: how large the difference is beside the change that the base makes to the photo,
the texture of base, photo and prior, how they agree, and how sure the alignment is. The shares lie in [0, 1] and vary
slowly, so that the result lies between the two images and has no edge that neither has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from safetensors.numpy import load_file

from restoration.image import ImageArray
from restoration.luma import LUMA, luma_of
from restoration.models.fusion_steps import enlarged
from restoration.models.guided_filter import (
    FloatImage,
    bounded_size,
    box_mean,
    resized_rows,
    shrunk,
    shrunk_levels,
)
from restoration.models.guided_filter import bands as row_bands
from restoration.resources import assets
from restoration.tasks import task_or_other
from restoration.weight_table import SHIPPED_FILES

WEIGHTS = assets() / "weights" / SHIPPED_FILES["fusion-gate"].file
HAZE_WEIGHTS = assets() / "weights" / SHIPPED_FILES["fusion-gate-haze"].file
"""Of haze, which can hide nearly all of the scene: one regression for all tasks kept too much of bases that are far too dark there."""
LONGEST, CELLS = 400, 48
"""Longer side, in pixels, of the copies on which coarse and middle detail is found, and of the grid of shares."""
COARSE, MIDDLE = 0.03, 0.006
"""Standard deviations of the two blurs that part the sizes of detail, as shares of the longer side."""
_TONE_RIDGE = 1e-4


@dataclass(frozen=True, eq=False)
class GateWeights:
    """shares = sigmoid(relu((x − mean) / deviation · hidden + bias) · out + out_bias), for places and for the whole."""

    mean: FloatImage
    deviation: FloatImage
    hidden: FloatImage
    bias: FloatImage
    out: FloatImage
    out_bias: FloatImage
    whole_hidden: FloatImage
    whole_bias: FloatImage
    whole_out: FloatImage
    whole_out_bias: FloatImage


@dataclass(frozen=True, eq=False)
class Change:
    """From a base (H, W, 3) to a fused image, in grey levels; h, w: the copy whose longer side is `LONGEST` at most."""

    base: ImageArray
    small_base: FloatImage
    matrix: FloatImage
    """(5, 3): added to colours (R, G, B, luma² / 255, 1) in levels of the fused image, it gives them the base's tone as a
    whole."""
    fused: FloatImage
    coarse: FloatImage
    """(h, w, 3), as `middle`: what the fused image in the base's tone differs by."""
    middle: FloatImage

    def beside_tone(self, rows: slice) -> FloatImage:
        """(rows, W, 3): from the base to the fused image in the base's tone."""
        part = self.fused[rows]
        out = _transformed(part, self.matrix)
        out += part
        out -= self.base[rows]
        return out


def gated(
    degraded: ImageArray,
    base: ImageArray,
    fused: FloatImage,
    prior: ImageArray,
    weights: FloatImage,
    task: str,
) -> FloatImage:
    """(H, W, 3) float32 in grey levels, between `base` and `fused` (H, W, 3; 0 to 255, the prior's tone).

    `weights` (H, W): how far the prior is trusted.
    """
    change = change_of(base, fused, weights)
    local, whole = features(change, degraded, prior, weights, task)
    places, tone = shares(load_weights(task), local, whole)
    return applied(change, places, tone)


def load_weights(task: str) -> GateWeights:
    """The shipped weights for `task`."""
    return _stored(HAZE_WEIGHTS if task_or_other(task).network == "scattering" else WEIGHTS)


@lru_cache(maxsize=2)
def _stored(file: Path) -> GateWeights:
    return GateWeights(**load_file(file))


def change_of(base: ImageArray, fused: FloatImage, weights: FloatImage) -> Change:
    height, width = base.shape[:2]
    size = bounded_size(height, width, LONGEST)
    small, few = shrunk_levels(base, size), shrunk(weights, size)
    small_fused = shrunk(fused, size)
    matrix = _tone_between(small_fused, small, few)
    small_toned = small_fused + _transformed(small_fused, matrix)
    coarse, middle = _bands(small_toned - small)
    return Change(base, small, matrix, fused, coarse, middle)


def _tone_between(fused: FloatImage, base: FloatImage, weights: FloatImage) -> FloatImage:
    """(5, 3): what brings the colours of `fused` to those of `base`, less the identity; least squares."""
    colours = _with_square(fused).reshape(-1, 4) / 255
    colours = np.concatenate([colours, np.ones((len(colours), 1), np.float32)], axis=1)
    known = weights.reshape(-1, 1) + np.float32(1e-6)
    squares = ((colours * known).T @ colours).astype(np.float64)
    squares += _TONE_RIDGE * float(known.sum()) * np.diag([1, 1, 1, 1, 0])
    cross = (colours * known).T @ ((base - fused).reshape(-1, 3) / 255)
    found = np.linalg.solve(squares, cross.astype(np.float64)).astype(np.float32)
    found[4] *= 255
    return found


def _with_square(image: FloatImage) -> FloatImage:
    """(H, W, 4): the colours, and the square of the luma: a curve of the whole picture is a matter of tone too."""
    luma = luma_of(image)
    return np.dstack([image, luma * luma / np.float32(255)])


def _transformed(image: FloatImage, matrix: FloatImage) -> FloatImage:
    """(H, W, 3): what `matrix` (5, 3) adds to an image in grey levels."""
    return cv2.transform(_with_square(image), np.ascontiguousarray(matrix.T))


def _bands(image: FloatImage) -> tuple[FloatImage, FloatImage]:
    """Coarse and middle detail of (h, w, C); the fine is what is left."""
    longest = max(image.shape[:2])
    blurred = [_blurred(image, share * longest) for share in (COARSE, MIDDLE)]
    return blurred[0], blurred[1] - blurred[0]


def _blurred(image: FloatImage, sigma: float) -> FloatImage:
    """Three box means: nearly Gaussian, and as fast for wide windows as for narrow ones."""
    radius = max(1, round(sigma * 0.9))
    for _ in range(3):
        image = box_mean(image, radius)
    return image


def features(
    change: Change, degraded: ImageArray, prior: ImageArray, weights: FloatImage, task: str
) -> tuple[FloatImage, FloatImage]:
    """(local (F, rows, columns), whole (G,)): what the shares are judged by."""
    height, width = degraded.shape[:2]
    rows, columns = bounded_size(height, width, CELLS)
    grid = (rows, columns)
    size = change.coarse.shape[:2]
    photo, content = (shrunk_levels(image, size) for image in (degraded, prior))
    # The prior in the base's tone: what is compared is content.
    content = content + _transformed(content, change.matrix)
    lumas = [luma_of(image) for image in (change.small_base, photo, content)]
    bands = [_bands(luma) for luma in lumas]
    whole_size = (height, width)

    def fine_of(image: ImageArray, parts: tuple[FloatImage, FloatImage]) -> FloatImage:
        return _fine(lambda rows: luma_of(image[rows].astype(np.float32)), parts[0] + parts[1], whole_size)

    fine = [fine_of(change.base, bands[0]), fine_of(degraded, bands[1])]

    def in_tone_of_base(rows: slice) -> FloatImage:
        part = prior[rows].astype(np.float32)
        return luma_of(part + _transformed(part, change.matrix))

    fine.append(_fine(in_tone_of_base, bands[2][0] + bands[2][1], whole_size))
    fine_difference = _fine(
        lambda rows: luma_of(change.beside_tone(rows)), luma_of(change.coarse + change.middle), whole_size
    )

    def mean(values: FloatImage) -> FloatImage:
        return box_mean(shrunk(values, grid), 1)

    def level(squares: FloatImage) -> FloatImage:
        return 0.5 * np.log(np.maximum(mean(squares), 0) + np.float32(0.25))

    def level3(values: FloatImage) -> FloatImage:
        return level(np.square(values).mean(axis=2))

    base_bands, photo_bands, prior_bands = ((*pair, detail) for pair, detail in zip(bands, fine, strict=True))
    maps = [level3(change.coarse), level3(change.middle), level(np.square(fine_difference))]
    maps += [level(np.square(b - d)) for b, d in zip(base_bands, photo_bands, strict=True)]
    maps += [level(np.square(band)) for band in (*base_bands[1:], *prior_bands[1:], *photo_bands[1:])]
    for b, p, d in zip(base_bands[1:], prior_bands[1:], photo_bands[1:], strict=True):
        maps += [
            level(np.square(b - p)),
            _alike(mean, b, p),
            _alike(mean, d, p),
            _alike(mean, b - d, p - d),
            _alike(mean, b - d, p - b),
        ]
    trust = mean(weights)
    maps += [trust, mean(lumas[0]) / 128, mean(lumas[1]) / 128]
    local = np.stack(maps).astype(np.float32)
    known, known_task = trust / max(float(trust.sum()), 1e-6), task_or_other(task)
    tone = _transformed(change.small_base, change.matrix)
    luma = luma_of(tone)
    few = shrunk(weights, size)
    mass = max(float(few.sum()), 1e-6)

    def whole_level(values: FloatImage) -> float:
        return 0.5 * float(np.log(float((np.square(values) * few).sum()) / mass + 0.25))

    chroma = np.sqrt(np.square(tone - luma[..., None]).mean(axis=2))
    whole = [whole_level(luma), whole_level(chroma), float((luma * few).sum()) / mass / 32]
    whole += [float(trust.mean()), float(known_task.changes_tone)]
    whole += [float(known_task.network == "scattering")]
    overall = (local * known).sum(axis=(1, 2))
    return local, np.concatenate([np.array(whole, np.float32), overall.astype(np.float32)])


def _fine(luma: Callable[[slice], FloatImage], blurred: FloatImage, size: tuple[int, int]) -> FloatImage:
    """(H, W): luma, made by rows, less `blurred` (h, w)."""
    out = np.empty(size, np.float32)
    for rows in row_bands(*size):
        out[rows] = luma(rows) - resized_rows(blurred[..., None], size, rows.start, len(out[rows]))[..., 0]
    return out


def _alike(mean: Callable[[FloatImage], FloatImage], one: FloatImage, other: FloatImage) -> FloatImage:
    """Correlation in every cell."""
    sizes = np.maximum(mean(np.square(one)), 0) * np.maximum(mean(np.square(other)), 0)
    return mean(one * other) / np.sqrt(sizes + np.float32(0.25))


def shares(weights: GateWeights, local: FloatImage, whole: FloatImage) -> tuple[FloatImage, FloatImage]:
    """(rows, columns, 3): of coarse, middle and fine detail; (2,): of the whole picture's luma and colours."""
    count, rows, columns = local.shape
    shared = _standard(whole, weights.mean[count:], weights.deviation[count:])
    flat = _standard(local.reshape(count, -1).T, weights.mean[:count], weights.deviation[:count])
    hidden = flat @ weights.hidden[:count] + (shared @ weights.hidden[count:] + weights.bias)
    places = np.maximum(hidden, 0) @ weights.out + weights.out_bias
    tone = np.maximum(shared @ weights.whole_hidden + weights.whole_bias, 0) @ weights.whole_out
    return _sigmoid(places).reshape(rows, columns, 3), _sigmoid(tone + weights.whole_out_bias)


def _standard(values: FloatImage, mean: FloatImage, deviation: FloatImage) -> FloatImage:
    return np.clip((values - mean) / deviation, -4, 4)


def _sigmoid(values: FloatImage) -> FloatImage:
    return np.asarray(1 / (1 + np.exp(-values)), np.float32)


def parts(change: Change) -> list[FloatImage]:
    """The five parts of the change (H, W, 3), which add up to it: coarse, middle, fine; the whole's luma, its colours."""
    size = change.base.shape[:2]
    coarse, middle = (enlarged(part, size) for part in (change.coarse, change.middle))
    luma = np.repeat((change.matrix @ LUMA)[:, None], 3, axis=1)
    whole = [-_transformed(change.fused, matrix) for matrix in (luma, change.matrix - luma)]
    return [coarse, middle, change.beside_tone(slice(None)) - coarse - middle, *whole]


def applied(change: Change, places: FloatImage, tone: FloatImage) -> FloatImage:
    """The base and, of each of `parts`, these shares."""
    whole, size = change.base.shape[:2], change.coarse.shape[:2]
    share = enlarged(places, size)
    # The fine share of all of it, and what the other two are beyond that.
    fine = share[..., 2:]
    kept = (share[..., :1] - fine) * change.coarse + (share[..., 1:2] - fine) * change.middle
    luma = (change.matrix @ LUMA)[:, None]
    matrix = tone[0] * luma + tone[1] * (change.matrix - luma)
    out = np.empty(change.fused.shape, np.float32)
    for rows in row_bands(*whole):
        part = change.beside_tone(rows)
        part *= resized_rows(places[..., 2:], whole, rows.start, len(part))
        part += change.base[rows]
        part += resized_rows(kept, whole, rows.start, len(part))
        part -= _transformed(change.fused[rows], matrix)
        out[rows] = part
    return out
