"""Marks that the overlays are made of: displacement fields, arrows, lines, tints, keys."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.distortion import drawing, geometry
from restoration.image import ImageArray
from restoration.records import Alignment

FloatMap = NDArray[np.float32]
_BOUND = 1600  # longer side of the grid on which smooth fields are drawn


def displacement(alignment: Alignment, reference: ImageArray) -> tuple[FloatMap, FloatMap]:
    """(total, residual) in reference pixels on a bounded grid: smooth fields need no more."""
    size = (reference.shape[1], reference.shape[0])
    scale = min(1.0, _BOUND / max(size))
    small = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    flow = (
        alignment.flow if small == size else cv2.resize(alignment.flow, small, interpolation=cv2.INTER_AREA)
    )
    homography = geometry.safe_homography(alignment, size)
    return geometry.displacement(flow, homography, size, alignment.generated_size)


def full_scale(reference: ImageArray, share: float) -> float:
    return drawing.nice(share * geometry.diagonal((reference.shape[1], reference.shape[0])))


def enlarge(colours: ImageArray, reference: ImageArray) -> ImageArray:
    size = (reference.shape[1], reference.shape[0])
    if (colours.shape[1], colours.shape[0]) == size:
        return colours
    return cv2.resize(colours, size, interpolation=cv2.INTER_LINEAR)


def hide_outside(image: ImageArray, alignment: Alignment) -> None:
    """What the generated frame does not show is hatched."""
    if alignment.valid.all():
        return
    height, width = image.shape[:2]
    period = max(6, 8 * drawing.line_width(image))
    ramp = (np.arange(height)[:, None] + np.arange(width)[None, :]) % period
    hatch = np.where(ramp < period // 3, np.uint8(92), np.uint8(44))
    outside = ~alignment.valid
    image[outside] = hatch[outside][:, None]


def hatch(image: ImageArray, mask: NDArray[np.bool_], colour: drawing.Colour, opacity: float = 0.55) -> None:
    """Thin diagonal lines over a mask (H, W), in place; what is between them stays as it is."""
    if not mask.any():
        return
    height, width = mask.shape
    thick = drawing.line_width(image)
    period = max(9, 10 * thick)
    lines = (np.arange(height)[:, None] - np.arange(width)[None, :]) % period < thick
    chosen = lines & mask
    image[chosen] = np.rint((1 - opacity) * image[chosen] + opacity * np.array(colour)).astype(np.uint8)


def hatch_key(colour: drawing.Colour, text: str, size: int) -> NDArray[np.uint8]:
    """A legend's entry for `hatch`."""
    side = round(0.8 * size)
    swatch = drawing.swatch((70, 70, 70), side, outline=True)
    ramp = (np.arange(swatch.shape[0])[:, None] - np.arange(swatch.shape[1])[None, :]) % max(4, side // 3)
    swatch[..., :3][ramp == 0] = colour
    return drawing.beside([swatch, drawing.render_text(text, size)], gap=size // 2)


def arrow_factor(total: FloatMap, alignment: Alignment, step: float) -> float:
    length = cv2.magnitude(total[..., 0], total[..., 1])
    valid = cv2.resize(
        alignment.valid.view(np.uint8), (length.shape[1], length.shape[0]), interpolation=cv2.INTER_NEAREST
    )
    typical = float(np.percentile(length[valid > 0], 90)) if valid.any() else 0.0
    return next((factor for factor in (16.0, 8.0, 4.0, 2.0) if factor * typical <= 1.1 * step), 1.0)


def arrow(
    image: ImageArray,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: tuple[int, ...],
    thick: int,
) -> None:
    length = float(np.hypot(end[0] - start[0], end[1] - start[1]))
    a, b = fixed(start), fixed(end)
    if length < 1.5 * thick:
        cv2.circle(image, a, 8 * thick, colour, -1, cv2.LINE_AA, 4)
        return
    cv2.line(image, a, b, colour, thick, cv2.LINE_AA, 4)
    along = (np.array(end) - start) / length
    across = np.array([-along[1], along[0]])
    head = min(5.0 * thick, 0.6 * length)
    points = [
        np.array(end),
        end - head * along + 0.45 * head * across,
        end - head * along - 0.45 * head * across,
    ]
    cv2.fillConvexPoly(image, np.array([fixed(p) for p in points], np.int32), colour, cv2.LINE_AA, 4)


def fixed(point: tuple[float, float] | NDArray[np.float64]) -> tuple[int, int]:
    """Coordinates in sixteenths of a pixel, clipped to what OpenCV can draw."""
    return tuple(int(np.clip(round(16 * float(v)), -400_000, 400_000)) for v in point)  # type: ignore[return-value]


def polyline(image: ImageArray, points: NDArray[np.float64], colour: drawing.Colour, thick: int) -> None:
    path = np.array([fixed(point) for point in points], np.int32)
    cv2.polylines(image, [path[:, None]], False, colour, thick, cv2.LINE_AA, 4)


def tint(image: ImageArray, mask: NDArray[np.uint8], colour: drawing.Colour, strength: float) -> None:
    """Blend a colour over a mask in place, with a soft edge and a sharp outline."""
    if not mask.any():
        return
    x, y, w, h = cv2.boundingRect(mask)
    part, inside = image[y : y + h, x : x + w], mask[y : y + h, x : x + w]
    flat = np.empty_like(part)
    flat[:] = colour
    blended = cv2.addWeighted(part, 1 - strength, flat, strength, 0)
    part[inside > 0] = blended[inside > 0]
    outlines, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    cv2.drawContours(image, outlines, -1, colour, drawing.line_width(image), cv2.LINE_AA)


def key(colour: drawing.Colour, text: str, size: int) -> NDArray[np.uint8]:
    return drawing.beside(
        [drawing.swatch(colour, round(0.8 * size)), drawing.render_text(text, size)], gap=size // 2
    )
