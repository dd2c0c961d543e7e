"""A decoded picture before its colours are converted: what every reader in this package returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from restoration import limits
from restoration.errors import ImageError

Space = Literal["GRAY", "RGB", "CMYK", "LAB"]
Samples = NDArray[Any]
"""uint8 over 0–255, uint16 over 0–65535, or float32 over 0–1."""


@dataclass(frozen=True, eq=False)
class DecodedFrame:
    pixels: Samples
    """(H, W, 1), (H, W, 3) or (H, W, 4), as `space` says. LAB: L, a + 128, b + 128 in 8 bits, or lcms's
    16-bit encoding of the same (257 a unit)."""
    space: Space
    format: str
    alpha: Samples | None = None
    """(H, W), of the pixels' type; straight unless `premultiplied`."""
    premultiplied: bool = False
    profile: bytes | None = None
    """An ICC profile, as embedded or built from what the file says about its colours."""
    gamma: float | None = None
    """Exponent of the encoding (1/2.2 is usual), where a PNG states one and no profile."""
    orientation: int = 1
    """EXIF's: how `pixels` have to be turned."""


def check_size(size: tuple[int, int], shown: str, max_pixels: int) -> None:
    """Raise ImageError where (width, height) px exceed `max_pixels`, or another limit of `settings`."""
    limits.check_size(size, shown, max_pixels)


def scaled(values: Samples, largest: int) -> Samples:
    """Integers over 0–`largest` as uint8 (up to 8 bits) or uint16, rounded."""
    if largest in (255, 65535):
        return values
    full, kind = (255, np.uint8) if largest < 256 else (65535, np.uint16)
    wide = values.astype(np.uint64)
    return np.minimum((wide * full + largest // 2) // largest, full).astype(kind)


def to_eight_bits(values: Samples) -> NDArray[np.uint8]:
    if values.dtype == np.uint8:
        return values
    if values.dtype == np.uint16:
        return ((values.astype(np.uint32) * 255 + 32767) // 65535).astype(np.uint8)
    return np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)


def to_unit(values: Samples) -> NDArray[np.float32]:
    """As float32 over 0–1."""
    if values.dtype == np.float32:
        return values
    return values.astype(np.float32) / np.float32(np.iinfo(values.dtype).max)


def check_floats(values: Samples, shown: str) -> NDArray[np.float32]:
    """float32 in [0, 1]. Raises ImageError on values that are no numbers or far outside."""
    finite = np.isfinite(values)
    bad = values.size - int(np.count_nonzero(finite))
    if bad:
        raise ImageError(
            f"{shown}: expected floating-point values in [0, 1], got {bad:,} of {values.size:,} that are "
            "NaN or infinite. Replace them, or export 8 or 16 bits."
        )
    low, high = float(values.min()), float(values.max())
    if low < -0.01 or high > 1.01:
        raise ImageError(
            f"{shown}: expected floating-point values in [0, 1], got {low:.3g} to {high:.3g}. "
            "Tone-map it to 8 or 16 bits first."
        )
    return np.clip(values, 0, 1).astype(np.float32)
