from __future__ import annotations

import numpy as np
import pytest

from restoration.errors import InputError
from restoration.metrics import score
from restoration.synthesis import DEGRADATIONS, degrade
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


def test_unknown_task() -> None:
    with pytest.raises(InputError):
        degrade(textured(), "moire")


@pytest.mark.parametrize("task", [task for task in TASKS if task not in DRAWN])
def test_what_cannot_be_drawn_honestly_says_so(task: str) -> None:
    with pytest.raises(InputError, match=f"{task} cannot be drawn"):
        degrade(textured(), task)


def test_every_drawing_has_a_task() -> None:
    assert set(DEGRADATIONS) == {TASKS[task].synthesis for task in DRAWN}
