"""The restoration tasks: what each is called, what a generator is asked for, which models are first."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from restoration.errors import InputError
from restoration.image import ImageArray, check_image

_FIDELITY = (
    "Keep every object, its shape, its position, its number, the framing, the viewpoint and the colours of "
    "things exactly as they are. Add nothing, remove nothing else, do not crop, zoom, rotate or restyle."
)


@dataclass(frozen=True)
class Task:
    id: str
    label: str
    description: str
    prompt: str
    """Asked of a generator; a fidelity clause is part of it."""
    baseline: str
    """Model id of the default baseline."""
    guided: str
    """Model id of the default prior-guided method."""


TASKS: dict[str, Task] = {
    task.id: task
    for task in (
        Task(
            "haze",
            "Haze",
            "Fog, haze or smoke that washes out distant things",
            f"Remove the haze from this photo and nothing else, as if the air had been clear. {_FIDELITY}",
            "haze/dcp",
            "haze/transfer",
        ),
        Task(
            "rain",
            "Rain",
            "Rain streaks and the veil behind them",
            f"Remove the rain streaks and the rain veil from this photo and nothing else. {_FIDELITY}",
            "rain/bilayer",
            "rain/transfer",
        ),
        Task(
            "low_light",
            "Low light",
            "Dark, noisy, underexposed",
            "Brighten this underexposed photo to a natural daylight exposure and remove its noise, nothing "
            f"else; keep light sources where they are. {_FIDELITY}",
            "low_light/lime",
            "low_light/transfer",
        ),
    )
}


def get_task(task: str) -> Task:
    """The task of that id. Raises InputError that names the known ones."""
    key = str(task).strip().lower().replace("-", "_").replace(" ", "_")
    if key not in TASKS:
        raise InputError(f"task: expected one of {', '.join(TASKS)}, got {task!r}.")
    return TASKS[key]
