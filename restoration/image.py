"""The one decoder and encoder of page, command line and tests.

Images are `numpy.uint8`, RGB, `(H, W, 3)`, sRGB. Files are judged by their content, never by their
name, and are measured against the limits of `settings` before a pixel is decoded.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol, runtime_checkable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from restoration.arguments import came, checked, optional, text, text_table, whole
from restoration.atomic import as_path, write_atomically
from restoration.decoding import IMAGE_SUFFIXES as IMAGE_SUFFIXES
from restoration.decoding import READABLE, declared_size, decode
from restoration.errors import ImageError, OutputError
from restoration.errors import printable as printable
from restoration.limits import check_size
from restoration.settings import get_settings

ImageArray = NDArray[np.uint8]
ImageSource = str | os.PathLike[str] | bytes | bytearray | BinaryIO
_LARGEST_SIDE = 65_535
_LOSSLESS_SUFFIXES = (".png", ".webp", ".tif", ".tiff", ".bmp")
_WITH_LEGEND = 1.5
"""Pixels of an overlay with its legend, in those of the image that it was drawn on; small images have none."""
_LOSSY_SUFFIXES = (".jpg", ".jpeg", ".avif")
_ENCODING: dict[str, dict[str, Any]] = {
    ".webp": {"lossless": True, "exact": True},
    ".jpg": {"quality": 95, "subsampling": 0},
    ".jpeg": {"quality": 95, "subsampling": 0},
    ".avif": {"quality": 90},
}


class ImageNotice(UserWarning):
    """Something about a file that was read successfully but that its owner should know."""


@runtime_checkable
class _Readable(Protocol):
    """A binary file, or what reads like one."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True, eq=False)
class ImageFile:
    """A decoded file. `pixels` is uint8 RGB (H, W, 3); `notices` are sentences for the user."""

    pixels: ImageArray
    name: str
    format: str
    notices: tuple[str, ...]


def load_image(source: ImageSource, *, drawn: bool = False) -> ImageArray:
    """Decode a path, bytes or binary file to uint8 RGB (H, W, 3), sRGB.

    EXIF orientation is applied; ICC profiles and the colour codes of PNG, AVIF and HEIC are converted to
    sRGB; 16 bits and floats in [0, 1] are scaled to 8 bits; alpha is laid over white; CMYK and CIELAB are
    converted; the first frame or page is taken. What was assumed is said in `ImageNotice` warnings.
    `drawn`: an overlay that PriorLens drew on an image within the limits, whose legend may exceed them.
    Raises ImageError for everything that is not known to be decoded rightly.
    """
    file = read_image(source, drawn=drawn)
    for notice in file.notices:
        warnings.warn(notice, ImageNotice, stacklevel=2)
    return file.pixels


@checked(name=optional(text))
def read_image(source: ImageSource, *, name: str | None = None, drawn: bool = False) -> ImageFile:
    """As `load_image`, and keeps the notices. `name` replaces the file's name in messages."""
    settings = get_settings()
    shown = printable(name) if name else _source_name(source)
    data = _read_bytes(source, shown, settings.max_bytes)
    pixels, format, notices = decode(data, shown, _most_pixels(drawn), Path(shown).suffix.lower())
    return ImageFile(pixels, shown, format, notices)


@checked(name=optional(text))
def inspect_image(source: ImageSource, *, name: str | None = None, drawn: bool = False) -> tuple[int, int]:
    """(width, height) px that the file declares, once it is an image within the limits; pixels are not decoded.
    `drawn` as in `load_image`.

    Raises ImageError as `read_image` does, except for damage behind the header.
    """
    settings = get_settings()
    shown = printable(name) if name else _source_name(source)
    data = _read_bytes(source, shown, settings.max_bytes)
    return declared_size(data, shown, _most_pixels(drawn), Path(shown).suffix.lower())


def _most_pixels(drawn: bool) -> int:
    return round(get_settings().max_pixels * (_WITH_LEGEND if drawn else 1))


def check_image(image: object, name: str = "image") -> ImageArray:
    """Return `image` if it is uint8 RGB (H, W, 3) and not empty. Raises ImageError."""
    if not isinstance(image, np.ndarray):
        raise ImageError(
            f"{name}: expected a numpy array (H, W, 3) of uint8, got {came(image)}. "
            "Read files with restoration.load_image."
        )
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or image.size == 0:
        raise ImageError(
            f"{name}: expected uint8 RGB of shape (H, W, 3), got {image.dtype} of shape {image.shape}. "
            "Read files with restoration.load_image."
        )
    return np.ascontiguousarray(image)


def check_mask(mask: object, shape: tuple[int, ...], name: str = "mask") -> NDArray[np.bool_]:
    """`mask` as bool (H, W) of that shape: bool, or whole numbers that are all 0 and 1, or all 0 and 255.

    Raises ImageError.
    """
    if not isinstance(mask, np.ndarray):
        raise ImageError(f"{name}: expected a numpy array (H, W) of bool, got {came(mask)}.")
    if mask.shape != tuple(shape[:2]):
        raise ImageError(f"{name}: expected shape {tuple(shape[:2])}, the image's, got {mask.shape}.")
    if mask.dtype == np.bool_:
        return np.ascontiguousarray(mask)
    values = np.unique(mask) if mask.dtype.kind in "ui" else np.array([2])
    if not (np.isin(values, (0, 1)).all() or np.isin(values, (0, 255)).all()):
        raise ImageError(
            f"{name}: expected bool, or only 0 and 1, or only 0 and 255, got {came(mask)} with others."
        )
    return np.ascontiguousarray(mask != 0)


def check_input(image: object, name: str) -> ImageArray:
    """`check_image`, and within the limits of `settings` on pixels, sides and their ratio. Raises ImageError."""
    checked = check_image(image, name)
    check_size((checked.shape[1], checked.shape[0]), name)
    return checked


@checked(image=check_image, width=whole(1, _LARGEST_SIDE), height=whole(1, _LARGEST_SIDE))
def resize_image(image: ImageArray, width: int, height: int) -> ImageArray:
    """Plain resize of a (H, W, 3) image: area averaging when it shrinks, bicubic when it grows."""
    if image.shape[:2] == (height, width):
        return image
    shrinks = width * height < image.shape[0] * image.shape[1]
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)


@checked(text=optional(text_table))
def save_image(
    image: ImageArray, path: str | os.PathLike[str], *, text: Mapping[str, str] | None = None
) -> None:
    """Write atomically: the file is either absent (or as before), or complete.

    Lossless for .png, .webp, .tif, .tiff and .bmp; lossy only where the suffix is (.jpg, .jpeg,
    .avif). `text` is stored as PNG text chunks. Raises ImageError.
    """
    image = check_image(image)
    path = as_path(path)
    suffix = check_output_name(path)
    if suffix == ".png":
        data = encode_png(image, text)
    else:
        buffer = io.BytesIO()
        options = _ENCODING.get(suffix, {})
        try:
            Image.fromarray(image).save(buffer, format=Image.registered_extensions().get(suffix), **options)
        except (OSError, KeyError, ValueError) as error:
            raise ImageError(f"{printable(path.name)}: could not be encoded ({error}). Use .png.") from None
        data = buffer.getvalue()
    try:
        write_atomically(data, path)
    except OutputError as error:  # the public contract: whatever goes wrong with an image is an ImageError
        raise ImageError(str(error)) from None


def check_output_name(path: str | os.PathLike[str]) -> str:
    """The suffix, in small letters, of a file that `save_image` can write. Raises ImageError."""
    path = as_path(path)
    suffix = path.suffix.lower()
    Image.init()
    known = [
        s for s in _LOSSLESS_SUFFIXES + _LOSSY_SUFFIXES if Image.registered_extensions().get(s) in Image.SAVE
    ]
    if suffix not in known:
        raise ImageError(
            f"{printable(path.name)}: expected a name ending in one of {' '.join(known)}, "
            f"got {printable(suffix) or 'no suffix'}."
        )
    return suffix


@checked(text=optional(text_table))
def encode_png(image: ImageArray, text: Mapping[str, str] | None = None) -> bytes:
    """PNG bytes of a uint8 RGB (H, W, 3) image; `text` becomes UTF-8 iTXt chunks."""
    image = check_image(image)
    # Photos hold few repeated strings: run-length matching makes files a little smaller than zlib's level 3 in half the time.
    options = [cv2.IMWRITE_PNG_COMPRESSION, 6, cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE]
    done, encoded = cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), options)
    if not done:
        raise ImageError(f"a {image.shape[1]}×{image.shape[0]} image could not be encoded as PNG.")
    data = encoded.tobytes()
    if not text:
        return data
    after_header = 8 + 25  # signature, then the IHDR chunk
    chunks = b"".join(_png_text_chunk(key, value) for key, value in text.items())
    return data[:after_header] + chunks + data[after_header:]


def pixel_sha256(image: ImageArray) -> str:
    """SHA-256 of the pixels as RGBA bytes, row by row, alpha 255: what a browser's canvas holds."""
    image = check_image(image)
    return hashlib.sha256(cv2.cvtColor(image, cv2.COLOR_RGB2RGBA).data).hexdigest()


def _source_name(source: object) -> str:
    if isinstance(source, (bytes, bytearray)):
        return f"{len(source)} bytes"
    if isinstance(source, (str, os.PathLike)):
        path = os.fspath(source)
        return (
            printable(os.path.basename(path if isinstance(path, str) else os.fsdecode(path)) or str(path))
            or "''"
        )
    return printable(os.path.basename(str(getattr(source, "name", "") or "file")))


def _read_bytes(source: ImageSource, shown: str, limit: int) -> bytes:
    if isinstance(source, (bytes, bytearray)):
        data = bytes(source)
    elif isinstance(source, (str, os.PathLike)):
        data = _read_path(source, shown, limit)
    elif isinstance(source, _Readable):
        chunk = source.read(limit + 1)
        if not isinstance(chunk, (bytes, bytearray)):
            raise ImageError(f"{shown}: expected a file opened in binary mode, got text. Open it with 'rb'.")
        data = bytes(chunk)
    else:
        raise ImageError(f"expected a path, bytes or a binary file, got {type(source).__name__}.")
    if len(data) > limit:
        raise ImageError(_too_many_bytes(shown, None, limit))
    if not data:
        raise ImageError(f"{shown}: expected an image ({READABLE}), got an empty file. Choose another file.")
    return data


def _read_path(source: str | os.PathLike[str], shown: str, limit: int) -> bytes:
    text = os.fspath(source)
    if isinstance(text, str) and text.startswith(("http://", "https://")):
        raise ImageError(f"{shown}: expected a local file, got an address. Download it first.")
    try:
        # Non-blocking, so that a named pipe cannot hold the program; only then look at what it is.
        handle = os.open(text, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise ImageError(
            f"{shown}: expected an image file, found nothing at that path. Check the name."
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ImageError(f"{shown}: could not be opened ({reason}).") from None
    info = os.fstat(handle)
    if not stat.S_ISREG(info.st_mode):
        os.close(handle)
        kind = "a folder" if stat.S_ISDIR(info.st_mode) else "a device or pipe"
        raise ImageError(f"{shown}: expected an image file, got {kind}.")
    with os.fdopen(handle, "rb") as file:
        if info.st_size > limit:
            raise ImageError(_too_many_bytes(shown, info.st_size, limit))
        return file.read(limit + 1)


def _too_many_bytes(shown: str, size: int | None, limit: int) -> str:
    came = f"{size / 1e6:.0f} MB" if size else "more"
    return (
        f"{shown}: expected a file of at most {limit / 1e6:g} MB, got {came}. "
        "Export it smaller, or raise PRIORLENS_MAX_MB."
    )


def _png_text_chunk(key: str, value: str) -> bytes:
    """An iTXt chunk as Pillow writes it."""
    info, out = PngImagePlugin.PngInfo(), io.BytesIO()
    info.add_itxt(key.encode("latin-1", "replace")[:79].decode("latin-1"), value)
    for kind, data, *_ in info.chunks:
        PngImagePlugin.putchunk(out, kind, data)
    return out.getvalue()
