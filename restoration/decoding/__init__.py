"""What is inside an image file, as 8-bit sRGB: the part of `restoration.image` that knows formats.

`kinds` names what bytes are, a reader (`tiff`, `pillow`) makes a `DecodedFrame` of them, `colour` converts it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from restoration.decoding.colour import to_srgb
from restoration.decoding.frame import check_size
from restoration.decoding.kinds import IMAGE_SUFFIXES, READABLE, is_jxl, is_tiff
from restoration.decoding.pillow import jxl_size, open_with_pillow, read_with_pillow
from restoration.decoding.tiff import read_tiff, tiff_size

__all__ = ["IMAGE_SUFFIXES", "READABLE", "declared_size", "decode"]


def declared_size(data: bytes, shown: str, max_pixels: int, suffix: str = "") -> tuple[int, int]:
    """(width, height) px by the file's header, within the limits; nothing is decoded. Raises ImageError."""
    if is_tiff(data):
        return tiff_size(data, shown, max_pixels)
    if is_jxl(data):  # decoded by its library when it is opened
        size = jxl_size(data)
        check_size(size, shown, max_pixels)
        return size
    with open_with_pillow(data, shown, max_pixels, suffix) as image:
        return image.size


def decode(
    data: bytes, shown: str, max_pixels: int, suffix: str = ""
) -> tuple[NDArray[np.uint8], str, tuple[str, ...]]:
    """(uint8 RGB (H, W, 3), the format's name, notices). `shown` names the file. Raises ImageError.

    The size is checked against `max_pixels` before a pixel is decoded.
    """
    notices: list[str] = []
    if is_tiff(data):
        frame = read_tiff(data, shown, max_pixels, notices)
    else:
        frame = read_with_pillow(data, shown, max_pixels, notices, suffix)
    return to_srgb(frame, shown, notices), frame.format, tuple(notices)
