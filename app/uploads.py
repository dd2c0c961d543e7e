"""Uploaded files as photos with their companions: which belongs to which, and what each is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from restoration import MethodFiles, Unused, group_results, natural_key, pair_names

FOLDER_MARK = "\u2215"
"""Stands for "/" in the name of an uploaded file that came out of a dropped folder (see intake.js): the upload itself
keeps a file's name alone."""


@dataclass(frozen=True)
class UploadedPhoto:
    """One row to compare; paths of uploaded files."""

    name: str
    """As its owner knows it, its folder included where that tells it from another; unlike every other's."""
    degraded: Path
    generated: Path | None = None
    truth: Path | None = None
    generators: tuple[tuple[str, Path], ...] = ()
    """(source, path) where images of several generators were given; the first is `generated`."""
    results: tuple[tuple[str, Path], ...] = ()
    """(method, path)."""

    @property
    def title(self) -> str:
        """The name without its suffix."""
        folder, slash, file = self.name.rpartition("/")
        return f"{folder}{slash}{Path(file).stem}"


Kind = Literal["generated", "truth", "result"]
KINDS: dict[Kind, str] = {"generated": "generated image", "truth": "ground truth", "result": "result"}
Corrections = Mapping[str, Mapping[str, int]]
"""Column's key → photo's place, as text → file's place in its field, or -1 for none. JSON-safe, kept in the session."""


@dataclass(frozen=True)
class GivenFiles:
    """Paths of the files in the form's four fields, in the order in which they came."""

    degraded: Sequence[str] = ()
    generated: Sequence[str] = ()
    truth: Sequence[str] = ()
    results: Sequence[str] = ()
    corrections: Corrections = field(default_factory=dict)
    """Of the pairs by name, by the user."""

    @property
    def companions(self) -> dict[Kind, Sequence[str]]:
        return {"generated": self.generated, "truth": self.truth, "result": self.results}

    @property
    def all(self) -> list[str]:
        return [*self.degraded, *self.generated, *self.truth, *self.results]


@dataclass(frozen=True)
class CompanionColumn:
    """One companion of every photo: the ground truth, one generator's images, one method's results."""

    kind: Kind
    label: str
    files: tuple[int, ...]
    """Places in the field of this kind."""
    found: Mapping[int, int]
    """Photo → file."""

    @property
    def key(self) -> str:
        return f"{self.kind}|{self.label}"


@dataclass(frozen=True)
class Matched:
    photos: list[UploadedPhoto]
    notes: list[str]
    """A sentence for every kind of file that was not used."""
    columns: tuple[CompanionColumn, ...]


def match_uploads(given: GivenFiles) -> Matched:
    """Photos in natural order ("2.png" before "10.png") with their companions, by `restoration.pair_names`, as the user
    corrected it. A correction names a photo by its place in that order."""
    degraded = sorted(given.degraded, key=lambda path: natural_key(name_of(path)))
    shown = [name_of(path) for path in degraded]
    fields = given.companions
    columns: list[CompanionColumn] = []
    notes: list[str] = []
    for kind, files in fields.items():
        names = [name_of(path) for path in files]
        unused: list[Unused] = []
        for group in _groups(kind, shown, names):
            pairing = pair_names(shown, list(group.names))
            found = {photo: group.files[i] for photo, i in pairing.found.items()}
            column = CompanionColumn(kind, group.label, group.files, found)
            corrected = given.corrections.get(column.key, {})
            found |= {int(p): f for p, f in corrected.items() if int(p) < len(shown) and f < len(files)}
            columns.append(
                CompanionColumn(kind, group.label, group.files, {p: f for p, f in found.items() if f >= 0})
            )
            taken = set(columns[-1].found.values())
            unused += [
                Unused(group.files[u.index], u.reason)
                for u in pairing.unused
                if group.files[u.index] not in taken
            ]
            put_aside = [i for i in group.files if i not in taken and i not in {u.index for u in unused}]
            unused += [Unused(i, "you gave it to no photo") for i in put_aside]
        notes += _notes(names, unused, KINDS[kind])
    titles = _distinct(shown)
    photos = [_photo(i, titles[i], Path(path), columns, fields) for i, path in enumerate(degraded)]
    return Matched(photos, notes, tuple(columns))


def _groups(kind: Kind, photos: Sequence[str], names: Sequence[str]) -> list[MethodFiles]:
    """The files of a field by who made them; one group where all are of one."""
    if not names:
        return []
    whole = [MethodFiles("", tuple(range(len(names))), tuple(names))]
    if kind == "truth":
        return whole
    groups = group_results(list(photos), list(names))
    if kind == "result":
        return groups
    # Folders of generated images may be scenes: they are generators where names repeat, or say so themselves.
    files = [name.rpartition("/")[2] for name in names]
    named = any("__" in name for name in files)
    several = len(groups) > 1 and (named or len(photos) == 1 or len(set(files)) < len(files))
    scenes = {name.rpartition("/")[0] for name in photos} - {""}
    return groups if several and not scenes & {group.label for group in groups} else whole


def _photo(
    place: int,
    title: str,
    path: Path,
    columns: Sequence[CompanionColumn],
    fields: Mapping[Kind, Sequence[str]],
) -> UploadedPhoto:
    given: dict[Kind, list[tuple[str, Path]]] = {"generated": [], "truth": [], "result": []}
    for column in columns:
        if place in column.found:
            given[column.kind].append((column.label, Path(fields[column.kind][column.found[place]])))
    generated, truth = given["generated"], given["truth"]
    return UploadedPhoto(
        title,
        path,
        generated[0][1] if generated else None,
        truth[0][1] if truth else None,
        tuple(generated) if generated and generated[0][0] else (),
        tuple(given["result"]),
    )


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
    if "you gave" in reason:
        return "Choose it in the table of pairs to use it."
    if "folder" in reason or "have this name" in reason:
        return "Drop the folders themselves, one for each scene, or rename the files."
    return "Name it like its photo."


def _distinct(names: Sequence[str]) -> list[str]:
    """The shortest names that differ: file names, with their folders where any repeats, then numbered."""
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
