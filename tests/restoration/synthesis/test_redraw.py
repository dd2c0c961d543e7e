from __future__ import annotations

import cv2
import numpy as np
import pytest

from restoration.errors import InputError
from restoration.synthesis import redraw as module
from restoration.synthesis import simulate_generator
from tests.conftest import textured


def sampled(image: np.ndarray, flow: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`image` where `flow` says each clean pixel is, and whether that is inside."""
    height, width = flow.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    there = np.stack([x + flow[..., 0], y + flow[..., 1]], axis=-1).astype(np.float32)
    inside = ((there >= 0) & (there <= [image.shape[1] - 1, image.shape[0] - 1])).all(axis=-1)
    return cv2.remap(image, there, None, cv2.INTER_LINEAR), inside


def test_same_seed_same_redraw(photo: np.ndarray) -> None:
    first, second, other = (simulate_generator(photo, seed=s) for s in (3, 3, 4))
    assert np.array_equal(first.image, second.image)
    assert np.array_equal(first.flow, second.flow)
    assert first.flow.shape != other.flow.shape or not np.array_equal(first.flow, other.flow)


@pytest.mark.parametrize("strength", [0, 1, 2, 4])
def test_the_flow_is_the_truth(strength: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """With content, texture and tone left alone, following the flow gives the clean image back."""
    monkeypatch.setattr(
        module, "_edit_content", lambda rng, clean: (clean.copy(), np.zeros(clean.shape[:2], bool))
    )
    monkeypatch.setattr(module, "_redraw_texture", lambda rng, image, scale: image.astype(np.float32))
    monkeypatch.setattr(
        module, "_draw_tone", lambda rng: lambda image: np.clip(image, 0, 255).astype(np.uint8)
    )
    clean = cv2.GaussianBlur(textured(160, 220), (0, 0), 1.5)
    for seed in range(5):
        redraw = simulate_generator(clean, seed=seed, strength=strength)
        found, inside = sampled(redraw.image, redraw.flow)
        assert inside.mean() > 0.6
        assert np.abs(found.astype(float) - clean)[inside].mean() < 1.5


def test_changed_places_are_where_the_content_changed(photo: np.ndarray) -> None:
    big = cv2.resize(photo, (480, 360), interpolation=cv2.INTER_CUBIC)
    shares = [simulate_generator(big, seed=s).changed.mean() for s in range(12)]
    assert min(shares) > 0
    assert max(shares) < 0.12


def test_geometry_grows_with_strength(photo: np.ndarray) -> None:
    def bend(strength: float) -> float:
        redraw = simulate_generator(photo, seed=2, strength=strength)
        height, width = photo.shape[:2]
        canvas = np.array([redraw.image.shape[1] / width, redraw.image.shape[0] / height])
        x, y = np.meshgrid(np.arange(width), np.arange(height))
        plain = np.stack([(x + 0.5) * canvas[0] - 0.5 - x, (y + 0.5) * canvas[1] - 0.5 - y], axis=-1)
        return float(np.linalg.norm((redraw.flow - plain) / canvas, axis=-1).mean())

    assert bend(0) < 0.51 + 0.05 * max(photo.shape)  # the framing alone may cut the frame, never bend it
    assert bend(1) < bend(2) < bend(4)


@pytest.mark.parametrize("size", [(1, 1), (8, 200), (37, 53)])
def test_any_size(size: tuple[int, int]) -> None:
    redraw = simulate_generator(textured(*size), seed=1)
    assert redraw.flow.shape == (*size, 2)
    assert redraw.image.dtype == np.uint8


@pytest.mark.parametrize("strength", [-1, 9, float("nan")])
def test_strength_out_of_range(strength: float) -> None:
    with pytest.raises(InputError, match="strength"):
        simulate_generator(textured(), strength=strength)
