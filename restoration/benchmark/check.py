"""What is missing from, or extra in, a local copy of a published set: every file by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from restoration.benchmark.datasets import list_set
from restoration.benchmark.image_sets import ImageSet
from restoration.benchmark.layouts import Listing, SetEntry, natural_key

_SIZE_TOLERANCE_PX = 2


@dataclass(frozen=True)
class SetReport:
    """The findings on one copy. `complete` is that nothing of the published set is missing or damaged."""

    image_set: ImageSet
    listing: Listing
    missing: tuple[str, ...]
    """Degraded images that the publication names and the copy lacks, file names without suffix."""
    unnamed_missing: int
    """How many more are missing where the publication fixes only the count."""
    unexpected: tuple[str, ...]
    """Degraded images that the publication does not name."""
    parts: tuple[str, ...] = ()
    """Other parts of the publication that lie beside: "970 files of the training part our485"."""
    other: tuple[str, ...] = ()
    """Image files that belong to nothing."""
    unused_truths: tuple[str, ...] = ()
    """Ground truth without a degraded image."""
    damaged: tuple[str, ...] = ()
    """Files that are no readable image, with the reason."""
    sizes: tuple[str, ...] = ()
    """Pairs whose sizes differ by more than two pixels."""

    @property
    def complete(self) -> bool:
        found = self.listing
        gaps = (self.missing, found.without_truth, found.ambiguous, self.damaged, self.sizes)
        return not any(gaps) and self.unnamed_missing == 0

    def lines(self) -> Iterator[str]:
        """The report as text, a line a finding."""
        found, count = self.listing, self.image_set.count
        kind = "pairs" if self.image_set.paired else "images"
        published = f" of {count} published" if count is not None else ""
        yield f"{self.image_set.name} ({self.image_set.title}): {len(found.entries)}{published} {kind} found."
        if found.layout not in self.image_set.layouts:
            yield f"Not in the published layout ({self.image_set.example}): taken as two folders side by side."
        if found.layout.degraded_half:
            yield f"Double-width pictures: the {found.layout.degraded_half} half is degraded."
        for title, names in (
            ("missing", self.missing),
            ("no ground truth found for", found.without_truth),
            ("more than one ground truth for", found.ambiguous),
            ("not readable", self.damaged),
            ("sizes differ", self.sizes),
            ("ground truth without a degraded image", self.unused_truths),
            ("not in the published set", self.unexpected),
            ("other image files, not used", self.other),
            ("not looked at", self.parts),
        ):
            for name in names:
                yield f"{title}: {name}"
        if self.unnamed_missing:
            yield f"missing: {self.unnamed_missing} images, whose names the publication does not fix"
        yield "Complete." if self.complete else "Not complete."


@dataclass
class _Headers:
    damaged: list[str] = field(default_factory=list)
    sizes: list[str] = field(default_factory=list)


def check_set(image_set: ImageSet, top: Path) -> SetReport:
    """Compare a local copy with the catalogue: names, counts, readable headers, sizes of pairs.

    Raises InputError when `top` is no folder or holds nothing of the set.
    """
    listing = list_set(image_set, top)
    stems = {Path(name).stem.casefold(): name for name in _degraded_names(listing)}
    expected = _names_meant(image_set, listing, set(stems))
    missing = sorted((name for key, name in expected.items() if key not in stems), key=natural_key)
    unexpected = (
        sorted((stems[key] for key in set(stems) - set(expected)), key=natural_key) if expected else []
    )
    short = 0
    if not expected and image_set.count is not None:
        short = max(0, image_set.count - len(stems))
    parts, other = _parts(image_set, listing)
    headers = _Headers()
    for entry in listing.entries:
        _check_headers(entry, top, headers)
    return SetReport(
        image_set,
        listing,
        tuple(missing),
        short,
        tuple(unexpected),
        parts,
        other,
        tuple(file for file in listing.unused_truths if not _of_part(image_set, file)),
        tuple(headers.damaged),
        tuple(headers.sizes),
    )


def _names_meant(image_set: ImageSet, listing: Listing, found: set[str]) -> dict[str, str]:
    """Name without regard to case → the name, of the packaging that most of the found names belong to; empty where none is fixed.
    Double-width pictures are as published: no re-packaging with fewer images excuses what is missing there."""
    lists = [names for names in (image_set.expected, *image_set.renamed) if names]
    if listing.layout.degraded_half:
        lists = [names for names in lists if len(names) >= len(image_set.expected)]
    keyed = [{name.casefold(): name for name in names} for names in lists]
    return max(keyed, key=lambda names: (len(found & set(names)), -len(names)), default={})


def _parts(image_set: ImageSet, listing: Listing) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rest = [*listing.other, *listing.unused_truths]
    counts: list[str] = []
    claimed: set[str] = set()
    for pattern, title in image_set.parts:
        files = [file for file in rest if re.fullmatch(pattern, file, re.IGNORECASE) and file not in claimed]
        claimed |= set(files)
        if files:
            counts.append(f"{len(files)} files of {title}")
    return tuple(counts), tuple(file for file in listing.other if file not in claimed)


def _of_part(image_set: ImageSet, file: str) -> bool:
    return any(re.fullmatch(pattern, file, re.IGNORECASE) for pattern, _ in image_set.parts)


def _degraded_names(listing: Listing) -> list[str]:
    return [*(e.path for e in listing.entries), *listing.without_truth, *listing.ambiguous]


def _check_headers(entry: SetEntry, top: Path, headers: _Headers) -> None:
    found = [_size(path, top, headers) for path in (entry.degraded, entry.truth) if path is not None]
    if len(found) == 2 and found[0] is not None and found[1] is not None:
        (w, h), (truth_w, truth_h) = found[0], found[1]
        if max(abs(w - truth_w), abs(h - truth_h)) > _SIZE_TOLERANCE_PX:
            headers.sizes.append(f"{entry.path} is {w}×{h}, its ground truth {truth_w}×{truth_h}")
    if entry.degraded_half and found[0] is not None and found[0][0] % 2:
        headers.sizes.append(f"{entry.path} is {found[0][0]} pixels wide: expected an even number")


def _size(path: Path, top: Path, headers: _Headers) -> tuple[int, int] | None:
    try:
        with path.open("rb") as file, Image.open(file) as image:
            return image.size
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        reason = str(error).splitlines()[0] if str(error) and str(path) not in str(error) else "no image"
        headers.damaged.append(f"{path.relative_to(top).as_posix()} ({reason})")
        return None
