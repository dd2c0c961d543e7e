"""Every file of a study is read once before the first rater comes: the operator sees damaged files and wrong sizes, not a rater."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from restoration.errors import ImageError, InputError, printable
from restoration.image import pixel_sha256
from restoration.study.pictures import StudyItem, StudyPicture, StudySet, listed

_THREADS = 2


@dataclass(frozen=True)
class CheckedItem:
    width: int
    """Pixels, of every picture of the item."""
    height: int
    sha256: dict[str, str]
    """Of the pixels, by `StudyItem.pictures`' names."""


def check_study(
    study: StudySet, progress: Callable[[int, int], None] | None = None
) -> tuple[dict[str, CheckedItem], list[str]]:
    """(item's name → its size and hashes, notes). Raises InputError that names every file that cannot be read or is of
    another size than its photo. `progress` is told (done, total) items."""
    checked: dict[str, CheckedItem] = {}
    unreadable: list[str] = []
    sizes: list[str] = []
    identical: Counter[tuple[str, str]] = Counter()
    with ThreadPoolExecutor(_THREADS) as pool:
        for done, (item, found) in enumerate(zip(study.items, pool.map(_read, study.items), strict=True), 1):
            unreadable += [f"{kind}: {came}" for kind, came in found.items() if isinstance(came, str)]
            read = {kind: came for kind, came in found.items() if not isinstance(came, str)}
            if progress:
                progress(done, len(study.items))
            if len(read) < len(found):
                continue
            size = read["input"][:2]
            sizes += [
                f"{printable(item.name, 60)} of {kind} is {w}×{h}, its input {size[0]}×{size[1]}"
                for kind, (w, h, _) in read.items()
                if (w, h) != size
            ]
            hashes = {kind: sha for kind, (_, _, sha) in read.items()}
            checked[item.name] = CheckedItem(*size, hashes)
            for i, a in enumerate(study.methods):
                for b in study.methods[i + 1 :]:
                    identical[a, b] += hashes[f"method {a}"] == hashes[f"method {b}"]
    if unreadable:
        raise InputError(f"expected images that can be read, but {listed(unreadable)} Replace these files.")
    if sizes:
        raise InputError(
            f"expected all pictures of one photo in one size, so that they can be flipped, but {listed(sizes)}. Resize "
            "the outputs to their photo's size, or align them with `align`, and start again."
        )
    notes = [
        f"{printable(a)} and {printable(b)} are the same, pixel for pixel, on {times} of {len(study.items)} photos."
        for (a, b), times in identical.items()
        if times
    ]
    return checked, notes


def _read(item: StudyItem) -> dict[str, tuple[int, int, str] | str]:
    return {kind: _facts(picture) for kind, picture in item.pictures().items()}


def _facts(picture: StudyPicture) -> tuple[int, int, str] | str:
    try:
        image = picture.read()
    except ImageError as error:
        return str(error)
    return image.shape[1], image.shape[0], pixel_sha256(image)
