"""Run a model of the registry on an image."""

from __future__ import annotations

from collections.abc import Callable

from restoration.arguments import checked, text
from restoration.blas import one_thread
from restoration.control import UNCONTROLLED, Progress, RunControl
from restoration.errors import ModelError
from restoration.image import ImageArray, check_input
from restoration.models import fusion
from restoration.models.device import ModelNotice, has_bfloat16, pick_device
from restoration.models.registry import POOL, get_spec
from restoration.models.running import prior_inputs, run_network
from restoration.models.spec import WITH_PRIOR, ModelSpec
from restoration.models.weights import weights_sha256
from restoration.notices import notify
from restoration.records import Alignment
from restoration.tasks import get_task

_OWN_SHARE = 0.6
"""Of the progress of a result with prior: what its base takes."""


@one_thread()
def restore(
    degraded: ImageArray,
    model: str,
    *,
    prior: Alignment | None = None,
    task: str | None = None,
    tone: str | None = None,
    follow: float = 1.0,
    device: str = "auto",
    control: RunControl = UNCONTROLLED,
) -> ImageArray:
    """Restore uint8 RGB (H, W, 3) with the model of that id; the same size comes back.

    With `prior`, the aligned generated image, a model that needs none is run alone first, and its result is fused
    with the prior (`fusion.fuse`): in results that is "MODEL+prior", which is taken as a model id too. `tone` is
    "generated" (None: the same) or "photo"; networks made for a prior know "photo" only, unless "+prior" stands behind
    their id: then their result is fused with the prior once more. `follow` in [0, 1] blends
    between the model without prior (0, exactly; the task's baseline for one that needs a prior) and the full
    result. `task` is what degraded the photo, by default the model's own task. `device` is
    "auto", "cpu", "cuda", "cuda:1" or "mps". Raises ImageError,
    InputError (tone, follow, task), ModelError (unknown model, no prior, weights missing) and Cancelled.
    """
    degraded = check_input(degraded, "degraded")
    tone = fusion.check_tone("generated" if tone is None else tone)
    follow = fusion.check_follow(follow)
    spec = get_spec(model)
    chosen = _task(spec, task)
    if spec.needs_prior or model.endswith(WITH_PRIOR) or prior is not None:
        prior = _fitting_prior(prior, degraded, model)
    control.check(f"{spec.id}: stopped before it ran.")
    if chosen and chosen not in spec.tasks:
        made_for = " and ".join(get_task(known).label.lower() for known in spec.tasks)
        notify(ModelNotice(f"{spec.id} was made for {made_for}, not for {get_task(chosen).label.lower()}."))
    if prior is None:
        return _alone(spec, degraded, None, device, control)
    if not spec.needs_prior:
        base = _alone(spec, degraded, None, device, control.part(0, _OWN_SHARE))
        fused = fusion.fuse(degraded, base, prior, task=chosen, tone=tone, follow=follow)
        control.report(1.0, spec.label)
        return fused
    guided: ImageArray | None = None
    # A guided network holds the baseline that it was trained on; where nothing is trusted, today's is as good or better.
    trusted = prior.same_scene and bool((prior.confidence * prior.valid).any())
    if follow > 0 and (trusted or spec.method is not None):
        guided = _alone(spec, degraded, prior, device, control.part(0, _OWN_SHARE))
        if model.endswith(WITH_PRIOR):
            guided = fusion.fuse(degraded, guided, prior, task=chosen, tone=tone)
    if guided is not None and follow == 1:
        control.report(1.0, spec.label)
        return guided
    own, base = get_task(chosen).baseline, degraded
    if own is not None:
        base = _alone(get_spec(own), degraded, None, device, control)
    return base if guided is None else fusion.followed(base, guided, follow)


def _alone(
    spec: ModelSpec, degraded: ImageArray, prior: Alignment | None, device: str, control: RunControl
) -> ImageArray:
    """One model; `prior` only for one that needs it."""
    control.report(0.0, spec.label)
    if spec.method is not None:
        restored = spec.method(degraded, prior)
    else:
        inputs = (degraded,) if prior is None else (degraded, *prior_inputs(prior))
        restored = run_network(spec.id, inputs, device, control)
    control.report(1.0, spec.label)
    return restored


def _task(spec: ModelSpec, task: str | None) -> str:
    """What degraded the photo, as far as it is known; "" for a model of any task."""
    if task is not None:
        return get_task(task).id
    return spec.tasks[0] if spec.needs_prior or len(spec.tasks) == 1 else ""


@checked(model=text, device=text)
def describe(model: str, device: str = "auto") -> dict[str, str | None]:
    """What a result of `model` was made by, JSON-safe: "id", "sha256" of its weights (None without any), "device"
    and "precision". Raises ModelError."""
    spec = get_spec(model)
    where = pick_device(device) if spec.build is not None else None
    half = where is not None and spec.half and has_bfloat16(where)
    return {
        "id": model,
        "sha256": weights_sha256(spec),
        "device": "cpu" if where is None else str(where),
        "precision": "bfloat16" if half else "float32",
    }


@checked(model=text, device=text)
def load_model(
    model: str,
    device: str = "auto",
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Load a network now, its weights downloaded if need be; nothing to do for a training-free method.

    Raises ModelError and Cancelled.
    """
    spec = get_spec(model)
    if spec.build is not None:
        POOL.load(spec, pick_device(device), RunControl(progress, cancelled))


@checked(model=text)
def unload_model(model: str) -> bool:
    """Give up the memory of a network; whether it was loaded. Raises ModelError on an unknown model."""
    if POOL.unload(model.removesuffix(WITH_PRIOR)):
        return True  # also when its file has been deleted since
    get_spec(model)
    return False


def _fitting_prior(prior: Alignment | None, degraded: ImageArray, model: str) -> Alignment:
    if prior is None:
        raise ModelError(
            f"{model}: expected an aligned generated image as prior, got none. Align one with "
            "restoration.align(generated, degraded), or choose a model that needs no prior."
        )
    if prior.warped.shape != degraded.shape:
        (height, width), (prior_height, prior_width) = degraded.shape[:2], prior.warped.shape[:2]
        raise ModelError(
            f"{model}: expected a prior aligned to this image ({width}×{height}), got one of "
            f"{prior_width}×{prior_height}. Align the generated image to this one."
        )
    return prior
