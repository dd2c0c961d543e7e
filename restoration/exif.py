"""What a photo's file says about how it was taken, carried over to an image made from it.

EXIF travels as the bytes of its TIFF structure, without the "Exif" mark in front. What is not true of the new
image is set right (orientation, size) or left out (the thumbnail, the maker's private notes, whose offsets do not
survive, and a colour space other than sRGB); where the photo was taken is left out unless it is asked for.
"""

from __future__ import annotations

import io
import os
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from PIL import ExifTags, Image

from restoration.image import ImageArray, check_image, encode_png

ExifSource = str | os.PathLike[str] | bytes | BinaryIO

_MARK = b"Exif\0\0"
_MOST_BYTES = 60_000
"""A JPEG segment holds 65,533 bytes."""
_BASE, _IFD = ExifTags.Base, ExifTags.IFD
# Structure of the file it came from, not the photo: ImageWidth … StripByteCounts, thumbnails, padding.
_STRUCTURE = frozenset(
    (0x00FE, 0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x0111, 0x0115, 0x0116, 0x0117, 0x011C, 0x013D, 0x0140)
) | frozenset(
    (0x0142, 0x0143, 0x0144, 0x0145, 0x0152, 0x0153, 0x0201, 0x0202, 0x02BC, 0x8649, 0x8773, 0xEA1C)
)
_MAKER_NOTE, _USER_PADDING = 0x927C, 0xEA1C


def read_exif(source: ExifSource) -> bytes:
    """EXIF of an image file as TIFF bytes; empty where there is none, or none that can be read. Never raises."""
    try:
        with _quiet(), Image.open(io.BytesIO(source) if isinstance(source, bytes) else source) as image:
            found = image.getexif()
            data = found.tobytes() if len(found) else b""
    except Exception:  # hostile bytes raise anything; a photo without EXIF is still a photo
        return b""
    return data.removeprefix(_MARK)


def says_place(exif: bytes) -> bool:
    """Whether EXIF holds a position."""
    found = _parsed(exif)
    try:
        with _quiet():
            return bool(found is not None and {2, 4} <= set(found.get_ifd(_IFD.GPSInfo)))
    except Exception:
        return False


def exif_for(exif: bytes, width: int, height: int, *, place: bool = False) -> bytes:
    """`exif` as it is true of an upright sRGB image of that size; `place` keeps the position. Empty where nothing is
    left, or nothing can be read. Never raises."""
    old = _parsed(exif)
    if old is None:
        return b""
    try:
        with _quiet():
            data = _carried(old, width, height, place)
    except Exception:  # one malformed entry must not lose the photo
        return b""
    return data if len(data) <= _MOST_BYTES else b""


def encode_photo(image: ImageArray, kind: str = "png", *, quality: int = 92, exif: bytes = b"") -> bytes:
    """`image` (H, W, 3) as a file: kind "png" (lossless) or "jpeg" at `quality` 1 to 100, full colour resolution.

    `exif` is what `exif_for` returned. Raises ImageError.
    """
    image = check_image(image)
    if kind == "png":
        data = encode_png(image)
        after_header = 8 + 25  # signature, then the IHDR chunk
        chunk = struct.pack(">I", len(exif)) + b"eXIf" + exif + struct.pack(">I", zlib.crc32(b"eXIf" + exif))
        return data[:after_header] + chunk + data[after_header:] if exif else data
    buffer = io.BytesIO()
    options = {"exif": _MARK + exif} if exif else {}
    Image.fromarray(image).save(
        buffer, "JPEG", quality=min(max(int(quality), 1), 100), subsampling=0, optimize=True, **options
    )
    return buffer.getvalue()


def _carried(old: Image.Exif, width: int, height: int, place: bool) -> bytes:
    new = Image.Exif()
    pointers = (_IFD.Exif, _IFD.GPSInfo, _IFD.Interop, _IFD.IFD1)
    for tag, value in old.items():
        if tag not in _STRUCTURE and tag not in pointers:
            new[tag] = value
    inner = {
        tag: value
        for tag, value in old.get_ifd(_IFD.Exif).items()
        if tag not in (_MAKER_NOTE, _USER_PADDING, _IFD.Interop)
    }
    if inner:
        inner |= {_BASE.ExifImageWidth: width, _BASE.ExifImageHeight: height, _BASE.ColorSpace: 1}
        new.get_ifd(_IFD.Exif).update(inner)
    position = old.get_ifd(_IFD.GPSInfo) if place else {}
    if position:
        new.get_ifd(_IFD.GPSInfo).update(position)
    if not len(new) and not inner and not position:
        return b""
    new[_BASE.Orientation] = 1
    return new.tobytes().removeprefix(_MARK)


@contextmanager
def _quiet() -> Iterator[None]:
    """Pillow warns about entries that it skips."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _parsed(exif: bytes) -> Image.Exif | None:
    if not exif:
        return None
    try:
        found = Image.Exif()
        with _quiet():
            found.load(_MARK + exif)
            len(found)
        return found
    except Exception:
        return None
