from __future__ import annotations

import numpy as np
import pytest

from restoration.synthesis import degrade


def test_low_light_darkens(photo: np.ndarray) -> None:
    for seed in range(5):
        assert degrade(photo, "low_light", seed).mean() < 0.65 * photo.mean()


def test_noise_grows_with_light_and_leaves_the_mean() -> None:
    steps = np.repeat(np.array([40, 120, 200], np.uint8), 60)[None, :, None] * np.ones((120, 1, 3), np.uint8)
    for seed in range(4):
        noisy = degrade(steps, "noise", seed).astype(float)
        parts = [noisy[:, i * 60 + 4 : (i + 1) * 60 - 4] for i in range(3)]
        assert all(part.std() > 1 for part in parts)
        assert parts[1].mean() == pytest.approx(120, abs=6)


def test_blur_softens(photo: np.ndarray) -> None:
    def gradients(image: np.ndarray) -> float:
        return float(np.abs(np.diff(image.astype(float), axis=1)).mean())

    for seed in range(4):
        assert gradients(degrade(photo, "blur", seed)) < 0.95 * gradients(photo)


def test_a_coarse_file_has_lost_detail_and_keeps_its_size(photo: np.ndarray) -> None:
    for seed in range(4):
        coarse = degrade(photo, "low_quality", seed)
        assert coarse.shape == photo.shape
        assert np.abs(coarse.astype(float) - photo).mean() > 1
