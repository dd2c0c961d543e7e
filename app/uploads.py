"""Uploaded files as photos with their companions: which belongs to which, and what each is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from restoration import Unused, pair_names

FOLDER_MARK = "\u2215"
"""Stands for "/" in the name of an uploaded file that came out of a dropped folder (see intake.js): the upload itself
keeps a file's name alone."""


@dataclass(frozen=True)
class Photo:
    """One row to compare; paths of uploaded files."""

    name: str
    """As its owner knows it, its folder included where that tells it from another; unlike every other's."""
    degraded: Path
    generated: Path | None = None
    truth: Path | None = None

    @property
    def title(self) -> str:
        """The name without its suffix."""
        folder, slash, file = self.name.rpartition("/")
        return f"{folder}{slash}{Path(file).stem}"


def match_uploads(
    degraded: Sequence[str], generated: Sequence[str], truth: Sequence[str]
) -> tuple[list[Photo], list[str]]:
    """Photos with their companions, and a sentence for every kind of file that was not used; see
    `restoration.pair_names`."""
    shown = [name_of(path) for path in degraded]
    notes: list[str] = []
    found = []
    for files, kind in ((generated, "generated image"), (truth, "ground truth")):
        names = [name_of(path) for path in files]
        pairing = pair_names(shown, names)
        found.append({photo: Path(files[i]) for photo, i in pairing.found.items()})
        notes += _notes(names, pairing.unused, kind)
    titles = _distinct(shown)
    rows = [Photo(titles[i], Path(path), found[0].get(i), found[1].get(i)) for i, path in enumerate(degraded)]
    return rows, notes


def name_of(path: str) -> str:
    """What a file was called where it came from, with the folders it came in: "1/2.JPG"."""
    return Path(path).name.replace(FOLDER_MARK, "/")


def _notes(names: Sequence[str], unused: Sequence[Unused], kind: str) -> list[str]:
    """Files that share a reason share a sentence; three of them are named."""
    by_reason: dict[str, list[str]] = {}
    for item in unused:
        by_reason.setdefault(item.reason, []).append(names[item.index])
    notes = []
    for reason, files in by_reason.items():
        unlike = list(dict.fromkeys(files))
        first = ", ".join(unlike[:3]) + (f" and {len(unlike) - 3} more" if len(unlike) > 3 else "")
        count = f" ({len(files)} files)" if len(files) > len(unlike) else ""
        were = "was" if len(files) == 1 else "were"
        notes.append(f"{first}{count}: not used as {kind}, because {reason}. {_remedy(reason)}".replace(
            "not used", f"{were} not used", 1))  # fmt: skip
    return notes


def _remedy(reason: str) -> str:
    if "folder" in reason or "have this name" in reason:
        return "Drop the folders themselves, one for each scene, or rename the files."
    return "Name it like its photo."


def _distinct(names: Sequence[str]) -> list[str]:
    """As short as they can be told apart: file names, with their folders where any repeats, then numbered."""
    short = [name.rpartition("/")[2] for name in names]
    shown = short if len(set(short)) == len(short) else names
    found: list[str] = []
    for name in shown:
        stem, dot, suffix = name.rpartition(".")
        number, unlike = 2, name
        while unlike in found:
            unlike = f"{stem} ({number}){dot}{suffix}" if dot else f"{name} ({number})"
            number += 1
        found.append(unlike)
    return found
