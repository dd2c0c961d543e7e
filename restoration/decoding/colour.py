"""From a frame's own colours to 8-bit sRGB: ICC profiles, CMYK, CIELAB, gamma, PNG and AVIF colour codes.

Profiles are applied by Little CMS: through Pillow at 8 bits, through imagecodecs at 16.
"""

from __future__ import annotations

import io
import struct
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from restoration.decoding.frame import DecodedFrame, Samples, to_eight_bits, to_unit

_USUAL_GAMMA = 1 / 2.2
_D65 = (0.3127, 0.3290)
_PRIMARIES: dict[int, tuple[tuple[float, float], ...]] = {  # ITU-T H.273 table 2: white, red, green, blue
    1: (_D65, (0.640, 0.330), (0.300, 0.600), (0.150, 0.060)),
    4: ((0.310, 0.316), (0.67, 0.33), (0.21, 0.71), (0.14, 0.08)),
    5: (_D65, (0.640, 0.330), (0.290, 0.600), (0.150, 0.060)),
    6: (_D65, (0.630, 0.340), (0.310, 0.595), (0.155, 0.070)),
    7: (_D65, (0.630, 0.340), (0.310, 0.595), (0.155, 0.070)),
    9: (_D65, (0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    11: ((0.314, 0.351), (0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    12: (_D65, (0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    22: (_D65, (0.630, 0.340), (0.295, 0.605), (0.155, 0.077)),
}
_SRGB_LIKE = (1, 2, 6, 13, 14, 15)
"""Transfer codes shown with sRGB's curve, as browsers do for the camera curves of video."""
_GAMMAS = {4: 2.2, 5: 2.8, 8: 1.0}
_HDR = {16: "PQ", 18: "HLG"}
_NO_OPTIMISATION = 0x0100
"""cmsFLAGS_NOOPTIMIZE: its table of 33 points is up to 17 levels off near black."""
_SPACES = {"GRAY": "grey", "RGB": "RGB", "CMYK": "CMYK", "LAB": "CIELAB", "Lab": "CIELAB"}


def to_srgb(frame: DecodedFrame, shown: str, notices: list[str]) -> NDArray[np.uint8]:
    """uint8 RGB (H, W, 3), upright, alpha laid over white."""
    pixels, alpha = frame.pixels, frame.alpha
    if alpha is not None and int(alpha.min()) == _full(alpha) and alpha.dtype != np.float32:
        alpha = None  # opaque everywhere
    if alpha is not None and frame.premultiplied:
        pixels = _straight(pixels, alpha)
    flat = _convert(frame, pixels, shown, notices)
    if alpha is not None:
        cover = to_unit(alpha)[..., None]
        if float(cover.min()) < 1:
            flat = np.rint(flat * cover + 255.0 * (1.0 - cover)).astype(np.uint8)
            notices.append(f"{shown} has transparency; it was laid over white.")
    return np.ascontiguousarray(_upright(flat, frame.orientation))


def _full(values: Samples) -> float:
    return 1.0 if values.dtype == np.float32 else float(np.iinfo(values.dtype).max)


def _straight(pixels: Samples, alpha: Samples) -> Samples:
    """Colours before they were multiplied with alpha."""
    full = _full(pixels)
    cover = np.maximum(to_unit(alpha), np.float32(1e-6))[..., None]
    out = np.minimum(pixels.astype(np.float32) / cover, full)
    return out.astype(np.float32) if pixels.dtype == np.float32 else np.rint(out).astype(pixels.dtype)


def _convert(frame: DecodedFrame, pixels: Samples, shown: str, notices: list[str]) -> NDArray[np.uint8]:
    profile = _fitting_profile(frame, shown, notices)
    if frame.space == "LAB":
        return _from_lab(pixels, profile)
    if frame.space == "CMYK":
        cmyk = Image.fromarray(np.ascontiguousarray(to_eight_bits(pixels)), "CMYK")
        return np.asarray(_apply_eight(cmyk, profile) or cmyk.convert("RGB"))
    if profile is not None:
        if _space_of(profile) == "RGB" and pixels.shape[2] == 1:
            pixels = np.repeat(pixels, 3, axis=2)
        converted = _apply(pixels, profile)
        if converted is not None:
            return converted
        notices.append(f"{shown}: its colour profile could not be applied; sRGB was assumed.")
    if frame.gamma and abs(frame.gamma - _USUAL_GAMMA) > 0.01 and frame.gamma > 0.01:
        pixels = _encode_srgb(to_unit(pixels) ** np.float32(1.0 / frame.gamma))
    pixels = to_eight_bits(pixels)
    return np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels


# --- profiles ----------------------------------------------------------------


def _fitting_profile(frame: DecodedFrame, shown: str, notices: list[str]) -> bytes | None:
    """The frame's profile if it describes pixels of this kind; otherwise None, with a notice."""
    if not frame.profile:
        return None
    try:
        space = _space_of(frame.profile)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        notices.append(f"{shown}: its colour profile could not be read; sRGB was assumed.")
        return None
    fits = {"GRAY": ("GRAY", "RGB"), "RGB": ("RGB",), "CMYK": ("CMYK",), "LAB": ("Lab", "LAB")}[frame.space]
    if space in fits:
        return frame.profile
    notices.append(
        f"{shown}: its colour profile is for {_SPACES.get(space, space)} pixels, the picture is "
        f"{_SPACES[frame.space]}; the profile was ignored."
    )
    return None


def _space_of(profile: bytes) -> str:
    return ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile.xcolor_space.strip()


def _apply(pixels: Samples, profile: bytes) -> NDArray[np.uint8] | None:
    if pixels.dtype == np.uint8:
        grey = pixels.shape[2] == 1
        image = Image.fromarray(np.ascontiguousarray(pixels[..., 0] if grey else pixels))
        converted = _apply_eight(image, profile)
        return None if converted is None else np.asarray(converted)
    if pixels.dtype == np.float32:
        pixels = np.rint(pixels * 65535).astype(np.uint16)
    return _apply_sixteen(pixels, profile, "gray" if pixels.shape[2] == 1 else "rgb")


def _apply_eight(image: Image.Image, profile: bytes | None) -> Image.Image | None:
    if profile is None:
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _apply_sixteen(pixels: Samples, profile: bytes, space: str) -> NDArray[np.uint8] | None:
    import imagecodecs

    values = np.ascontiguousarray(pixels[..., 0] if space == "gray" else pixels)
    try:
        out = imagecodecs.cms_transform(
            values, profile, _srgb(), colorspace=space, outcolorspace="rgb", flags=_NO_OPTIMISATION
        )
    except Exception:  # its errors are of several kinds; without the profile the picture is still a picture
        return None
    return to_eight_bits(np.asarray(out))


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _from_lab(pixels: Samples, profile: bytes | None) -> NDArray[np.uint8]:
    if pixels.dtype == np.uint16:
        import imagecodecs

        source = profile or imagecodecs.cms_profile("lab4")
        converted = _apply_sixteen(pixels, source, "lab")
        if converted is not None:
            return converted
        pixels = to_eight_bits(pixels)
    # Pillow's mode LAB keeps a and b as signed bytes.
    signed = np.ascontiguousarray(to_eight_bits(pixels)) ^ np.array([0, 128, 128], np.uint8)
    image = Image.frombytes("LAB", (pixels.shape[1], pixels.shape[0]), signed.tobytes())
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    converted_image = _apply_eight(image, profile) or _apply_eight(image, own)
    assert converted_image is not None
    return np.asarray(converted_image)


def _encode_srgb(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    low = linear * np.float32(12.92)
    high = np.float32(1.055) * np.maximum(linear, 0) ** np.float32(1 / 2.4) - np.float32(0.055)
    return np.clip(np.where(linear <= 0.0031308, low, high), 0, 1).astype(np.float32)


def _upright(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    if orientation >= 5:
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return pixels


# --- colour codes of PNG, AVIF and HEIC --------------------------------------


def profile_of_codes(primaries: int, transfer: int, shown: str, notices: list[str]) -> bytes | None:
    """An ICC profile for the H.273 codes of a file; None for sRGB and for what is only noted."""
    if transfer in _HDR:
        notices.append(
            f"{shown} is an HDR picture ({_HDR[transfer]}); its values were shown as they are, so tones and "
            "colours are not right. Export an SDR version."
        )
        return None
    if primaries in (1, 2) and transfer in _SRGB_LIKE:
        return None
    if primaries not in (2, *_PRIMARIES) or transfer not in (*_SRGB_LIKE, *_GAMMAS):
        notices.append(
            f"{shown}: its colour code (primaries {primaries}, transfer {transfer}) is not known here; "
            "sRGB was assumed."
        )
        return None
    return rgb_profile(_PRIMARIES[1 if primaries == 2 else primaries], _GAMMAS.get(transfer))


def rgb_profile(chromaticities: tuple[tuple[float, float], ...], gamma: float | None) -> bytes | None:
    """An ICC profile of white, red, green and blue (x, y) and an exponent, None for sRGB's curve."""
    import imagecodecs

    white, *colours = chromaticities
    curve: dict[str, Any] = {"gamma": gamma}
    if gamma is None:
        codes = np.arange(4096, dtype=np.float64) / 4095
        linear = np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)
        curve = {"transferfunction": np.rint(linear * 65535).astype(np.uint16)}
    try:
        return imagecodecs.cms_profile(
            "rgb", whitepoint=[*white, 1.0], primaries=[v for xy in colours for v in (*xy, 1.0)], **curve
        )
    except Exception:  # chromaticities that span no triangle
        return None


def png_colours(data: bytes, shown: str, notices: list[str]) -> tuple[bytes | None, float | None]:
    """(profile, gamma) of a PNG without an iCCP chunk, from its cICP, sRGB, cHRM and gAMA chunks.

    cICP outranks sRGB, which outranks gAMA and cHRM (PNG, third edition, 4.3).
    """
    chunks = _png_chunks(data)
    code = chunks.get(b"cICP")
    if code is not None and len(code) == 4:
        return profile_of_codes(code[0], code[1], shown, notices), None
    if b"sRGB" in chunks:
        return None, None
    gamma = chunks.get(b"gAMA")
    exponent = struct.unpack(">I", gamma)[0] / 100_000 if gamma is not None and len(gamma) == 4 else 0.0
    where = chunks.get(b"cHRM")
    if where is not None and len(where) == 32:
        values = [v / 100_000 for v in struct.unpack(">8I", where)]
        points = tuple(zip(values[::2], values[1::2]))
        if max(abs(a - b) for p, q in zip(points, _PRIMARIES[1]) for a, b in zip(p, q)) > 0.002:
            usual = not exponent or abs(exponent - _USUAL_GAMMA) < 0.01
            return rgb_profile(points, None if usual else 1 / exponent), None
    return None, exponent or None


def has_png_code(data: bytes) -> bool:
    return b"cICP" in _png_chunks(data)


def _png_chunks(data: bytes) -> dict[bytes, bytes]:
    """The chunks before the pixels, first of each kind."""
    found: dict[bytes, bytes] = {}
    at = 8
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        if kind == b"IDAT":
            break
        found.setdefault(kind, data[at + 8 : at + 8 + min(length, 64)])
        at += 12 + length
    return found


def box_colours(data: bytes, shown: str, notices: list[str]) -> bytes | None:
    """The profile for the nclx box of an AVIF or HEIC file (ISO/IEC 23008-12), None where it says sRGB."""
    at = data.find(b"colrnclx", 0, 1 << 20)
    if at < 0 or at + 12 > len(data):
        return None
    primaries, transfer = struct.unpack(">HH", data[at + 8 : at + 12])
    return profile_of_codes(primaries, transfer, shown, notices)
