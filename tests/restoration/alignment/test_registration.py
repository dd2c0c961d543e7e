"""align(): its contract, its accuracy on known bends, its honesty where there is nothing to find."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from restoration.alignment import align, orientation, registration
from restoration.alignment.scene import NOT_ENOUGH
from restoration.alignment.warp import homography_flow
from restoration.errors import Cancelled, ImageError, InputError
from restoration.image import ImageArray
from restoration.records import Alignment
from restoration.resizing import resize_matrix
from restoration.synthesis import degrade, simulate_generator
from tests.conftest import textured

HEIGHT, WIDTH = 240, 352


@pytest.fixture(scope="module")
def scene() -> ImageArray:
    return textured(HEIGHT, WIDTH, seed=3)


def plain_flow(generated: ImageArray, reference: ImageArray) -> np.ndarray:
    size, target = reference.shape[1::-1], generated.shape[1::-1]
    return homography_flow(resize_matrix(size, target), size)


def check_contract(found: Alignment, generated: ImageArray, reference: ImageArray) -> None:
    shape = reference.shape[:2]
    assert found.flow.shape == (*shape, 2)
    assert found.flow.dtype == np.float32
    assert np.isfinite(found.flow).all()
    assert found.warped.shape == reference.shape
    assert found.warped.dtype == np.uint8
    assert found.valid.shape == shape
    assert found.valid.dtype == bool
    assert found.confidence.shape == shape
    assert found.confidence.dtype == np.float32
    assert found.confidence.min() >= 0
    assert found.confidence.max() <= 1
    assert found.homography.shape == (3, 3)
    assert found.generated_size == generated.shape[1::-1]
    assert found.canvas_scale == (generated.shape[1] / shape[1], generated.shape[0] / shape[0])


def test_identical_images_do_not_move(scene: ImageArray) -> None:
    found = align(scene, scene.copy())
    check_contract(found, scene, scene)
    assert not found.flow.any()
    assert found.confidence.min() == 1
    assert found.same_scene
    np.testing.assert_array_equal(found.warped, scene)
    np.testing.assert_allclose(found.homography, np.eye(3))


def test_another_tone_alone_is_not_motion(scene: ImageArray) -> None:
    toned = np.clip(scene.astype(np.float32) * 0.8 + 25, 0, 255).astype(np.uint8)
    found = align(toned, scene)
    assert np.abs(found.flow).max() < 0.15
    assert found.confidence.mean() > 0.9


@pytest.mark.parametrize("size", [(352, 240), (1024, 1024), (1536, 1024), (88, 60), (1408, 960)])
def test_a_plain_resize_is_found_at_any_size(scene: ImageArray, size: tuple[int, int]) -> None:
    shrinks = size[0] < WIDTH
    generated = cv2.resize(scene, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    found = align(generated, scene)
    check_contract(found, generated, scene)
    beyond = np.linalg.norm((found.flow - plain_flow(generated, scene)) / found.canvas_scale, axis=2)
    assert beyond.mean() < (0.6 if shrinks else 0.2)
    assert found.same_scene


@pytest.mark.parametrize(
    ("task", "limit"), [("clean", 0.4), ("haze", 0.6), ("rain", 1.0), ("low_light", 0.8)]
)
def test_simulated_bends_are_recovered(scene: ImageArray, task: str, limit: float) -> None:
    redraw = simulate_generator(scene, seed=11, strength=2.0)
    reference = scene if task == "clean" else degrade(scene, task, seed=4)
    found = align(redraw.image, reference, task=None if task == "clean" else task)
    check_contract(found, redraw.image, reference)
    scale = np.array(found.canvas_scale)
    counted = found.valid & ~redraw.changed
    error = np.linalg.norm((found.flow - redraw.flow) / scale, axis=2)[counted]
    untreated = np.linalg.norm((plain_flow(redraw.image, scene) - redraw.flow) / scale, axis=2)[counted]
    assert untreated.mean() > 4
    assert error.mean() < limit
    assert found.same_scene
    sure = found.confidence[counted] > 0.8
    assert sure.any()
    assert (error[sure] > 3).mean() < 0.03


def test_a_strong_bend_is_recovered(scene: ImageArray) -> None:
    redraw = simulate_generator(scene, seed=5, strength=4.0)
    found = align(redraw.image, degrade(scene, "haze", seed=1))
    error = np.linalg.norm((found.flow - redraw.flow) / found.canvas_scale, axis=2)
    assert error[found.valid & ~redraw.changed].mean() < 1.5


def test_warped_follows_the_flow(scene: ImageArray) -> None:
    redraw = simulate_generator(scene, seed=2, strength=1.0)
    found = align(redraw.image, scene)
    x, y = 200, 120
    there = np.array([x, y]) + found.flow[y, x]
    expected = cv2.getRectSubPix(redraw.image, (1, 1), (float(there[0]), float(there[1])))[0, 0]
    assert np.abs(found.warped[y, x].astype(int) - expected.astype(int)).max() <= 6


def test_homography_is_the_global_part_of_the_flow(scene: ImageArray) -> None:
    matrix = np.array([[1.04, 0.01, 6.0], [-0.012, 0.97, -4.0], [5e-5, -4e-5, 1.0]])
    generated = cv2.warpPerspective(scene, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT)
    found = align(generated, scene)
    corners = np.array([[[20, 20], [330, 20], [330, 220], [20, 220]]], np.float64)
    there = cv2.perspectiveTransform(corners, found.homography) - cv2.perspectiveTransform(corners, matrix)
    assert np.abs(there).max() < 1.0


def test_replaced_content_gets_less_confidence(scene: ImageArray) -> None:
    generated = scene.copy()
    generated[80:150, 130:220] = textured(70, 90, seed=77)
    found = align(generated, scene)
    inside, outside = found.confidence[95:135, 150:200].mean(), found.confidence[:, :90].mean()
    assert outside > 0.9
    assert inside < 0.65


def test_what_left_the_frame_is_not_valid(scene: ImageArray) -> None:
    found = align(np.ascontiguousarray(scene[:, 30:]), scene)
    assert not found.valid[:, :25].any()
    assert found.valid[:, 40:].all()
    assert (found.confidence[~found.valid] == 0).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_unrelated_images_are_said_to_be_unrelated(scene: ImageArray, seed: int) -> None:
    stranger = simulate_generator(textured(HEIGHT, WIDTH, seed=100 + seed), seed=seed).image
    found = align(stranger, scene)
    assert not found.same_scene
    assert "not enough common structure" in found.note
    assert (found.confidence == 0).all()
    np.testing.assert_array_equal(found.flow, plain_flow(stranger, scene))


def test_where_nothing_is_sure_the_plain_resize_is_kept(
    scene: ImageArray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registration, "_SURE", 1.1)
    found = align(np.roll(scene, 4, axis=1), scene)
    assert not found.same_scene  # one scene is never established without a confident pixel
    assert found.note == NOT_ENOUGH
    assert not found.flow.any()
    assert not found.confidence.any()


@pytest.mark.parametrize("way", orientation.WAYS)
def test_turned_and_mirrored_images_are_named(scene: ImageArray, way: str) -> None:
    undo = orientation.WAYS[way][1]
    turned = undo(undo(undo(scene))) if "by 90" in way else undo(scene)
    np.testing.assert_array_equal(undo(turned), scene)
    found = align(np.ascontiguousarray(turned), scene)
    assert found.orientation == way
    assert way in found.note
    assert not found.same_scene
    assert not found.confidence.any()


@pytest.mark.parametrize("share", [0.5, 0.7])
def test_a_crop_is_measured(scene: ImageArray, share: float) -> None:
    height, width = scene.shape[:2]
    w, h = round(share * width), round(share * height)
    x, y = (width - w) // 3, (height - h) // 2
    generated = cv2.resize(scene[y : y + h, x : x + w], (width, height), interpolation=cv2.INTER_CUBIC)
    found = align(generated, scene)
    check_contract(found, generated, scene)
    assert found.same_scene
    inside = (slice(y + 8, y + h - 8), slice(x + 8, x + w - 8))
    grid = np.dstack(np.meshgrid(np.arange(width), np.arange(height)))
    expected = (grid - (x, y) + 0.5) / share - 0.5 - grid
    assert np.median(np.linalg.norm((found.flow - expected)[inside], axis=2)) * share < 0.5
    assert found.confidence[inside].mean() > 0.5
    outside = ~found.valid
    assert outside[:, : x - 8].all()
    assert found.valid[inside].all()


def test_a_nearly_symmetric_scene_mirrored_is_named_too(scene: ImageArray) -> None:
    """It agrees with itself, a little bent: only a look at the flips tells."""
    mirrored = np.ascontiguousarray(scene[:, ::-1])
    near = cv2.addWeighted(scene, 0.7, mirrored, 0.3, 0)
    assert align(near, near.copy()).same_scene
    found = align(np.ascontiguousarray(near[:, ::-1]), near)
    assert not found.same_scene
    assert "mirrored left to right" in found.note


@pytest.mark.parametrize("shape", [(1, 1), (1, 400), (400, 1), (2, 2), (15, 15), (17, 19), (30, 3000)])
def test_hostile_sizes(scene: ImageArray, shape: tuple[int, int]) -> None:
    other = textured(*shape)
    for generated, reference in ((other, scene), (scene, other), (other, other)):
        check_contract(align(generated, reference), generated, reference)


@pytest.mark.parametrize("value", [0, 128, 255])
def test_constant_images_share_nothing(scene: ImageArray, value: int) -> None:
    flat = np.full_like(scene, value)
    for generated, reference in ((flat, scene), (scene, flat), (flat, flat[:200])):
        found = align(generated, reference)
        check_contract(found, generated, reference)
        assert not found.same_scene
        assert found.confidence.mean() < 0.1


def test_noise_is_not_followed(scene: ImageArray) -> None:
    noise = np.random.default_rng(0).integers(0, 256, scene.shape, dtype=np.uint8)
    found = align(noise, scene)
    assert not found.same_scene
    assert found.confidence.mean() < 0.1


def test_same_result_every_time_and_from_every_thread(scene: ImageArray) -> None:
    redraws = [simulate_generator(scene, seed=seed, strength=1.0).image for seed in range(2)]
    reference = degrade(scene, "rain", seed=9)
    alone = [align(image, reference) for image in redraws]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda image: align(image, reference), redraws))
    for expected, got in zip(alone, together):
        np.testing.assert_array_equal(expected.flow, got.flow)
        np.testing.assert_array_equal(expected.confidence, got.confidence)


def test_progress_rises_and_can_cancel(scene: ImageArray) -> None:
    generated = simulate_generator(scene, seed=1).image
    seen: list[float] = []
    align(generated, scene, progress=lambda fraction, phrase: seen.append(fraction))
    assert seen == sorted(seen)
    assert seen[0] == 0
    assert seen[-1] == 1

    def stop(fraction: float, phrase: str) -> None:
        if fraction > 0.3:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        align(generated, scene, progress=stop)


def test_bad_arguments_are_refused(scene: ImageArray) -> None:
    with pytest.raises(ImageError, match="generated"):
        align(scene.astype(np.float32), scene)  # type: ignore[arg-type]
    with pytest.raises(ImageError, match="reference"):
        align(scene, scene[..., 0])
    with pytest.raises(InputError, match="task"):
        align(scene, scene, task="snowstorm")


def test_inputs_are_left_alone(scene: ImageArray) -> None:
    generated, reference = simulate_generator(scene, seed=6).image, degrade(scene, "haze", seed=2)
    before = generated.copy(), reference.copy()
    align(generated, reference)
    np.testing.assert_array_equal(generated, before[0])
    np.testing.assert_array_equal(reference, before[1])
