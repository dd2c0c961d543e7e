"""The images of a recipe, read and checked: every file is the one that the recipe was made with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from restoration.errors import InputError, printable
from restoration.image import ImageArray, load_image, resize_image
from restoration.metrics import score
from restoration.records import Scores
from restoration.reporting.figure.recipe import Box, FigureRecipe, sha256_of


@dataclass(frozen=True, eq=False)
class Panel:
    """One image of a figure."""

    pane: str
    label: str
    image: ImageArray
    """In its own size, without the legend of an overlay."""
    frame: tuple[int, int]
    """Height and width of the photo, whose pixels regions are given in."""
    scores: Scores | None = None
    """Against ground truth, resized to it where the sizes differ."""
    error: ImageArray | None = None

    def crop(self, box: Box) -> ImageArray:
        """The pixels of a region, in this image's own size."""
        x, y, w, h = box
        scale_x, scale_y = self.image.shape[1] / self.frame[1], self.image.shape[0] / self.frame[0]
        left, top = round(x * scale_x), round(y * scale_y)
        return self.image[
            top : max(top + 1, round((y + h) * scale_y)), left : max(left + 1, round((x + w) * scale_x))
        ]


@dataclass(frozen=True, eq=False)
class Group:
    """One photo with its panels."""

    title: str
    frame: tuple[int, int]
    panels: tuple[Panel, ...]


def read_groups(recipe: FigureRecipe, root: Path) -> list[Group]:
    """What `recipe`, which lies in the folder `root`, shows. Raises InputError where a file is gone or another one."""
    groups = []
    for source in recipe.sources:
        images: dict[str, ImageArray] = {}
        for name, digest in source.sha256.items():
            path = root / source.folder / name
            if sha256_of(path) != digest:
                raise InputError(
                    f"{printable(source.folder)}/{printable(name)}: not the file that the recipe was made with (SHA-256 "
                    "differs). Make the recipe again from this comparison."
                )
            images[name.removesuffix(".png")] = load_image(path, drawn=True)
        missing = [pane for pane in recipe.panes if pane not in images]
        if missing:
            raise InputError(f"recipe: {printable(missing[0])}.png has no SHA-256 in its source.")
        frame = _frame(images, root / source.folder)
        for number, (x, y, w, h) in enumerate(recipe.regions):
            if x + w > frame[1] or y + h > frame[0]:
                raise InputError(
                    f"regions: number {number + 1} ends at {x + w}, {y + h}, beyond the photo's {frame[1]}×{frame[0]} px."
                )
        truth = images.get("truth")
        panels = (
            _panel(pane, recipe.labels.get(pane, pane), images[pane], frame, truth, recipe)
            for pane in recipe.panes
        )
        groups.append(Group(source.title, frame, tuple(panels)))
    return groups


def written(scores: Scores, unit: str = "") -> str:
    """ "23.41 / 0.912", with `unit` behind the first; without SSIM where the image is too small for it."""
    psnr = "∞" if math.isinf(scores.psnr) else f"{scores.psnr:.2f}{unit}"
    return psnr if math.isnan(scores.ssim) else f"{psnr} / {scores.ssim:.3f}"


def _frame(images: Mapping[str, ImageArray], folder: Path) -> tuple[int, int]:
    photo = images["degraded"] if "degraded" in images else load_image(folder / "degraded.png")
    return photo.shape[0], photo.shape[1]


def _panel(
    pane: str,
    label: str,
    image: ImageArray,
    frame: tuple[int, int],
    truth: ImageArray | None,
    recipe: FigureRecipe,
) -> Panel:
    height, width = frame
    if image.shape[1] == width and image.shape[0] > height and pane not in ("generated", "degraded", "truth"):
        image = image[:height]  # the legend of an overlay stands below its frame
    if truth is None or pane == "truth" or pane.endswith(("distortion", "influence", "spread")):
        return Panel(pane, label, image, frame)
    same = resize_image(image, truth.shape[1], truth.shape[0])
    scores = score(same, truth, protocol=recipe.protocol) if recipe.metrics else None
    error = _error_map(same, truth, recipe.error_full) if recipe.errors else None
    return Panel(pane, label, image, frame, scores, error)


def _error_map(image: ImageArray, truth: ImageArray, full: int) -> ImageArray:
    """Mean absolute difference of the channels as colour, dark to bright over 0 to `full` grey levels."""
    difference = cv2.absdiff(image, truth).mean(axis=2)
    scaled = np.clip(difference * (255.0 / full) + 0.5, 0, 255).astype(np.uint8)
    return cv2.cvtColor(cv2.applyColorMap(scaled, cv2.COLORMAP_INFERNO), cv2.COLOR_BGR2RGB)
