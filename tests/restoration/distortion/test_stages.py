"""The stages: stages in order, each over what it covers, and an honest null gain."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from restoration.distortion import stages
from restoration.distortion.geometry import project
from restoration.distortion.tone import NO_CHANGE
from restoration.metrics import score
from restoration.records import Alignment
from restoration.resizing import resize_matrix


@pytest.fixture(scope="module")
def photo():
    rng = np.random.default_rng(1)
    coarse = rng.integers(0, 255, (14, 20, 3), dtype=np.uint8)
    return cv2.resize(coarse, (240, 160), interpolation=cv2.INTER_CUBIC)


def alignment_of(matrix, generated, size):
    """The exact alignment of a generated image whose motion is a homography."""
    width, height = size
    xs, ys = np.meshgrid(np.arange(float(width)), np.arange(float(height)))
    points = np.column_stack([xs.ravel(), ys.ravel()])
    there = project(matrix, points).reshape(height, width, 2)
    flow = (there - np.dstack([xs, ys])).astype(np.float32)
    where = there.astype(np.float32)
    warped = cv2.remap(generated, where, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    rows, columns = generated.shape[:2]
    inside = (where >= -0.5).all(axis=2) & (where[..., 0] <= columns - 0.5) & (where[..., 1] <= rows - 0.5)
    confidence = np.where(inside, 1.0, 0.0).astype(np.float32)
    scale = (columns / width, rows / height)
    return Alignment(flow, warped, inside, confidence, scale, matrix, (columns, rows))


def redraw(photo, matrix, size):
    return cv2.warpPerspective(photo, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)


def test_every_stage_gets_closer_to_the_truth(photo):
    move = np.array([[1.04, 0.02, 3], [-0.02, 1.04, -2], [0, 0, 1.0]])
    matrix = resize_matrix((240, 160), (360, 240)) @ move
    generated = redraw(photo, matrix, (360, 240))
    alignment = alignment_of(matrix, generated, (240, 160))
    rows, size = stages.measure_stages(alignment, generated, photo, NO_CHANGE, score=score)
    assert [stage.name for stage in rows] == ["raw", "canvas", "global", "dense", "dense + tone"]
    assert size == (240, 160)
    by_name = {stage.name: stage for stage in rows}
    assert by_name["raw"].coverage == by_name["canvas"].coverage == 1.0
    assert by_name["raw"].psnr == pytest.approx(
        score(cv2.resize(generated, (240, 160), interpolation=cv2.INTER_AREA), photo).psnr
    )
    assert by_name["global"].psnr > by_name["raw"].psnr + 8
    assert 0.8 < by_name["global"].coverage < 1.0
    assert by_name["dense"].coverage == pytest.approx(float(alignment.valid.mean()), abs=0.01)
    assert by_name["dense"].psnr >= by_name["global"].psnr


def test_an_extended_frame_is_put_back_on_the_canvas_stage(photo):
    extended = np.full((160, 360, 3), 40, np.uint8)
    extended[:, 60:300] = photo
    matrix = np.array([[1.0, 0, 60], [0, 1, 0], [0, 0, 1]])
    rows, _ = stages.measure_stages(
        alignment_of(matrix, extended, (240, 160)), extended, photo, NO_CHANGE, score=score
    )
    assert rows[1].psnr > rows[0].psnr + 10
    images = stages.stage_images(alignment_of(matrix, extended, (240, 160)), extended, photo)
    assert list(images) == ["raw", "canvas", "global", "dense"]
    assert all(image.shape == photo.shape and image.dtype == np.uint8 for image in images.values())
    assert np.array_equal(images["canvas"], photo)


def test_large_images_are_scored_at_a_bounded_size_that_is_reported(photo):
    large = cv2.resize(photo, (1200, 800), interpolation=cv2.INTER_CUBIC)
    _, size = stages.measure_stages(
        alignment_of(np.eye(3), large, (1200, 800)), large, large, NO_CHANGE, score=score
    )
    assert size[0] * size[1] <= stages.SCORED_PIXELS
    assert size[0] / size[1] == pytest.approx(1.5, abs=0.01)
