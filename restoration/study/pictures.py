"""What a study shows: for each photo its input, the outputs of at least two methods, and perhaps the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from restoration.errors import InputError, printable
from restoration.image import ImageArray, read_image

_SHOWN = 6
"""So many names stand in one message; the rest is counted."""


@dataclass(frozen=True)
class StudyPicture:
    path: Path
    half: Literal["left", "right"] | None = None
    """Of a double-width picture, as some sets store input and truth."""

    def read(self) -> ImageArray:
        """uint8 RGB (H, W, 3). Raises ImageError."""
        image = read_image(self.path).pixels
        if self.half is None:
            return image
        middle = image.shape[1] // 2
        return image[:, :middle] if self.half == "left" else image[:, middle : 2 * middle]


@dataclass(frozen=True)
class StudyItem:
    """One photo of a study."""

    name: str
    """As the operator's tables call it. Raters never see it."""
    input: StudyPicture
    truth: StudyPicture | None
    outputs: Mapping[str, StudyPicture]
    """Method → its output. Every item of a study has the same methods."""

    def pictures(self) -> dict[str, StudyPicture]:
        """All of them by what they are: "input", "truth" where there is one, "method NAME"."""
        shown = {"input": self.input} | ({"truth": self.truth} if self.truth else {})
        return shown | {f"method {name}": picture for name, picture in self.outputs.items()}


@dataclass(frozen=True)
class StudySet:
    methods: tuple[str, ...]
    items: tuple[StudyItem, ...]
    notes: tuple[str, ...] = ()
    """What was left out, and why."""

    def chosen(self, methods: Sequence[str] | None, items: Sequence[str] | None) -> StudySet:
        """The part with these methods and items, in this set's order. Raises InputError for names that it lacks."""
        for kind, wanted, here in (
            ("method", methods, self.methods),
            ("image", items, [i.name for i in self.items]),
        ):
            unknown = [name for name in wanted or () if name not in here]
            if unknown:
                raise InputError(
                    f"expected {kind}s of this folder ({listed(here)}), got {listed(unknown)}. Check the names."
                )
        kept = tuple(m for m in self.methods if methods is None or m in methods)
        if len(kept) < 2:
            raise InputError(f"expected at least two methods to compare, got {listed(kept) or 'none'}.")
        return StudySet(
            kept,
            tuple(
                StudyItem(i.name, i.input, i.truth, {m: i.outputs[m] for m in kept})
                for i in self.items
                if items is None or i.name in items
            ),
            self.notes,
        )

    def first(self, most: int | None) -> StudySet:
        """At most so many items, spread evenly."""
        if most is None or most >= len(self.items):
            return self
        return StudySet(
            self.methods, tuple(self.items[i * len(self.items) // most] for i in range(most)), self.notes
        )


def listed(names: Sequence[str]) -> str:
    """Names for one line of a message: the first few, and how many more there are."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(printable(name, 60) for name in list(names)[:_SHOWN]) + more
