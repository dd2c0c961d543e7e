"""Clean photos held in memory, with a depth map where one is known, and random crops of them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.errors import ImageError, InputError
from restoration.image import IMAGE_SUFFIXES, ImageArray, printable, read_image

Plane = NDArray[Any]
"""float32; OpenCV's own stubs promise no particular type."""
_SHARES = (0.5, 0.25, 0.25)
"""Of hazy crops: photos without a depth, with a measured one, rendered rooms."""
_DEGRADED = frozenset(
    [
        "degraded",
        "input",
        "inputs",
        "hazy",
        "haze",
        "fog",
        "foggy",
        "rain",
        "rainy",
        "raindrop",
        "raindrops",
        "rainstreak",
        "snow",
        "snowy",
        "low",
        "lowlight",
        "dark",
        "night",
        "underexposed",
        "overexposed",
        "noisy",
        "noise",
        "blur",
        "blurry",
        "blurred",
        "lq",
        "lr",
    ]
)
_CLEAN = frozenset(
    [
        "clean",
        "clear",
        "gt",
        "truth",
        "target",
        "targets",
        "norain",
        "nohaze",
        "high",
        "normal",
        "sharp",
        "hq",
        "hr",
        "reference",
        "label",
    ]
)
"""Words in the names of folders that say what lies in them."""
_MAX_SIDE = 1024
_REGIONS = 8


@dataclass(frozen=True, eq=False)
class TrainingPhoto:
    name: str
    pixels: ImageArray
    depth: Plane | None
    """(H, W), relative, median 1; None where it is not known."""
    regions: NDArray[np.uint8]
    """(H, W): label of the colour region a pixel belongs to, below 8: a stand-in for depth."""
    rendered: bool = False


@dataclass(frozen=True, eq=False)
class Crop:
    clean: Plane
    """(size, size, 3) in [0, 1]."""
    depth: Plane | None
    regions: NDArray[np.uint8]


def list_images(folder: Path) -> list[Path]:
    """Image files below `folder`, sorted, depth maps left out. Raises InputError when there are none."""
    if not folder.is_dir():
        raise InputError(f"{folder}: expected a folder of photos, found none. Check the path.")
    files = sorted(
        p
        for p in folder.rglob("*")
        if p.suffix.lower() in IMAGE_SUFFIXES and not p.parent.name.startswith("depth")
    )
    if not files:
        raise InputError(
            f"{folder}: expected photos ({' '.join(IMAGE_SUFFIXES)}), found none. Check the path."
        )
    return files


def load_photos(folders: Sequence[Path]) -> list[TrainingPhoto]:
    """Every photo below the folders, at most 1024 pixels a side; photos under 96 pixels are left out.

    `x/rgb/name.png` takes its depth from `x/depth16/name.png` (16 bit, relative) if there is one.
    Raises InputError.
    """
    photos = load_files([path for folder in folders for path in _clean_files(Path(folder))])
    if not photos:
        raise InputError("training photos: expected at least one of 96 pixels a side or more, found none.")
    return photos


def _clean_files(folder: Path) -> list[Path]:
    """Image files below `folder`, once no folder says that its pictures are degraded. Raises InputError."""
    files = list_images(folder)
    below = {part for path in files for part in path.relative_to(folder).parts[:-1]}
    named = sorted(name for name in (folder.resolve().name, *below) if _says_degraded(name))
    if named:
        raise InputError(
            f"{printable(str(folder))}: expected clean photos, found the folder {printable(named[0])!r}, whose name says "
            "degraded ones. Give the folder of clean photos alone, or a folder of pairs: degraded/ and clean/ with "
            "one name for what belongs together."
        )
    return files


def _says_degraded(name: str) -> bool:
    words = set(re.findall(r"[a-z]+", name.lower()))
    return bool(words & _DEGRADED) and not words & _CLEAN


def load_files(files: Sequence[Path]) -> list[TrainingPhoto]:
    """The same, of files that are known to be photos. Raises InputError."""
    photos = []
    for path in files:
        try:
            pixels = read_image(path).pixels
        except ImageError as error:
            raise InputError(f"training photos: {error} Remove it from {path.parent}.") from None
        photo = _photo(path, pixels)
        if photo is not None:
            photos.append(photo)
    return photos


def _photo(path: Path, pixels: NDArray[Any]) -> TrainingPhoto | None:
    height, width = pixels.shape[:2]
    if min(height, width) < 96:
        warnings.warn(f"{path.name}: smaller than 96 pixels, left out of training.", stacklevel=3)
        return None
    depth = _read_depth(path, (width, height))
    scale = _MAX_SIDE / max(height, width)
    if scale < 1:
        size = (max(96, round(width * scale)), max(96, round(height * scale)))
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        depth = None if depth is None else cv2.resize(depth, size, interpolation=cv2.INTER_AREA)
    return TrainingPhoto(path.stem, pixels, depth, _colour_regions(pixels))


def _read_depth(path: Path, size: tuple[int, int]) -> Plane | None:
    file = path.parent.parent / "depth16" / f"{path.stem}.png"
    if path.parent.name != "rgb" or not file.is_file():
        return None
    depth = cv2.imread(str(file), cv2.IMREAD_UNCHANGED)
    if depth is None or depth.ndim != 2:
        raise InputError(f"{file}: expected a 16-bit grey depth map. Export it again or remove it.")
    if (depth.shape[1], depth.shape[0]) != size:
        raise InputError(
            f"{file}: expected its photo's size {size[0]}×{size[1]}, got {depth.shape[1]}×{depth.shape[0]}."
        )
    depth = depth.astype(np.float32)
    return depth / max(float(np.median(depth)), 1e-6)


def _colour_regions(pixels: ImageArray) -> NDArray[np.uint8]:
    """k-means on colour and position: regions whose borders follow objects, as depth edges do."""
    height, width = pixels.shape[:2]
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB).astype(np.float32)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    features = np.dstack((lab, xs * (80 / width), ys * (120 / height))).reshape(-1, 5)
    rng = np.random.default_rng(height * width)
    sample = features[rng.choice(len(features), min(len(features), 2000), replace=False)]
    cv2.setRNGSeed(0)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 10, 1.0)
    _, _, centres = cv2.kmeans(sample, _REGIONS, np.empty(0, np.int32), stop, 1, cv2.KMEANS_PP_CENTERS)
    distance = (centres**2).sum(1) - 2 * features @ centres.T
    return cv2.medianBlur(distance.argmin(1).reshape(height, width).astype(np.uint8), 5)


def random_crop(photo: TrainingPhoto, size: int, rng: np.random.Generator, *, scene: float) -> Crop:
    """A square crop of `size` pixels, mirrored at random.

    `scene` is the share of crops from half the photo's shorter side up to all of it, scaled to `size`, for what is
    judged from the whole picture (haze, exposure). The others are near the photo's own scale, for what depends on single pixels
    (rain, noise).
    """
    height, width = photo.pixels.shape[:2]
    shorter = min(height, width)
    window = shorter * rng.uniform(0.5, 1.0) if rng.random() < scene else size * rng.uniform(0.8, 1.5)
    side = int(min(shorter, max(64, window)))
    x, y = int(rng.integers(width - side + 1)), int(rng.integers(height - side + 1))
    mirror = rng.random() < 0.5

    def cut(plane: NDArray[Any], interpolation: int) -> NDArray[Any]:
        out = cv2.resize(plane[y : y + side, x : x + side], (size, size), interpolation=interpolation)
        return np.ascontiguousarray(out[:, ::-1]) if mirror else out

    smooth = cv2.INTER_AREA if side > size else cv2.INTER_CUBIC
    clean = cut(photo.pixels, smooth).astype(np.float32) / 255
    depth = None if photo.depth is None else cut(photo.depth, cv2.INTER_LINEAR)
    return Crop(clean, depth, cut(photo.regions, cv2.INTER_NEAREST))


def chances(photos: list[TrainingPhoto], task: str) -> NDArray[np.float64]:
    """How often each photo is drawn: all alike, but for haze a few with true depth weigh as much as all others."""
    if task != "haze":
        return np.full(len(photos), 1 / len(photos))
    known = np.array([p.depth is not None for p in photos])
    rendered = np.array([p.rendered for p in photos])
    chances = np.zeros(len(photos))
    for group, share in ((~known, _SHARES[0]), (known & ~rendered, _SHARES[1]), (rendered, _SHARES[2])):
        chances[group] = share / max(1, group.sum())
    return chances / chances.sum()


def borrowed_depth(crop: Crop, measured: list[TrainingPhoto], size: int, rng: np.random.Generator) -> Crop:
    """Every second photo without a depth gets another scene's: so that haze does not always follow edges."""
    if crop.depth is not None or not measured or rng.random() < 0.5:
        return crop
    other = measured[int(rng.integers(len(measured)))]
    return replace(crop, depth=random_crop(other, size, rng, scene=1.0).depth)
