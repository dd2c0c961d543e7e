"""Two images in one picture: checkerboards, and red against cyan."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.distortion import drawing, strokes
from restoration.distortion.stages import raw_image
from restoration.image import ImageArray
from restoration.records import Alignment, DistortionReport

OverlayPicture = tuple[ImageArray, list[NDArray[np.uint8]]]
"""(picture on the reference frame, RGBA items of its legend)."""


def checkerboard_raw(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> OverlayPicture:
    """Tiles of the reference and of the plainly resized generated image in turn."""
    return _checkerboard(reference, raw_image(generated, reference), "generated, resized")


def checkerboard_aligned(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> OverlayPicture:
    """Tiles of the reference and of the aligned generated image in turn."""
    out, items = _checkerboard(reference, alignment.warped, "generated, aligned")
    strokes.hide_outside(out, alignment)
    return out, items


def red_cyan_raw(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> OverlayPicture:
    """Reference in red, resized generated image in cyan: grey where they agree."""
    return _red_cyan(reference, raw_image(generated, reference), "generated, resized")


def red_cyan_aligned(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> OverlayPicture:
    """Reference in red, aligned generated image in cyan: grey where they agree."""
    out, items = _red_cyan(reference, alignment.warped, "generated, aligned")
    strokes.hide_outside(out, alignment)
    return out, items


def _checkerboard(reference: ImageArray, other: ImageArray, name: str) -> OverlayPicture:
    height, width = reference.shape[:2]
    tile = max(1, max(height, width) // 10)
    odd = ((np.arange(height) // tile)[:, None] + (np.arange(width) // tile)[None, :]) % 2 == 1
    lighter, factor = drawing.brightened(reference)
    out = lighter.copy()
    out[odd] = other[odd]
    size = drawing.text_size(out)
    items = [drawing.render_text(f"tiles in turn: reference, {name}", size)]
    if factor > 1:
        items.append(drawing.render_text(f"the reference is shown {factor:.1f} times as bright", size))
    return out, items


def _red_cyan(reference: ImageArray, other: ImageArray, name: str) -> OverlayPicture:
    """Both in grey with equal local contrast, so that haze or darkness is not what differs."""
    a, b = (_even_contrast(image) for image in (reference, other))
    out = cv2.merge([a, b, b])
    size = drawing.text_size(out)
    return out, [
        strokes.key((230, 60, 50), "reference", size),
        strokes.key((60, 210, 220), name, size),
        drawing.render_text("grey: the two agree", size),
    ]


def _even_contrast(image: ImageArray) -> NDArray[np.uint8]:
    """Grey whose mean and contrast are the same everywhere; flat places keep little, so that no noise is raised."""
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    sigma = max(image.shape[:2]) / 24
    mean = cv2.GaussianBlur(gray, (0, 0), sigma)
    spread = np.sqrt(np.maximum(cv2.GaussianBlur(gray * gray, (0, 0), sigma) - mean * mean, 0))
    floor = 0.5 * float(spread.mean()) + 0.5
    return np.clip(128 + 52 * (gray - mean) / (spread + floor), 0, 255).astype(np.uint8)
