"""Folders of pairs: `clean/`, `degraded/` and perhaps `generated/`, one stem for what belongs together.

Generated images are aligned once, with the real `align`, and kept in a cache folder, so that training
sees the errors that alignment really makes. Where there are none, the simulator draws them.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from restoration.alignment import align
from restoration.atomic import write_atomically
from restoration.errors import InputError
from restoration.image import ImageArray, load_image
from restoration.models.transfer import prior_weights
from restoration.synthesis import simulate_generator
from restoration.tasks import get_task
from restoration.training.crop_degradation import degrade_crop
from restoration.training.crop_steps import CropPair, Rng
from restoration.training.photos import TrainingPhoto, chances, list_images, random_crop
from restoration.training.workers import prefetched

_LARGEST_DIFFERENCE = 8


@dataclass(frozen=True, eq=False)
class PairSample:
    """uint8 (H, W, 3) images of one size; `clean` is None where no ground truth is known."""

    name: str
    degraded: ImageArray
    clean: ImageArray | None
    prior: ImageArray | None
    """The aligned generated image, with `confidence` uint8 (H, W), 255 for sure."""
    confidence: NDArray[np.uint8] | None


def is_pair_folder(folder: Path) -> bool:
    return (folder / "degraded").is_dir()


def load_pairs(
    folder: Path,
    task: str,
    *,
    truth: bool = True,
    priors: bool = False,
    cache: Path | None = None,
    limit: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> list[PairSample]:
    """Every pair below `folder`, cropped to the common size where it differs by a few pixels.

    `truth` asks for `clean/`; `priors` for `generated/`, simulated from `clean/` if the folder is absent. A folder made
    by `pseudo-pairs` has its priors aligned already, in `aligned/` with `confidence/`.
    With `limit`, that many samples spread evenly. Raises InputError that names the file when a partner
    is missing or does not fit.
    """
    degraded = _by_stem(folder / "degraded")
    ready = priors and (folder / "aligned").is_dir()
    simulated = priors and truth and not ready and not (folder / "generated").is_dir()
    asked_for = {
        "clean": truth,
        "generated": priors and not simulated and not ready,
        "aligned": ready,
        "confidence": ready,
    }
    partners = {name: _by_stem(folder / name) for name, asked in asked_for.items() if asked}
    for kind, files in partners.items():
        missing = sorted(degraded.keys() - files.keys())
        if missing:
            raise InputError(
                f"{folder / kind}: expected a partner for each of the {len(degraded)} degraded images, "
                f"{len(missing)} are missing, {missing[0]!r} first. Partners share their stem."
            )
    stems = sorted(degraded)
    if limit is not None and limit < len(stems):
        stems = [stems[i] for i in np.linspace(0, len(stems) - 1, limit).round().astype(int)]
    samples = []
    for i, stem in enumerate(stems):
        if progress is not None:
            progress(i / len(stems), f"{folder.name}/{stem}")
        image = load_image(degraded[stem])
        clean = load_image(partners["clean"][stem]) if truth else None
        if clean is not None:
            image, clean = _common_crop(image, clean, f"{folder}: {stem}")
        prior = confidence = None
        if ready:
            prior = load_image(partners["aligned"][stem])
            confidence = np.ascontiguousarray(load_image(partners["confidence"][stem])[..., 0])
        elif priors:
            if simulated:
                assert clean is not None
                generated = simulate_generator(clean, seed=i).image
            else:
                generated = load_image(partners["generated"][stem])
            prior, confidence = aligned(generated, image, task, cache)
        samples.append(PairSample(stem, image, clean, prior, confidence))
    return samples


def draw_samples(
    photos: list[TrainingPhoto],
    task: str,
    count: int,
    *,
    size: int,
    seed: int = 0,
    workers: int = 0,
    cache: Path | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> list[PairSample]:
    """`count` crops of photos, degraded, redrawn by the simulator, aligned again: real alignment errors."""
    numbers = range(count)
    if int(os.environ.get("RANK", "0")) % 2:
        numbers = numbers[::-1]  # under torchrun every second process fills the cache from the end
    sample = partial(_sample, photos, chances(photos, task), task, size, seed, cache)
    samples: list[PairSample] = []
    for found in prefetched(sample, numbers, workers):
        samples.append(found)
        if progress is not None:
            progress(len(samples) / count, "aligning simulated priors")
    return [samples[numbers.index(i)] for i in range(count)]


def _sample(
    photos: list[TrainingPhoto],
    shares: NDArray[np.float64],
    task: str,
    size: int,
    seed: int,
    cache: Path | None,
    number: int,
) -> PairSample:
    rng = np.random.default_rng((seed, number))
    photo = photos[int(rng.choice(len(photos), p=shares))]
    pair = degrade_crop(task, random_crop(photo, size, rng, scene=get_task(task).scene_share), rng)
    degraded, clean, generated = redrawn(pair, rng)
    prior, confidence = aligned(generated, degraded, task, cache)
    return PairSample(f"{photo.name}-{number}", degraded, clean, prior, confidence)


def redrawn(pair: CropPair, rng: Rng) -> tuple[ImageArray, ImageArray, ImageArray]:
    """Degraded and clean image as uint8, and the simulator's redraw of the clean one."""
    degraded, clean = (np.rint(255 * x).astype(np.uint8) for x in pair)
    seed, strength = int(rng.integers(2**31)), rng.uniform(0.3, 1.5)
    return degraded, clean, simulate_generator(clean, seed=seed, strength=strength).image


def aligned(
    generated: ImageArray, degraded: ImageArray, task: str, cache: Path | None = None
) -> tuple[ImageArray, NDArray[np.uint8]]:
    """(warped, confidence 0–255) of `align(generated, degraded)`, from `cache` if it is there."""
    file = None
    if cache is not None:
        key = hashlib.sha256(task.encode() + generated.tobytes() + degraded.tobytes()).hexdigest()[:24]
        file = cache / f"{key}.npz"
        if file.is_file():
            with np.load(file) as stored:
                return stored["prior"], stored["confidence"]
    found = align(generated, degraded, task=task)
    prior = found.warped * found.valid[..., None].astype(np.uint8)
    confidence = np.rint(255 * prior_weights(found)).astype(np.uint8)
    if file is not None:
        packed = io.BytesIO()
        np.savez_compressed(packed, prior=prior, confidence=confidence)
        write_atomically(packed.getvalue(), file)  # processes of one run fill it together
    return prior, confidence


def _by_stem(folder: Path) -> dict[str, Path]:
    out: dict[str, Path] = {}
    for path in list_images(folder):
        if path.stem in out:
            raise InputError(
                f"{folder}: expected one file a stem, found {out[path.stem].name} and {path.name}."
            )
        out[path.stem] = path
    return out


def _common_crop(a: ImageArray, b: ImageArray, name: str) -> tuple[ImageArray, ImageArray]:
    height, width = min(a.shape[0], b.shape[0]), min(a.shape[1], b.shape[1])
    if max(abs(a.shape[0] - b.shape[0]), abs(a.shape[1] - b.shape[1])) > _LARGEST_DIFFERENCE:
        raise InputError(
            f"{name}: expected degraded and clean of one size, got {a.shape[1]}×{a.shape[0]} and "
            f"{b.shape[1]}×{b.shape[0]}. Crop or resize one of them first."
        )
    return np.ascontiguousarray(a[:height, :width]), np.ascontiguousarray(b[:height, :width])
