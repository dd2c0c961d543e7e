"""The parts of the alignment: coordinates, spline, evidence, fit, global guesses."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from restoration.alignment import appearance, dense, global_motion, normal_equations, warp
from restoration.alignment.frame import WORK_PIXELS, FrameSizes, make_frame
from restoration.alignment.prior import expected, thin_plate
from restoration.alignment.spline import Spline
from restoration.image import ImageArray
from restoration.resizing import resize, resize_matrix
from restoration.synthesis import degrade
from tests.conftest import textured

SIZE = (192, 128)


@pytest.fixture(scope="module")
def scene() -> ImageArray:
    return textured(SIZE[1], SIZE[0], seed=8)


def smooth_bend(amplitude: float) -> np.ndarray:
    grid = warp.pixel_grid(*SIZE)
    x, y = grid[..., 0] / SIZE[0], grid[..., 1] / SIZE[1]
    bend = np.stack([np.sin(2 * np.pi * y) * np.cos(np.pi * x), np.cos(1.5 * np.pi * x + 1)], axis=2)
    return (amplitude * bend).astype(np.float32)


def bent(image: ImageArray, bend: np.ndarray) -> ImageArray:
    """An image in which reference pixel x is found at x + bend(x)."""
    grid = warp.pixel_grid(*SIZE)
    source = grid.copy()
    for _ in range(20):
        source = grid - warp.sample(bend, source - grid)
    return cv2.remap(image, source, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)


# --- canvas and warp -----------------------------------------------------------


def test_resize_matrix_keeps_the_corners_of_the_frame() -> None:
    matrix = resize_matrix((640, 480), (1024, 1024))
    for corner, target in (((-0.5, -0.5), (-0.5, -0.5)), ((639.5, 479.5), (1023.5, 1023.5))):
        np.testing.assert_allclose(matrix @ [*corner, 1], [*target, 1])


def test_the_work_grid_is_bounded_and_halves_evenly() -> None:
    frame = make_frame(np.zeros((10, 20, 3), np.uint8), np.zeros((3000, 4000, 3), np.uint8))
    assert frame.work[0] * frame.work[1] <= 1.01 * WORK_PIXELS
    exact = 4 / 3 * WORK_PIXELS
    assert np.abs(np.array(frame.work) - (exact**0.5, (exact**0.5) * 3 / 4)).max() <= 8
    assert all(side % 2 ** (appearance.LEVELS - 1) == 0 for side in frame.work)
    assert frame.canvas_scale == (20 / 4000, 10 / 3000)
    small = make_frame(np.zeros((10, 20, 3), np.uint8), np.zeros((30, 40, 3), np.uint8))
    assert small.work == (40, 30)


def test_resize_both_ways_at_once(scene: ImageArray) -> None:
    assert resize(scene, (50, 300)).shape == (300, 50, 3)
    assert resize(scene, SIZE) is scene


def test_identity_homography_gives_exactly_no_flow() -> None:
    assert not warp.homography_flow(np.eye(3), (50, 40)).any()


def test_homography_flow_equals_opencv() -> None:
    matrix = np.array([[1.1, 0.05, 3.0], [-0.02, 0.9, 7.0], [1e-4, -2e-4, 1.0]])
    grid = warp.pixel_grid(60, 40).astype(np.float64)
    expected = cv2.perspectiveTransform(grid.reshape(-1, 1, 2), matrix).reshape(grid.shape) - grid
    np.testing.assert_allclose(warp.homography_flow(matrix, (60, 40)), expected, atol=1e-4)


def test_work_flow_at_full_size_is_in_generated_pixels() -> None:
    frame = FrameSizes((400, 200), (800, 300), (100, 50))
    flow = warp.to_generated(np.full((50, 100, 2), 1.0, np.float32), frame)
    plain = warp.homography_flow(resize_matrix((400, 200), (800, 300)), (400, 200))
    np.testing.assert_allclose(flow - plain, np.broadcast_to([8.0, 6.0], flow.shape), atol=1e-3)


def test_apply_reads_a_much_larger_image_without_aliasing() -> None:
    stripes = np.zeros((800, 800, 3), np.uint8)
    stripes[:, ::2] = 255
    flow = warp.homography_flow(resize_matrix((100, 100), (800, 800)), (100, 100))
    warped, valid = warp.apply(stripes, flow)
    assert valid.all()
    assert np.abs(warped.astype(int) - 127).max() < 8


def test_apply_beyond_opencv_limits() -> None:
    long = np.zeros((2, 33000, 3), np.uint8)
    long[:, 32000:] = 200
    warped, valid = warp.apply(long, np.zeros((2, 33000, 2), np.float32))
    assert valid.all()
    np.testing.assert_array_equal(warped, long)


# --- appearance ------------------------------------------------------------------


def test_pyramid_ignores_gain_offset_and_most_haze(scene: ImageArray) -> None:
    hazy = degrade(scene, "haze", seed=3)
    for clear, veiled in zip(appearance.pyramid(scene), appearance.pyramid(hazy)):
        assert clear.size == veiled.size
        assert np.corrcoef(clear.light.ravel(), veiled.light.ravel())[0, 1] > 0.75
    assert appearance.pyramid(scene)[-1].light.shape == scene.shape[:2]


def test_colours_do_not_see_grey_streaks(scene: ImageArray) -> None:
    tinted = scene.copy()
    tinted[..., 0] //= 2  # a scene with a hue of its own, that streaks do not share
    streaks = np.zeros(scene.shape[:2], np.uint8)
    streaks[:, ::7] = 40
    rainy = cv2.add(tinted, cv2.merge([streaks // 2, streaks, streaks]))
    for clear, wet in zip(appearance.pyramid(tinted)[:-1], appearance.pyramid(rainy)[:-1]):
        assert [plane.shape for plane in clear.colours] == 2 * [clear.light.shape]
        of_light = np.corrcoef(clear.light.ravel(), wet.light.ravel())[0, 1]
        of_colour = np.corrcoef(clear.colours[0].ravel(), wet.colours[0].ravel())[0, 1]
        assert of_colour > of_light
    assert not appearance.pyramid(scene)[-1].colours


def test_a_mean_by_way_of_half_the_resolution_is_the_mean(scene: ImageArray) -> None:
    plane = scene.astype(np.float32) / 255
    expected_mean = cv2.GaussianBlur(plane, (0, 0), 4.0)
    np.testing.assert_allclose(appearance.local_mean(plane), expected_mean, atol=0.03)


# --- spline ----------------------------------------------------------------------


def test_spline_reproduces_a_plane_and_planes_do_not_bend() -> None:
    spline = Spline(SIZE, 8, 24)
    grid = warp.pixel_grid(*SIZE)
    plane = np.stack([0.02 * grid[..., 0] - 1, 0.03 * grid[..., 1] + 0.01 * grid[..., 0]], axis=2)
    coefficients = spline.approximate(plane.astype(np.float32))
    np.testing.assert_allclose(spline.flow(coefficients, SIZE), plane, atol=0.02)
    for component in coefficients.reshape(2, -1):
        assert abs(component @ spline.bending @ component) < 1e-4


def test_spline_gram_equals_the_sum_over_nodes() -> None:
    spline = Spline((90, 60), 4, 9)
    weights = np.random.default_rng(0).random(spline.nodes[::-1])
    basis = np.kron(spline._by, spline._bx)
    np.testing.assert_allclose(spline.gram(weights), basis.T @ np.diag(weights.ravel()) @ basis, atol=1e-12)
    np.testing.assert_allclose(spline.project(weights), basis.T @ weights.ravel(), atol=1e-12)


@pytest.mark.parametrize("size", [(90, 60), (60, 90), (300, 20)])
def test_a_banded_solution_is_the_solution(size: tuple[int, int]) -> None:
    spline, rng = Spline(size, 6, 18), np.random.default_rng(3)
    xx, xy, yy = (spline.gram(rng.random(spline.nodes[::-1]) * share) for share in (1.0, 0.3, 1.0))
    system = np.block([[xx, xy], [xy, yy]]) + thin_plate(spline, 10.0).precision()
    right = rng.standard_normal(len(system))
    found = spline.band.solve(system, right)
    np.testing.assert_allclose(found, np.linalg.solve(system, right), rtol=1e-6, atol=1e-9)
    with pytest.raises(np.linalg.LinAlgError):
        spline.band.solve(-system, right)


def test_bending_energy_does_not_depend_on_resolution() -> None:
    energies = []
    for scale in (1, 3):
        spline = Spline((SIZE[0] * scale, SIZE[1] * scale), 8, 24)
        flow = cv2.resize(smooth_bend(4.0), spline.size, interpolation=cv2.INTER_CUBIC) * scale
        component = spline.approximate(flow)[0].ravel()
        energies.append(component @ spline.bending @ component)
    assert energies[0] == pytest.approx(energies[1], rel=0.05)


# --- evidence and fit ------------------------------------------------------------


def test_agreement_is_one_for_itself_and_nothing_outside(scene: ImageArray) -> None:
    level = appearance.pyramid(scene)[-1]
    still = np.zeros((*level.light.shape, 2), np.float32)
    assert normal_equations.agreement(level, level, still).min() > 0.8
    assert not normal_equations.agreement(level, level, still + np.float32(1000)).any()
    assert normal_equations.agreement(level, appearance.PyramidLevel(-level.light), still).max() < -0.8


@pytest.mark.parametrize("with_colours", [False, True])
def test_the_gradient_points_towards_the_true_shift(scene: ImageArray, with_colours: bool) -> None:
    level = appearance.pyramid(scene)[-1]
    if with_colours:
        level = appearance.PyramidLevel(level.light, (level.light, -level.light))
    moved = appearance.PyramidLevel(
        np.roll(level.light, 1, axis=1), tuple(np.roll(plane, 1, axis=1) for plane in level.colours)
    )
    found = normal_equations.gather(level, moved, np.zeros((*level.light.shape, 2), np.float32), (12, 8))
    step = found.gradient[0].sum() / found.information[0].sum()
    assert step == pytest.approx(1.0, abs=0.35)
    assert abs(found.gradient[1].sum() / found.information[2].sum()) < 0.1


@pytest.mark.parametrize("rows", [1, 97, 331])
def test_blockwise_inverse_is_the_inverse(rows: int) -> None:
    factor = np.random.default_rng(rows).standard_normal((rows, rows))
    matrix = factor @ factor.T + np.diag(np.geomspace(1e-2, 1e4, rows))
    found = dense.inverse(matrix)
    np.testing.assert_allclose(found @ matrix, np.eye(rows), atol=1e-7)
    np.testing.assert_allclose(found, np.linalg.inv(matrix), rtol=1e-6, atol=1e-9)


def fit_bend(reference: ImageArray, generated: ImageArray) -> tuple[np.ndarray, dense.MotionFit]:
    spline = Spline(SIZE, 8, 24)
    still = np.zeros((*SIZE[::-1], 2), np.float32)
    schedule = (((0, 1), 6), ((1, 2, 3), 10))
    pyramids = appearance.pyramid(reference), appearance.pyramid(generated)
    problem = dense.Problem(*pyramids, still, spline)
    fit = dense.fit(problem, spline.zeros(), schedule, expected(spline, still, 100.0))
    return spline.flow(fit.coefficients, SIZE), fit


def test_fit_recovers_a_bend_and_adapts_its_stiffness(scene: ImageArray) -> None:
    bend = smooth_bend(3.0)
    flow, soft = fit_bend(scene, bent(scene, bend))
    assert np.linalg.norm(flow - bend, axis=2)[8:-8, 8:-8].mean() < 0.3
    still, stiff = fit_bend(degrade(scene, "haze", seed=5), scene)
    assert np.linalg.norm(still, axis=2).mean() < 0.15
    assert stiff.prior.stiffness > 3 * soft.prior.stiffness


def test_motion_is_continued_over_a_blank_area(scene: ImageArray) -> None:
    reference, generated = scene.copy(), np.roll(scene, 3, axis=1)
    reference[40:80, 60:120] = 128
    generated[40:80, 63:123] = 128
    flow, _ = fit_bend(reference, generated)
    np.testing.assert_allclose(flow[60, 90], [3, 0], atol=0.4)


def test_beyond_the_rim_of_the_evidence_the_motion_stays_tame(scene: ImageArray) -> None:
    bend = smooth_bend(4.0)
    reference, generated = scene.copy(), bent(scene, bend)
    reference[:, 96:], generated[:, 100:] = 128, 128
    flow, _ = fit_bend(reference, generated)
    assert np.linalg.norm(flow - bend, axis=2)[8:-8, 8:80].mean() < 0.6
    assert np.linalg.norm(flow, axis=2)[:, 120:].max() < 3 * np.linalg.norm(bend, axis=2).max()


def test_pixels_without_weight_are_not_followed(scene: ImageArray) -> None:
    spline, still = Spline(SIZE, 8, 24), np.zeros((*SIZE[::-1], 2), np.float32)
    planes, moved = appearance.pyramid(scene), appearance.pyramid(np.roll(scene, 3, axis=1))
    silent = np.zeros(spline.nodes[::-1], np.float32)
    prior = expected(spline, still, 100.0)
    problem = dense.Problem(planes, moved, still, spline, weight=silent)
    fit = dense.fit(problem, spline.zeros(), (((2, 3), 4),), prior)
    np.testing.assert_allclose(spline.flow(fit.coefficients, SIZE), 0, atol=1e-6)


# --- prior ------------------------------------------------------------------------


def test_a_homography_is_global_motion_and_no_bending() -> None:
    spline, still = Spline(SIZE, 8, 24), np.zeros((*SIZE[::-1], 2), np.float32)
    prior = expected(spline, still, 100.0)
    matrix = np.array([[1.02, 0.01, -2.0], [-0.01, 0.99, 1.0], [1e-6, -1e-6, 1.0]])
    turned = spline.approximate(warp.homography_flow(matrix, SIZE), 0.0).ravel()
    waved = spline.approximate(smooth_bend(2.0), 0.0).ravel()
    assert turned @ prior.energy @ turned < 1e-3 * (waved @ prior.energy @ waved)
    assert turned @ prior.precision() @ turned < 100


def test_the_size_of_the_global_motion_is_learned() -> None:
    spline, still = Spline(SIZE, 8, 24), np.zeros((*SIZE[::-1], 2), np.float32)
    prior = expected(spline, still, 100.0)
    known = np.zeros_like(prior.energy)
    shifted = spline.approximate(still + np.float32(25)).ravel()
    assert prior.learned(shifted, known).scale > 3 * prior.learned(0 * shifted, known).scale


# --- global motion -----------------------------------------------------------------


def test_homography_of_a_homography_flow() -> None:
    matrix = np.array([[1.05, 0.02, 4.0], [-0.03, 0.93, -3.0], [2e-4, -1e-4, 1.0]])
    flow = warp.homography_flow(matrix, SIZE)
    np.testing.assert_allclose(global_motion.homography_of(flow, SIZE), matrix, atol=1e-3)


def test_homography_of_ignores_what_has_no_weight() -> None:
    flow = np.zeros((*SIZE[::-1], 2), np.float32)
    flow[:, 100:] = 40
    weights = np.zeros(SIZE[::-1], np.float32)
    weights[:, :100] = 1
    found = global_motion.homography_of(flow, SIZE, weights)
    assert np.abs(warp.homography_flow(found, SIZE)[:, :90]).max() < 3


def test_framings_of_a_changed_aspect() -> None:
    frame = FrameSizes((768, 512), (1024, 1024), (192, 128))
    stretched, filled, fitted = global_motion.framings(frame)
    np.testing.assert_array_equal(stretched, np.eye(3))
    # Filling a square crops the sides: the reference's width spans 1.5 canvases.
    assert filled[0, 0] == pytest.approx(1.5)
    assert filled[1, 1] == pytest.approx(1.0)
    assert fitted[1, 1] == pytest.approx(1 / 1.5)
    assert len(global_motion.framings(FrameSizes((768, 512), (1536, 1024), (192, 128)))) == 1


def test_correlation_finds_stretch_and_shift(scene: ImageArray) -> None:
    frame = FrameSizes(SIZE, SIZE, SIZE)
    truth = np.array([[1.11, 0, -30.0], [0, 0.9, 18.0], [0, 0, 1]])
    moved = cv2.warpAffine(scene, truth[:2], SIZE, borderMode=cv2.BORDER_REFLECT)
    fixed, moving = (appearance.pyramid(image)[1].light for image in (scene, moved))
    guess = global_motion.correlate(fixed, moving, frame)[0]
    centre = np.array([96.0, 64.0, 1.0])
    np.testing.assert_allclose((guess @ centre)[:2], (truth @ centre)[:2], atol=6)
    assert guess[0, 0] > 1.0 > guess[1, 1]


def test_features_find_a_rotation() -> None:
    scene = textured(256, 384, seed=4)
    turn = np.vstack([cv2.getRotationMatrix2D((192, 128), 8, 1.0), [0, 0, 1]])
    moved = cv2.warpAffine(scene, turn[:2], (384, 256), borderMode=cv2.BORDER_REFLECT)
    frame = make_frame(moved, scene)
    guesses = global_motion.features(*(appearance.pyramid(image)[2].light for image in (scene, moved)), frame)
    assert min(np.abs(guess[:2] - turn[:2]).max() for guess in guesses) < 2


@pytest.mark.parametrize(
    ("matrix", "plausible"),
    [
        (np.eye(3), True),
        (np.diag([1.3, 0.8, 1.0]), True),
        (np.array([[-1.0, 0, 191], [0, 1, 0], [0, 0, 1]]), False),
        (np.array([[-1.0, 0, 191], [0, -1, 127], [0, 0, 1]]), False),
        (np.diag([0.1, 0.1, 1.0]), False),
        (np.array([[1.0, 0, 150], [0, 1, 0], [0, 0, 1]]), False),
        (np.array([[1.0, 0, 0], [0, 1, 0], [-0.02, 0, 1]]), False),
        (np.full((3, 3), np.nan), False),
    ],
)
def test_wild_guesses_are_refused(matrix: np.ndarray, plausible: bool) -> None:
    assert global_motion.is_plausible(matrix, SIZE) is plausible
