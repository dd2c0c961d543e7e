"""Which companion (ground truth, generated image) belongs to which photo, by their names and folders.

A pair is made only where names leave one possibility. Everything else is reported with the reason: scored against
another scene's truth a photo gets a number that looks right and is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from restoration.arguments import checked, texts

_ROLE_WORDS = frozenset(
    [
        *("degraded", "input", "inputs", "hazy", "haze", "foggy", "rainy", "rain", "snowy", "dark", "low"),
        *("noisy", "blurry", "blur", "lq", "lr", "generated", "simulated", "restored", "output", "result"),
        *("gpt", "gpt4o", "4o", "truth", "gt", "clean", "clear", "ground", "groundtruth", "target", "label"),
        *("labels", "reference", "ref", "high", "normal", "sharp", "norain", "hq", "hr", "original"),
    ]
)
"""Say what a file is for, not which photo it belongs to."""


@dataclass(frozen=True)
class Unused:
    """A companion that was given to no photo, by its place in the list, and why."""

    index: int
    reason: str


@dataclass(frozen=True)
class Pairing:
    found: dict[int, int]
    """Photo → companion, both by their places in the lists. One companion may serve several photos (several
    degradations of one scene)."""
    unused: tuple[Unused, ...]


@dataclass(frozen=True)
class _Name:
    stem: str
    words: tuple[str, ...]
    """Of the stem, without those that say what a file is for."""
    folders: tuple[str, ...]
    """Below what all files of the list have in common, without those that say what files are for."""


@checked(photos=texts, companions=texts)
def pair_names(photos: Sequence[str], companions: Sequence[str]) -> Pairing:
    """Companions for photos. Names may carry folders ("1/2.JPG"), separated by "/" or "\\\\".

    One photo and one companion belong together whatever they are called. Otherwise, first match counts:
    the name itself; the name without words for its role ("street_hazy", "street_GT"); where photos of several
    folders share their names, the folder's name ("1/1.JPG", "1/2.JPG" and "Label/1.JPG", as in SICE); a name that
    begins with the other ("1400_1", "1400", as in RESIDE). Where several files have a name, those of one folder
    belong together.
    """
    if len(photos) == len(companions) == 1:
        return Pairing({0: 0}, ())
    theirs, ours = _names(photos), _names(companions)
    found: dict[int, int] = {}
    reasons: dict[int, str] = {}
    open_ = set(range(len(companions)))
    if _scenes_in_folders(theirs, ours):
        _by_folder(theirs, ours, found, open_)
    _by_key(theirs, ours, found, open_, reasons, lambda name: (name.stem,))
    _by_key(theirs, ours, found, open_, reasons, lambda name: name.words)
    _by_beginning(theirs, ours, found, open_, reasons)
    unused = tuple(
        Unused(i, reasons.get(i, "no photo has this name")) for i in range(len(companions)) if i in open_
    )
    return Pairing(found, unused)


def _scenes_in_folders(photos: Sequence[_Name], companions: Sequence[_Name]) -> bool:
    """Whether every folder of photos is a scene whose one companion has the folder's name."""
    scenes = {p.folders[-1] for p in photos if p.folders}
    repeated = len({p.stem for p in photos}) < len(photos)
    inside = scenes & {c.folders[-1] for c in companions if c.folders}
    return len(scenes) > 1 and repeated and not inside and bool(scenes & {c.stem for c in companions})


def _by_folder(
    photos: Sequence[_Name], companions: Sequence[_Name], found: dict[int, int], open_: set[int]
) -> None:
    for index, name in enumerate(companions):
        scene = [i for i, p in enumerate(photos) if p.folders and p.folders[-1] == name.stem]
        only = sum(other.stem == name.stem for other in companions) == 1
        if scene and only:
            found |= dict.fromkeys(scene, index)
            open_.discard(index)


def _by_key(
    photos: Sequence[_Name],
    companions: Sequence[_Name],
    found: dict[int, int],
    open_: set[int],
    reasons: dict[int, str],
    key: Callable[[_Name], tuple[str, ...]],
) -> None:
    """Files of one key: one of each side, or one of each side in a folder; else what is left is reported."""
    for wanted in dict.fromkeys(key(companions[i]) for i in sorted(open_) if key(companions[i])):
        mine = [i for i, p in enumerate(photos) if key(p) == wanted and i not in found]
        given = [i for i in sorted(open_) if key(companions[i]) == wanted]
        if not mine:
            if any(key(p) == wanted for p in photos):
                reasons |= dict.fromkeys(given, "its photo has another file already")
            continue
        if len(mine) == len(given) == 1:
            found[mine[0]] = given[0]
            open_.discard(given[0])
            continue
        for photo in list(mine):
            same = [i for i in given if companions[i].folders == photos[photo].folders]
            twins = [i for i in mine if photos[i].folders == photos[photo].folders]
            if len(same) == 1 and len(twins) == 1:
                found[photo] = same[0]
                open_.discard(same[0])
        left = [i for i in given if i in open_]
        if len(mine) > 1:
            reason = f"{len(mine)} photos have this name, and no folder says which one it belongs to"
        else:
            reason = f"{len(given)} files have this name, and one photo"
        reasons |= dict.fromkeys(left, reason)


def _by_beginning(
    photos: Sequence[_Name],
    companions: Sequence[_Name],
    found: dict[int, int],
    open_: set[int],
    reasons: dict[int, str],
) -> None:
    wanted: dict[int, list[int]] = {}
    for photo, name in enumerate(photos):
        if photo in found:
            continue
        near = [
            i for i in sorted(open_) if i not in reasons and _begins(name.words, companions[i].words)
        ]  # fmt: skip
        longest = max((min(len(companions[i].words), len(name.words)) for i in near), default=0)
        best = [i for i in near if min(len(companions[i].words), len(name.words)) == longest]
        if len(best) == 1:
            wanted.setdefault(best[0], []).append(photo)
        elif best:
            reasons |= dict.fromkeys(best, f"{len(best)} files begin like one photo")
    for companion, mine in wanted.items():
        # "img" says nothing of img_1 and img_2; "1400" names the scene of 1400_1 and 1400_2.
        scene = any(c.isdigit() for c in " ".join(companions[companion].words))
        shorter = all(len(companions[companion].words) < len(photos[i].words) for i in mine)
        longer = len(mine) == 1 and len(companions[companion].words) > len(photos[mine[0]].words)
        if longer or (scene and shorter):
            found |= dict.fromkeys(mine, companion)
            open_.discard(companion)
        else:
            many = f"{len(mine)} photos begin" if len(mine) > 1 else "a photo's name begins"
            reasons[companion] = f"{many} like it, and nothing says that it belongs to it"


def _begins(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    shared = min(len(a), len(b))
    return shared > 0 and a[:shared] == b[:shared]


def _names(files: Sequence[str]) -> list[_Name]:
    paths = [PurePosixPath(file.replace("\\", "/")) for file in files]
    parts = [path.parts[:-1] for path in paths]
    common = 0
    while parts and all(len(p) > common and p[common] == parts[0][common] for p in parts):
        common += 1
    return [
        _Name(
            path.stem.lower(),
            _without_roles(path.stem) or (path.stem.lower(),),
            tuple(" ".join(words) for part in own[common:] if (words := _without_roles(part))),
        )
        for path, own in zip(paths, parts, strict=True)
    ]


def _without_roles(text: str) -> tuple[str, ...]:
    words = (_plain(word) for word in re.findall(r"[^\W_]+", text.lower()))
    return tuple(word for word in words if word not in _ROLE_WORDS)


def _plain(word: str) -> str:
    """Without a role or a factor that stands close: "low00690" and "normal00690" as in LOL-v2, "0801x4" as in DIV2K."""
    if word in _ROLE_WORDS:
        return word
    glued = re.fullmatch(r"([a-z]+)(\d+)", word)
    if glued and glued[1] in _ROLE_WORDS:
        return glued[2]
    scaled = re.fullmatch(r"(\d+)x[2348]", word)
    return scaled[1] if scaled else word
