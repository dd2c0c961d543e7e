"""The main path: a degraded image and a generated one, side by side, aligned, restored, scored.

degraded ──► baseline ─────────────────────────────────────────────────────► influence
                                               generated ──► align ──► guided ─┘
                                                               │         ▲ hallucinations masked
                                                               └──► distortion report
results of other methods, images of other generators ──► on the grid, or aligned and reported
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timezone

import numpy as np

from restoration import distortion, gpt, models
from restoration.alignment import align as align
from restoration.arguments import checked, number, optional, text, whole
from restoration.assembly import MeasuredPrior, cropped_like, methods_of, panes_of
from restoration.blas import one_thread
from restoration.control import RunControl
from restoration.image import ImageArray, check_image, check_input
from restoration.methods import Generated, Placed, place, score_at_size
from restoration.methods import analyse as analyse
from restoration.notices import collect
from restoration.provenance import provenance
from restoration.records import (
    Alignment,
    Comparison,
    GptOutput,
    Influence,
    Progress,
    Spread,
)
from restoration.request import CompareRequest, Plan, plan
from restoration.steps import RunSteps
from restoration.synthesis import simulate_generator


@checked(baseline=optional(text), guided=optional(text), device=text)
@one_thread()
def compare(
    degraded: ImageArray,
    *,
    task: str,
    generated: Generated | Mapping[str, Generated] | None = None,
    truth: ImageArray | None = None,
    results: Mapping[str, ImageArray] | None = None,
    baseline: str | None = None,
    guided: str | None = None,
    run_models: bool | None = None,
    tone: str | None = None,
    follow: float = 1.0,
    device: str = "auto",
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Comparison:
    """Restore `degraded` (H, W, 3) without and with the generated image as a prior, and measure both.

    `generated` may have any size; without it there is no aligned and no guided pane. Several samples of one
    request are aligned each: the first is shown and measured, their confidence-weighted mean is the prior,
    and `spread` says where they disagree, that is, where their content is uncertain. `{label: image}` are the images of
    several generators: the first is the prior, each gets its own pane and distortion report. `results` are those of
    other methods, `{label: image}` of any size: scored beside the others, and aligned and reported like a generated
    image where size or content is displaced. `truth` must have the size of `degraded` (up to 2 px, then both are
    cropped).

    `baseline` is a model id, by default the task's own, which may be none (for haze another one with `truth` than
    without); the guided result is the baseline's fused with the prior ("BASELINE+prior"), or that of the model
    `guided`. With `run_models` False neither is made: the default where there are `results` and no model is named.
    `tone` is the tone it aims at: "generated", or "photo", which is the default where `truth` is given, and
    there the task's own guided network, fused with the prior too, stands for its own baseline. `follow` in [0, 1] blends the guided result:
    0 is exactly the baseline. `progress(fraction, message)` is called before every step and while a model
    runs; `cancelled()` is asked there too. What a model had to do to get through (tiles, another device) is
    in `notices`, what was found about every image in `methods`. Raises InputError, ImageError, ModelError, Cancelled.
    """
    request = CompareRequest(
        degraded, task, generated, truth, results, baseline, guided, run_models, tone, follow, device
    )
    return _carried_out(plan(request), RunControl(progress, cancelled))


def _carried_out(planned: Plan, control: RunControl) -> Comparison:
    step = RunSteps(control, list(planned.steps()), others=len(planned.others))
    restored: ImageArray | None = None
    guided: ImageArray | None = None
    prior: MeasuredPrior | None = None
    influence: Influence | None = None
    with collect() as model_notices:
        if planned.baseline is not None:
            with step("baseline") as part:
                restored = _run(planned, planned.baseline, part)
        if planned.output is not None:
            with step("align") as part:
                aligned, whole_prior, spread = _aligned(planned, planned.output, part)
            with step("distortion"):
                report = analyse(aligned, planned.output.image, planned.degraded, planned.truth)
                prior = MeasuredPrior(aligned, whole_prior, spread, report)
            if planned.guided is not None:
                with step("guided") as part:
                    guided = _run_guided(planned, planned.guided, prior, restored, part)
            if restored is not None and guided is not None:
                with step("influence"):
                    influence = distortion.measure_influence(
                        guided,
                        restored,
                        planned.degraded,
                        planned.output.image,
                        prior.whole,
                        report,
                        align=align,
                    )
    placed: dict[str, Placed] = {}
    if planned.others:
        with step("others") as part:
            placed = _place_others(planned, part)
    panes = panes_of(planned, prior, restored, guided, placed)
    with step("scores"):
        against = planned.degraded if planned.truth is None else planned.truth
        scores = {name: score_at_size(image, against) for name, image in panes.items() if name != "truth"}
    step.finish()
    ids = {
        pane: model for pane, model in (("baseline", planned.baseline), ("guided", planned.guided)) if model
    }
    note = prior.aligned.note if prior else ""
    return Comparison(
        task=planned.task.id,
        panes=panes,
        scores=scores,
        scored_against="input" if planned.truth is None else "truth",
        models=ids,
        provenance=provenance(planned.degraded, planned.output, planned.truth),
        timings_s=step.timings_s,
        distortion=prior.report if prior else None,
        alignment=prior.aligned if prior else None,
        spread=prior.spread if prior else None,
        influence=influence,
        notices=(*planned.notices, *((note,) if note else ()), *model_notices),
        tone=planned.tone,
        follow=planned.follow,
        made_by={pane: models.describe(model, planned.device) for pane, model in ids.items()},
        methods=tuple(methods_of(planned, prior, ids, placed, scores)),
    )


def _run(planned: Plan, model: str, control: RunControl, prior: Alignment | None = None) -> ImageArray:
    return models.restore(
        planned.degraded,
        model,
        prior=prior,
        task=planned.task.id,
        tone=planned.tone,
        device=planned.device,
        control=control,
    )


def _aligned(
    planned: Plan, output: GptOutput, control: RunControl
) -> tuple[Alignment, Alignment, Spread | None]:
    """Of the generated image, of what guides the restoration, and where several samples disagree."""
    degraded, task = planned.degraded, planned.task.id
    first = align(output.image, degraded, task=task, progress=control.progress)
    if len(planned.samples) == 1:
        return first, first, None
    all_aligned = [first, *(align(other.image, degraded, task=task) for other in planned.samples[1:])]
    found = gpt.spread([a.warped for a in all_aligned], [a.confidence * a.valid for a in all_aligned])
    seen = np.logical_or.reduce([a.valid for a in all_aligned])
    return first, replace(first, warped=found.prior, confidence=found.confidence, valid=seen), found


def _run_guided(
    planned: Plan, model: str, prior: MeasuredPrior, restored: ImageArray | None, control: RunControl
) -> ImageArray:
    """The guided result: the baseline's fused with the prior, or that of a model of its own."""
    degraded, guide = planned.degraded, distortion.hallucinations_masked(prior.whole, prior.report)
    base = degraded if restored is None else restored
    if planned.baseline is not None and model == planned.baseline + models.WITH_PRIOR:
        return models.fuse(
            degraded, base, guide, task=planned.task.id, tone=planned.tone, follow=planned.follow
        )
    takes_it = models.get_spec(model).needs_prior or model.endswith(models.WITH_PRIOR)
    return models.followed(base, _run(planned, model, control, guide if takes_it else None), planned.follow)


def _place_others(planned: Plan, control: RunControl) -> dict[str, Placed]:
    """Where results and images of further generators lie, by their panes."""
    placed: dict[str, Placed] = {}
    for done, (pane, image, is_generated) in enumerate(planned.others):
        control.report(done / len(planned.others), pane)
        placed[pane] = place(
            cropped_like(image, planned),
            planned.degraded,
            planned.truth,
            task=planned.task.id,
            generated=is_generated,
        )
    return placed


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
        degraded,
        model,
        prior=prior,
        task=task,
        tone=tone,
        follow=follow,
        device=device,
        control=RunControl(progress),
    )


@checked(truth=check_input, seed=whole(0), strength=number(0, 8))
def simulated_output(truth: ImageArray, seed: int = 0, strength: float = 1.0) -> GptOutput:
    """The simulator's redraw of the ground truth, labelled "simulated"."""
    return GptOutput(
        image=simulate_generator(truth, seed=seed, strength=strength).image,
        source="simulated",
        model="simulated",
        prompt="",
        created=datetime.now(timezone.utc),
        cost_usd=0.0,
        note=f"simulate_generator(truth, seed={seed}, strength={strength:g})",
    )
