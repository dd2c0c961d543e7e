"""How sure it is, at each place, that the generated image shows other content than the reference.

A small regression (two layers) over the maps of `structure`, each seen at the place itself, averaged
over two neighbourhoods, and averaged over the image, so that "much" is judged against the degradation at
hand. Its weights were fitted on three simulated generators and three degradation models; the command that
makes them is benchmarks/hallucination_training.py, and docs/distortion.md says what it measures, also on a
generator and degradation that were left out of the fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from restoration.distortion.grid import WorkGrid
from restoration.distortion.structure import SIDE, comparison_maps
from restoration.resizing import shrink
from restoration.resources import assets
from restoration.weight_table import SHIPPED_FILES

FloatMap = NDArray[np.float32]
WEIGHTS = assets() / "weights" / SHIPPED_FILES["invention"].file
NEIGHBOURHOODS = (9, 25)
"""Window sides, in pixels of a grid of `structure.SIDE`; the regression itself runs at half of that."""
_LIMIT = 8.0


@dataclass(frozen=True, eq=False)
class DetectorWeights:
    """A two-layer regression: logit = relu((x − mean) / deviation · hidden + bias) · out + out_bias."""

    mean: FloatMap
    deviation: FloatMap
    hidden: FloatMap
    bias: FloatMap
    out: FloatMap
    out_bias: FloatMap


@lru_cache(maxsize=1)
def load_weights() -> DetectorWeights:
    """The shipped weights."""
    return DetectorWeights(**load_file(WEIGHTS))


def invention_map(grid: WorkGrid) -> FloatMap:
    """(h, w) on the work grid: how sure it is, in [0, 1], that the content is other content."""
    return score_change(load_weights(), grid, *regressors(*comparison_maps(grid)))


def score_change(
    weights: DetectorWeights, grid: WorkGrid, local: FloatMap, overall: FloatMap, seen: FloatMap
) -> FloatMap:
    """The score of `invention_map` on the work grid, from `regressors` and weights."""
    logit = _logit(weights, local, overall)
    # Neighbours decide together: a place is changed, not a pixel.
    sigma = 2.0 * max(seen.shape) / SIDE
    weight = cv2.GaussianBlur(seen, (0, 0), sigma) + np.float32(1e-3)
    logit = cv2.GaussianBlur(logit * seen, (0, 0), sigma) / weight
    logit = cv2.resize(logit, grid.size, interpolation=cv2.INTER_LINEAR)
    return np.where(grid.valid, 1.0 / (1.0 + cv2.exp(-logit)), np.float32(0))


def regressors(maps: dict[str, FloatMap], visible: NDArray[np.bool_]) -> tuple[FloatMap, FloatMap, FloatMap]:
    """(local, overall, seen) on a grid of half the maps' size: every map and its neighbourhood means
    (3·F, h, w), its image mean (F,), and the share of each pixel that both images show (h, w)."""
    height, width = visible.shape
    size = max(1, width // 2), max(1, height // 2)
    seen = shrink(visible.astype(np.float32), size)
    unit = max(visible.shape) / SIDE
    windows = [(2 * round((side - 1) / 4 * unit) + 1,) * 2 for side in NEIGHBOURHOODS]
    shares = [cv2.blur(seen, window, borderType=cv2.BORDER_REFLECT) + np.float32(1e-3) for window in windows]
    count = len(maps)
    local = np.empty((count * (1 + len(windows)), size[1], size[0]), np.float32)
    overall = np.empty(count, np.float32)
    total = max(float(seen.sum()), 1.0)
    for index, values in enumerate(maps.values()):
        value = np.clip(shrink(values, size), -_LIMIT, _LIMIT) * seen
        local[index] = value
        overall[index] = value.sum() / total
        for turn, (window, share) in enumerate(zip(windows, shares, strict=True), 1):
            local[index + turn * count] = cv2.blur(value, window, borderType=cv2.BORDER_REFLECT) / share
    return local, overall, seen


def _logit(weights: DetectorWeights, local: FloatMap, overall: FloatMap) -> FloatMap:
    count, height, width = local.shape
    flat = local.reshape(count, -1)
    flat = (flat - weights.mean[:count, None]) / weights.deviation[:count, None]
    shared = (overall - weights.mean[count:]) / weights.deviation[count:]
    bias = weights.bias + np.clip(shared, -5, 5) @ weights.hidden[count:]
    hidden = weights.hidden[:count].T @ np.clip(flat, -5, 5, out=flat) + bias[:, None]
    return (weights.out @ np.maximum(hidden, 0) + weights.out_bias).reshape(height, width)
