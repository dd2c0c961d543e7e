"""The photos that benchmarks are made of: shared ones in turn from every folder, else the shipped examples."""

from __future__ import annotations

from pathlib import Path

import cv2

from benchmarks.shared import shared_folder
from restoration.image import ImageArray, load_image

ROOT = Path(__file__).resolve().parents[1]
SHARED = shared_folder() / "data"
SUFFIXES = (".jpg", ".png", ".webp")


def photo_paths(count: int) -> list[Path]:
    """`count` photos, in turn from every folder; the shipped examples' truths when there are none."""
    folders = sorted(p for p in (SHARED / "photos").glob("*") if p.is_dir() and p.name != "nyu_depth")
    files = [sorted(p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES) for folder in folders]
    files = [found for found in files if found]
    if not files:
        return sorted((ROOT / "assets" / "examples").glob("*/truth.png"))[:count]
    rounds = -(-count // len(files))
    picked = [found[(2 * turn + 1) * len(found) // (2 * rounds)] for turn in range(rounds) for found in files]
    return picked[:count]


def load_at(path: Path, pixels: int) -> ImageArray:
    image = load_image(path)
    scale = (pixels / (image.shape[0] * image.shape[1])) ** 0.5
    size = round(image.shape[1] * scale), round(image.shape[0] * scale)
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
