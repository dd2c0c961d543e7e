"""What a run of several photos notices, in few words: every notice names its photo, and the same is said once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def about(photo: str, notices: Iterable[str], *, several: bool) -> list[str]:
    """Notices of one of several photos, each with the photo's name in front where it does not name it."""
    return [n if not several or photo in n else f"{photo}: {n}" for n in notices]


def merged(notes: Iterable[str]) -> list[str]:
    """`notes` with those that say the same of several photos as one, in order."""
    photos: dict[str, list[str]] = {}
    for note in notes:
        name, colon, text = note.partition(": ")
        known = photos.setdefault(text if colon else note, [])
        if colon and name not in known:
            known.append(name)
    return [f"{named_few(names)}: {text}" if names else text for text, names in photos.items()]


def named_few(names: Sequence[str]) -> str:
    """Three of them, and how many more."""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
