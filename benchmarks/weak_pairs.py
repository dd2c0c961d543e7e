"""Pairs without ground truth: degraded photos and the simulator's redraws of them, for `train supervision=prior`.

    python -m benchmarks.weak_pairs --photos DIR --out DIR [--task haze] [--even] [--count 240] [--size 320] [--seed 0]

`--even`: whole photos with a measured depth in moderate haze, as RESIDE makes it, instead of crops with the whole
range of hazes that the networks of this project are trained on.
Writes `OUT/degraded` and `OUT/generated`, nothing else: the clean photos are not written.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

import restoration as r
from restoration.tasks import get_task
from restoration.training.crop_degradation import degrade_crop
from restoration.training.crop_haze import even_haze
from restoration.training.pairs import redrawn
from restoration.training.photos import Crop, chances, load_photos, random_crop

_MODERATE = (0.35, 0.8)
"""Transmission at the median depth. Behind thicker haze alignment has little confidence."""


def write_pairs(
    photos: Path, out: Path, task: str, count: int, size: int, seed: int, even: bool = False
) -> None:
    """`count` pairs of `size`×`size` pixels; photos are drawn as often as in training with ground truth."""
    loaded = load_photos([photos])
    if even:
        loaded = [photo for photo in loaded if photo.depth is not None]
    shares = chances(loaded, task)
    for name in ("degraded", "generated"):
        (out / name).mkdir(parents=True, exist_ok=True)
    for i in range(count):
        rng = np.random.default_rng((seed, i))
        photo = loaded[int(rng.choice(len(loaded), p=shares))]
        if even:
            assert photo.depth is not None
            # Whole photos: how bright the brightest thing is decides what airlight is found.
            crop = Crop(photo.pixels.astype(np.float32) / 255, photo.depth, photo.regions)
            pair = even_haze(crop, photo.depth, rng, _MODERATE)
        else:
            crop = random_crop(photo, size, rng, scene=get_task(task).scene_share)
            pair = degrade_crop(task, crop, rng)
        degraded, _, generated = redrawn(pair, rng)
        for name, image in (("degraded", degraded), ("generated", generated)):
            r.save_image(image, out / name / f"{i:04d}.png")


def main() -> int:
    parser = argparse.ArgumentParser(description="Write degraded and generated images without ground truth.")
    parser.add_argument("--photos", type=Path, required=True, help="folder of clean photos")
    parser.add_argument("--out", type=Path, required=True, help="folder for degraded/ and generated/")
    parser.add_argument("--task", default="haze", help="haze, rain or low_light")
    parser.add_argument("--count", type=int, default=240)
    parser.add_argument("--size", type=int, default=320)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--even", action="store_true", help="haze by one airlight and a measured depth only")
    arguments = parser.parse_args()
    get_task(arguments.task)
    write_pairs(
        arguments.photos,
        arguments.out,
        arguments.task,
        arguments.count,
        arguments.size,
        arguments.seed,
        arguments.even,
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
