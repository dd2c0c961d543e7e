"""How the files of an image set lie on disk, and which of them belong together.

A layout is two regular expressions over paths below the set's top folder and a rule that names the truth of a
degraded image. Several layouts of one set are re-packagings that are in use; the one that explains most files is
taken.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from restoration.benchmark.places import is_remote
from restoration.errors import InputError, printable
from restoration.image import IMAGE_SUFFIXES

_PART = re.compile(r"(\d+)")

Half = Literal["left", "right"]


@dataclass(frozen=True)
class Layout:
    """Paths are relative to the set's top folder, with "/" and compared without regard to case."""

    degraded: str
    """Regular expression of a degraded image's path without its suffix; its named groups identify the scene."""
    truth: str | None = None
    """The truth's path without suffix, a format string over those groups; None where the set has no truth."""
    degraded_half: Half | None = None
    """For double-width pictures: the half that is degraded; the other half is the truth."""

    @property
    def paired(self) -> bool:
        return self.truth is not None or self.degraded_half is not None


@dataclass(frozen=True)
class SetEntry:
    """One image of a set."""

    image: str
    """Its name in every table: the degraded file's name, or its `path` where several files have that name."""
    path: str
    """The degraded file, below the set's top folder."""
    degraded: Path
    truth: Path | None
    degraded_half: Half | None = None


@dataclass(frozen=True)
class Listing:
    """What one layout makes of a folder; every image file below it is in exactly one of the lists."""

    layout: Layout
    entries: tuple[SetEntry, ...]
    without_truth: tuple[str, ...]
    """Degraded images whose truth is not there: not among `entries`."""
    unused_truths: tuple[str, ...]
    other: tuple[str, ...]
    """Image files that are neither."""
    ambiguous: tuple[str, ...]
    """Degraded images to which more than one file of the truth's name belongs: not among `entries`."""


def natural_key(text: str) -> list[tuple[int, int | str]]:
    """Sorts "2.png" before "10.png"."""
    return [(0, int(part)) if part.isdigit() else (1, part.casefold()) for part in _PART.split(text) if part]


def image_files(top: Path) -> list[str]:
    """Every image below `top`, relative, in natural order; hidden files and __MACOSX left out.

    Raises InputError if `top` is no folder.
    """
    if not top.is_dir():
        raise InputError(f"{printable(str(top))}: expected the set's top folder, found no folder there.")
    return sorted(_files(top, "", set()), key=natural_key)


def _files(folder: Path, below: str, seen: set[str]) -> Iterator[str]:
    """Links to folders are followed, each folder once: sets are often linked together from several disks."""
    real = str(folder) if is_remote(folder) else os.path.realpath(folder)
    if real in seen:
        return
    seen.add(real)
    for path in sorted(folder.iterdir(), key=lambda found: found.name):
        name = path.name
        if name.startswith(".") or name == "__MACOSX":
            continue
        if path.is_dir():
            yield from _files(path, f"{below}{name}/", seen)
        elif path.suffix.lower() in IMAGE_SUFFIXES and path.is_file():
            yield f"{below}{name}"


def list_folder(top: Path, layouts: Sequence[Layout]) -> Listing:
    """The listing of the layout that explains most files; the first of `layouts` where several explain as many."""
    files = image_files(top)
    listings = [_listing(top, files, layout) for layout in layouts]
    return max(listings, key=lambda found: (len(found.entries), -len(found.other), len(found.without_truth)))


def _listing(top: Path, files: Sequence[str], layout: Layout) -> Listing:
    pattern = re.compile(layout.degraded, re.IGNORECASE)
    stems = _by_stem(files)
    entries, without, ambiguous, degraded, used = [], [], [], set(), set()
    for file in files:
        match = pattern.fullmatch(_stem(file))
        if match is None:
            continue
        degraded.add(file)
        if layout.truth is None:
            entries.append(SetEntry(file, file, top / file, None, layout.degraded_half))
            continue
        candidates = [f for f in stems.get(layout.truth.format(**_groups(match)).casefold(), []) if f != file]
        if len(candidates) == 1:
            used.add(candidates[0])
            entries.append(SetEntry(file, file, top / file, top / candidates[0]))
        elif candidates:
            ambiguous.append(file)
            used.update(candidates)
        else:
            without.append(file)
    rest = [f for f in files if f not in degraded and f not in used]
    truths = _truth_pattern(layout)
    unused = [f for f in rest if truths is not None and truths.fullmatch(_stem(f))]
    other = [f for f in rest if f not in set(unused)]
    return Listing(
        layout, tuple(_named(entries)), tuple(without), tuple(unused), tuple(other), tuple(ambiguous)
    )


def _named(entries: Sequence[SetEntry]) -> list[SetEntry]:
    counts = Counter(PurePosixPath(entry.path).name for entry in entries)
    names = [PurePosixPath(entry.path).name for entry in entries]
    return [
        replace(e, image=name if counts[name] == 1 else e.path)
        for e, name in zip(entries, names, strict=True)
    ]


def _groups(match: re.Match[str]) -> dict[str, str]:
    return {name: value or "" for name, value in match.groupdict().items()}


def _truth_pattern(layout: Layout) -> re.Pattern[str] | None:
    if layout.truth is None:
        return None
    parts = re.split(r"\{(\w+)\}", layout.truth)
    # Even positions are literal text, odd ones names of groups.
    text = "".join("[^/]*?" if i % 2 else re.escape(part) for i, part in enumerate(parts))
    return re.compile(re.sub(r"^\[\^/\]\*\?", ".*?", text), re.IGNORECASE)


def _by_stem(files: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in files:
        found.setdefault(_stem(file).casefold(), []).append(file)
    return found


def _stem(file: str) -> str:
    return file[: -len(PurePosixPath(file).suffix)]
