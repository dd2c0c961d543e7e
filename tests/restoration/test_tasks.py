from __future__ import annotations

import numpy as np
import pytest

from restoration.errors import InputError
from restoration.examples import list_examples
from restoration.models import MODELS
from restoration.tasks import TASKS, get_task, suggest_task


def test_tasks_are_written_consistently() -> None:
    assert set(TASKS) >= {"haze", "rain", "low_light"}
    for key, task in TASKS.items():
        assert key == task.id
        assert "Keep every object" in task.prompt
        assert task.baseline in MODELS
        assert task.guided in MODELS


@pytest.mark.parametrize("name", ["haze", "Haze", " low-light ", "LOW LIGHT"])
def test_names_are_read_kindly(name: str) -> None:
    assert get_task(name).id in ("haze", "low_light")


def test_unknown_task_names_the_known() -> None:
    with pytest.raises(InputError, match="expected one of haze, rain, low_light, got 'snow'"):
        get_task("snow")


def test_suggestions_for_the_examples() -> None:
    right = [suggest_task(e.load()[0]).task == e.task for e in list_examples()]
    assert sum(right) >= 5, right


@pytest.mark.parametrize("value", [0, 128, 255])
def test_suggestion_for_anything(value: int) -> None:
    assert suggest_task(np.full((1, 1, 3), value, np.uint8)).task in TASKS
