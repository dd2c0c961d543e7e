"""Small bends are followed where the images support them, and nowhere else."""

from __future__ import annotations

import cv2
import numpy as np

from restoration.alignment import appearance, local_bend
from restoration.alignment.warp import pixel_grid
from restoration.image import ImageArray
from restoration.records import FlowArray
from restoration.synthesis.fields import smooth_field
from tests.conftest import textured

HEIGHT, WIDTH = 208, 304
SURE = np.ones((HEIGHT, WIDTH), np.float32)
STILL = np.zeros((HEIGHT, WIDTH, 2), np.float32)


def wandered(image: ImageArray, px: float) -> tuple[ImageArray, FlowArray]:
    """The image with its content displaced by about so many pixels, each place otherwise, and the way back."""
    rng = np.random.default_rng(5)
    wander = px * np.dstack([smooth_field(rng, HEIGHT, WIDTH, 20.0) for _ in range(2)])
    grid = pixel_grid(WIDTH, HEIGHT)
    moved = cv2.remap(
        image, grid + wander.astype(np.float32), None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101
    )
    back = np.zeros_like(wander, np.float32)
    for _ in range(6):
        back = -cv2.remap(wander.astype(np.float32), grid + back, None, cv2.INTER_LINEAR)
    return moved, back


def refined(generated: ImageArray, reference: ImageArray, sure: np.ndarray = SURE) -> FlowArray:
    return local_bend.refine(appearance.pyramid(reference), appearance.pyramid(generated), STILL, sure)


def error(flow: FlowArray, true: FlowArray) -> float:
    return float(np.linalg.norm(flow - true, axis=2)[16:-16, 16:-16].mean())


def test_content_that_wandered_is_found() -> None:
    image = textured(HEIGHT, WIDTH, seed=3)
    generated, true = wandered(image, 1.0)
    assert error(refined(generated, image), true) < 0.5 * error(STILL, true)


def test_what_stayed_stays() -> None:
    image = textured(HEIGHT, WIDTH, seed=3)
    noise = np.random.default_rng(0).normal(0, 12, image.shape)
    noisy = np.clip(0.6 * image + 70 + noise, 0, 255).astype(np.uint8)
    assert np.abs(refined(image, noisy)).max() < 0.1


def test_even_unrelated_texture_moves_little() -> None:
    """It is refused before; what chance alone can do here is a fraction of a pixel."""
    found = refined(textured(HEIGHT, WIDTH, seed=8), textured(HEIGHT, WIDTH, seed=3))
    assert np.linalg.norm(found, axis=2).mean() < 0.8


def test_nothing_moves_where_nothing_is_sure() -> None:
    image = textured(HEIGHT, WIDTH, seed=3)
    generated, _ = wandered(image, 1.0)
    assert not refined(generated, image, np.zeros_like(SURE)).any()
    left_only = SURE.copy()
    left_only[:, WIDTH // 2 :] = 0
    far = refined(generated, image, left_only)[:, -WIDTH // 5 :]
    assert np.abs(far).max() < 0.1


def test_a_small_picture_has_fewer_cells() -> None:
    image = textured(48, 40, seed=2)
    planes = appearance.pyramid(image)
    motion = np.zeros((48, 40, 2), np.float32)
    assert local_bend.refine(planes, planes, motion, np.ones((48, 40), np.float32)).shape == motion.shape
