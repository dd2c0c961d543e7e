"""TIFF through tifffile, which keeps 16 bits and floats and knows planes, tiles and BigTIFF.

What the samples mean is decided here, from the tags, before a pixel is decoded: a kind that is not
known to be decoded rightly is refused by name. JPEG and subsampled YCbCr inside are left to Pillow.
"""

from __future__ import annotations

import ctypes
import io
import logging
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import PIL
from PIL import TiffImagePlugin

from restoration.decoding.frame import DecodedFrame, Samples, check_floats, check_size, scaled
from restoration.decoding.kinds import cut_short, describe
from restoration.decoding.tiff_tags import (
    _RAW,
    BLACK_IS_ZERO,
    CIELAB,
    ICCLAB,
    JPEG,
    PALETTE,
    RGB,
    WHITE_IS_ZERO,
    YCBCR,
    alpha_of,
    bits_of,
    check_kind,
    check_segments,
    orientation_of,
    photometric_of,
    profile_of,
    refused,
    space_of,
    value_of,
)
from restoration.errors import ImageError, printable

_REDUCED, _PAGE_MASK = 1, 4
logging.getLogger("tifffile").addHandler(logging.NullHandler())  # its words go into our messages


def tiff_size(data: bytes, shown: str, max_pixels: int) -> tuple[int, int]:
    """(width, height) px of the page that `read_tiff` takes, within the limits. Raises ImageError."""
    import tifffile

    try:
        with warnings.catch_warnings(), tifffile.TiffFile(io.BytesIO(data)) as file:
            warnings.simplefilter("ignore")
            page = _main_page(file, data, shown, [])
            size = int(page.imagewidth), int(page.imagelength)
    except ImageError:
        raise
    except Exception:  # parsers raise anything on hostile bytes; this is the boundary
        raise ImageError(describe(shown, data)) from None
    check_size(size, shown, max_pixels)
    return size


def read_tiff(data: bytes, shown: str, max_pixels: int, notices: list[str]) -> DecodedFrame:
    """Raises ImageError."""
    import tifffile

    try:
        with warnings.catch_warnings(), tifffile.TiffFile(io.BytesIO(data)) as file:
            warnings.simplefilter("ignore")
            page = _main_page(file, data, shown, notices)
            check_size((int(page.imagewidth), int(page.imagelength)), shown, max_pixels)
            return _read_page(page, data, shown, max_pixels, notices)
    except ImageError:
        raise
    except Exception as error:  # parsers raise anything on hostile bytes; this is the boundary
        if not isinstance(error, tifffile.TiffFileError):
            return _unreadable(data, shown, error)
        raise ImageError(describe(shown, data)) from None


def _unreadable(data: bytes, shown: str, error: Exception) -> DecodedFrame:
    cut = cut_short(data)
    came = cut or f"one that is damaged ({printable(str(error)) or type(error).__name__})"
    raise ImageError(
        f"{shown}: expected a complete TIFF file, got {came}. Export or download it again."
    ) from None


def _main_page(file: Any, data: bytes, shown: str, notices: list[str]) -> Any:
    """The page to read: the first at full resolution. Raises ImageError for camera raw files."""
    first = file.pages.first
    pages = [file.pages[i] for i in range(min(len(file.pages), 64))]
    below = list(first.pages)[:16] if first.subifds else []
    everything = [first, *pages[1:], *below]
    if data[8:10] == b"CR" or 50706 in first.tags or any(photometric_of(p) in _RAW for p in everything):
        raise ImageError(
            f"{shown}: expected a developed picture, got a camera raw file, whose own TIFF picture is only a "
            "preview. Develop it with a raw converter and export a TIFF or PNG."
        )
    full = [p for p in everything if not int(p.subfiletype) & (_REDUCED | _PAGE_MASK)]
    if len([p for p in pages if not int(p.subfiletype) & (_REDUCED | _PAGE_MASK)]) > 1:
        notices.append(f"{shown} has several pages; the first was taken.")
    if not full:
        notices.append(f"{shown} says that it holds only a reduced picture; that was taken.")
    return full[0] if full else first


def _read_page(page: Any, data: bytes, shown: str, max_pixels: int, notices: list[str]) -> DecodedFrame:
    photometric, samples = photometric_of(page), int(page.samplesperpixel)
    if photometric == -1:  # required by the standard, left out by some writers
        photometric = RGB if samples >= 3 else BLACK_IS_ZERO
    check_kind(page, photometric, shown)
    bits = bits_of(page, shown)
    space, count = space_of(page, photometric, samples, shown, notices)
    if int(page.compression) in JPEG or (photometric == YCBCR and int(page.compression) != 1):
        return _through_pillow(page, data, shown, bits)
    if photometric == YCBCR:
        return _through_pillow(page, data, shown, bits)
    check_segments(page, data, shown, max_pixels)
    values = page.asarray(squeeze=False, maxworkers=1)  # (planes, depth, height, width, samples)
    if values.ndim != 5 or values.shape[1] != 1:
        raise ImageError(f"{shown}: expected one picture, got a volume of {values.shape[1]} slices.")
    values = np.moveaxis(values[:, 0], 0, 2).reshape(*values.shape[2:4], -1)
    indices = values[..., 0]
    values = _in_range(values, bits, shown)
    colours, extra = values[..., :count], values[..., count:]
    if photometric == PALETTE:
        colours = _look_up(page, indices)
    elif photometric == WHITE_IS_ZERO:
        colours = (1.0 - colours) if colours.dtype == np.float32 else ~colours
    elif space == "LAB":
        colours = _lab(colours, photometric)
    alpha, premultiplied = alpha_of(page, extra, photometric, shown, notices)
    return DecodedFrame(
        np.ascontiguousarray(colours),
        space,
        "TIFF",
        alpha,
        premultiplied,
        profile_of(page),
        orientation=orientation_of(page),
    )


# --- what the tags say -------------------------------------------------------


def _in_range(values: Samples, bits: int, shown: str) -> Samples:
    if bits == 0:
        return check_floats(values, shown)
    return scaled(values, (1 << bits) - 1)


def _look_up(page: Any, indices: Samples) -> Samples:
    indices = indices.astype(
        np.uint16
    )  # one bit comes as truth values, which would select instead of look up
    table = np.asarray(value_of(page, 320, ()), np.uint16).reshape(3, -1)
    if int(indices.max()) >= table.shape[1]:
        raise ValueError("a colour outside its palette")
    # Sixteen bits by the standard; some old writers used eight.
    eight = (table >> 8).astype(np.uint8) if int(table.max()) > 255 else table.astype(np.uint8)
    return np.moveaxis(eight[:, indices], 0, 2)


def _lab(values: Samples, photometric: int) -> Samples:
    """CIELAB (a, b signed) and ICCLAB (offset) as L, a + 128, b + 128; 257 a unit at 16 bits."""
    if values.dtype == np.uint8:
        return values ^ np.array([0, 128, 128], np.uint8) if photometric == CIELAB else values
    if values.dtype != np.uint16:
        raise ValueError("floating-point CIELAB is not read")
    if photometric == ICCLAB:  # L over 0–65280, a and b 256 a unit, offset 32768
        out = np.rint(values.astype(np.float64) * (257 / 256))
    else:
        out = values.astype(np.float64)
        out[..., 1:] = (np.ascontiguousarray(values[..., 1:]).view(np.int16) / 256 + 128) * 257
    return np.clip(np.rint(out), 0, 65535).astype(np.uint16)


def _through_pillow(page: Any, data: bytes, shown: str, bits: int) -> DecodedFrame:
    if bits != 8:
        raise refused(shown, f"one of {bits or 'floating-point'} bits in JPEG or YCbCr")
    quiet_libtiff()
    image = TiffImagePlugin.TiffImageFile(io.BytesIO(data))
    if image.size != (int(page.imagewidth), int(page.imagelength)):
        raise refused(shown, "one whose full-size picture is JPEG in a second directory")
    grey, cmyk = image.mode == "L", image.mode == "CMYK"
    pixels = np.asarray(image if grey or cmyk else image.convert("RGB"))
    return DecodedFrame(
        pixels[..., None] if grey else pixels,
        "GRAY" if grey else "CMYK" if cmyk else "RGB",
        "TIFF",
        profile=profile_of(page),
        orientation=orientation_of(page),
    )


@lru_cache(maxsize=1)
def quiet_libtiff() -> None:
    """Pillow's libtiff prints its complaints to stderr; what matters of them is in Pillow's exception."""
    package = Path(PIL.__file__).parent
    for folder in (package.parent / "pillow.libs", package / ".dylibs"):
        for path in sorted(folder.glob("*libtiff*")):
            try:
                library = ctypes.CDLL(str(path))
                for name in ("TIFFSetErrorHandler", "TIFFSetWarningHandler"):
                    function = getattr(library, name)
                    function.argtypes, function.restype = [ctypes.c_void_p], ctypes.c_void_p
                    function(None)
            except (OSError, AttributeError):  # noqa: PERF203
                continue  # built otherwise: its complaints stay on stderr
