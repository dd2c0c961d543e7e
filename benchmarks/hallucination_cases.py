"""Simulated redraws with their true changed areas, aligned, for fitting and judging the detector of hallucinated content.

Three generators and three degradation models, in all combinations. What a case needs later is small (two
images on the work grid and two masks), so that it can be kept in a folder and fitted to again and again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks import removable_degradations, subtle_edits, varied_edits
from benchmarks.photos import load_at, photo_paths
from benchmarks.simulators import make_redraw, make_reference
from restoration.alignment import align
from restoration.distortion.grid import WorkGrid, build_grid
from restoration.image import ImageArray
from restoration.records import Alignment, MaskArray, Redraw
from restoration.resizing import shrink
from restoration.synthesis import simulate_generator
from restoration.synthesis.fields import smooth_field

PIXELS = 560 * 373
TRAINING_PHOTOS = 120
ALL_PHOTOS = 10_000
"""More than there are."""
TRUTH_OF_A_REAL_PAIR = "48025"
"""The photo of `gen_pairs/nanobanana_pro/truth`: never to be fitted on."""
GENERATORS = (1, 2, 3)
WORST_ERROR_PX = 4.0
"""Cases that `align` got wrong by more teach nothing about content: everything differs there."""


@dataclass(frozen=True, eq=False)
class Case:
    grid: WorkGrid
    changed: NDArray[np.bool_]
    """On the work grid."""
    ignored: NDArray[np.bool_]
    """On the work grid: changed, but the degraded photo would not show it; neither label is right."""
    generator: int
    degradation: int
    task: str
    strength: float


def fresh_photos(count: int) -> list[Path]:
    """Photos that training did not see; the shipped examples when there are no others."""
    seen = set(photo_paths(TRAINING_PHOTOS))
    fresh = [path for path in photo_paths(4 * TRAINING_PHOTOS) if path not in seen]
    return (fresh or photo_paths(count))[:: max(1, len(fresh) // count)][:count]


def true_alignment(
    made: Redraw, reference: ImageArray, rng: np.random.Generator, error_px: float
) -> Alignment:
    """The true flow plus a smooth error of `error_px` (standard deviation, reference pixels)."""
    height, width = reference.shape[:2]
    rows, columns = made.image.shape[:2]
    scale = np.array([columns / width, rows / height], np.float32)
    wander = np.dstack([smooth_field(rng, height, width, 0.08 * width) for _ in range(2)])
    flow = made.flow + (error_px / np.sqrt(2) * wander * scale).astype(np.float32)
    where = flow + np.dstack(
        np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    )
    warped = cv2.remap(made.image, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    inside = (where >= -0.5).all(axis=2) & (where[..., 0] <= columns - 0.5) & (where[..., 1] <= rows - 0.5)
    plain = np.diag([columns / width, rows / height, 1.0])
    sure = np.where(inside, 0.9, 0.0).astype(np.float32)
    return Alignment(flow, warped, inside, sure, (columns / width, rows / height), plain, (columns, rows))


def error_px(alignment: Alignment, made: Redraw, reference: ImageArray) -> float:
    """Mean end-point error in reference pixels outside changed areas."""
    height, width = reference.shape[:2]
    scale = np.array([width / made.image.shape[1], height / made.image.shape[0]], np.float32)
    length = np.linalg.norm((alignment.flow - made.flow) * scale, axis=2)
    kept = alignment.valid & ~made.changed
    return float(length[kept].mean()) if kept.any() else np.inf


def training_photos() -> list[Path]:
    """All photos but those that `fresh_photos` draws from."""
    reserved = set(photo_paths(4 * TRAINING_PHOTOS)) - set(photo_paths(TRAINING_PHOTOS))
    found = dict.fromkeys(photo_paths(ALL_PHOTOS))
    return [path for path in found if path not in reserved and TRUTH_OF_A_REAL_PAIR not in path.name]


def photos_of(index: int, photos: list[Path]) -> list[Path]:
    """Of `training_photos` those for case number `index`: every tenth is kept for the cases that thresholds are chosen on."""
    chosen = photos[7::10]
    return chosen if for_choosing(index) else [path for path in photos if path not in set(chosen)]


def for_choosing(index: int) -> bool:
    """Whether the case serves to choose thresholds on, and not to fit."""
    return index % 12 == 11


def training_case(photos: list[Path], index: int) -> Case | None:
    """Case number `index` of an endless series on `photos`, half of them aligned by `align`, half along the true flow
    with a smooth error, so that no aligner's habits are learnt; None when `align` lost it or nothing could be edited.

    Of ten, four are changed by a simulator (one of them in its wide style), four have small edits (`varied_edits`, skies
    above all), two are unchanged; a fifth has a degradation whose removal is no change, half get another surface."""
    rng = np.random.default_rng([index, 21])
    size = round(PIXELS * float(rng.choice([0.74, 1.0, 1.3])))
    clean, other = (load_at(photos[int(i)], size) for i in rng.integers(0, len(photos), 2))
    other = cv2.resize(other, (clean.shape[1], clean.shape[0]), interpolation=cv2.INTER_AREA)
    generator, degradation = (int(n) for n in rng.integers(1, 4, 2))
    strength = float(rng.choice([1, 1, 2, 4]))
    if rng.random() < 0.2:
        task = str(rng.choice(removable_degradations.KINDS))
    else:
        task = str(rng.choice(["clean", "haze", "rain", "low_light"], p=[0.1, 0.32, 0.33, 0.25]))

    def photo_of(scene: ImageArray) -> ImageArray:
        if task in removable_degradations.KINDS:
            return removable_degradations.degrade_otherwise(scene, task, np.random.default_rng([index, 4]))
        return make_reference(scene, task, index, degradation)

    what = index % 10
    repaint, ignored = True, None
    if what < 4:
        reference = photo_of(clean)
        if what == 3:
            made = simulate_generator(clean, seed=index, strength=strength, style="wide")
        else:
            made = make_redraw(clean, other, index, strength, generator, changes=True)
    elif what < 8:
        first = "sky" if what < 6 else str(rng.choice([name for name in varied_edits.KINDS if name != "sky"]))
        for _ in range(25):
            edit = varied_edits.edits(clean, other, rng, first)
            if edit is not None:
                break
            clean = load_at(photos[int(rng.integers(len(photos)))], size)
            other = cv2.resize(other, (clean.shape[1], clean.shape[0]), interpolation=cv2.INTER_AREA)
        else:
            return None
        strength, repaint = min(strength, 2.0), first != "texture"
        reference = photo_of(edit.before)
        seen = subtle_edits.shown(edit, reference, photo_of(edit.after))
        bare = make_redraw(edit.after, other, index, strength, generator, changes=False)
        made, ignored = replace(bare, changed=seen), edit.mask & ~seen
    else:
        reference = photo_of(clean)
        made = make_redraw(clean, other, index, strength, generator, changes=False)
    if rng.random() < 0.5:
        made = replace(made, image=varied_edits.finish(made.image, other, rng, repaint=repaint))
    alignment = _aligned(made, reference, rng, index)
    if alignment is None:
        return None
    return _reduced(alignment, reference, made, (generator, degradation, task, strength), ignored)


def light_case(photos: list[Path], index: int) -> Case | None:
    """Case number `index` of another endless series: flares, reflections, patches of sun and strong blur, in the light or in the dark,
    that a redraw takes away; in two of five it changes something besides. None when `align` lost it."""
    rng = np.random.default_rng([index, 23])
    clean, other = (load_at(photos[int(i)], PIXELS) for i in rng.integers(0, len(photos), 2))
    other = cv2.resize(other, (clean.shape[1], clean.shape[0]), interpolation=cv2.INTER_AREA)
    generator, degradation = (int(n) for n in rng.integers(1, 4, 2))
    task = removable_degradations.LIGHTS[index % len(removable_degradations.LIGHTS)]
    strength = float(rng.choice([1, 1, 2]))
    dark = make_reference(clean, "low_light", index, degradation) if rng.random() < 0.35 else clean
    reference = removable_degradations.add_light(dark, other, task, rng)
    made = make_redraw(clean, other[:, ::-1], index, strength, generator, changes=bool(rng.random() < 0.4))
    if rng.random() < 0.5:
        made = replace(made, image=varied_edits.finish(made.image, other, rng))
    alignment = _aligned(made, reference, rng, index)
    if alignment is None:
        return None
    return _reduced(alignment, reference, made, (generator, degradation, task, strength))


def _aligned(made: Redraw, reference: ImageArray, rng: np.random.Generator, index: int) -> Alignment | None:
    """By `align` where `index` is odd, None when that lost it; else along the true flow with a smooth error."""
    if index % 2 == 0:
        return true_alignment(made, reference, rng, float(rng.uniform(0.2, 1.5)))
    alignment = align(made.image, reference)
    if not alignment.same_scene or error_px(alignment, made, reference) > WORST_ERROR_PX:
        return None
    return alignment


def judging_cases(generator: int, count: int) -> list[tuple[int, int, str, bool]]:
    """What to judge one generator with its own degradation on: (index, photo number, task, changes)."""
    tasks = ("haze", "rain", "low_light")
    return [
        (10_000 * generator + 10 * number + turn, number, task, changes)
        for number in range(count)
        for turn, (task, changes) in enumerate((task, changes) for task in tasks for changes in (True, False))
    ]


def judging_case(photos: list[Path], generator: int, what: tuple[int, int, str, bool]) -> Case | None:
    """One of `judging_cases` on a photo of `photos`, strength 1, aligned by `align`; None when it refused."""
    index, number, task, changes = what
    clean, other = (load_at(photos[(number + step) % len(photos)], PIXELS) for step in (0, 1))
    made = make_redraw(clean, other, index, 1.0, generator, changes=changes)
    reference = make_reference(clean, task, index, generator)
    alignment = align(made.image, reference)
    if not alignment.same_scene:
        return None
    return _reduced(alignment, reference, made, (generator, generator, task, 1.0))


def _reduced(
    alignment: Alignment,
    reference: ImageArray,
    made: Redraw,
    kind: tuple[int, int, str, float],
    ignored: MaskArray | None = None,
) -> Case:
    grid = build_grid(alignment, reference)
    hidden = np.zeros_like(made.changed) if ignored is None else ignored
    changed, unseen = (shrink(mask.astype(np.float32), grid.size) > 0.5 for mask in (made.changed, hidden))
    return Case(grid, changed, unseen, *kind)


def save(path: Path, case: Case | None) -> None:
    """Keep a case, or that there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if case is None:
        np.savez(path, lost=True)
        return
    grid = case.grid
    np.savez(
        path, reference=grid.reference, warped=grid.warped, valid=np.packbits(grid.valid),
        confidence=grid.confidence.astype(np.float16), total=grid.total.astype(np.float16),
        residual=grid.residual.astype(np.float16), changed=np.packbits(case.changed), ignored=np.packbits(case.ignored), size=grid.reference_size,
        kind=[case.generator, case.degradation], task=case.task, strength=case.strength,
    )  # fmt: skip


def load(path: Path) -> Case | None:
    """A case that `save` kept."""
    with np.load(path) as stored:
        if "lost" in stored:
            return None
        reference = stored["reference"]
        shape = reference.shape[:2]
        valid, changed, ignored = (
            np.unpackbits(stored[name], count=shape[0] * shape[1]).reshape(shape).astype(bool)
            for name in ("valid", "changed", "ignored")
        )
        confidence, total, residual = (
            stored[name].astype(np.float32) for name in ("confidence", "total", "residual")
        )
        grid = WorkGrid(
            reference, stored["warped"], valid, confidence, total, residual,
            (int(stored["size"][0]), int(stored["size"][1])),
        )  # fmt: skip
        generator, degradation = (int(n) for n in stored["kind"])
        return Case(
            grid, changed, ignored, generator, degradation, str(stored["task"]), float(stored["strength"])
        )
