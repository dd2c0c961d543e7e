"""Kept, moved or invented, pixel by pixel, and the regions that this makes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.distortion import geometry
from restoration.distortion.grid import WorkGrid
from restoration.distortion.invention import invention_map
from restoration.records import INVENTED, KEPT, MOVED, Region

MOVED_SHARE = 0.003
"""Content has moved when the residual displacement exceeds this share of the diagonal …"""
MOVED_FLOOR_PX = 1.5
"""… and this many pixels, below which dense alignment itself is not sure."""
SEED, GROW, SURE_SHARE = 0.9, 0.5, 0.15
"""A region is invented when its score exceeds GROW, and in this share of it SEED."""
MIN_AREA = 0.0015
"""Smaller patches, as a share of the frame, are ignored."""
MAX_REGIONS = 40


@dataclass(frozen=True, eq=False)
class Labelling:
    labels: NDArray[np.uint8]
    """(H, W) at full size."""
    fractions: dict[str, float]
    """Shares of the visible frame, adding up to 1."""
    kept: NDArray[np.bool_]
    """(h, w) on the work grid: confidently aligned and unchanged."""
    regions: tuple[Region, ...]


def label_grid(grid: WorkGrid, *, same_scene: bool) -> Labelling:
    """Label every pixel. Pixels that the generated frame does not show stay KEPT and are not counted:
    `Canvas.cropped_fraction` speaks of them. Of an unrelated image everything visible is invented."""
    small = np.full(grid.valid.shape, KEPT, np.uint8)
    length = cv2.magnitude(grid.residual[..., 0], grid.residual[..., 1])
    limit = max(MOVED_FLOOR_PX, MOVED_SHARE * geometry.diagonal(grid.reference_size))
    regions: tuple[Region, ...] = ()
    if not same_scene:
        small[grid.valid] = INVENTED
    else:
        score, balance = invention_map(grid)
        invented = grow(score, grid.valid)
        moved = grid.confident & (length > limit) & ~invented
        moved = _drop_small(moved)
        small[moved] = MOVED
        small[invented] = INVENTED
        regions = _regions(grid, invented, moved, score, balance, length, limit)
    seen = max(int(grid.valid.sum()), 1)
    shares = [float((small[grid.valid] == value).sum()) / seen for value in (KEPT, MOVED, INVENTED)]
    if not grid.valid.any():
        shares = [0.0, 0.0, 1.0]
    return Labelling(
        labels=_enlarged(small, grid.reference_size),
        fractions=dict(zip(("kept", "moved", "invented"), shares, strict=True)),
        kept=grid.confident & (small != INVENTED),
        regions=regions,
    )


def _enlarged(labels: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Labels at (width, height), with smooth rather than stepped outlines."""
    if (labels.shape[1], labels.shape[0]) == size:
        return labels
    out = np.full((size[1], size[0]), KEPT, np.uint8)
    for value in (MOVED, INVENTED):
        cover = cv2.resize((labels == value).astype(np.uint8) * 255, size, interpolation=cv2.INTER_LINEAR)
        out[cover > 127] = value
    return out


def grow(score: NDArray[np.float32], valid: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Hysteresis: components above GROW that hold enough pixels above SEED and enough area."""
    candidate = ((score > GROW) & valid).astype(np.uint8)
    count, names, stats, _ = cv2.connectedComponentsWithStats(candidate, connectivity=8)
    area = stats[:, cv2.CC_STAT_AREA]
    seeds = np.bincount(names[score > SEED], minlength=count)
    keep = (area >= MIN_AREA * score.size) & (seeds >= SURE_SHARE * area)
    keep[0] = False
    return keep[names]


def _drop_small(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    _, names, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    keep = stats[:, cv2.CC_STAT_AREA] >= MIN_AREA * mask.size
    keep[0] = False
    return keep[names]


def _regions(
    grid: WorkGrid,
    invented: NDArray[np.bool_],
    moved: NDArray[np.bool_],
    score: NDArray[np.float32],
    balance: NDArray[np.float32],
    length: NDArray[np.float32],
    limit: float,
) -> tuple[Region, ...]:
    regions: list[Region] = []
    for mask, is_moved in ((invented, False), (moved, True)):
        count, names, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
        for name in range(1, count):
            x, y, w, h, area = (int(v) for v in stats[name])
            inside = names[y : y + h, x : x + w] == name
            share = area / mask.size
            if is_moved:
                shift = float(np.median(length[y : y + h, x : x + w][inside]))
                kind, importance = "moved", share * min(shift / limit, 10.0)
            else:
                lean = float(balance[y : y + h, x : x + w][inside].mean())
                kind = "added" if lean > 0.35 else "removed" if lean < -0.35 else "changed"
                shift, importance = 0.0, share * 10.0 * float(score[y : y + h, x : x + w][inside].mean())
            box = _to_reference((x, y, w, h), grid)
            regions.append(Region(box, kind, share, shift, importance))  # type: ignore[arg-type]
    regions.sort(key=lambda region: -region.importance)
    return tuple(regions[:MAX_REGIONS])


def _to_reference(box: tuple[int, int, int, int], grid: WorkGrid) -> tuple[int, int, int, int]:
    x, y, w, h = box
    fx, fy = grid.reference_size[0] / grid.size[0], grid.reference_size[1] / grid.size[1]
    left, top = int(x * fx), int(y * fy)
    return left, top, max(1, int((x + w) * fx) - left), max(1, int((y + h) * fy) - top)
