"""Image sets by name: the catalogue's, and folders of one's own as NAME=DIR.

DIR is a set's own top folder as published. Names are lower-case with hyphens.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

from restoration.benchmark.image_sets import PUBLISHED_SETS, ImageSet
from restoration.benchmark.image_sets.record import PLACE
from restoration.benchmark.layouts import Layout, Listing, list_folder
from restoration.benchmark.places import place
from restoration.errors import InputError, printable

_PAIR_NAMES = (
    ("degraded", "clean"),
    ("input", "target"),
    ("input", "gt"),
    ("lq", "gt"),
    ("hazy", "gt"),
    ("hazy", "clear"),
    ("haze", "clean"),
    ("rainy", "clean"),
    ("rain", "norain"),
    ("low", "high"),
    ("low", "normal"),
    ("noisy", "clean"),
    ("blur", "sharp"),
    ("degraded", "truth"),
    ("degraded", "gt"),
)
FOLDERS_LAYOUTS = tuple(
    Layout(PLACE + rf"{degraded}/(?P<id>[^/]+)", "{place}" + truth + "/{id}")
    for degraded, truth in _PAIR_NAMES
)
"""Any two folders side by side under two of the field's names; the files of a pair have one stem."""


def _catalogue(sets: Iterable[ImageSet]) -> dict[str, ImageSet]:
    found: dict[str, ImageSet] = {}
    for item in sets:
        if item.name in found:
            raise ValueError(f"set {item.name!r} stands twice in the catalogue")
        found[item.name] = item
    return found


IMAGE_SETS: dict[str, ImageSet] = _catalogue(PUBLISHED_SETS)


def get_set(name: str, task: str | None = None) -> ImageSet:
    """The catalogue's set of that name; a name outside it is "any two folders" for `task`.

    Raises InputError for a name outside the catalogue without a task, naming the nearest.
    """
    if name in IMAGE_SETS:
        return IMAGE_SETS[name]
    if task is None:
        near = difflib.get_close_matches(name, IMAGE_SETS, n=1, cutoff=0.5)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise InputError(
            f"set {printable(name)!r}: expected one of {', '.join(IMAGE_SETS)}.{hint} For folders of your own give "
            "--task as well."
        )
    example = "degraded/a.png with clean/a.png"
    return ImageSet(name, name, task, FOLDERS_LAYOUTS, None, "own folders", "your own", example=example)


def parse_set(text: str) -> tuple[str, Path]:
    """ "NAME=DIR" → (name, folder). Raises InputError."""
    name, equals, folder = text.partition("=")
    if not equals or not name.strip() or not folder.strip():
        raise InputError(f"--set {printable(text)}: expected NAME=DIR, for example sots-indoor=SOTS.")
    return name.strip(), place(folder.strip())


def list_set(image_set: ImageSet, top: Path) -> Listing:
    """What lies in `top`, by the published layout that explains most of it; only where none explains anything, a paired set as two
    folders side by side (in a whole LOL v1 these would explain more, its training part).

    Raises InputError when no layout explains anything.
    """
    found = list_folder(top, image_set.layouts)
    if not found.entries and image_set.paired:
        own = list_folder(top, FOLDERS_LAYOUTS)
        found = own if own.entries or not found.without_truth else found
    if not found.entries and not found.without_truth:
        raise InputError(
            f"{printable(str(top))}: expected the files of {image_set.title}, found {len(found.other)} images, none "
            f"of them named as there ({image_set.example})."
        )
    return found
