"""Decomposition: known motions come back as the numbers that made them."""

from __future__ import annotations

import numpy as np
import pytest

from restoration.distortion import geometry
from restoration.records import Alignment
from restoration.resizing import resize_matrix

SIZE = (300, 200)


def motion(zoom_x=1.0, zoom_y=1.0, degrees=0.0, shear=0.0, tilt=(0.0, 0.0), shift=(0.0, 0.0), size=SIZE):
    """Reference → reference pixels about the frame's centre, as `describe_motion` defines its numbers."""
    a = np.deg2rad(degrees)
    turn = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    stretch = np.array([[zoom_x, shear * zoom_y, 0], [0, zoom_y, 0], [0, 0, 1]])
    lean = np.array([[1, 0, 0], [0, 1, 0], [tilt[0] / size[0], tilt[1] / size[1], 1]])
    move = np.array([[1, 0, shift[0]], [0, 1, shift[1]], [0, 0, 1]])
    centre = np.array([[1, 0, (size[0] - 1) / 2], [0, 1, (size[1] - 1) / 2], [0, 0, 1]])
    return centre @ move @ turn @ stretch @ lean @ np.linalg.inv(centre)


def to_generated(matrix, generated, size=SIZE):
    return resize_matrix(size, generated) @ matrix


@pytest.mark.parametrize("generated", [(300, 200), (450, 260), (150, 100)])
def test_global_motion_is_recovered_whatever_the_canvas(generated):
    wanted = {"zoom_x": 1.04, "zoom_y": 0.97, "degrees": 1.5, "shear": 0.02, "shift": (6.0, -4.0)}
    got = geometry.describe_motion(to_generated(motion(**wanted), generated), SIZE, generated)
    assert got.zoom_x == pytest.approx(1.04)
    assert got.zoom_y == pytest.approx(0.97)
    assert got.rotation_deg == pytest.approx(1.5)
    assert got.shear == pytest.approx(0.02)
    assert got.shift_px == pytest.approx((6.0, -4.0))
    assert got.perspective == pytest.approx(0.0, abs=1e-9)


def test_perspective_is_the_change_of_scale_across_the_frame():
    got = geometry.describe_motion(motion(tilt=(0.04, 0.0)), SIZE, SIZE)
    assert got.perspective == pytest.approx(0.04)
    assert got.zoom_x == pytest.approx(1.0)


def test_plain_resize_is_no_motion_and_shows_the_whole_frame():
    generated = (450, 200)
    plain = resize_matrix(SIZE, generated)
    canvas = geometry.describe_canvas(plain, SIZE, generated)
    assert (canvas.scale_x, canvas.scale_y, canvas.aspect_change) == (1.5, 1.0, 1.5)
    assert (canvas.cropped_fraction, canvas.extended_fraction, canvas.fit) == (0.0, 0.0, "stretched")
    got = geometry.describe_motion(plain, SIZE, generated)
    assert (got.zoom_x, got.zoom_y, got.rotation_deg) == pytest.approx((1, 1, 0))


def test_extended_and_cropped_frames_are_told_from_stretched_ones():
    wide = (450, 200)
    extended = np.array([[1.0, 0, 75], [0, 1, 0], [0, 0, 1]])
    canvas = geometry.describe_canvas(extended, SIZE, wide)
    assert canvas.fit == "extended"
    assert canvas.extended_fraction == pytest.approx(1 / 3, abs=0.01)
    assert canvas.cropped_fraction == 0.0
    square = (200, 200)
    cropped = np.array([[1.0, 0, -50], [0, 1, 0], [0, 0, 1]])
    canvas = geometry.describe_canvas(cropped, SIZE, square)
    assert canvas.fit == "cropped"
    assert canvas.cropped_fraction == pytest.approx(1 / 3, abs=0.01)
    assert canvas.extended_fraction == 0.0


@pytest.mark.parametrize("generated", [(300, 200), (640, 410)])
def test_displacement_splits_into_global_and_bending(generated):
    matrix = to_generated(motion(zoom_x=1.03, zoom_y=1.03, shift=(5.0, 0.0)), generated)
    xs, ys = np.meshgrid(np.arange(300.0), np.arange(200.0))
    points = np.column_stack([xs.ravel(), ys.ravel()])
    flow = (geometry.project(matrix, points) - points).reshape(200, 300, 2)
    flow[..., 0] += 2.0 * generated[0] / 300  # two reference pixels of bending everywhere
    total, residual = geometry.displacement(flow.astype(np.float32), matrix, SIZE, generated)
    assert np.allclose(residual, (2.0, 0.0), atol=1e-3)
    assert np.allclose(total[100, 150], (7.0, 0.0), atol=0.05)


def test_coarse_grid_measures_the_same_displacement():
    matrix = motion(zoom_x=1.1, zoom_y=1.1)
    xs, ys = np.meshgrid((np.arange(75) + 0.5) * 4 - 0.5, (np.arange(50) + 0.5) * 4 - 0.5)
    points = np.column_stack([xs.ravel(), ys.ravel()])
    flow = (geometry.project(matrix, points) - points).reshape(50, 75, 2).astype(np.float32)
    _, residual = geometry.displacement(flow, matrix, SIZE, SIZE)
    assert np.abs(residual).max() < 1e-2


@pytest.mark.parametrize(
    "bad",
    [np.zeros((3, 3)), np.full((3, 3), np.nan), np.array([[1, 0, 0], [0, 1, 0], [-0.02, 0, 1.0]])],
    ids=["zero", "nan", "horizon inside the frame"],
)
def test_an_unusable_homography_becomes_the_plain_resize(bad):
    height, width = 200, 300
    alignment = Alignment(
        flow=np.zeros((height, width, 2), np.float32),
        warped=np.zeros((height, width, 3), np.uint8),
        valid=np.ones((height, width), bool),
        confidence=np.ones((height, width), np.float32),
        canvas_scale=(1.0, 1.0),
        homography=bad,
        generated_size=(width, height),
    )
    assert np.array_equal(geometry.safe_homography(alignment, SIZE), np.eye(3))


def test_summary_of_no_confident_pixels_is_zero():
    length = np.ones((4, 4), np.float32)
    assert geometry.summarise(length, np.zeros((4, 4), bool)) == geometry.Residual(0.0, 0.0, 0.0)
    assert geometry.summarise(length, np.ones((4, 4), bool)) == geometry.Residual(1.0, 1.0, 1.0)
