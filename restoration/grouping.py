"""Which method made which file, where the outputs of several methods come as folders or as NAME__METHOD files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from restoration.arguments import checked, texts

LOOSE = "Result"
"""Files without a folder or a method's name in theirs."""
_MARK = "__"


@dataclass(frozen=True)
class MethodFiles:
    label: str
    files: tuple[int, ...]
    """By their places in the list that was given."""
    names: tuple[str, ...]
    """Of those files, without the method's name, to be paired with photos."""


@checked(photos=texts, files=texts)
def group_results(photos: Sequence[str], files: Sequence[str]) -> list[MethodFiles]:
    """Methods in the order in which they first appear. Names may carry folders ("A/1.png"), separated by "/" or "\\\\".

    "1__A.png" is method A's result for photo 1. Otherwise a folder is a method: the first level at which folders
    differ, where file names repeat from one to the next; else the folder that all files lie in. Loose files beside one
    photo are a method each; beside several photos they are one method's.
    """
    paths = [PurePosixPath(file.replace("\\", "/")) for file in files]
    level = _level([path for path in paths if _MARK not in path.stem.strip("_")])
    found: dict[str, list[tuple[int, str]]] = {}
    for index, path in enumerate(paths):
        photo, mark, method = path.stem.rpartition(_MARK)
        if mark and photo.strip("_") and method.strip("_"):
            label, name = method.strip("_"), str(path.with_name(photo + path.suffix))
        elif level < len(path.parts) - 1:
            label, name = path.parts[level], str(path)
        else:
            label, name = (path.stem if len(photos) == 1 else LOOSE), path.name
        found.setdefault(" ".join(label.split()), []).append((index, name))
    return [
        MethodFiles(label, tuple(i for i, _ in own), tuple(name for _, name in own))
        for label, own in found.items()
    ]


def _level(paths: Sequence[PurePosixPath]) -> int:
    """At which folder of a path the method's name stands."""
    folders = [path.parts[:-1] for path in paths]
    if not folders or not all(folders):
        return 0
    depth = min(map(len, folders))
    level = 0
    while level < depth and all(f[level] == folders[0][level] for f in folders):
        level += 1
    if level == depth:  # all lie in one folder, or one lies right beside folders
        return depth - 1
    repeated = len({path.name for path in paths}) < len(paths)
    # Without a name that repeats, folders below a common one are scenes of one method.
    return level if repeated or level == 0 else level - 1
