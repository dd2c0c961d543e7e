"""Networks trained in this project: one family, a baseline and a prior-guided network for every task."""

from restoration.models.nets.baseline import Baseline
from restoration.models.nets.guided import Guided
from restoration.models.nets.unet import MULTIPLE_OF
from restoration.models.nets.widen import Widened

__all__ = ["MULTIPLE_OF", "Baseline", "Guided", "Widened", "build_baseline", "build_guided"]


_TYPICAL_AIRLIGHT = 0.8


def build_baseline(task: str) -> Baseline:
    """An untrained baseline; the family is the same for every task, its start is not: haze is bright."""
    return Baseline(anchor=_TYPICAL_AIRLIGHT if task == "haze" else 0.0)


def build_guided(task: str) -> Guided:
    """An untrained prior-guided network (its baseline untrained too)."""
    del task
    return Guided()
