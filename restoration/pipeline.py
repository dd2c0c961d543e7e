"""The main path: a degraded image and a generated one, side by side, aligned, restored, scored.

degraded ──► baseline ───────────────────────────────────────────────► influence
                                               generated ──► align ──► guided ─┘
                                                               │         ▲ not what is invented
                                                               └──► distortion report
results of other methods, images of other generators ──► on the grid, or aligned and reported
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone

import numpy as np

from restoration import distortion, gpt, models
from restoration.alignment import align as align
from restoration.arguments import checked, number, optional, text, whole
from restoration.blas import one_thread
from restoration.errors import InputError
from restoration.image import ImageArray, check_image, check_input
from restoration.methods import (
    ALIGNED,
    Generated,
    Placed,
    generators_of,
    method_of,
    place,
    results_of,
    score_at_size,
)
from restoration.methods import (
    analyse as analyse,
)
from restoration.notices import collect
from restoration.provenance import provenance
from restoration.records import (
    Alignment,
    Comparison,
    DistortionReport,
    GptOutput,
    Influence,
    Method,
    Progress,
    Scores,
    Spread,
)
from restoration.steps import Steps
from restoration.synthesis import simulate_generator
from restoration.tasks import Task, get_task

_CROP_TOLERANCE_PX = 2


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
    and `spread` says where they disagree, that is, where the model was guessing. `{label: image}` are the images of
    several generators: the first is the prior, each gets its own pane and distortion report. `results` are those of
    other methods, `{label: image}` of any size: scored beside the others, and aligned and reported like a generated
    image where size or content is displaced. `truth` must have the size of `degraded` (up to 2 px, then both are
    cropped).

    `baseline` is a model id, by default the task's own, which may be none (for haze another one with `truth` than
    without); the guided result is the baseline's fused with the prior ("BASELINE+prior"), or that of the model
    `guided`. With `run_models` False neither is made: the default where there are `results` and no model is named.
    `tone` says whose tone it aims at: "generated", or "photo", which is the default where `truth` is given, and
    there the task's own guided network, fused with the prior too, stands for its own baseline. `follow` in [0, 1] blends the guided result:
    0 is exactly the baseline. `progress(fraction, message)` is called before every step and while a model
    runs; `cancelled()` is asked there too. What a model had to do to get through (tiles, another device) is
    in `notices`, what was found about every image in `methods`. Raises InputError, ImageError, ModelError, Cancelled.
    """
    chosen = get_task(task)
    tone = models.check_tone(tone or ("generated" if truth is None else "photo"))
    follow = models.check_follow(follow)
    whole_shape = check_input(degraded, "degraded").shape
    degraded, truth, notices = fit_pair(degraded, truth)
    generators, given = generators_of(generated), results_of(results)
    ours = run_models if run_models is not None else bool(baseline or guided or not given)
    baseline = (baseline or chosen.default_baseline(truth is not None)) if ours else None
    outputs = generators[0].outputs if generators else ()
    output = outputs[0] if outputs else None
    guided = guided or _guided_twin(baseline, chosen, tone) if ours and output is not None else None
    others = [
        *((r.pane, r.image, False) for r in given),
        *((g.pane, g.outputs[0].image, True) for g in generators[1:]),
    ]
    plan = {
        "baseline": baseline,
        "align": output,
        "distortion": output,
        "guided": guided,
        "influence": guided,
    }
    step = Steps(
        progress, cancelled, [name for name, made in plan.items() if made is not None], others=len(others)
    )
    panes = {"degraded": degraded}
    alignment: Alignment | None = None
    report: DistortionReport | None = None
    influence: Influence | None = None
    spread: Spread | None = None
    restored: ImageArray | None = None
    guided_image: ImageArray | None = None

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

    def run_guided(model: str, prior: Alignment, base: ImageArray, part: Progress) -> ImageArray:
        if baseline is not None and model == baseline + models.WITH_PRIOR:
            return models.fuse(
                degraded, base, prior, task=chosen.id, tone=tone, follow=follow, device=device, progress=part
            )
        takes_it = models.get_spec(model).needs_prior or model.endswith(models.WITH_PRIOR)
        return models.followed(base, run(model, part, prior if takes_it else None), follow)

    with collect() as model_notices:
        if baseline is not None:
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
            if guided is not None:
                with step("guided") as part:
                    guided_image = run_guided(
                        guided,
                        distortion.hallucinations_masked(prior, report),
                        degraded if restored is None else restored,
                        part,
                    )
            if restored is not None and guided_image is not None:
                with step("influence"):
                    influence = distortion.measure_influence(
                        guided_image, restored, degraded, output.image, prior, report, align=align
                    )
    ids: dict[str, str] = {}
    for pane, model, image in (("baseline", baseline, restored), ("guided", guided, guided_image)):
        if image is not None and model is not None:
            panes[pane], ids[pane] = image, model
    placed: dict[str, Placed] = {}
    if others:
        with step("others") as part:
            for number, (pane, image, is_generated) in enumerate(others):
                part(number / len(others), pane)
                image = _cropped_like(image, whole_shape, degraded)
                found = place(image, degraded, truth, task=chosen.id, generated=is_generated)
                placed[pane], panes[pane] = found, image
                if found.alignment is not None:
                    panes[f"{pane}{ALIGNED}"] = found.alignment.warped
    if truth is not None:
        panes["truth"] = truth
    with step("scores"):
        against = degraded if truth is None else truth
        scores = {name: score_at_size(image, against) for name, image in panes.items() if name != "truth"}
    step.finish()
    return Comparison(
        task=chosen.id,
        panes=panes,
        scores=scores,
        scored_against="input" if truth is None else "truth",
        models=ids,
        provenance=provenance(degraded, output, truth),
        timings_s=step.timings_s,
        distortion=report,
        alignment=alignment,
        spread=spread,
        influence=influence,
        notices=(*notices, *model_notices),
        tone=tone,
        follow=follow,
        made_by={pane: models.describe(model, device) for pane, model in ids.items()},
        methods=(
            Method("photo", "Degraded", "degraded", scores["degraded"]),
            *_own_methods(ids, scores),
            *(method_of("result", r.label, r.pane, placed[r.pane], scores) for r in given),
            *(
                method_of(
                    "generated",
                    g.label,
                    g.pane,
                    placed.get(g.pane) or Placed(alignment, report, alignment.note if alignment else ""),
                    scores,
                    source=g.outputs[0],
                )
                for g in generators
            ),
        ),
    )


def _own_methods(ids: Mapping[str, str], scores: Mapping[str, Scores]) -> Iterator[Method]:
    """Those that PriorLens ran, headed by their models' labels."""
    for pane, model in ids.items():
        label = models.get_spec(model).label
        label += " + prior" if model.endswith(models.WITH_PRIOR) else ""
        yield Method("baseline" if pane == "baseline" else "guided", label, pane, scores[pane], model=model)


def _cropped_like(image: ImageArray, shape: tuple[int, ...], degraded: ImageArray) -> ImageArray:
    """A result of the photo's size, cropped where the photo was cropped to its ground truth."""
    if image.shape != shape or image.shape == degraded.shape:
        return image
    return check_image(image[: degraded.shape[0], : degraded.shape[1]])


def _guided_twin(baseline: str | None, task: Task, tone: str) -> str | None:
    """The model behind the guided pane where none was chosen; None where the task has none."""
    if baseline is None:
        return task.guided
    if tone == "photo" and baseline == task.baseline and task.guided is not None:
        return task.guided + models.WITH_PRIOR
    return baseline + models.WITH_PRIOR


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
