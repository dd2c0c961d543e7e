"""Networks trained in this project: one family, a baseline and a prior-guided network for every task."""

from torch import nn

from restoration.models.nets.baseline import Baseline, HazeBaseline, LightBaseline
from restoration.models.nets.guided import Guided
from restoration.models.nets.prior_input import PriorConditionedInput
from restoration.models.nets.scene_guided import SceneGuided
from restoration.models.nets.unet import MULTIPLE_OF
from restoration.models.spec import imported
from restoration.tasks import get_task

__all__ = [
    "MULTIPLE_OF",
    "Baseline",
    "Guided",
    "HazeBaseline",
    "LightBaseline",
    "PriorConditionedInput",
    "SceneGuided",
    "build_baseline",
    "build_guided",
    "build_prior_conditioned",
]


def build_baseline(task: str) -> nn.Module:
    """An untrained baseline for a task; haze is judged for the whole scene, and begins from the dark channel prior."""
    kinds = {"scattering": HazeBaseline, "scene": LightBaseline}
    return kinds.get(get_task(task).network, Baseline)()


def build_guided(task: str) -> Guided | SceneGuided:
    """An untrained prior-guided network for a task (its baseline untrained too)."""
    kind = get_task(task).network
    return Guided() if kind == "local" else SceneGuided(haze=kind == "scattering")


def build_prior_conditioned(path: str) -> PriorConditionedInput:
    """The untrained network at "package.module:name", whose first layer also takes prior and confidence."""
    return PriorConditionedInput(imported(path)())
