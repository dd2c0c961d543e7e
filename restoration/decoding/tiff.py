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

from restoration.decoding.frame import DecodedFrame, Samples, Space, check_floats, check_size, scaled
from restoration.decoding.kinds import cut_short, describe
from restoration.errors import ImageError, printable

_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _SEPARATED, _YCBCR = 0, 1, 2, 3, 5, 6
_CIELAB, _ICCLAB = 8, 9
_RAW = {32803: "colour filter array", 34892: "linear raw"}
_NAMES = {4: "a transparency mask", 10: "ITU CIELAB", 32844: "LogL (HDR)", 32845: "LogLuv (HDR)"}
_COMPRESSIONS = {1, 2, 3, 4, 5, 8, 32773, 32946, 34925, 50000}
"""None, CCITT, LZW, Deflate, PackBits, LZMA, Zstandard: their output is bounded by the tags."""
_JPEG = (6, 7)
_NUMBERS = {2: "signed integers", 3: "floating-point numbers", 5: "complex integers", 6: "complex numbers"}
_REDUCED, _PAGE_MASK = 1, 4
_MOST_SAMPLES = 8

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
    if data[8:10] == b"CR" or 50706 in first.tags or any(_photometric(p) in _RAW for p in everything):
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


def _photometric(page: Any) -> int:
    tag = page.tags.get(262)
    return -1 if tag is None else int(tag.value)


def _read_page(page: Any, data: bytes, shown: str, max_pixels: int, notices: list[str]) -> DecodedFrame:
    photometric, samples = _photometric(page), int(page.samplesperpixel)
    if photometric == -1:  # required by the standard, left out by some writers
        photometric = _RGB if samples >= 3 else _BLACK_IS_ZERO
    _check_kind(page, photometric, shown)
    bits = _bits(page, shown)
    space, count = _space(page, photometric, samples, shown, notices)
    if int(page.compression) in _JPEG or (photometric == _YCBCR and int(page.compression) != 1):
        return _through_pillow(page, data, shown, bits)
    if photometric == _YCBCR:
        return _through_pillow(page, data, shown, bits)
    _check_segments(page, data, shown, max_pixels)
    values = page.asarray(squeeze=False, maxworkers=1)  # (planes, depth, height, width, samples)
    if values.ndim != 5 or values.shape[1] != 1:
        raise ImageError(f"{shown}: expected one picture, got a volume of {values.shape[1]} slices.")
    values = np.moveaxis(values[:, 0], 0, 2).reshape(*values.shape[2:4], -1)
    indices = values[..., 0]
    values = _in_range(values, bits, shown)
    colours, extra = values[..., :count], values[..., count:]
    if photometric == _PALETTE:
        colours = _look_up(page, indices)
    elif photometric == _WHITE_IS_ZERO:
        colours = (1.0 - colours) if colours.dtype == np.float32 else ~colours
    elif space == "LAB":
        colours = _lab(colours, photometric)
    alpha, premultiplied = _alpha(page, extra, photometric, shown, notices)
    return DecodedFrame(
        np.ascontiguousarray(colours),
        space,
        "TIFF",
        alpha,
        premultiplied,
        _profile(page),
        orientation=_orientation(page),
    )


# --- what the tags say -------------------------------------------------------


def _check_kind(page: Any, photometric: int, shown: str) -> None:
    known = (_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _SEPARATED, _YCBCR, _CIELAB, _ICCLAB)
    if photometric not in known:
        name = _NAMES.get(photometric, f"of photometric kind {photometric}")
        raise _refused(shown, f"one that holds {name}" if photometric in _NAMES else f"one {name}")
    if int(page.compression) not in _COMPRESSIONS | set(_JPEG):
        name = getattr(page.compression, "name", str(page.compression))
        raise _refused(shown, f"one compressed with {name}")
    if photometric == _SEPARATED and _value(page, 332, 1) != 1:
        raise _refused(shown, "one separated into inks other than CMYK")
    if int(page.samplesperpixel) > _MOST_SAMPLES:
        raise _refused(shown, f"one of {int(page.samplesperpixel)} bands")


def _bits(page: Any, shown: str) -> int:
    """Bits a sample, 0 for floating point. Raises ImageError for numbers that are no picture's."""
    bits, kind = page.bitspersample, page.sampleformat
    for value, what in ((bits, "bits a sample"), (kind, "sample formats")):
        if isinstance(value, tuple) and len(set(value)) > 1:
            raise _refused(shown, f"one whose bands differ in their {what}")
    bits = int(bits[0] if isinstance(bits, tuple) else bits)
    kind = int(kind[0] if isinstance(kind, tuple) else kind)
    if kind == 3 and bits in (16, 24, 32, 64):
        return 0
    if kind not in (1, 4):
        raise _refused(shown, f"one of {bits}-bit {_NUMBERS.get(kind, 'samples of an unknown kind')}")
    if not 1 <= bits <= 16:
        raise _refused(shown, f"one of {bits}-bit integers")
    return bits


def _space(page: Any, photometric: int, samples: int, shown: str, notices: list[str]) -> tuple[Space, int]:
    """What the first bands are, and how many of them are colours."""
    if photometric in (_WHITE_IS_ZERO, _BLACK_IS_ZERO) and samples >= 3:
        # GDAL and scientific writers mark three bands as grey and two extra ones.
        if samples == 3 or (samples == 4 and 1 <= _extras(page)[-1:][0] <= 2):
            notices.append(
                f"{shown} does not name its bands; the first three were taken as red, green, blue."
            )
            return "RGB", 3
        raise _refused(shown, f"one of {samples} bands without names")
    wanted: dict[int, tuple[Space, int]] = {
        _WHITE_IS_ZERO: ("GRAY", 1), _BLACK_IS_ZERO: ("GRAY", 1), _RGB: ("RGB", 3), _PALETTE: ("RGB", 1),
        _SEPARATED: ("CMYK", 4), _YCBCR: ("RGB", 3), _CIELAB: ("LAB", 3), _ICCLAB: ("LAB", 3),
    }  # fmt: skip
    space, count = wanted[photometric]
    if samples < count:
        raise _refused(shown, f"one of {samples} bands where {count} belong to its kind")
    return space, count


def _extras(page: Any) -> tuple[int, ...]:
    found = page.extrasamples
    return tuple(int(v) for v in (found if isinstance(found, tuple) else (found,))) or (0,)


def _alpha(
    page: Any, extra: Samples, photometric: int, shown: str, notices: list[str]
) -> tuple[Samples | None, bool]:
    """(alpha, premultiplied): the first further band that is one; others are left out with a notice."""
    if extra.shape[2] == 0:
        return None, False
    stated = 338 in page.tags
    kinds = _extras(page) if stated else ((2,) if photometric == _RGB else (0,))
    if photometric in (_WHITE_IS_ZERO, _BLACK_IS_ZERO) and len(kinds) > extra.shape[2]:
        kinds = kinds[-extra.shape[2] :]  # three unnamed bands count as one grey and two extra ones
    alpha, premultiplied = None, False
    for i in range(extra.shape[2]):
        kind = kinds[i] if i < len(kinds) else 0
        if alpha is None and kind in (1, 2, 999):
            alpha, premultiplied = extra[..., i], kind == 1
    left_out = extra.shape[2] - (alpha is not None)
    if left_out:
        bands = "a further band" if left_out == 1 else f"{left_out} further bands"
        notices.append(
            f"{shown} has {bands} of no stated meaning, which {'was' if left_out == 1 else 'were'} left out."
        )
    return alpha, premultiplied


def _orientation(page: Any) -> int:
    value = _value(page, 274, 1)
    return int(value) if isinstance(value, int) and 1 <= value <= 8 else 1


def _profile(page: Any) -> bytes | None:
    value = _value(page, 34675, None)
    return bytes(value) if isinstance(value, (bytes, bytearray)) and value else None


def _value(page: Any, code: int, default: Any) -> Any:
    tag = page.tags.get(code)
    return default if tag is None else tag.value


def _refused(shown: str, came: str) -> ImageError:
    return ImageError(
        f"{shown}: expected a TIFF of grey, RGB, palette, CMYK or CIELAB pixels with 1 to 16 bits or "
        f"floating point, got {came}. Export it as 16-bit RGB."
    )


# --- pixels ------------------------------------------------------------------


def _check_segments(page: Any, data: bytes, shown: str, max_pixels: int) -> None:
    """Strips or tiles lie inside the file and none is larger than a picture may be."""
    side = (page.tilewidth, page.tilelength) if page.is_tiled else (page.imagewidth, page.rowsperstrip)
    if page.is_tiled and int(side[0]) * int(side[1]) > 2 * max_pixels:
        raise _refused(shown, f"one in tiles of {side[0]}×{side[1]}")
    offsets, counts = page.dataoffsets, page.databytecounts
    if not offsets or len(offsets) != len(counts):
        raise ImageError(f"{shown}: expected a complete TIFF file, got one without pixels. Export it again.")
    end = max(int(o) + int(c) for o, c in zip(offsets, counts))
    if int(page.compression) == 1 and not page.is_tiled:
        needed = int(page.imagewidth) * int(page.imagelength) * int(page.samplesperpixel)
        bits = page.bitspersample
        needed = needed * int(bits[0] if isinstance(bits, tuple) else bits) // 8
        if sum(int(c) for c in counts) < needed and len(data) < end + needed - sum(map(int, counts)):
            end = max(end, len(data) + 1)
    if end > len(data):
        raise ImageError(
            f"{shown}: expected a complete TIFF file, got one that is cut short ({len(data):,} of at least "
            f"{end:,} bytes). Export or download it again."
        )


def _in_range(values: Samples, bits: int, shown: str) -> Samples:
    if bits == 0:
        return check_floats(values, shown)
    return scaled(values, (1 << bits) - 1)


def _look_up(page: Any, indices: Samples) -> Samples:
    indices = indices.astype(
        np.uint16
    )  # one bit comes as truth values, which would select instead of look up
    table = np.asarray(_value(page, 320, ()), np.uint16).reshape(3, -1)
    if int(indices.max()) >= table.shape[1]:
        raise ValueError("a colour outside its palette")
    # Sixteen bits by the standard; some old writers used eight.
    eight = (table >> 8).astype(np.uint8) if int(table.max()) > 255 else table.astype(np.uint8)
    return np.moveaxis(eight[:, indices], 0, 2)


def _lab(values: Samples, photometric: int) -> Samples:
    """CIELAB (a, b signed) and ICCLAB (offset) as L, a + 128, b + 128; 257 a unit at 16 bits."""
    if values.dtype == np.uint8:
        return values ^ np.array([0, 128, 128], np.uint8) if photometric == _CIELAB else values
    if values.dtype != np.uint16:
        raise ValueError("floating-point CIELAB is not read")
    if photometric == _ICCLAB:  # L over 0–65280, a and b 256 a unit, offset 32768
        out = np.rint(values.astype(np.float64) * (257 / 256))
    else:
        out = values.astype(np.float64)
        out[..., 1:] = (np.ascontiguousarray(values[..., 1:]).view(np.int16) / 256 + 128) * 257
    return np.clip(np.rint(out), 0, 65535).astype(np.uint16)


def _through_pillow(page: Any, data: bytes, shown: str, bits: int) -> DecodedFrame:
    if bits != 8:
        raise _refused(shown, f"one of {bits or 'floating-point'} bits in JPEG or YCbCr")
    quiet_libtiff()
    image = TiffImagePlugin.TiffImageFile(io.BytesIO(data))
    if image.size != (int(page.imagewidth), int(page.imagelength)):
        raise _refused(shown, "one whose full-size picture is JPEG in a second directory")
    grey, cmyk = image.mode == "L", image.mode == "CMYK"
    pixels = np.asarray(image if grey or cmyk else image.convert("RGB"))
    return DecodedFrame(
        pixels[..., None] if grey else pixels,
        "GRAY" if grey else "CMYK" if cmyk else "RGB",
        "TIFF",
        profile=_profile(page),
        orientation=_orientation(page),
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
