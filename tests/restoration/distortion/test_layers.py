"""Things that moved as one: found, measured, and told from a repeated pattern and from other content."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from restoration.distortion.grid import WorkGrid
from restoration.distortion.layers import find_layers
from tests.conftest import textured

HEIGHT, WIDTH = 240, 360
X, Y, W, H = 120, 80, 70, 80


def grid_of(reference, generated):
    still = np.zeros((*reference.shape[:2], 2), np.float32)
    all_of_it = np.ones(reference.shape[:2], bool)
    return WorkGrid(
        reference, generated, all_of_it, all_of_it.astype(np.float32), still, still, (WIDTH, HEIGHT)
    )


def scenes(offset, scale):
    """A thing on a background, and the same moved and resized; and where it looks like other content."""
    background, thing = textured(HEIGHT, WIDTH, seed=5), textured(H, W, seed=9)
    before, after = background.copy(), background.copy()
    before[Y : Y + H, X : X + W] = thing
    w, h = round(W * scale), round(H * scale)
    x, y = X + offset[0] + (W - w) // 2, Y + offset[1] + (H - h) // 2
    after[y : y + h, x : x + w] = cv2.resize(thing, (w, h), interpolation=cv2.INTER_AREA)
    suspect = np.zeros((HEIGHT, WIDTH), bool)
    suspect[Y : Y + H, X : X + W] = True
    return before, after, suspect


@pytest.mark.parametrize(("offset", "scale"), [((22, -10), 1.0), ((-8, 20), 1.15), ((0, 0), 0.87)])
def test_a_thing_that_moved_as_one_is_measured(offset, scale):
    before, after, suspect = scenes(offset, scale)
    (layer,) = find_layers(grid_of(before, after), suspect, 3.0)
    assert layer.offset_px == pytest.approx(offset, abs=2.5)
    assert layer.scale == pytest.approx(scale, abs=0.04)
    assert layer.agreement > 0.6
    thing = np.zeros_like(suspect)
    thing[Y : Y + H, X : X + W] = True
    assert (layer.mask & thing).sum() / (layer.mask | thing).sum() > 0.5


def test_other_content_is_no_moved_thing():
    before, after, suspect = scenes((22, -10), 1.0)
    after[Y - 20 : Y + H + 20, X - 20 : X + W + 40] = textured(H + 40, W + 60, seed=77)
    assert find_layers(grid_of(before, after), suspect, 3.0) == ()


def test_a_repeated_pattern_is_not_called_moved():
    boards = np.tile(np.repeat(np.array([40, 200], np.uint8), 8), 40)[:WIDTH]
    fence = np.ascontiguousarray(np.broadcast_to(boards[None, :, None], (HEIGHT, WIDTH, 3)))
    suspect = np.zeros((HEIGHT, WIDTH), bool)
    suspect[Y : Y + H, X : X + W] = True
    other = np.roll(fence, 8, axis=1)
    assert find_layers(grid_of(fence, other), suspect, 3.0) == ()


def test_nothing_suspect_gives_no_layer():
    before, after, suspect = scenes((22, -10), 1.0)
    assert find_layers(grid_of(before, after), np.zeros_like(suspect), 3.0) == ()
