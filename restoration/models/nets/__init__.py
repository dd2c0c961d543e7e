"""Networks trained in this project: one family, a baseline and a prior-guided network for every task."""

from restoration.models.nets.baseline import Baseline
from restoration.models.nets.guided import Guided
from restoration.models.nets.unet import MULTIPLE_OF
from restoration.models.nets.widen import Widened

__all__ = ["MULTIPLE_OF", "Baseline", "Guided", "Widened", "build_baseline", "build_guided"]


def build_baseline(task: str) -> Baseline:
    """An untrained baseline for a task: one family, which for haze begins from the dark channel prior."""
    return Baseline(haze=task == "haze")


def build_guided(task: str) -> Guided:
    """An untrained prior-guided network for a task (its baseline untrained too)."""
    return Guided(haze=task == "haze", detail=task == "rain")
