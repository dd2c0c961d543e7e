"""One image of a result as a file of its own, for who wants the better photo: named after it, with its EXIF."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.results import Result, safe_name
from restoration import InputError, encode_photo, exif_for, load_image, read_exif, says_place

EXIF_FILE = "photo.exif"
"""EXIF of the photo as it was read, in the result's folder; never served, never in the zip."""
_KINDS = {"png": ".png", "jpeg": ".jpg"}
_QUALITY = re.compile(r"\d{1,3}")


def save_options(result: Result) -> dict[str, Any]:
    """For the viewer: where it asks for files, and what they can carry."""
    exif = _exif(result)
    return {
        "address": f"results/{quote(result.id)}/save",
        "figure": f"results/{quote(result.id)}/figure",
        "exif": bool(exif),
        "place": says_place(exif),
    }


def saved_image(
    result: Result, path: Path, *, kind: str, quality: str, name: str, exif: bool, place: bool
) -> tuple[str, bytes]:
    """(file name, bytes) of the stored image at `path` as "png" or "jpeg". `exif` carries over what the photo says of
    its taking, `place` where that was. Raises InputError, ImageError."""
    if kind not in _KINDS:
        raise InputError(f"format: expected png or jpeg, got {kind[:20]!r}.")
    image = load_image(path, drawn=True)
    if any(pane["name"] == path.stem and pane.get("legend_below") for pane in result.viewer["panes"]):
        image = image[: result.viewer["height"]].copy()  # as the viewer shows it
    height, width = image.shape[:2]
    kept = exif_for(_exif(result), width, height, place=place) if exif else b""
    chosen = int(quality) if _QUALITY.fullmatch(quality) else 92
    data = encode_photo(image, kind, quality=chosen, exif=kept)
    stem = safe_name(Path(name).stem if name else f"{result.name}-{path.stem}")
    return stem + _KINDS[kind], data


def exif_of(path: Path) -> bytes:
    """EXIF of a photo: in its file, or beside it where that is the stored image of an earlier comparison."""
    found = read_exif(path)
    if found:
        return found
    try:
        return (path.parent / EXIF_FILE).read_bytes()
    except OSError:
        return b""


def _exif(result: Result) -> bytes:
    try:
        return (result.folder / EXIF_FILE).read_bytes()
    except OSError:
        return b""
