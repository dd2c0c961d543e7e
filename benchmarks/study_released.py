"""The released outputs of GPT-4o in the study: which folder or archive of them belongs to which set."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from benchmarks.study_runs import SetRows, measured, with_priors
from restoration.benchmark import ExportRequest, get_set
from restoration.errors import InputError, printable
from restoration.image import IMAGE_SUFFIXES

LABEL = "GPT-4o"
_ALIASES = {
    "lol-v1": ("lol", "lolv1", "eval15"),
    "rain800": ("rain800", "test100"),
    "raindrop": ("raindrop", "raindroptesta", "testa"),
    "nature20": ("nature20", "nature"),
}
"""What a set may be called there, besides its own name; letters and digits only."""


def released_rows(
    sets: Sequence[tuple[str, Path]], released: Path, work: Path, images: int | None
) -> SetRows:
    """Rows of every set with the released outputs as priors. Raises InputError for sets that have none there."""
    rows = SetRows()
    for name, top in sets:
        image_set = get_set(name)
        folder = released_folder(released, name, work / "released")
        request = ExportRequest(
            name,
            top,
            work / f"{name}-released",
            with_priors(image_set.task),
            generated=((LABEL, folder),),
            limit=images,
        )
        rows.add(measured(request, name, image_set.task, ""))
        print(f"{name}: released outputs")
    return rows


def released_folder(released: Path, name: str, unpacked: Path) -> Path:
    """The folder of one set's outputs; an archive is unpacked below `unpacked`. Raises InputError naming what is there."""
    if not released.is_dir():
        raise InputError(f"--released {printable(str(released))}: expected a folder, found none.")
    wanted = {_plain(name), *_ALIASES.get(name, ())}
    there = sorted(p for p in released.rglob("*") if p.is_dir() or p.suffix.lower() == ".zip")
    found = [p for p in there if _plain(p.stem if p.suffix.lower() == ".zip" else p.name) in wanted]
    folders = [p for p in found if p.is_dir() and any(_images(p))]
    if folders:
        return folders[0]
    for archive in found:
        if archive.is_file():
            return _unpacked(archive, unpacked / name)
    known = ", ".join(printable(p.name, 40) for p in there[:12]) or "nothing"
    raise InputError(
        f"--released: expected a folder or zip archive for {name} (called {', '.join(sorted(wanted))}), found {known}."
    )


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _images(folder: Path) -> Iterator[Path]:
    return (p for p in folder.rglob("*") if p.suffix.lower() in IMAGE_SUFFIXES)


def _unpacked(archive: Path, target: Path) -> Path:
    """Images only, each under its own name inside `target`: no path of an archive leads out of it."""
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive) as inside:
        for member in inside.infolist():
            name = PurePosixPath(member.filename).name
            if not member.is_dir() and name.lower().endswith(IMAGE_SUFFIXES) and not name.startswith("."):
                (target / name).write_bytes(inside.read(member))
    return target
