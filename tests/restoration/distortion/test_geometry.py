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


def test_perspective_is_not_read_as_zoom_or_shear() -> None:
    """About the centre, a shift and a change of the denominator alone: the Jacobian there is that of no zoom."""
    size = (200, 100)
    centre = np.array([[1, 0, 99.5], [0, 1, 49.5], [0, 0, 1]])
    about = np.array([[1.0 + 8 * 2e-4, 0, 8.0], [5 * 2e-4, 1.0, 5.0], [2e-4, 0, 1.0]])
    motion = geometry.describe_motion(centre @ about @ np.linalg.inv(centre), size, size)
    assert motion.shift_px == pytest.approx((8.0, 5.0))
    assert motion.zoom_x == pytest.approx(1.0)
    assert motion.zoom_y == pytest.approx(1.0)
    assert motion.shear == pytest.approx(0.0, abs=1e-9)
    assert motion.rotation_deg == pytest.approx(0.0, abs=1e-9)
    assert motion.perspective == pytest.approx(200 * 2e-4)


def test_rounding_of_the_canvas_is_no_other_shape() -> None:
    """768×512 returned at 1536×1025: stretched by a rounding, whatever the measured motion is like."""
    reference, generated = (768, 512), (1536, 1025)
    cropped = np.array([[2.01, 0, -3.0], [0, 2.01, -2.0], [0, 0, 1]])
    assert geometry.frame_fit(cropped, reference, generated)[0] == "stretched"
    square = (1024, 1024)
    scale = 1024 / 512
    zoomed = np.array([[scale, 0, 511.5 - scale * 383.5], [0, scale, 511.5 - scale * 255.5], [0, 0, 1]])
    assert geometry.frame_fit(zoomed, reference, square)[0] == "cropped"


def test_shares_of_a_frame_are_between_nought_and_one_and_rounding_is_nought() -> None:
    size = (300, 200)
    plain = geometry.describe_canvas(np.eye(3), size, size)
    assert (plain.cropped_fraction, plain.extended_fraction) == (0.0, 0.0)
    nearly = geometry.describe_canvas(np.array([[1, 0, 0.01], [0, 1, 0], [0, 0, 1.0]]), size, size)
    assert nearly.cropped_fraction == 0.0
    quarter = geometry.describe_canvas(np.array([[1, 0, 75.0], [0, 1, 0], [0, 0, 1.0]]), size, size)
    assert quarter.cropped_fraction == pytest.approx(0.25, abs=1e-4)
    assert quarter.extended_fraction == pytest.approx(0.25, abs=1e-4)
