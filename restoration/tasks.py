"""The restoration tasks: what each is called, what a generator is asked for, which models are first."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from restoration.errors import InputError
from restoration.image import ImageArray, check_input

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
    baseline: str | None
    """Model id of the default baseline; None: there is none worth running."""
    guided: str | None
    """Model id of the default prior-guided method; None: there is none."""
    harmless: str = ""
    """Model id of the default baseline where there is no ground truth, if it is another: what does the least harm to
    real photos scores less on paired sets."""

    def default_baseline(self, truth: bool) -> str | None:
        """Model id, with or without ground truth to score against; None where the task has no baseline."""
        return self.baseline if truth else self.harmless or self.baseline


TASKS: dict[str, Task] = {
    task.id: task
    for task in (
        Task(
            "haze",
            "Haze",
            "Fog, haze or smoke that washes out distant things",
            f"Remove the haze from this photo and nothing else, as if the air had been clear. {_FIDELITY}",
            "haze/baseline",
            "haze/guided",
            harmless="haze/dcp-mild",
        ),
        Task(
            "rain",
            "Rain",
            "Rain streaks and the veil behind them",
            f"Remove the rain streaks and the rain veil from this photo and nothing else. {_FIDELITY}",
            "rain/baseline",
            "rain/guided",
        ),
        Task(
            "low_light",
            "Low light",
            "Dark, noisy, underexposed",
            "Brighten this underexposed photo to a natural daylight exposure and remove its noise, nothing "
            f"else; keep light sources where they are. {_FIDELITY}",
            "low_light/baseline",
            "low_light/guided",
        ),
    )
}


def get_task(task: str) -> Task:
    """The task of that id. Raises InputError that names the known ones."""
    key = str(task).strip().lower().replace("-", "_").replace(" ", "_")
    if key not in TASKS:
        raise InputError(f"task: expected one of {', '.join(TASKS)}, got {task!r}.")
    return TASKS[key]


@dataclass(frozen=True)
class Suggestion:
    task: str
    reason: str
    """What was seen, for the page to show."""


def suggest_task(image: ImageArray) -> Suggestion:
    """Guess the task of a (H, W, 3) photo from brightness, dark channel (He et al. 2011) and upright
    bright strokes. A hint for the page, measured by `benchmarks/suggest.py`; the user decides."""
    small = _at_most(check_input(image, "image"), 384)
    luma = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    brightness, highlights = float(luma.mean()), float(np.percentile(luma, 90))
    dark_channel = cv2.erode(small.min(axis=2), np.ones((9, 9), np.uint8)).astype(np.float32) / 255
    haze_floor = float(np.percentile(dark_channel, 10))
    upright = cv2.morphologyEx(luma, cv2.MORPH_TOPHAT, np.ones((1, 7), np.uint8)).mean()
    level = cv2.morphologyEx(luma, cv2.MORPH_TOPHAT, np.ones((7, 1), np.uint8)).mean()
    strokes, uprightness = float(upright), float((upright + 1e-4) / (level + 1e-4))

    if brightness < 0.24 and highlights < 0.6 and haze_floor < 0.1:
        return Suggestion("low_light", f"mean brightness is only {100 * brightness:.0f} %")
    if strokes > 0.02 and uprightness > 1.25:
        return Suggestion("rain", f"{uprightness:.1f} times more bright upright strokes than level ones")
    if haze_floor > 0.11 or (float(dark_channel.mean()) > 0.3 and strokes < 0.022):
        return Suggestion("haze", f"even its darkest places are {100 * haze_floor:.0f} % bright")
    if strokes > 0.02:
        return Suggestion("rain", "it is full of fine bright strokes")
    if brightness < 0.42:
        return Suggestion("low_light", f"mean brightness is {100 * brightness:.0f} %")
    return Suggestion("haze", "contrast is low for so bright a photo")


def _at_most(image: ImageArray, side: int) -> ImageArray:
    height, width = image.shape[:2]
    scale = min(1.0, side / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)
