"""Degradations added to a clean photo, seeded: the table of them, and `degrade`, which finds a task's in it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from restoration.arguments import checked, whole
from restoration.errors import InputError
from restoration.image import ImageArray, check_input
from restoration.synthesis.capture import blur, low_light, low_quality, noise
from restoration.synthesis.precipitation import rain, snow
from restoration.synthesis.scattering import haze, underwater
from restoration.tasks import TASKS, get_task

Degradation = Callable[[ImageArray, np.random.Generator], ImageArray]
DEGRADATIONS: dict[str, Degradation] = {
    function.__name__: function
    for function in (haze, rain, low_light, noise, blur, snow, underwater, low_quality)
}
"""By the names that tasks give them."""


@checked(seed=whole(0))
def degrade(clean: ImageArray, task: str, seed: int = 0) -> ImageArray:
    """A degraded version of `clean`, uint8 RGB (H, W, 3), the same for the same seed.

    Raises InputError for an unknown task or one that cannot be simulated realistically, ImageError for an array that is no
    image.
    """
    chosen = get_task(task)
    if not chosen.synthesis:
        drawn = ", ".join(t.id for t in TASKS.values() if t.synthesis)
        raise InputError(
            f"degrade: {chosen.id} cannot be drawn on a clean photo honestly. Choose one of {drawn}, or bring degraded "
            "photos."
        )
    return DEGRADATIONS[chosen.synthesis](check_input(clean, "clean"), np.random.default_rng(seed))
