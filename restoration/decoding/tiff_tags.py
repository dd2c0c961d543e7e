"""What the tags of a TIFF page say, and which kinds are read: decided before a pixel is decoded."""

from __future__ import annotations

from typing import Any

from restoration.decoding.frame import Samples, Space
from restoration.errors import ImageError

WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, _SEPARATED, YCBCR = 0, 1, 2, 3, 5, 6
CIELAB, ICCLAB = 8, 9
_RAW = {32803: "colour filter array", 34892: "linear raw"}
_NAMES = {4: "a transparency mask", 10: "ITU CIELAB", 32844: "LogL (HDR)", 32845: "LogLuv (HDR)"}
_COMPRESSIONS = {1, 2, 3, 4, 5, 8, 32773, 32946, 34925, 50000}
"""None, CCITT, LZW, Deflate, PackBits, LZMA, Zstandard: their output is bounded by the tags."""
JPEG = (6, 7)
_NUMBERS = {2: "signed integers", 3: "floating-point numbers", 5: "complex integers", 6: "complex numbers"}
_MOST_SAMPLES = 8


def photometric_of(page: Any) -> int:
    tag = page.tags.get(262)
    return -1 if tag is None else int(tag.value)


def check_kind(page: Any, photometric: int, shown: str) -> None:
    known = (WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, _SEPARATED, YCBCR, CIELAB, ICCLAB)
    if photometric not in known:
        name = _NAMES.get(photometric, f"of photometric kind {photometric}")
        raise refused(shown, f"one that holds {name}" if photometric in _NAMES else f"one {name}")
    if int(page.compression) not in _COMPRESSIONS | set(JPEG):
        name = getattr(page.compression, "name", str(page.compression))
        raise refused(shown, f"one compressed with {name}")
    if photometric == _SEPARATED and value_of(page, 332, 1) != 1:
        raise refused(shown, "one separated into inks other than CMYK")
    if int(page.samplesperpixel) > _MOST_SAMPLES:
        raise refused(shown, f"one of {int(page.samplesperpixel)} bands")


def bits_of(page: Any, shown: str) -> int:
    """Bits a sample, 0 for floating point. Raises ImageError for numbers that are no picture's."""
    bits, kind = page.bitspersample, page.sampleformat
    for value, what in ((bits, "bits a sample"), (kind, "sample formats")):
        if isinstance(value, tuple) and len(set(value)) > 1:
            raise refused(shown, f"one whose bands differ in their {what}")
    bits = int(bits[0] if isinstance(bits, tuple) else bits)
    kind = int(kind[0] if isinstance(kind, tuple) else kind)
    if kind == 3 and bits in (16, 24, 32, 64):
        return 0
    if kind not in (1, 4):
        raise refused(shown, f"one of {bits}-bit {_NUMBERS.get(kind, 'samples of an unknown kind')}")
    if not 1 <= bits <= 16:
        raise refused(shown, f"one of {bits}-bit integers")
    return bits


def space_of(page: Any, photometric: int, samples: int, shown: str, notices: list[str]) -> tuple[Space, int]:
    """What the first bands are, and how many of them are colours."""
    if photometric in (WHITE_IS_ZERO, BLACK_IS_ZERO) and samples >= 3:
        # GDAL and scientific writers mark three bands as grey and two extra ones.
        if samples == 3 or (samples == 4 and 1 <= _extras(page)[-1:][0] <= 2):
            notices.append(
                f"{shown} does not name its bands; the first three were taken as red, green, blue."
            )
            return "RGB", 3
        raise refused(shown, f"one of {samples} bands without names")
    wanted: dict[int, tuple[Space, int]] = {
        WHITE_IS_ZERO: ("GRAY", 1), BLACK_IS_ZERO: ("GRAY", 1), RGB: ("RGB", 3), PALETTE: ("RGB", 1),
        _SEPARATED: ("CMYK", 4), YCBCR: ("RGB", 3), CIELAB: ("LAB", 3), ICCLAB: ("LAB", 3),
    }  # fmt: skip
    space, count = wanted[photometric]
    if samples < count:
        raise refused(shown, f"one of {samples} bands where {count} belong to its kind")
    return space, count


def _extras(page: Any) -> tuple[int, ...]:
    found = page.extrasamples
    return tuple(int(v) for v in (found if isinstance(found, tuple) else (found,))) or (0,)


def alpha_of(
    page: Any, extra: Samples, photometric: int, shown: str, notices: list[str]
) -> tuple[Samples | None, bool]:
    """(alpha, premultiplied): the first further band that is one; others are left out with a notice."""
    if extra.shape[2] == 0:
        return None, False
    stated = 338 in page.tags
    kinds = _extras(page) if stated else ((2,) if photometric == RGB else (0,))
    if photometric in (WHITE_IS_ZERO, BLACK_IS_ZERO) and len(kinds) > extra.shape[2]:
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


def orientation_of(page: Any) -> int:
    value = value_of(page, 274, 1)
    return int(value) if isinstance(value, int) and 1 <= value <= 8 else 1


def profile_of(page: Any) -> bytes | None:
    value = value_of(page, 34675, None)
    return bytes(value) if isinstance(value, (bytes, bytearray)) and value else None


def value_of(page: Any, code: int, default: Any) -> Any:
    tag = page.tags.get(code)
    return default if tag is None else tag.value


def refused(shown: str, came: str) -> ImageError:
    return ImageError(
        f"{shown}: expected a TIFF of grey, RGB, palette, CMYK or CIELAB pixels with 1 to 16 bits or "
        f"floating point, got {came}. Export it as 16-bit RGB."
    )


# --- pixels ------------------------------------------------------------------


def check_segments(page: Any, data: bytes, shown: str, max_pixels: int) -> None:
    """Strips or tiles lie inside the file and none is larger than a picture may be."""
    side = (page.tilewidth, page.tilelength) if page.is_tiled else (page.imagewidth, page.rowsperstrip)
    if page.is_tiled and int(side[0]) * int(side[1]) > 2 * max_pixels:
        raise refused(shown, f"one in tiles of {side[0]}×{side[1]}")
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
