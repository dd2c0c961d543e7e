"""Which generated image and which ground truth belong to which photo, by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_ROLE_WORDS = frozenset(
    [
        *("degraded", "input", "hazy", "rainy", "dark", "low"),
        *("generated", "simulated", "restored", "output", "gpt", "gpt4o", "4o"),
        *("truth", "gt", "clean", "ground", "groundtruth", "target"),
    ]
)
"""Say what a file is for, not which photo it belongs to."""


@dataclass(frozen=True)
class Photo:
    """One row to compare; paths of uploaded files."""

    name: str
    degraded: Path
    generated: Path | None = None
    truth: Path | None = None


def match_uploads(
    degraded: Sequence[str], generated: Sequence[str], truth: Sequence[str]
) -> tuple[list[Photo], list[str]]:
    """Photos with their companions, and a sentence for every file that found no photo.

    With one photo and one companion, names do not matter. Otherwise a companion belongs to the photo
    with the same name, once words such as "generated", "gt" or "degraded" and the suffix are left out.
    """
    photos = [Path(p) for p in degraded]
    notes: list[str] = []
    companions = [_companions(photos, [Path(p) for p in files], kind, notes) for files, kind in (
        (generated, "generated image"), (truth, "ground truth"))]  # fmt: skip
    rows = [Photo(p.name, p, companions[0].get(i), companions[1].get(i)) for i, p in enumerate(photos)]
    return rows, notes


def _companions(
    photos: Sequence[Path], files: Sequence[Path], kind: str, notes: list[str]
) -> dict[int, Path]:
    if len(photos) == 1 and len(files) == 1:
        return {0: files[0]}
    by_key: dict[str, list[int]] = {}
    for index, photo in enumerate(photos):
        by_key.setdefault(_key(photo), []).append(index)
    found: dict[int, Path] = {}
    for file in files:
        candidates = [i for i in by_key.get(_key(file), []) if i not in found]
        if candidates:
            found[candidates[0]] = file
        else:
            notes.append(
                f"{file.name}: no photo of that name, so this {kind} was not used. Name it like its photo."
            )
    return found


def _key(path: Path) -> str:
    words = re.findall(r"[^\W_]+", path.stem.lower())
    return " ".join(w for w in words if w not in _ROLE_WORDS) or path.stem.lower()
