"""What bytes are that are no readable image, and whether a file of a known format was cut short."""

from __future__ import annotations

import struct

READABLE = "JPEG, PNG, WebP, TIFF, BMP, GIF, AVIF, HEIC, JPEG XL, JPEG 2000, PPM, TGA, QOI"
IMAGE_SUFFIXES = (
    ".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".avif", ".heic", ".heif", ".jxl", ".jp2",
    ".j2k", ".ppm", ".pgm", ".pbm", ".pnm", ".tga", ".qoi",
)  # fmt: skip
"""What the files of readable formats are called; a file itself is judged by its content."""
_AGAIN = "Export or download it again."
_DEVELOP = "Develop it with a raw converter and export a TIFF or PNG."
_HDR = "Tone-map it to 8 or 16 bits and export a PNG or TIFF."
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
_STARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"%pdf", "a PDF", "Export the page as PNG."),
    (b"<!doctype", "a web page", "Save the image itself, not the page that shows it."),
    (b"<html", "a web page", "Save the image itself, not the page that shows it."),
    (b"version https://git-lfs", "a Git LFS pointer, not the file itself", "Fetch it with `git lfs pull`."),
    (b"\x76\x2f\x31\x01", "an OpenEXR file (scene-linear HDR)", _HDR),
    (b"#?radiance", "a Radiance HDR file", _HDR),
    (b"#?rgbe", "a Radiance HDR file", _HDR),
    (b"8bps", "a Photoshop document", "Export it as PNG or TIFF."),
    (b"gimp xcf", "a GIMP document", "Export it as PNG or TIFF."),
    (b"fujifilmccd-raw", "a camera raw file (Fujifilm RAF)", _DEVELOP),
    (b"iiro", "a camera raw file (Olympus ORF)", _DEVELOP),
    (b"iirs", "a camera raw file (Olympus ORF)", _DEVELOP),
    (b"mmor", "a camera raw file (Olympus ORF)", _DEVELOP),
    (b"iiu\0", "a camera raw file (Panasonic RW2)", _DEVELOP),
    (b"fovb", "a camera raw file (Sigma X3F)", _DEVELOP),
    (b"dds ", "a DDS texture", "Export it as PNG."),
    (b"\x89hdf", "an HDF5 file", "Export the picture as PNG or 16-bit TIFF."),
    (b"\x93numpy", "a NumPy array", "Save it as PNG or 16-bit TIFF."),
    (b"simple  =", "a FITS file", "Export the picture as PNG or 16-bit TIFF."),
    (b"pf\n", "a colour PFM file (floating point)", _HDR),
    (b"p7\n", "a PAM file", "Export it as PNG or PPM."),
    (b"\x1a\x45\xdf\xa3", "a video", "Export a frame as PNG."),
    (b"pk\x03\x04", "an archive", "Unpack it first."),
    (b"\x1f\x8b", "an archive", "Unpack it first."),
    (b"7z\xbc\xaf", "an archive", "Unpack it first."),
    (b"rar!", "an archive", "Unpack it first."),
)
_IMAGE_STARTS = (
    b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"BM", b"GIF8", b"qoif",
    b"\xff\x0a", b"\0\0\0\x0cJXL ", b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51",
)  # fmt: skip


def is_tiff(data: bytes) -> bool:
    return data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def is_heif(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS


def is_jxl(data: bytes) -> bool:
    return data[:2] == b"\xff\x0a" or data[:12] == b"\0\0\0\x0cJXL \r\n\x87\n"


def describe(shown: str, data: bytes) -> str:
    """The sentence of an ImageError: what was expected, what these bytes are, what to do."""
    came, remedy = what_came(data)
    return f"{shown}: expected an image ({READABLE}), got {came}. {remedy}"


def what_came(data: bytes) -> tuple[str, str]:
    """What bytes are that were expected to be something else, and what to do."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in head:
        return "an SVG drawing", "Export it as PNG."
    for start, came, remedy in _STARTS:
        if head.startswith(start):
            return came, remedy
    if data[4:8] == b"ftyp":
        return _container(data)
    if data.startswith(_IMAGE_STARTS):
        cut = cut_short(data)
        if data.startswith((b"\xff\x0a", b"\xff\x4f\xff\x51")):  # bare codestreams do not say where they end
            return "one that is damaged or cut short", _AGAIN
        return (cut if cut else "one whose header is damaged"), _AGAIN
    if _is_text(data[:4096]):
        return "text", "Choose an image file."
    return "data of an unknown kind", "Choose an image file."


def _container(data: bytes) -> tuple[str, str]:
    brand = data[8:12]
    cut = cut_short(data)
    if brand == b"crx ":
        return "a camera raw file (Canon CR3)", _DEVELOP
    if brand in (b"avif", b"avis"):
        return cut or "a damaged AVIF file, or one this Pillow cannot read", "Export it as PNG."
    if brand in _HEIF_BRANDS:
        return cut or "a damaged HEIC photo", "Export it as JPEG or PNG."
    return "a video", "Export a frame as PNG."


def cut_short(data: bytes) -> str:
    """A phrase when the file's own structure says that its end is missing; else empty."""
    wanted = _declared_end(data)
    if wanted is None or wanted <= len(data):
        return ""
    if wanted == _UNKNOWN_END:
        return f"one that is cut short (it ends after {len(data):,} bytes, before its picture does)"
    return f"one that is cut short ({len(data):,} of {wanted:,} bytes)"


_UNKNOWN_END = 1 << 62


def _declared_end(data: bytes) -> int | None:
    """Where the file should end; `_UNKNOWN_END` when only later than here; None when nothing is known."""
    if data.startswith(b"\x89PNG"):
        return _end_of_png(data) if data[12:16] == b"IHDR" else None
    if data.startswith(b"RIFF") and len(data) >= 8:
        return int(struct.unpack("<I", data[4:8])[0]) + 8
    if data.startswith(b"\xff\xd8\xff"):
        begun = any(marker in data for marker in (b"\xff\xc0", b"\xff\xc1", b"\xff\xc2"))
        return _UNKNOWN_END if begun and b"\xff\xd9" not in data[-4096:] else None
    if data.startswith(b"GIF8"):
        return len(data) if data[-64:].rstrip(b"\0").endswith(b";") else _UNKNOWN_END
    if data.startswith(b"BM") and len(data) >= 6:
        return int(struct.unpack("<I", data[2:6])[0]) or None
    if data[4:8] in (b"ftyp", b"JXL ", b"jP  "):
        return _end_of_boxes(data)
    if is_tiff(data):
        return _end_of_tiff_header(data)
    return None


def _end_of_png(data: bytes) -> int:
    at = 8
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        at += 12 + length
        if kind == b"IEND":
            return len(data)
        if at > len(data):
            return at if length < 1 << 31 else len(data)
    return _UNKNOWN_END


def _end_of_boxes(data: bytes) -> int:
    at = 0
    while at + 8 <= len(data):
        size = int(struct.unpack(">I", data[at : at + 4])[0])
        if size == 1 and at + 16 <= len(data):
            size = int(struct.unpack(">Q", data[at + 8 : at + 16])[0])
        if size == 0:
            return len(data)
        if size < 8:
            return len(data)
        at += size
    return at


def _end_of_tiff_header(data: bytes) -> int | None:
    order = "<" if data[:2] == b"II" else ">"
    if data[2:4] in (b"+\0", b"\0+"):
        return int(struct.unpack(order + "Q", data[8:16])[0]) + 8 if len(data) >= 16 else _UNKNOWN_END
    return int(struct.unpack(order + "I", data[4:8])[0]) + 2 if len(data) >= 8 else _UNKNOWN_END


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            return False
        text = head[: error.start].decode("utf-8")
    return all(c.isprintable() or c in "\t\r\n\f" for c in text)
