"""Everything that Pillow decodes, and the deeper pixels of PNG, JPEG 2000 and JPEG XL through imagecodecs."""

from __future__ import annotations

import io
import struct
import warnings
from typing import Any

import numpy as np
from PIL import Image

from restoration.decoding.colour import box_colours, has_png_code, png_colours
from restoration.decoding.frame import DecodedFrame, Samples, Space, check_floats, check_size, scaled
from restoration.decoding.kinds import cut_short, describe, is_heif, is_jxl
from restoration.errors import ImageError, printable

_FORMATS = (
    "JPEG", "MPO", "PNG", "WEBP", "BMP", "DIB", "GIF", "AVIF", "PPM", "JPEG2000", "QOI", "PCX", "SGI",
)  # fmt: skip
_TGA_FOOTER = b"TRUEVISION-XFILE.\0"
_WITH_ALPHA = ("RGBA", "LA", "PA", "La", "RGBa")
_GREY = ("L", "1")


def read_with_pillow(
    data: bytes, shown: str, max_pixels: int, notices: list[str], suffix: str
) -> DecodedFrame:
    """`suffix` matters only for TGA, which has no signature. Raises ImageError."""
    with open_with_pillow(data, shown, max_pixels, suffix) as image:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return _decode(image, data, shown, notices)
        except ImageError:
            raise
        except Exception as error:  # decoders raise anything on hostile bytes; this is the boundary
            came = cut_short(data) or _why(error)
            raise ImageError(
                f"{shown}: expected a complete {image.format} file, got {came}. Export or download it again."
            ) from None


def open_with_pillow(data: bytes, shown: str, max_pixels: int, suffix: str) -> Image.Image:
    """The picture as its header describes it, its size within the limits. Raises ImageError."""
    try:
        image = _open(data, shown, max_pixels, suffix)
    except ImageError:
        raise
    except Image.DecompressionBombError:
        raise ImageError(
            f"{shown}: expected at most {max_pixels / 1e6:.0f} megapixels, the file declares far more. "
            "Scale it down first."
        ) from None
    except Exception:
        raise ImageError(describe(shown, data)) from None
    check_size(image.size, shown, max_pixels)
    return image


def _why(error: Exception) -> str:
    said = printable(str(error)) or type(error).__name__
    cut = "truncated" in said.lower() or "end of" in said.lower()
    return f"one that is {'cut short' if cut else 'damaged'} ({said})"


def _open(data: bytes, shown: str, max_pixels: int, suffix: str) -> Image.Image:
    Image.init()
    formats = [name for name in _FORMATS if name in Image.OPEN]
    if is_heif(data):
        import pillow_heif

        pillow_heif.register_heif_opener()
        formats = ["HEIF"]
    elif is_jxl(data):
        import pillow_jxl  # noqa: F401 - registers itself

        check_size(jxl_size(data), shown, max_pixels)  # it decodes when it opens
        formats = ["JXL"]
    elif data[-18:] == _TGA_FOOTER or suffix == ".tga":
        formats = [*formats, "TGA"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Image.open(io.BytesIO(data), formats=formats)


def _decode(image: Image.Image, data: bytes, shown: str, notices: list[str]) -> DecodedFrame:
    format = str(image.format)
    if getattr(image, "is_animated", False) and format != "MPO":
        notices.append(f"{shown} has several frames; the first was taken.")
    orientation = 1 if format in ("HEIF", "JXL") else _orientation(image)  # those two turn it themselves
    deep = _deep(image, data, shown)
    profile, gamma = image.info.get("icc_profile"), None
    if format == "PNG" and (not profile or has_png_code(data)):
        profile, gamma = png_colours(data, shown, notices)
    elif format in ("AVIF", "HEIF") and not profile:
        profile = box_colours(data, shown, notices)
    if deep is None:
        image.load()
        pixels, space, alpha, premultiplied = _eight(image)
    else:
        pixels, alpha, premultiplied = deep[..., : 3 if deep.shape[2] >= 3 else 1], None, False
        space = "RGB" if pixels.shape[2] == 3 else "GRAY"
        if deep.shape[2] in (2, 4):
            alpha = deep[..., -1]
    return DecodedFrame(
        np.ascontiguousarray(pixels), space, format, alpha, premultiplied, profile, gamma, orientation
    )


def _eight(image: Image.Image) -> tuple[Samples, Space, Samples | None, bool]:
    if image.mode in _WITH_ALPHA or "transparency" in image.info:
        rgba = np.asarray(image.convert("RGBA"))
        grey = image.mode in ("LA", "La", "L")
        return rgba[..., :1] if grey else rgba[..., :3], "GRAY" if grey else "RGB", rgba[..., 3], False
    if image.mode == "CMYK":
        return np.asarray(image), "CMYK", None, False
    if image.mode == "LAB":
        signed = np.asarray(image)
        return signed ^ np.array([0, 128, 128], np.uint8), "LAB", None, False
    if image.mode in _GREY:
        return np.asarray(image.convert("L"))[..., None], "GRAY", None, False
    return np.asarray(image.convert("RGB")), "RGB", None, False


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(0x0112, 1)
    except Exception:  # broken EXIF: the picture is still a picture
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


# --- more than eight bits ----------------------------------------------------


def _deep(image: Image.Image, data: bytes, shown: str) -> Samples | None:
    """uint16 or float32 (H, W, C) where the file has more than 8 bits a sample, which Pillow converts to 8 or 32 bits."""
    if image.format == "PNG":
        return _with_codec("png", data, 16) if data[24] == 16 else None
    if image.format == "JPEG2000":
        bits = _bits_of_jpeg2000(data)
        return _with_codec("jpeg2k", data, bits) if bits > 8 else None
    if image.format == "JXL" and (deep := _deep_jxl(image, data, shown)) is not None:
        return deep
    if image.mode == "F":
        return check_floats(np.asarray(image), shown)[..., None]
    if image.mode == "I" or image.mode.startswith("I;16"):
        values = np.asarray(image).astype(np.int64)
        return np.clip(values, 0, 65535).astype(np.uint16)[..., None]
    return None


def _with_codec(name: str, data: bytes, bits: int) -> Samples:
    import imagecodecs

    values = np.asarray(getattr(imagecodecs, f"{name}_decode")(data))
    values = values[..., None] if values.ndim == 2 else values
    return scaled(values, (1 << bits) - 1) if bits != 16 else values


def _deep_jxl(image: Image.Image, data: bytes, shown: str) -> Samples | None:
    import imagecodecs

    values = np.asarray(imagecodecs.jpegxl_decode(data))
    if values.dtype == np.uint8:
        return None
    values = values[0] if values.ndim == 4 else values
    values = values[..., None] if values.ndim == 2 else values
    return check_floats(values, shown) if values.dtype.kind == "f" else values


def _bits_of_jpeg2000(data: bytes) -> int:
    at = data.find(b"\xff\x51")
    if at < 0 or at + 42 > len(data):
        return 8
    (count,) = struct.unpack(">H", data[at + 38 : at + 40])
    depths = data[at + 40 : at + 40 + 3 * count : 3]
    if any(depth & 0x80 for depth in depths):
        return 8  # signed samples: left to Pillow
    return max((depth & 0x7F) + 1 for depth in depths) if depths else 8


def jxl_size(data: bytes) -> tuple[int, int]:
    """(width, height) of a JPEG XL file, from its size header (ISO/IEC 18181-1, D.2)."""
    at = 0
    if data[:2] != b"\xff\x0a":
        found = [data.find(kind) for kind in (b"jxlc", b"jxlp")]
        at = min(i for i in found if i >= 0) + 4
        at += 4 if data[at - 4 : at] == b"jxlp" else 0
    bits = int.from_bytes(data[at + 2 : at + 16], "little")

    def take(count: int) -> int:
        nonlocal bits
        value = bits & ((1 << count) - 1)
        bits >>= count
        return value

    def side(small: int) -> int:
        return 8 * (take(5) + 1) if small else take((9, 13, 18, 30)[take(2)]) + 1

    small = take(1)
    height = side(small)
    ratio = take(3)
    if ratio == 0:
        return side(small), height
    over: tuple[Any, ...] = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
    a, b = over[ratio - 1]
    return height * a // b, height
