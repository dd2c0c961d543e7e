"""What is inside an image file, as 8-bit sRGB: the parts of `restoration.image` that know formats."""

from __future__ import annotations

import io
import warnings

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, TiffImagePlugin

from restoration.errors import ImageError

READABLE = "JPEG, PNG, WebP, TIFF, BMP, GIF or AVIF"
_SRGB_GAMMA = 1 / 2.2


def decode(image: Image.Image, data: bytes, shown: str, notices: list[str]) -> NDArray[np.uint8]:
    if getattr(image, "is_animated", False) and image.format != "MPO":
        what = "pages" if image.format == "TIFF" else "frames"
        notices.append(f"{shown} has several {what}; the first was taken.")
    if _is_deep(image, data):
        eight = _scale_deep(data, str(image.format), shown)
        eight.info = {k: v for k, v in image.info.items() if k in ("icc_profile", "gamma", "srgb")}
        orientation = image.getexif().get(0x0112, 1)
        if image.format == "PNG" and orientation != 1:  # OpenCV turns a TIFF by itself, a PNG it does not
            eight.getexif()[0x0112] = orientation
            eight.info["exif"] = eight.getexif().tobytes()
        image = eight
    image.load()
    profile = image.info.get("icc_profile")
    says_gamma = image.format == "PNG" and profile is None and "srgb" not in image.info
    gamma = float(image.info.get("gamma") or _SRGB_GAMMA) if says_gamma else _SRGB_GAMMA
    image = ImageOps.exif_transpose(image)
    alpha = _alpha_of(image)
    flat = _to_srgb(image, profile, shown, notices)
    if abs(gamma - _SRGB_GAMMA) > 0.01 and gamma > 0.01:
        flat = flat.point(_gamma_table(gamma) * 3)
    pixels = np.asarray(flat, dtype=np.uint8)
    if alpha is not None:
        cover = alpha.astype(np.float32)[..., None] / 255.0
        pixels = np.rint(pixels * cover + 255.0 * (1.0 - cover)).astype(np.uint8)
        notices.append(f"{shown} has transparency; it was laid over white.")
    return np.ascontiguousarray(pixels)


def check_size(size: tuple[int, int], shown: str, max_pixels: int) -> None:
    width, height = size
    if width < 1 or height < 1 or width * height > max_pixels:
        raise ImageError(
            f"{shown}: expected at most {max_pixels / 1e6:g} megapixels, got {width}×{height} "
            f"({width * height / 1e6:.1f} MP). Scale it down, or raise PRIORLENS_MAX_MP."
        )


def open_deep_tiff(data: bytes, shown: str, max_pixels: int) -> Image.Image:
    """TIFF kinds that Pillow cannot open and OpenCV can (floating point, some 16-bit): size first, then pixels.

    Raises ImageError for everything else, with what the data looks like.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            directory = TiffImagePlugin.ImageFileDirectory_v2(data[:8])
            file = io.BytesIO(data)
            file.seek(directory.next)
            directory.load(file)
        size = (int(directory[256]), int(directory[257]))
    except Exception:
        raise ImageError(_not_an_image(shown, data)) from None
    check_size(size, shown, max_pixels)
    return _scale_deep(data, "TIFF", shown)


def _not_an_image(shown: str, data: bytes) -> str:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in head:
        came, remedy = "an SVG drawing", "Export it as PNG."
    elif head.startswith(b"%pdf"):
        came, remedy = "a PDF", "Export the page as PNG."
    elif head.startswith((b"<!doctype", b"<html")):
        came, remedy = "a web page", "Save the image itself, not the page that shows it."
    elif data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        came, remedy = "a HEIC photo", "Export it as JPEG or PNG."
    elif data[4:8] == b"ftyp" and data[8:12] in (b"avif", b"avis"):
        came, remedy = "a damaged AVIF file, or one this Pillow cannot read", "Export it as PNG."
    elif data[4:8] == b"ftyp" or head.startswith(b"\x1a\x45\xdf\xa3"):
        came, remedy = "a video", "Export a frame as PNG."
    elif head.startswith((b"pk\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"rar!")):
        came, remedy = "an archive", "Unpack it first."
    elif data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"II*\0", b"MM\0*", b"BM", b"GIF8")):
        came, remedy = "one whose header is damaged", "Export or download it again."
    elif _is_text(data[:4096]):
        came, remedy = "text", "Choose an image file."
    else:
        came, remedy = "data of an unknown kind", "Choose an image file."
    return f"{shown}: expected an image ({READABLE}), got {came}. {remedy}"


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            return False
        text = head[: error.start].decode("utf-8")
    return all(c.isprintable() or c in "\t\r\n\f" for c in text)


def _is_deep(image: Image.Image, data: bytes) -> bool:
    """True for more than 8 bits a channel, which Pillow truncates or cannot represent."""
    if image.format == "PNG":
        return data[24] == 16
    if image.format == "TIFF":
        bits = getattr(image, "tag_v2", {}).get(258, (8,))
        return max(bits if isinstance(bits, tuple) else (bits,)) > 8
    return image.mode in ("I", "F") or image.mode.startswith("I;16")


def _scale_deep(data: bytes, format: str, shown: str) -> Image.Image:
    """Decode with OpenCV, which keeps 16 bits and floats, and scale to 8 bits with rounding."""
    deep = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if deep is None:
        raise ImageError(_not_an_image(shown, data[:8]))
    if deep.dtype == np.uint16:
        pixels = ((deep.astype(np.uint32) * 255 + 32767) // 65535).astype(np.uint8)
    elif deep.dtype in (np.float32, np.float64):
        if not np.isfinite(deep).all() or deep.min() < -0.01 or deep.max() > 1.01:
            raise ImageError(
                f"{shown}: expected floating-point values in [0, 1], got {np.nanmin(deep):.3g} to "
                f"{np.nanmax(deep):.3g}. Tone-map it to 8 or 16 bits first."
            )
        pixels = np.rint(np.clip(deep, 0, 1) * 255).astype(np.uint8)
    elif deep.dtype == np.uint8:
        pixels = deep
    else:
        raise ImageError(
            f"{shown}: expected 8 or 16 bits a channel, got {deep.dtype}. Export it as 16-bit PNG."
        )
    if pixels.ndim == 3 and pixels.shape[2] in (3, 4):
        pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB if pixels.shape[2] == 3 else cv2.COLOR_BGRA2RGBA)
    eight = Image.fromarray(pixels)
    eight.format = format
    return eight


def _alpha_of(image: Image.Image) -> NDArray[np.uint8] | None:
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        alpha = np.asarray(image.convert("RGBA").getchannel("A"))
        if alpha.min() < 255:
            return alpha
    return None


def _to_srgb(image: Image.Image, profile: bytes | None, shown: str, notices: list[str]) -> Image.Image:
    if image.mode not in ("RGB", "L", "CMYK", "LAB"):
        # Through RGBA where there is transparency, so that Pillow does not blend it with black.
        has_alpha = image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info
        image = image.convert("RGBA").convert("RGB") if has_alpha else image.convert("RGB")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            space = source.profile.xcolor_space.strip()
            if space == "GRAY" and image.mode != "L":
                image = image.convert("L")
            converted = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            notices.append(f"{shown}: its colour profile could not be read; sRGB was assumed.")
    return image.convert("RGB")


def _gamma_table(gamma: float) -> list[int]:
    linear = (np.arange(256) / 255.0) ** (1.0 / gamma)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return [int(v) for v in np.rint(np.clip(encoded, 0, 1) * 255)]
