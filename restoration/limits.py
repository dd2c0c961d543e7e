"""How large an image may be. Asked before anything is allocated: for files by the size they declare, for arrays
by their shape. A narrow image of few pixels costs as much as a large one: filters, pyramids and tiles work on whole
margins, so the longer side and the ratio of the sides are limited besides the number of pixels."""

from __future__ import annotations

from restoration.errors import ImageError, printable
from restoration.settings import get_settings

NARROWEST_SIDE = 512
"""px; a shorter side counts as this long in the ratio of the sides: a strip of 3000 × 30 px costs nothing."""


def check_size(size: tuple[int, int], shown: str, max_pixels: int | None = None) -> None:
    """Raise ImageError where (width, height) px exceed the limits of `settings`; `shown` names the image, and
    `max_pixels` takes the place of the setting."""
    settings = get_settings()
    max_pixels = settings.max_pixels if max_pixels is None else max_pixels
    width, height = size
    longer, shorter = max(size), min(size)
    if shorter < 1 or width * height > max_pixels:
        raise ImageError(
            f"{shown}: expected at most {max_pixels / 1e6:g} megapixels, got {width}×{height} "
            f"({width * height / 1e6:.1f} MP). Scale it down{_or_raise('PRIORLENS_MAX_MP')}."
        )
    if longer > settings.max_side:
        raise ImageError(
            f"{shown}: expected sides of at most {settings.max_side} px, got {width}×{height}. "
            f"Scale it down or cut it{_or_raise('PRIORLENS_MAX_SIDE')}."
        )
    if longer > settings.max_aspect * max(shorter, NARROWEST_SIDE):
        raise ImageError(
            f"{shown}: expected a longer side of at most {settings.max_aspect:g} times the shorter (which counts "
            f"as at least {NARROWEST_SIDE} px), got {width}×{height}. Cut it{_or_raise('PRIORLENS_MAX_ASPECT')}."
        )


def check_tiles(count: int, shown: str) -> None:
    """Raise ImageError where an image would be run in more tiles than `settings` allow."""
    allowed = get_settings().max_tiles
    if count > allowed:
        raise ImageError(
            f"{printable(shown)}: expected at most {allowed} tiles, this image needs {count}. "
            f"Scale it down{_or_raise('PRIORLENS_MAX_TILES')}."
        )


def _or_raise(variable: str) -> str:
    """A visitor of a hosted page cannot raise a limit."""
    return "" if get_settings().hosted else f", or raise {variable}"
