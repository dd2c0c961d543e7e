"""How the frame, the view and the content moved, in numbers: canvas, global motion, residual bending.

All displacements are in reference pixels: the canvas scale (generated size over reference size) is
divided out first, so a plain resize is no motion at all.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.canvases import known_canvas
from restoration.records import Alignment, Canvas, GlobalMotion, Residual
from restoration.resizing import Size, resize_matrix

Matrix = NDArray[np.float64]
SAME_ASPECT = 0.01
"""Aspect ratios closer than this (relative) are one aspect: generators round to multiples of 8 or 16."""
CONFIDENT = 0.5
"""Displacements are summarised where the alignment's confidence is at least this."""


def safe_homography(alignment: Alignment, reference_size: Size) -> Matrix:
    """The alignment's homography, or the plain resize where it is not a usable one."""
    matrix = np.asarray(alignment.homography, np.float64)
    plain = resize_matrix(reference_size, alignment.generated_size)
    if matrix.shape != (3, 3) or not np.isfinite(matrix).all() or abs(matrix[2, 2]) < 1e-9:
        return plain
    matrix = matrix / matrix[2, 2]
    width, height = reference_size
    depth = _corners(width, height) @ matrix[2, :2] + 1
    if depth.min() < 0.05 or abs(np.linalg.det(matrix[:2, :2])) < 1e-9:
        return plain
    return matrix


def frame_fit(homography: Matrix, reference_size: Size, generated_size: Size) -> tuple[str, Matrix]:
    """How the new frame was made: ("stretched" | "extended" | "cropped", its reference → generated matrix).

    With one aspect ratio there is only the plain resize. With two, the generator either stretched the
    content, or kept its shape and then showed more (extended) or less (cropped) of the scene on one
    axis: the centred fit whose corners are closest to the measured motion is taken.
    """
    plain = resize_matrix(reference_size, generated_size)
    (width, height), (to_width, to_height) = reference_size, generated_size
    sx, sy = to_width / width, to_height / height
    if abs(math.log(sx / sy)) < SAME_ASPECT:
        return "stretched", plain
    fits = {"stretched": plain}
    for name, scale in (("extended", min(sx, sy)), ("cropped", max(sx, sy))):
        shift_x = (to_width - 1) / 2 - scale * (width - 1) / 2
        shift_y = (to_height - 1) / 2 - scale * (height - 1) / 2
        fits[name] = np.array([[scale, 0, shift_x], [0, scale, shift_y], [0, 0, 1]], np.float64)
    corners = _corners(width, height)
    target = project(homography, corners)
    distance = {name: float(np.abs(project(fit, corners) - target).mean()) for name, fit in fits.items()}
    name = min(distance, key=lambda key: distance[key])
    return name, fits[name]


def describe_canvas(homography: Matrix, reference_size: Size, generated_size: Size) -> Canvas:
    """Sizes, scales and which shares of either frame the other one does not show (by the homography)."""
    sx, sy = generated_size[0] / reference_size[0], generated_size[1] / reference_size[1]
    generated_frame = _frame(*generated_size)
    shown = _shared_area(project(homography, _frame(*reference_size)), generated_frame)
    inside = _shared_area(
        project(np.linalg.inv(homography).astype(np.float64), generated_frame), _frame(*reference_size)
    )
    fit, _ = frame_fit(homography, reference_size, generated_size)
    return Canvas(
        reference_size=reference_size,
        generated_size=generated_size,
        scale_x=sx,
        scale_y=sy,
        aspect_change=sx / sy,
        cropped_fraction=_share_left(inside, reference_size),
        extended_fraction=_share_left(shown, generated_size),
        fit=fit,  # type: ignore[arg-type]
        known=known_canvas(generated_size, reference_size),
    )


def describe_motion(homography: Matrix, reference_size: Size, generated_size: Size) -> GlobalMotion:
    """Zoom, rotation, shear, perspective and shift about the reference frame's centre.

    With M the motion after the canvas scale, about the centre: shift is where the centre goes; the
    Jacobian there is split as rotation · [[zoom_x, shear · zoom_y], [0, zoom_y]]; perspective is the
    change of M's denominator across the frame, width and height combined.
    """
    width, height = reference_size
    centre = np.array([[1, 0, (width - 1) / 2], [0, 1, (height - 1) / 2], [0, 0, 1]], np.float64)
    motion = _relative(homography, reference_size, generated_size)
    motion = np.linalg.inv(centre) @ motion @ centre
    motion = motion / motion[2, 2]
    shift = motion[:2, 2]
    jacobian = motion[:2, :2] - np.outer(shift, motion[2, :2])
    zoom_x = math.hypot(jacobian[0, 0], jacobian[1, 0])
    angle = math.atan2(jacobian[1, 0], jacobian[0, 0])
    cos, sin = math.cos(angle), math.sin(angle)
    skew = cos * jacobian[0, 1] + sin * jacobian[1, 1]
    zoom_y = cos * jacobian[1, 1] - sin * jacobian[0, 1]
    return GlobalMotion(
        zoom_x=zoom_x,
        zoom_y=zoom_y,
        rotation_deg=math.degrees(angle),
        shear=skew / zoom_y if zoom_y else 0.0,
        perspective=math.hypot(motion[2, 0] * width, motion[2, 1] * height),
        shift_px=(float(shift[0]), float(shift[1])),
    )


def displacement(
    flow: NDArray[np.float32], homography: Matrix, reference_size: Size, generated_size: Size
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(total, residual) displacement, each (h, w, 2) float32 in reference pixels.

    `flow` may be sampled on a coarser grid of the reference frame; its values are generated pixels.
    Total is after the canvas scale, residual after the homography as well.
    """
    (width, height), (rows, columns) = reference_size, flow.shape[:2]
    xs = ((np.arange(columns, dtype=np.float64) + 0.5) * width / columns - 0.5).astype(np.float32)
    ys = ((np.arange(rows, dtype=np.float64) + 0.5) * height / rows - 0.5).astype(np.float32)
    sx, sy = generated_size[0] / width, generated_size[1] / height
    total = flow + np.dstack(np.meshgrid(xs, ys))
    total[..., 0] = (total[..., 0] + 0.5) / sx - 0.5 - xs[None, :]
    total[..., 1] = (total[..., 1] + 0.5) / sy - 0.5 - ys[:, None]
    motion = _relative(homography, reference_size, generated_size)
    grid = np.dstack(np.meshgrid(xs, ys)).reshape(-1, 1, 2)
    predicted = cv2.perspectiveTransform(grid, motion).reshape(rows, columns, 2)
    residual = total - (predicted - grid.reshape(rows, columns, 2))
    return total, residual


def summarise(length: NDArray[np.float32], confident: NDArray[np.bool_]) -> Residual:
    """Median, 95th percentile and maximum of a length over the confident pixels; 0 where none are."""
    values = length[confident]
    if values.size == 0:
        return Residual(0.0, 0.0, 0.0)
    median, p95 = np.percentile(values, (50, 95))
    return Residual(float(median), float(p95), float(values.max()))


def diagonal(reference_size: Size) -> float:
    """Length of the frame's diagonal in pixels: thresholds are relative to it."""
    return math.hypot(*reference_size)


def project(matrix: Matrix, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 2) points through a (3, 3) homography."""
    mapped = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return mapped[:, :2] / mapped[:, 2:]


def _relative(homography: Matrix, reference_size: Size, generated_size: Size) -> Matrix:
    motion = np.linalg.inv(resize_matrix(reference_size, generated_size)) @ homography
    return motion / motion[2, 2]


def _corners(width: int, height: int) -> NDArray[np.float64]:
    return np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float64)


def _frame(width: int, height: int) -> NDArray[np.float64]:
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64) - 0.5


def _shared_area(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    area, _ = cv2.intersectConvexConvex(a.astype(np.float32), b.astype(np.float32))
    return float(area)


def _share_left(area: float, size: tuple[int, int]) -> float:
    share = 1.0 - area / (size[0] * size[1])
    # The polygons are float32: below a ten-thousandth of the frame the difference is rounding.
    return 0.0 if share < 1e-4 else min(share, 1.0)
