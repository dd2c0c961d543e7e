from __future__ import annotations

import numpy as np
import pytest

from restoration.errors import InputError
from restoration.metrics import score
from restoration.synthesis import DEGRADATIONS, degrade, haze, pseudo_depth
from restoration.tasks import TASKS
from tests.conftest import textured

DRAWN = [task.id for task in TASKS.values() if task.synthesis]


@pytest.mark.parametrize("task", DRAWN)
class TestEveryTask:
    def test_same_seed_same_image(self, task: str, photo: np.ndarray) -> None:
        assert np.array_equal(degrade(photo, task, seed=3), degrade(photo, task, seed=3))
        assert not np.array_equal(degrade(photo, task, seed=3), degrade(photo, task, seed=4))

    def test_keeps_shape_and_really_degrades(self, task: str, photo: np.ndarray) -> None:
        before = photo.copy()
        for seed in range(6):
            degraded = degrade(photo, task, seed)
            assert degraded.shape == photo.shape
            assert degraded.dtype == np.uint8
            assert score(degraded, photo).psnr < 36
        assert np.array_equal(photo, before)

    @pytest.mark.parametrize("size", [(1, 1), (1, 40), (37, 53)])
    def test_any_size(self, task: str, size: tuple[int, int]) -> None:
        assert degrade(textured(*size), task).shape == (*size, 3)


def test_haze_follows_the_scattering_model() -> None:
    """Where the scene is as bright as the airlight nothing changes; farther places are nearer to it."""
    clean = np.zeros((60, 80, 3), np.uint8)
    depth = np.tile(np.linspace(0.0, 1.0, 80, dtype=np.float32), (60, 1))
    hazy = haze(clean, np.random.default_rng(1), depth).astype(float).mean(axis=(0, 2))
    assert hazy[0] < 12
    assert hazy[-1] > 80
    assert np.corrcoef(hazy, np.arange(80))[0, 1] > 0.9


def test_low_light_darkens_and_rain_brightens(photo: np.ndarray) -> None:
    for seed in range(5):
        assert degrade(photo, "low_light", seed).mean() < 0.65 * photo.mean()
        assert degrade(photo, "rain", seed).mean() > photo.mean() - 8


def test_depth_is_plausible(photo: np.ndarray) -> None:
    depth = pseudo_depth(photo, np.random.default_rng(0))
    assert depth.shape == photo.shape[:2]
    assert np.isfinite(depth).all()
    assert depth[:20].mean() > depth[-20:].mean()


def test_unknown_task() -> None:
    with pytest.raises(InputError):
        degrade(textured(), "moire")


@pytest.mark.parametrize("task", [task for task in TASKS if task not in DRAWN])
def test_what_cannot_be_drawn_honestly_says_so(task: str) -> None:
    with pytest.raises(InputError, match=f"{task} cannot be drawn"):
        degrade(textured(), task)


def test_every_drawing_has_a_task() -> None:
    assert set(DEGRADATIONS) == {TASKS[task].synthesis for task in DRAWN}


def test_noise_grows_with_light_and_leaves_the_mean() -> None:
    steps = np.repeat(np.array([40, 120, 200], np.uint8), 60)[None, :, None] * np.ones((120, 1, 3), np.uint8)
    for seed in range(4):
        noisy = degrade(steps, "noise", seed).astype(float)
        parts = [noisy[:, i * 60 + 4 : (i + 1) * 60 - 4] for i in range(3)]
        assert all(part.std() > 1 for part in parts)
        assert parts[1].mean() == pytest.approx(120, abs=6)


def test_blur_softens_and_water_takes_red(photo: np.ndarray) -> None:
    def gradients(image: np.ndarray) -> float:
        return float(np.abs(np.diff(image.astype(float), axis=1)).mean())

    for seed in range(4):
        assert gradients(degrade(photo, "blur", seed)) < 0.95 * gradients(photo)
        mean, before = (i.reshape(-1, 3).mean(axis=0) for i in (degrade(photo, "underwater", seed), photo))
        assert mean[0] / mean[1:].max() < 0.95 * before[0] / before[1:].max()
