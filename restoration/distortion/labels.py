"""Kept, moved, hallucinated or not judged, pixel by pixel, and the regions that this makes.

Nothing is claimed that was not measured. Kept and moved need a confident motion and a photo that shows what stands there;
hallucinated needs other content, surroundings that are surely aligned, and a photo that would have shown it. All else
is not judged, and what the generated image adds there, beyond what the photo can show, is listed.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.distortion import geometry
from restoration.distortion.claims import Claims, likeness
from restoration.distortion.grid import WorkGrid
from restoration.distortion.hallucination import suspicion
from restoration.distortion.layers import Layer, find_layers
from restoration.distortion.visibility import Sight, look
from restoration.records import HALLUCINATED, KEPT, MOVED, NOT_JUDGED, Region, tolerance_px

MOVED_SHARE = 0.003
"""Content has moved when the residual displacement exceeds this share of the diagonal …"""
MOVED_FLOOR_PX = 1.5
"""… and this many pixels, below which dense alignment itself is not sure …"""
SURELY = 1.0
"""… by so many deviations of the flow: 84 % of a normal distribution lie below."""
SEED, GROW = 0.8, 0.5
"""A region is hallucinated when its score exceeds GROW, and in a share of it SEED …"""
SURE_SHARE, SMALL_AND_LARGE = (0.15, 0.25), (0.005, 0.05)
"""… which rises with the root of its area, from that of a small region to that of a large one (shares of the frame): the rim, which is
never sure, takes less of a large one."""
ENOUGH = 0.2
"""Less than this share of the visible frame judged is too little for a verdict."""
RING, RING_SURE = 0.03, 0.3
"""Around a hallucinated place, so wide (share of the diagonal), the motion is confident in so large a share."""
SHOWS = 0.5
"""Least energy over noise (`sight`) of what a photo can be said to show."""
WOULD_SHOW, SHOWS_SHARE = 0.8, 0.35
"""The photo would have shown so much of a hallucinated place, so clearly …"""
SHOWS_ANYTHING = 0.3
"""… and in so much of it shows anything at all, so that what it alone has is not all noise."""
MISSED, OUTWEIGHED, UNLIKE = 1.4, 2.2, 0.8
"""Nothing is kept where the photo has structure of its own, of so much energy over noise (`sight`), which what both share does
not exceed by such a factor, and their correlation is lower than this: the aligned image lacks something …"""
REDRAWN, OTHERS = 0.35, 0.5
"""… or where the aligned image has structure that the photo would show, of which it shares less than this share of the
energy, with a correlation below this: waves, leaves and clouds that were drawn anew …"""
MISSED_AROUND = 0.06
"""… in more than half of the surroundings, so wide (share of the grid's longer side)."""
BEYOND_CONTRAST = 0.02
"""Root mean square contrast, in square-root intensity, of things added beyond what the photo can show."""
BEYOND_AREA = 0.01
"""Smaller places are not listed as such."""
ONE_SIDED = 0.7
"""Natural logarithm: structure of the one image that exceeds the other's by a factor of two was added or removed; else the
content was changed."""
MIN_AREA = 0.0015
"""Smaller patches, as a share of the frame, are ignored."""
MAX_REGIONS = 40


@dataclass(frozen=True, eq=False)
class Labelling:
    labels: NDArray[np.uint8]
    """(H, W) at full size."""
    fractions: dict[str, float]
    """As in `DistortionReport`."""
    judged: float
    beyond: float
    unsure: float
    """Share of the visible frame that is not judged because the motion is not sure."""
    kept: NDArray[np.bool_]
    """(h, w) on the work grid: confidently aligned and unchanged."""
    regions: tuple[Region, ...]


def label_grid(grid: WorkGrid, *, same_scene: bool, identical: bool = False) -> Labelling:
    """Label every pixel. Pixels that the generated frame does not show are not judged, and not counted:
    `Canvas.cropped_fraction` speaks of them. Where no common scene is established nothing is judged."""
    small = np.full(grid.valid.shape, NOT_JUDGED, np.uint8)
    regions: tuple[Region, ...] = ()
    beyond = np.zeros(grid.valid.shape, bool)
    if identical:
        small[:] = KEPT
    elif same_scene:
        small, beyond, regions = _judged(grid)
    seen = max(int(grid.valid.sum()), 1)
    counts = [int((small[grid.valid] == value).sum()) for value in (KEPT, MOVED, HALLUCINATED)]
    judged = sum(counts)
    fractions = dict(zip(("kept", "moved", "invented"), (n / max(judged, 1) for n in counts), strict=True))
    return Labelling(
        labels=_enlarged(small, grid.reference_size),
        fractions=fractions | {"not_judged": 1.0 - judged / seen},
        judged=judged / seen,
        beyond=float(beyond.sum()) / seen,
        unsure=float((grid.valid & ~grid.confident & (small == NOT_JUDGED)).sum()) / seen,
        kept=grid.confident & (small != HALLUCINATED),
        regions=regions,
    )


def _judged(grid: WorkGrid) -> tuple[NDArray[np.uint8], NDArray[np.bool_], tuple[Region, ...]]:
    """(labels, what is added beyond the photo, regions) on the work grid."""
    doubt = suspicion(grid)
    score, unlike = doubt.shown, doubt.other > GROW
    sight = look(grid, unlike)
    length = cv2.magnitude(grid.residual[..., 0], grid.residual[..., 1])
    limit = max(MOVED_FLOOR_PX, MOVED_SHARE * geometry.diagonal(grid.reference_size))
    shows = np.maximum(sight.clear, sight.drawn) > SHOWS
    suspect = grow(score, grid.valid)
    layers = tuple(
        layer
        for layer in find_layers(grid, suspect, limit)
        if _surrounded(layer.mask | layer.target, suspect, grid)
    )
    things = _covered([layer.mask for layer in layers], score.shape)
    # Where a moved thing stood and stands now, neither it nor what it uncovered is other content.
    either = things | _covered([layer.target for layer in layers], score.shape)
    other = _borne_out(suspect & ~either, grid, sight, shows)
    far = length > limit + SURELY * _deviation(grid)
    moved = _drop_small(grid.confident & far & ~suspect & ~either & (sight.shared > SHOWS))
    beyond = np.zeros_like(other)
    if grid.confident.sum() < ENOUGH * grid.valid.sum():  # nobody knows what stands where
        other = np.zeros_like(other)
    else:
        added = grid.valid & ~other & ~things & ~shows & (sight.drawn_contrast > BEYOND_CONTRAST)
        beyond = _drop_small(added, BEYOND_AREA)
    small = np.full(score.shape, NOT_JUDGED, np.uint8)
    # What may have moved by more than twice the limit, and not surely so, is neither kept nor moved.
    same = grid.confident & shows & ~suspect & ~unlike & (length < 2 * limit)
    small[same & ~_something_missing(same, grid, sight)] = KEPT
    small[moved | things] = MOVED
    small[other] = HALLUCINATED
    balance = np.log((sight.drawn + 0.1) / (sight.own + 0.1))
    regions = _regions(grid, (other, moved, beyond), layers, score, balance, length, limit)
    return small, beyond, regions


def _something_missing(same: NDArray[np.bool_], grid: WorkGrid, sight: Sight) -> NDArray[np.bool_]:
    """Where of `same` one of the images has what the other does not show, and would. The motion may be right there,
    interpolated from around: that does not show that the content is."""
    alike = likeness(grid)
    outweighed = sight.shared + 0.05 < OUTWEIGHED * (sight.own + 0.05)
    lacking = same & (sight.own > MISSED) & outweighed & (alike < UNLIKE)
    redrawn = (sight.drawn > WOULD_SHOW) & (sight.drawn_contrast > BEYOND_CONTRAST)
    lacking |= same & redrawn & (sight.shared < REDRAWN * sight.drawn) & (alike < OTHERS)
    window = (2 * round(MISSED_AROUND * max(grid.size) / 2) + 1,) * 2
    share = cv2.blur(lacking.astype(np.float32), window)
    return share > 0.5 * cv2.blur(same.astype(np.float32), window)


def _deviation(grid: WorkGrid) -> NDArray[np.float32]:
    """(h, w), of the flow along one axis, in reference pixels, if the confidence is the probability that its error, Rayleigh
    distributed, lies within the tolerance."""
    wrong = np.clip(1 - grid.confidence, 1e-3, 1 - 1e-3)
    return np.asarray(tolerance_px(grid.reference_size) / np.sqrt(-2 * np.log(wrong)), np.float32)


def _covered(masks: list[NDArray[np.bool_]], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    return np.logical_or.reduce(masks) if masks else np.zeros(shape, bool)


def _surrounded(mask: NDArray[np.bool_], suspect: NDArray[np.bool_], grid: WorkGrid) -> bool:
    """Whether the motion around a place is sure."""
    reach = max(1, round(RING * float(np.hypot(*grid.size))))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    ring = (cv2.dilate(mask.astype(np.uint8), kernel) > 0) & ~mask & ~suspect & grid.valid
    return bool(ring.any()) and float(grid.confident[ring].mean()) >= RING_SURE


def _borne_out(
    suspect: NDArray[np.bool_], grid: WorkGrid, sight: Sight, shows: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Of `suspect` components those whose surroundings are surely aligned, which the photo would have shown, and whose content
    is not there after all, nor only the light on it another."""
    claims = Claims.of(grid, suspect)
    would_show = np.maximum.reduce([sight.drawn, sight.own, sight.large]) > WOULD_SHOW
    reach = max(1, round(RING * float(np.hypot(*grid.size))))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    out = np.zeros_like(suspect)
    count, names, stats, _ = cv2.connectedComponentsWithStats(suspect.astype(np.uint8), connectivity=8)
    height, width = suspect.shape
    for name in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[name])
        if area < MIN_AREA * suspect.size:  # what a moved thing left of it
            continue
        part = (
            slice(max(0, y - reach), min(height, y + h + reach)),
            slice(max(0, x - reach), min(width, x + w + reach)),
        )
        inside = names[part] == name
        ring = (cv2.dilate(inside.astype(np.uint8), kernel) > 0) & ~suspect[part] & grid.valid[part]
        sure = float(grid.confident[part][ring].mean()) if ring.any() else 0.0
        if sure < RING_SURE or would_show[part][inside].mean() < SHOWS_SHARE:
            continue
        if shows[part][inside].mean() < SHOWS_ANYTHING:
            continue
        place = names == name
        if not claims.same_content(place) and not claims.only_light(place):
            out |= place
    return out


def _enlarged(labels: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Labels at (width, height), with smooth rather than stepped outlines."""
    if (labels.shape[1], labels.shape[0]) == size:
        return labels
    out = np.full((size[1], size[0]), KEPT, np.uint8)
    for value in (NOT_JUDGED, MOVED, HALLUCINATED):
        cover = cv2.resize((labels == value).astype(np.uint8) * 255, size, interpolation=cv2.INTER_LINEAR)
        out[cover > 127] = value
    return out


def grow(score: NDArray[np.float32], valid: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Hysteresis: components above GROW of enough area that hold enough pixels above SEED."""
    candidate = ((score > GROW) & valid).astype(np.uint8)
    count, names, stats, _ = cv2.connectedComponentsWithStats(candidate, connectivity=8)
    area = stats[:, cv2.CC_STAT_AREA]
    seeds = np.bincount(names[score > SEED], minlength=count)
    wanted = np.interp(np.sqrt(area / score.size), np.sqrt(SMALL_AND_LARGE), SURE_SHARE)
    keep = (area >= MIN_AREA * score.size) & (seeds >= wanted * area)
    keep[0] = False
    return keep[names]


def _drop_small(mask: NDArray[np.bool_], least: float = MIN_AREA) -> NDArray[np.bool_]:
    _, names, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    keep = stats[:, cv2.CC_STAT_AREA] >= least * mask.size
    keep[0] = False
    return keep[names]


def _regions(
    grid: WorkGrid,
    masks: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]],
    layers: tuple[Layer, ...],
    score: NDArray[np.float32],
    balance: NDArray[np.float32],
    length: NDArray[np.float32],
    limit: float,
) -> tuple[Region, ...]:
    """Of the masks of hallucinated, moved, and added beyond what the photo can show, and of things that moved as one."""
    regions: list[Region] = []
    for layer in layers:
        share, far = float(layer.mask.mean()), float(np.hypot(*layer.offset_px))
        box = _to_reference(cv2.boundingRect(layer.mask.astype(np.uint8)), grid)
        weight = share * min(max(far / limit, 20 * abs(layer.scale - 1)), 10.0)
        regions.append(
            Region(box, "moved", share, far, weight, layer.agreement, layer.offset_px, layer.scale)
        )
    for mask, what in zip(masks, ("other", "moved", "beyond"), strict=True):
        count, names, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
        for name in range(1, count):
            x, y, w, h, area = (int(v) for v in stats[name])
            part = slice(y, y + h), slice(x, x + w)
            inside = names[part] == name
            share, box = area / mask.size, _to_reference((x, y, w, h), grid)
            confidence = float(grid.confidence[part][inside].mean())
            if what == "moved":
                shift = float(np.median(length[part][inside]))
                dx, dy = (float(np.median(grid.residual[part][inside][:, axis])) for axis in (0, 1))
                weight = share * min(shift / limit, 10.0)
                regions.append(Region(box, "moved", share, shift, weight, confidence, (dx, dy)))
            elif what == "beyond":
                regions.append(Region(box, "beyond", share, 0.0, 0.5 * share, 0.0))
            else:
                core = inside & (score[part] > SEED)  # its rim shows what is around it
                lean, sure = float(np.median(balance[part][core])), float(score[part][inside].mean())
                kind = "added" if lean > ONE_SIDED else "removed" if lean < -ONE_SIDED else "changed"
                regions.append(Region(box, kind, share, 0.0, 10.0 * share * sure, sure))  # type: ignore[arg-type]
    regions.sort(key=lambda region: -region.importance)
    return tuple(regions[:MAX_REGIONS])


def _to_reference(box: tuple[int, int, int, int], grid: WorkGrid) -> tuple[int, int, int, int]:
    x, y, w, h = box
    fx, fy = grid.reference_size[0] / grid.size[0], grid.reference_size[1] / grid.size[1]
    left, top = int(x * fx), int(y * fy)
    return left, top, max(1, int((x + w) * fx) - left), max(1, int((y + h) * fy) - top)
