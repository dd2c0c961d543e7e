"""Coordinate maps between the reference, the work grid and the generated canvas, and sampling along them."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.alignment.frame import FrameSizes
from restoration.image import ImageArray
from restoration.records import FlowArray, MaskArray
from restoration.resizing import resize, resize_matrix


def pixel_grid(width: int, height: int) -> FlowArray:
    """(height, width, 2) float32: each pixel's own (x, y)."""
    grid = np.empty((height, width, 2), np.float32)
    grid[..., 0] = np.arange(width, dtype=np.float32)
    grid[..., 1] = np.arange(height, dtype=np.float32)[:, None]
    return grid


def homography_flow(matrix: NDArray[np.float64], size: tuple[int, int]) -> FlowArray:
    """Displacement (height, width, 2) float32 of every pixel of a (width, height) frame under a 3×3 map."""
    grid = pixel_grid(*size)
    excess = (matrix - np.eye(3) * matrix[2, 2]).astype(np.float32)
    x, y = grid[..., 0], grid[..., 1]
    depth = matrix[2, 0] * x + matrix[2, 1] * y + matrix[2, 2]
    # (Hx)/d - x with the common part taken out first: an identity gives exactly zero in float32.
    slope = excess[2, 0] * x + excess[2, 1] * y
    out = np.empty_like(grid)
    out[..., 0] = (excess[0, 0] * x + excess[0, 1] * y + excess[0, 2] - x * slope) / depth
    out[..., 1] = (excess[1, 0] * x + excess[1, 1] * y + excess[1, 2] - y * slope) / depth
    return out


def sample(image: NDArray[Any], flow: FlowArray, *, interpolation: int = cv2.INTER_LINEAR) -> NDArray[Any]:
    """`image` at pixel + flow(pixel), edges repeated; result has the flow's height and width."""
    where = pixel_grid(flow.shape[1], flow.shape[0])
    where += flow
    return cv2.remap(image, where, None, interpolation, borderMode=cv2.BORDER_REPLICATE)


def to_generated(flow: FlowArray, frame: FrameSizes) -> FlowArray:
    """A work-grid flow (between the two images, both resized to the work grid) at full size.

    Returns (H, W, 2) float32: reference pixel → offset in the generated image's own pixels.
    """
    (width, height), plain = frame.reference, resize_matrix(frame.reference, frame.generated)
    scale = np.array([frame.generated[0] / frame.work[0], frame.generated[1] / frame.work[1]], np.float32)
    # Scaled while it is small; the plain resize moves columns and rows as they are.
    out: FlowArray = resize(flow * scale, frame.reference)
    out[..., 0] += ((plain[0, 0] - 1) * np.arange(width) + plain[0, 2]).astype(np.float32)
    out[..., 1] += ((plain[1, 1] - 1) * np.arange(height) + plain[1, 2]).astype(np.float32)[:, None]
    return out


def lands_inside(where: FlowArray, size: tuple[int, int]) -> MaskArray:
    """Which of the positions (h, w, 2) lie in a (width, height) frame: a pixel reaches half a pixel beyond its centre."""
    width, height = size
    return cv2.inRange(where, (-0.5, -0.5), (width - 0.5, height - 0.5)) > 0


def apply(generated: ImageArray, flow: FlowArray) -> tuple[ImageArray, MaskArray]:
    """The generated image on the reference grid (H, W, 3), and where the flow lands inside it."""
    height, width = generated.shape[:2]
    where = pixel_grid(flow.shape[1], flow.shape[0])
    where += flow
    valid = lands_inside(where, (width, height))
    shrinks = width * height > 2.0 * flow.shape[0] * flow.shape[1]
    if shrinks:
        # Sampling a much larger image point by point would alias: bring it near the reference's size first.
        step = (width * height / (flow.shape[0] * flow.shape[1])) ** 0.5
        small = max(1, round(width / step)), max(1, round(height / step))
        matrix = resize_matrix((width, height), small)
        where *= np.array([matrix[0, 0], matrix[1, 1]], np.float32)
        where += np.array([matrix[0, 2], matrix[1, 2]], np.float32)
        generated = resize(generated, small)
    return _remap_bands(generated, where), valid


def _remap_bands(image: ImageArray, where: FlowArray) -> ImageArray:
    # OpenCV's remap addresses at most 32767 rows or columns in source and target.
    if max(*image.shape[:2], *where.shape[:2]) < 32767:
        return cv2.remap(image, where, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    x = np.clip(np.rint(where[..., 0]), 0, image.shape[1] - 1).astype(np.intp)
    y = np.clip(np.rint(where[..., 1]), 0, image.shape[0] - 1).astype(np.intp)
    return image[y, x]
