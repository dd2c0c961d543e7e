"""What a comparison is asked for, and what it will do: from the arguments of `compare` to a plan that is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from restoration import models
from restoration.errors import InputError
from restoration.image import ImageArray, check_image, check_input
from restoration.methods import Generated, Generator, Given, generators_of, results_of
from restoration.models.fusion import ToneMode
from restoration.records import GptOutput
from restoration.tasks import Task, get_task

_CROP_TOLERANCE_PX = 2


@dataclass(frozen=True, eq=False)
class CompareRequest:
    """The arguments of `pipeline.compare`, which says what each is; nothing is checked yet."""

    degraded: ImageArray
    task: str
    generated: Generated | Mapping[str, Generated] | None = None
    truth: ImageArray | None = None
    results: Mapping[str, ImageArray] | None = None
    baseline: str | None = None
    guided: str | None = None
    run_models: bool | None = None
    tone: str | None = None
    follow: float = 1.0
    device: str = "auto"


@dataclass(frozen=True, eq=False)
class Plan:
    """A request that is checked, with every choice made."""

    task: Task
    degraded: ImageArray
    """(H, W, 3), cropped to `truth` where the two differed by a pixel or two."""
    truth: ImageArray | None
    whole_shape: tuple[int, ...]
    """Of the photo as it was given."""
    generators: tuple[Generator, ...]
    """The first is the prior."""
    results: tuple[Given, ...]
    baseline: str | None
    """Model id; None: no baseline is run."""
    guided: str | None
    """Model id; None: no guided result is made."""
    tone: ToneMode
    follow: float
    device: str
    notices: tuple[str, ...] = ()

    @property
    def samples(self) -> tuple[GptOutput, ...]:
        """Of the prior: one image, several samples of one request, or none."""
        return self.generators[0].outputs if self.generators else ()

    @property
    def output(self) -> GptOutput | None:
        """The generated image that is shown and measured, if there is one."""
        return self.samples[0] if self.samples else None

    @property
    def others(self) -> list[tuple[str, ImageArray, bool]]:
        """(pane, image, whether a generator made it) of what stands beside: results, then images of further generators."""
        return [
            *((given.pane, given.image, False) for given in self.results),
            *((made.pane, made.outputs[0].image, True) for made in self.generators[1:]),
        ]

    def steps(self) -> Iterator[str]:
        """Names of the steps (`steps.RunSteps`) that it takes before the other images and the scores."""
        made = {
            "baseline": self.baseline,
            "align": self.output,
            "distortion": self.output,
            "guided": self.guided,
            "influence": self.guided,
        }
        return (name for name, wanted in made.items() if wanted is not None)


def plan(request: CompareRequest) -> Plan:
    """Check the request and make its choices: the task's own models and tone where none is named.

    Raises InputError and ImageError.
    """
    task = get_task(request.task)
    tone = models.check_tone(request.tone or ("generated" if request.truth is None else "photo"))
    follow = models.check_follow(request.follow)
    whole_shape = check_input(request.degraded, "degraded").shape
    degraded, truth, notices = fit_pair(request.degraded, request.truth)
    generators, results = generators_of(request.generated), results_of(request.results)
    named = bool(request.baseline or request.guided)
    ours = request.run_models if request.run_models is not None else named or not results
    baseline = (request.baseline or task.default_baseline(truth is not None)) if ours else None
    guided = (request.guided or _guided_model(baseline, task, tone)) if ours and generators else None
    return Plan(
        task=task,
        degraded=degraded,
        truth=truth,
        whole_shape=whole_shape,
        generators=tuple(generators),
        results=tuple(results),
        baseline=baseline,
        guided=guided,
        tone=tone,
        follow=follow,
        device=request.device,
        notices=notices,
    )


def _guided_model(baseline: str | None, task: Task, tone: str) -> str | None:
    """The model behind the guided pane where none was chosen; None where the task has none."""
    if baseline is None:
        return task.guided
    if tone == "photo" and baseline == task.baseline and task.guided is not None:
        return task.guided + models.WITH_PRIOR
    return baseline + models.WITH_PRIOR


def fit_pair(
    degraded: ImageArray, truth: ImageArray | None
) -> tuple[ImageArray, ImageArray | None, tuple[str, ...]]:
    """Both images at their common size where they differ by up to 2 px, and a notice if so. Raises InputError."""
    if truth is None or check_image(truth, "truth").shape == degraded.shape:
        return degraded, truth, ()
    (h, w), (truth_h, truth_w) = degraded.shape[:2], truth.shape[:2]
    if max(abs(h - truth_h), abs(w - truth_w)) > _CROP_TOLERANCE_PX:
        raise InputError(
            f"ground truth: expected the degraded image's size {w}×{h}, got {truth_w}×{truth_h}. "
            "Choose the photo that belongs to this one, or resize it."
        )
    common_h, common_w = min(h, truth_h), min(w, truth_w)
    notice = (
        f"Ground truth is {truth_w}×{truth_h}, the photo {w}×{h}: both were cropped to {common_w}×{common_h}."
    )
    crop = (slice(common_h), slice(common_w))
    return check_image(degraded[crop]), check_image(truth[crop]), (notice,)
