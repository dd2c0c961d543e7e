"""The wide style: what was drawn is what flow, mask and toned image say, and the plain style is untouched."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from restoration.errors import InputError
from restoration.image import ImageArray
from restoration.synthesis import simulate_generator
from restoration.synthesis.wide import draw_wide, marked, sky_mask
from tests.conftest import textured

SEEDS = range(12)


@pytest.fixture(scope="module")
def photo() -> ImageArray:
    """Texture below an even, bright sky."""
    scene = textured(192, 256, seed=3)
    scene[:80] = (205, 210, 220)
    return scene


def returned(image: ImageArray, flow: np.ndarray) -> np.ndarray:
    height, width = flow.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return cv2.remap(image, x + flow[..., 0], y + flow[..., 1], cv2.INTER_LINEAR)


def test_seeded_and_the_plain_style_is_what_it_was(photo: ImageArray) -> None:
    one, same, plain, default = (
        simulate_generator(photo, seed=4, style="wide"),
        simulate_generator(photo, seed=4, style="wide"),
        simulate_generator(photo, seed=4, style="plain"),
        simulate_generator(photo, seed=4),
    )
    assert np.array_equal(one.image, same.image)
    assert np.array_equal(plain.image, default.image)
    assert np.array_equal(plain.flow, default.flow)
    assert not np.array_equal(one.image, plain.image)
    with pytest.raises(InputError, match="style: expected plain or wide, got 'broad'"):
        simulate_generator(photo, style="broad")


@pytest.mark.parametrize("strength", [0.0, 1.0])
def test_what_is_not_marked_is_where_the_flow_says(photo: ImageArray, strength: float) -> None:
    for seed in SEEDS:
        redraw = simulate_generator(photo, seed=seed, strength=strength, style="wide")
        height, width = photo.shape[:2]
        assert redraw.toned is not None
        there = redraw.flow + np.mgrid[0:height, 0:width][::-1].transpose(1, 2, 0)
        size = redraw.image.shape[1], redraw.image.shape[0]
        inside = ((there > 4) & (there < np.array(size) - 5)).all(axis=2)
        kept = inside & ~redraw.changed & (sky_mask(photo) < 0.01)
        kept[:90] = False
        back, truth = (
            cv2.GaussianBlur(image.astype(np.float32).mean(axis=2), (0, 0), 4)
            for image in (returned(redraw.image, redraw.flow), redraw.toned)
        )
        if kept.sum() > 500:
            assert np.corrcoef(back[kept], truth[kept])[0, 1] > 0.8, seed


def test_each_change_happens_and_is_marked(photo: ImageArray) -> None:
    drawn = [draw_wide(photo, seed, 1.0) for seed in range(40)]
    skies = [w for w in drawn if np.abs(w.content[:60].astype(float) - photo[:60]).mean() > 8]
    assert 5 < len(skies) < 35
    assert any(w.changed[:80].mean() > 0.02 for w in skies)
    assert any(w.changed[100:].any() for w in drawn)
    assert 5 < sum(w.mark > 0 for w in drawn) < 35
    assert 5 < sum(not np.array_equal(w.frame, np.eye(3)) for w in drawn) < 35
    assert all(w.light.min() > 0.6 and w.light.max() < 1.7 for w in drawn)


def test_a_mark_is_in_the_lower_right_corner_and_in_the_mask(photo: ImageArray) -> None:
    seed = next(seed for seed in range(40) if draw_wide(photo, seed, 0.0).mark)
    out, mask = marked(photo, 0.08, seed)
    rows, columns = np.nonzero((out != photo).any(axis=2))
    assert rows.min() > 0.7 * photo.shape[0]
    assert columns.min() > 0.7 * photo.shape[1]
    assert mask.any()
    assert not mask[: photo.shape[0] // 2].any()
    redraw = simulate_generator(photo, seed=seed, strength=0.0, style="wide")
    assert redraw.changed[int(0.75 * photo.shape[0]) :, int(0.75 * photo.shape[1]) :].any()


def test_tiny_and_dark_pictures(photo: ImageArray) -> None:
    for image in (photo[:9, :7], np.zeros((40, 50, 3), np.uint8)):
        for seed in range(6):
            redraw = simulate_generator(image, seed=seed, style="wide")
            assert redraw.flow.shape[:2] == image.shape[:2]
            assert np.isfinite(redraw.flow).all()
    assert sky_mask(photo)[:60].min() > 0.9
    assert sky_mask(photo)[110:].max() < 0.1
    assert not sky_mask(np.zeros((40, 50, 3), np.uint8)).any()
