"""The main path: a degraded image and a generated one, side by side, aligned, restored, scored.

degraded ──► baseline ───────────────────────────────────────────────► influence
                                               generated ──► align ──► guided ─┘
                                                               │         ▲ not what is invented
                                                               └──► distortion report
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from restoration import distortion, gpt, metrics, models
from restoration.alignment import align, align_anyway
from restoration.arguments import a, checked, number, optional, text, whole
from restoration.errors import Cancelled, InputError
from restoration.image import ImageArray, check_image, check_input, pixel_sha256, resize_image
from restoration.notices import collect
from restoration.records import (
    Alignment,
    Comparison,
    DistortionReport,
    GptOutput,
    Influence,
    Progress,
    Spread,
)
from restoration.synthesis import simulate_generator
from restoration.tasks import Task, get_task

_CROP_TOLERANCE_PX = 2
_STEPS = {
    "baseline": (0.02, "Restoring without a prior"),
    "align": (0.25, "Aligning the generated image"),
    "distortion": (0.45, "Measuring the distortion"),
    "guided": (0.6, "Restoring with the prior"),
    "influence": (0.8, "Measuring what of it reached the result"),
    "scores": (0.93, "Scoring"),
    "end": (1.0, "Done"),
}
"""step → (the fraction at which it starts, what the user reads), in their order."""


@checked(baseline=optional(text), guided=optional(text), device=text)
def compare(
    degraded: ImageArray,
    *,
    task: str,
    generated: GptOutput | Sequence[GptOutput] | ImageArray | None = None,
    truth: ImageArray | None = None,
    baseline: str | None = None,
    guided: str | None = None,
    tone: str | None = None,
    follow: float = 1.0,
    device: str = "auto",
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Comparison:
    """Restore `degraded` (H, W, 3) without and with the generated image as a prior, and measure both.

    `generated` may have any size; without it there is no aligned and no guided pane. Several samples of one
    request are aligned each: the first is shown and measured, their confidence-weighted mean is the prior,
    and `spread` says where they disagree, that is, where the model was guessing. `truth` must have
    the size of `degraded` (up to 2 px, then both are cropped). `baseline` is a model id, by default the task's
    own (for haze another one with `truth` than without); the guided result is the baseline's fused with the prior ("BASELINE+prior"), or that of the model `guided`.
    `tone` says whose tone it aims at: "generated", or "photo", which is the default where `truth` is given, and
    there the task's own guided network stands for its own baseline. `follow` in [0, 1] blends the guided result:
    0 is exactly the baseline. `progress(fraction, message)` is called before every step and while a model
    runs; `cancelled()` is asked there too. What a model had to do to get through (tiles, another device) is
    in `notices`. Raises InputError, ImageError, ModelError, Cancelled.
    """
    chosen = get_task(task)
    baseline = baseline or chosen.default_baseline(truth is not None)
    tone = models.check_tone(tone or ("generated" if truth is None else "photo"))
    follow = models.check_follow(follow)
    guided = guided or _guided_twin(baseline, chosen, tone)
    degraded, truth, notices = fit_pair(check_input(degraded, "degraded"), truth)
    outputs = _as_outputs(generated)
    output = outputs[0] if outputs else None
    step = _Steps(progress, cancelled)
    panes = {"degraded": degraded}
    alignment: Alignment | None = None
    report: DistortionReport | None = None
    influence: Influence | None = None
    spread: Spread | None = None

    def run(model: str, part: Progress, prior: Alignment | None = None) -> ImageArray:
        return models.restore(
            degraded,
            model,
            prior=prior,
            task=chosen.id,
            tone=tone,
            device=device,
            progress=part,
            cancelled=cancelled,
        )

    def run_guided(prior: Alignment, base: ImageArray, part: Progress) -> ImageArray:
        if guided == baseline + models.WITH_PRIOR:
            return models.fuse(
                degraded, base, prior, task=chosen.id, tone=tone, follow=follow, device=device, progress=part
            )
        takes_it = models.get_spec(guided).needs_prior or guided.endswith(models.WITH_PRIOR)
        return models.followed(base, run(guided, part, prior if takes_it else None), follow)

    with collect(models.ModelNotice) as model_notices:
        with step("baseline") as part:
            restored = run(baseline, part)
        if output is not None:
            with step("align") as part:
                alignment = align(output.image, degraded, task=chosen.id, progress=part)
                notices += (alignment.note,) if alignment.note else ()
                prior, spread = _prior(alignment, outputs[1:], degraded, chosen.id)
            with step("distortion"):
                panes |= {"generated": output.image, "aligned": alignment.warped}
                report = analyse(alignment, output.image, degraded, truth)
            with step("guided") as part:
                guided_image = run_guided(distortion.without_inventions(prior, report), restored, part)
            with step("influence"):
                influence = distortion.measure_influence(
                    guided_image, restored, degraded, output.image, prior, report, align=align
                )
    panes["baseline"] = restored
    if output is not None:
        panes["guided"] = guided_image
    if truth is not None:
        panes["truth"] = truth
    with step("scores"):
        height, width = degraded.shape[:2]
        against = degraded if truth is None else truth
        scores = {
            name: metrics.score(resize_image(image, width, height), against)
            for name, image in panes.items()
            if name != "truth"
        }
    step.finish()
    ids = {"baseline": baseline} | ({"guided": guided} if output is not None else {})
    return Comparison(
        task=chosen.id,
        panes=panes,
        scores=scores,
        scored_against="input" if truth is None else "truth",
        models=ids,
        provenance=_provenance(degraded, output, truth),
        timings_s=step.timings_s,
        distortion=report,
        alignment=alignment,
        spread=spread,
        influence=influence,
        notices=(*notices, *model_notices),
        tone=tone,
        follow=follow,
        made_by={pane: models.describe(model, device) for pane, model in ids.items()},
    )


def _guided_twin(baseline: str, task: Task, tone: str) -> str:
    """The model behind the guided pane where none was chosen."""
    if tone == "photo" and baseline == task.baseline:
        return task.guided
    return baseline + models.WITH_PRIOR


@checked(alignment=a(Alignment, "an Alignment, as align() returns"))
def analyse(
    alignment: Alignment, generated: ImageArray, reference: ImageArray, truth: ImageArray | None = None
) -> DistortionReport:
    """What the generator did to the scene: canvas, global motion, bending, kept/moved/invented, ladder.

    `alignment` is that of `generated` (any size) to `reference` (H, W, 3). With `truth` the ladder is
    PSNR/SSIM against it, else change from input. Raises ImageError.
    """
    return distortion.analyse(alignment, generated, reference, truth, score=metrics.score, align=align_anyway)


@checked(model=text, device=text, tone=optional(text))
def restore(
    degraded: ImageArray,
    model: str,
    *,
    prior: Alignment | ImageArray | None = None,
    tone: str | None = None,
    follow: float = 1.0,
    task: str | None = None,
    device: str = "auto",
    progress: Progress | None = None,
) -> ImageArray:
    """Run one registry model on `degraded`; with a `prior` (an image of any size is aligned first) its result is
    guided by it, whichever model it is.

    `tone` is "generated" (None: the same), the prior's own tone, or "photo", the most likely tone of the scene.
    `follow` in [0, 1]: 0 is exactly the model without prior. `task` is needed for models of no task, dropped-in
    ones. Raises ModelError for an unknown model or a guided one without a prior, InputError, ImageError.
    """
    degraded = check_input(degraded, "degraded")
    if prior is not None and not isinstance(prior, Alignment):
        prior = align(check_image(prior, "prior"), degraded, task=task)
    return models.restore(
        degraded, model, prior=prior, task=task, tone=tone, follow=follow, device=device, progress=progress
    )


@checked(truth=check_input, seed=whole(0), strength=number(0, 8))
def simulated_output(truth: ImageArray, seed: int = 0, strength: float = 1.0) -> GptOutput:
    """The simulator's redraw of the ground truth, labelled "simulated" for good."""
    return GptOutput(
        image=simulate_generator(truth, seed=seed, strength=strength).image,
        source="simulated",
        model="simulated",
        prompt="",
        created=datetime.now(timezone.utc),
        cost_usd=0.0,
        note=f"simulate_generator(truth, seed={seed}, strength={strength:g})",
    )


class _Steps:
    """Reports, times and can stop the steps of one run."""

    def __init__(self, progress: Progress | None, cancelled: Callable[[], bool] | None) -> None:
        self._progress = progress or (lambda fraction, message: None)
        self._cancelled = cancelled or (lambda: False)
        self._started = time.perf_counter()
        self._reached = 0.0
        self.timings_s: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[Progress]:
        """One of `_STEPS`; yields the progress of what runs inside, from its fraction to the next one's."""
        if self._cancelled():
            raise Cancelled("Stopped before the end, as asked. Nothing was kept.")
        start, message = _STEPS[name]
        end = min(later for later, _ in _STEPS.values() if later > start)
        self._report(start, message)
        started = time.perf_counter()
        yield lambda fraction, part: self._report(start + (end - start) * fraction, f"{message}: {part}")
        self.timings_s[name] = round(time.perf_counter() - started, 4)

    def _report(self, fraction: float, message: str) -> None:
        # A model that begins again, in tiles or elsewhere, does not take the bar back.
        self._reached = max(self._reached, fraction)
        self._progress(self._reached, message)

    def finish(self) -> None:
        self.timings_s["total"] = round(time.perf_counter() - self._started, 4)
        self._report(*_STEPS["end"])


def _as_outputs(generated: GptOutput | Sequence[GptOutput] | ImageArray | None) -> list[GptOutput]:
    if generated is None:
        return []
    if isinstance(generated, GptOutput):
        return [generated]
    if isinstance(generated, (list, tuple)):
        return [output for item in generated for output in _as_outputs(item)]
    image = check_input(generated, "generated")
    return [GptOutput(image, "upload", model="", prompt="", created=datetime.now(timezone.utc))]


def _prior(
    first: Alignment, others: Sequence[GptOutput], degraded: ImageArray, task: str
) -> tuple[Alignment, Spread | None]:
    """What guides the restoration: one aligned sample, or the mean of several and where they disagree."""
    if not others:
        return first, None
    aligned = [first, *(align(other.image, degraded, task=task) for other in others)]
    found = gpt.spread([a.warped for a in aligned], [a.confidence * a.valid for a in aligned])
    seen = np.logical_or.reduce([a.valid for a in aligned])
    return replace(first, warped=found.prior, confidence=found.confidence, valid=seen), found


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


def _provenance(degraded: ImageArray, output: GptOutput | None, truth: ImageArray | None) -> dict[str, Any]:
    def pixels(image: ImageArray | None) -> dict[str, Any] | None:
        if image is None:
            return None
        return {"width": image.shape[1], "height": image.shape[0], "sha256_rgba": pixel_sha256(image)}

    generated = pixels(output.image) if output else None
    if output is not None and generated is not None:
        generated |= {
            "label": output.label,
            "source": output.source,
            "model": output.model,
            "prompt": output.prompt,
            "created": output.created.isoformat(),
            "cost_usd": output.cost_usd,
            "note": output.note,
            "details": dict(output.provenance),
        }
    return {
        "degraded": pixels(degraded),
        "generated": generated,
        "truth": pixels(truth),
        "versions": {
            name: package_version(name) for name in ("torch", "opencv-python-headless", "numpy", "openai")
        },
    }


def package_version(package: str) -> str:
    """The installed version, or "not installed"."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
