"""Networks trained in this project: one family, a baseline and a prior-guided network for every task."""

from restoration.models.nets.baseline import Baseline
from restoration.models.nets.guided import Guided
from restoration.models.nets.unet import MULTIPLE_OF
from restoration.models.nets.widen import Widened
from restoration.models.spec import imported

__all__ = ["MULTIPLE_OF", "Baseline", "Guided", "Widened", "build_baseline", "build_guided", "build_widened"]


def build_baseline(task: str) -> Baseline:
    """An untrained baseline for a task: one family, which for haze begins from the dark channel prior."""
    return Baseline(haze=task == "haze")


def build_guided(task: str) -> Guided:
    """An untrained prior-guided network for a task (its baseline untrained too)."""
    return Guided(haze=task == "haze", detail=task == "rain")


def build_widened(path: str) -> Widened:
    """The untrained network at "package.module:name", its first layer widened by prior and confidence."""
    return Widened(imported(path)())
