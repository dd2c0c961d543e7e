"""Generated outputs of any number of sets as a public data set: one folder a set, files named after the originals.

    OUT/README.md            the data set's card: counts, model, prompts, dates, costs, licences, distortion
    OUT/metadata.csv         one row an image; `file_name` is what Hugging Face's `imagefolder` reads
    OUT/SHA256SUMS           of every other file, for `sha256sum --check`
    OUT/SET/NAME.png         the generated file's own bytes under the original's name

`match_released` and `benchmark export --generated LABEL=OUT/SET` read it back.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restoration import pipeline
from restoration.atomic import write_atomically
from restoration.benchmark.datasets import get_set, list_set
from restoration.benchmark.image_sets import ImageSet
from restoration.benchmark.layouts import SetEntry
from restoration.benchmark.predict import read_pair
from restoration.benchmark.release_card import CardSet, card
from restoration.errors import InputError, printable
from restoration.gpt import match_released
from restoration.image import read_image
from restoration.outputs import file_sha256, make_folder

COLUMNS = (
    "file_name", "set", "original", "sha256", "original_sha256", "width", "height", "model", "prompt", "created", "cost_usd",
    "judged", "moved_px", "bent_px", "distortion",
)  # fmt: skip
_OWN = "# Made with PriorLens `benchmark release`"


@dataclass(frozen=True)
class ReleaseRequest:
    sets: tuple[tuple[str, Path], ...]
    """(catalogue name, the set's top folder)."""
    images: tuple[tuple[str, Path], ...]
    """(catalogue name, folder of the generated images)."""
    out: Path
    generator: str
    """What made the images, where no file beside them says so."""
    licence: str
    """Of the generated images, as the card states it."""
    allowed: tuple[str, ...] = ()
    """Sets whose licence does not settle it, but which the publisher has permission for."""
    distortion: bool = True


@dataclass(frozen=True)
class ReleaseResult:
    rows: tuple[dict[str, Any], ...]
    """As in metadata.csv."""
    without: tuple[str, ...]
    """"set: image" of originals that have no generated image."""


def release(request: ReleaseRequest, report: Callable[[int, int], None] | None = None) -> ReleaseResult:
    """Write the data set. Everything is checked before the first file is written: that every set has images, that its
    licence is known to allow derived images or the publisher says so, that `out` is new or an earlier release. Raises InputError."""
    tops, folders = dict(request.sets), dict(request.images)
    if not tops or set(tops) != set(folders):
        raise InputError(
            "release: expected --set NAME=DIR and --images NAME=DIR for the same sets, got "
            f"{', '.join(sorted(tops)) or 'none'} and {', '.join(sorted(folders)) or 'none'}."
        )
    _refuse_foreign(request.out)
    work: list[tuple[ImageSet, SetEntry, Path]] = []
    without, cards = [], []
    for name, top in tops.items():
        image_set = get_set(name)
        _check_licence(image_set, request.allowed)
        listed = list_set(image_set, top).entries
        entries = {Path(entry.path).name: entry for entry in listed}
        if len({Path(name).stem for name in entries}) < len(listed):
            raise InputError(
                f"{name}: expected names that occur once in the set; two of its images share one."
            )
        matches = match_released(folders[name], list(entries))
        if not matches.matched:
            raise InputError(
                f"{name}: no image in {printable(str(folders[name]))} belongs to the set ({matches.sentence})"
            )
        inside = [match for match in matches.matched if match.released.in_archive]
        if inside:
            raise InputError(f"{name}: expected image files, got an archive. Unpack it first.")
        work += [(image_set, entries[match.original], match.released.file) for match in matches.matched]
        without += [f"{name}: {original}" for original in matches.unmatched_originals]
        cards.append(CardSet(image_set, len(entries), len(matches.matched), name in request.allowed))
    rows = []
    for number, (image_set, entry, file) in enumerate(work, 1):
        rows.append(_pack(request, image_set, entry, file))
        if report is not None:
            report(number, len(work))
    _remove_stale(request.out, {row["file_name"] for row in rows})
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    files = {"metadata.csv": table.getvalue(), "README.md": card(cards, rows, request.licence, _OWN)}
    for file_name, text in files.items():
        write_atomically(text.encode(), request.out / file_name)
    named = sorted([*files, *(row["file_name"] for row in rows)])
    sums = "".join(f"{file_sha256(request.out / file_name)}  {file_name}\n" for file_name in named)
    write_atomically(sums.encode(), request.out / "SHA256SUMS")
    return ReleaseResult(tuple(rows), tuple(without))


def _pack(request: ReleaseRequest, image_set: ImageSet, entry: SetEntry, file: Path) -> dict[str, Any]:
    target = f"{image_set.name}/{Path(entry.path).stem}{file.suffix.lower()}"
    make_folder(request.out / image_set.name)
    write_atomically(file.read_bytes(), request.out / target)
    pixels = read_image(file).pixels
    facts = _beside(file)
    row: dict[str, Any] = {
        "file_name": target,
        "set": image_set.name,
        "original": entry.path,
        "sha256": file_sha256(request.out / target),
        "original_sha256": file_sha256(entry.degraded),
        "width": pixels.shape[1],
        "height": pixels.shape[0],
        "model": facts.get("model") or request.generator,
        "prompt": facts.get("prompt") or "",
        "created": facts.get("created") or "",
        "cost_usd": facts.get("cost_usd") or "",
        "judged": "",
        "moved_px": "",
        "bent_px": "",
        "distortion": "",
    }
    if request.distortion:
        degraded, _ = read_pair(entry.degraded, None, entry.degraded_half)
        alignment = pipeline.align(pixels, degraded, task=image_set.task)
        found = pipeline.analyse(alignment, pixels, degraded)
        row |= {"judged": int(not found.reason), "distortion": found.sentence}
        if not found.reason:
            row |= {"moved_px": _rounded(found.motion_px), "bent_px": _rounded(found.residual_px.p95)}
    return row


def _beside(file: Path) -> dict[str, Any]:
    """What `generate` wrote beside its image."""
    try:
        found = json.loads(file.with_suffix(".json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _rounded(value: Any) -> Any:
    return round(float(value), 2) if isinstance(value, (int, float)) and math.isfinite(value) else ""


def _check_licence(image_set: ImageSet, allowed: Sequence[str]) -> None:
    if not image_set.redistribute and image_set.name not in allowed:
        raise InputError(
            f"{image_set.name}: its licence ({image_set.licence}) is not known to allow derived images to be published; "
            f"nothing was written. Ask its authors, then say so with --allow {image_set.name}."
        )


def _refuse_foreign(out: Path) -> None:
    if out.is_dir() and any(out.iterdir()):
        try:
            own = _OWN in (out / "README.md").read_text("utf-8", "replace")
        except OSError:
            own = False
        if not own:
            raise InputError(f"--out {printable(str(out))}: expected an empty folder or an earlier release.")


def _remove_stale(out: Path, kept: set[str]) -> None:
    """Files of an earlier release that this one does not have, where they are still what its checksums say."""
    try:
        lines = (out / "SHA256SUMS").read_text("utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        digest, _, name = line.partition("  ")
        file = out / name
        plain = bool(name) and not Path(name).is_absolute() and ".." not in Path(name).parts
        if plain and name not in kept and "/" in name and file.is_file() and file_sha256(file) == digest:
            file.unlink()
