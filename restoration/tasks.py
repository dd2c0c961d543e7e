"""The restoration tasks, one record each: what it is called, what a generator is asked for, which models are first, how
it is recognised and drawn. Nothing else enumerates tasks: every fact about one is in its record.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from restoration.errors import InputError
from restoration.image import ImageArray, check_input
from restoration.signs import Signs, measure_signs
from restoration.task_signs import SOFT, blocky, bluish, blurred, dark, hazy, noisy, streaked

_FIDELITY = (
    "Keep every object, its shape, its position, its number, the framing, the viewpoint and the colours of "
    "things exactly as they are. Add nothing, remove nothing else, do not crop, zoom, rotate or restyle."
)
Rule = Callable[[Signs], str]
"""The signs of the task that were measured, as a clause; "" where too few hold."""


@dataclass(frozen=True)
class Task:
    id: str
    label: str
    description: str
    prompt: str
    """Asked of a generator; a fidelity clause is part of it."""
    baseline: str | None = None
    """Model id of the default baseline; None: there is none worth running, and no pane for it."""
    guided: str | None = None
    """Model id of the default prior-guided method; None: the baseline's result fused with the prior, if there is one."""
    harmless: str = ""
    """Model id of the default baseline where there is no ground truth, if it is another: the model that degrades real photos
    least scores less on paired sets."""
    rule: Rule | None = None
    """None: never suggested."""
    asked: int = 99
    """Rules are applied in this order; the first that holds counts."""
    synthesis: str = ""
    """Name in `synthesis.DEGRADATIONS`; "": it cannot be simulated realistically."""
    structure_shows: bool = False
    """The degradation leaves the photo's structure clean: streaks, flakes and noise in a guide would stay in a result."""
    leaves_streaks: bool = False
    """What degrades the photo is thin bright lines that lean alike, some of which a model may leave."""
    changes_tone: bool = False
    """The degradation is, in part, a change of tone: a generated image fitted to the photo's tone is degraded again."""
    ridge: float = 1e-3
    """Of the closed-form fusion's local transforms, images in [0, 1]."""
    network: Literal["scattering", "scene", "local"] = "local"
    """Kind of our networks for it: with the scattering model, judging the whole scene, or neighbourhoods alone."""
    scene_share: float = 0.0
    """Share of training crops that show most of a photo."""

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
            rule=hazy,
            asked=7,
            synthesis="haze",
            structure_shows=True,
            changes_tone=True,
            ridge=1e-4,
            network="scattering",
            scene_share=1.0,
        ),
        Task(
            "rain",
            "Rain",
            "Rain streaks and the veil behind them",
            f"Remove the rain streaks and the rain veil from this photo and nothing else. {_FIDELITY}",
            "rain/baseline",
            "rain/guided",
            rule=streaked,
            asked=3,
            synthesis="rain",
            leaves_streaks=True,
        ),
        Task(
            "low_light",
            "Low light",
            "Dark, noisy, underexposed",
            "Brighten this underexposed photo to a natural daylight exposure and remove its noise, nothing "
            f"else; keep light sources where they are. {_FIDELITY}",
            "low_light/baseline",
            "low_light/guided",
            rule=dark,
            asked=1,
            synthesis="low_light",
            structure_shows=True,
            changes_tone=True,
            ridge=1e-5,
            network="scene",
            scene_share=0.75,
        ),
        Task(
            "noise",
            "Noise",
            "Sensor noise or film grain",
            f"Remove the noise from this photo and nothing else; keep its texture and fine detail. {_FIDELITY}",
            "noise/nlm",
            rule=noisy,
            asked=4,
            synthesis="noise",
        ),
        Task(
            "blur",
            "Blur",
            "Out of focus, or blurred by motion",
            f"Make this blurred photo sharp, as if focus and camera had been steady, and nothing else. {_FIDELITY}",
            rule=blurred,
            asked=6,
            synthesis="blur",
        ),
        Task(
            "snow",
            "Snow",
            "Falling snow before the scene",
            "Remove the falling snow from this photo and nothing else; snow that lies on the ground or on things "
            f"stays. {_FIDELITY}",
            synthesis="snow",
        ),
        Task(
            "raindrop",
            "Raindrops",
            "Drops on the lens or on a pane of glass",
            "Remove the water drops on the lens or glass from this photo and nothing else, and show what they hide. "
            f"{_FIDELITY}",
        ),
        Task(
            "underwater",
            "Underwater",
            "The colour cast and veil of water",
            "Remove the colour cast and the veil of the water from this underwater photo and nothing else, as if "
            f"it had been taken in clear water under white light. {_FIDELITY}",
            "underwater/grey-world",
            "underwater/transfer",
            rule=bluish,
            asked=5,
            synthesis="underwater",
            structure_shows=True,
            changes_tone=True,
        ),
        Task(
            "low_quality",
            "Low quality",
            "Compression, blur and low resolution mixed",
            "Restore this low-quality photo: remove compression blocks, blur and noise, and bring back fine detail "
            f"that fits what is there. {_FIDELITY}",
            rule=blocky,
            asked=2,
            synthesis="low_quality",
            changes_tone=True,
        ),
        Task(
            "other",
            "Other",
            "Anything else: the images are compared, and no model of PriorLens is run",
            f"Restore this photo: remove what degrades it and nothing else. {_FIDELITY}",
            changes_tone=True,
        ),
    )
}
OTHER = "other"
"""The task that is suggested rather than guessing another."""


def get_task(task: str) -> Task:
    """The task of that id. Raises InputError that names the known ones."""
    key = str(task).strip().lower().replace("-", "_").replace(" ", "_")
    if key not in TASKS:
        raise InputError(f"task: expected one of {', '.join(TASKS)}, got {task!r}.")
    return TASKS[key]


def task_or_other(task: str) -> Task:
    """The task of that id, or "other" where none is known ("" for a model of any task)."""
    return TASKS.get(task, TASKS[OTHER])


@dataclass(frozen=True)
class Suggestion:
    task: str
    reason: str
    """What was seen, for the page to show."""


def suggest_task(image: ImageArray) -> Suggestion:
    """The task of a (H, W, 3) photo where the signs of one degradation are clear, else "other". A hint for the page,
    measured by `python -m benchmarks.suggest`; the user decides."""
    signs = measure_signs(check_input(image, "image"))
    for task in sorted(TASKS.values(), key=lambda task: task.asked):
        reason = task.rule(signs) if task.rule else ""
        if reason:
            return Suggestion(task.id, reason)
    if 0 < signs.sharpness < SOFT:
        return Suggestion(
            OTHER, "no edge is sharp: blurred, or of low quality, which cannot be told apart here"
        )
    return Suggestion(OTHER, "no degradation stands out that can be told from the photo alone")
