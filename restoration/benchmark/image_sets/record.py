"""What is known of one published image set, and the parts that several records share."""

from __future__ import annotations

from dataclasses import dataclass

from restoration.benchmark.layouts import Layout

RESEARCH = "no licence stated; research use"
PLACE = r"(?P<place>(?:.*/)?)"
"""Any folder that the set's own folders lie in."""
INPUT_TARGET = Layout(PLACE + r"input/(?P<id>[^/]+)", "{place}target/{id}")
"""The deraining test sets as MSPFN, MPRNet and Restormer hand them on."""


@dataclass(frozen=True)
class ImageSet:
    """One published set, or one published split of it."""

    name: str
    title: str
    task: str
    layouts: tuple[Layout, ...]
    """The published layout first."""
    count: int | None
    """Degraded images as published; None where that is not fixed."""
    source: str
    """The publication."""
    licence: str
    address: str = ""
    """Where its authors publish it; empty for own folders."""
    redistribute: bool = False
    """Whether the licence is known to allow derived images to be published."""
    expected: tuple[str, ...] = ()
    """File names without suffix of all degraded images, where the publication fixes them."""
    renamed: tuple[tuple[str, ...], ...] = ()
    """The same of re-packagings that are in use; they may hold fewer images."""
    parts: tuple[tuple[str, str], ...] = ()
    """Other parts of the publication that may lie beside: (regular expression of their paths, what they are). They are counted, not listed."""
    note: str = ""
    example: str = ""
    """One pair's paths below the top folder in the published layout."""

    @property
    def paired(self) -> bool:
        return self.layouts[0].paired


def numbers(first: int, last: int, form: str = "{}") -> tuple[str, ...]:
    """File names of the numbers `first` to `last`, both included, in a format string."""
    return tuple(form.format(i) for i in range(first, last + 1))
