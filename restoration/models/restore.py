"""Run a model of the registry on an image."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from restoration.errors import Cancelled, ModelError
from restoration.image import ImageArray, check_image
from restoration.models.device import lends_gpu, on_gpu, pick_device
from restoration.models.registry import POOL, get_spec
from restoration.models.transfer import prior_weights
from restoration.records import Alignment, Progress


def restore(
    degraded: ImageArray,
    model: str,
    *,
    prior: Alignment | None = None,
    device: str = "auto",
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImageArray:
    """Restore uint8 RGB (H, W, 3) with the model of that id; the same size comes back.

    `prior` is the aligned generated image that guided models need and others ignore. `device` is
    "auto", "cpu", "cuda", "cuda:1" or "mps". `cancelled` is asked now and then. Raises ImageError,
    ModelError (unknown model, no prior, weights missing) and Cancelled.
    """
    degraded = check_image(degraded, "degraded")
    spec = get_spec(model)
    if spec.needs_prior:
        prior = _fitting_prior(prior, degraded, spec.id)
    if cancelled is not None and cancelled():
        raise Cancelled(f"{spec.id}: stopped before it ran.")
    if progress is not None:
        progress(0.0, spec.label)
    if spec.method is not None:
        restored = spec.method(degraded, prior)
    else:
        inputs = (degraded,) if prior is None or not spec.needs_prior else (degraded, *_prior_inputs(prior))
        restored = _run_network(spec.id, inputs, device, progress, cancelled)
    if progress is not None:
        progress(1.0, spec.label)
    return restored


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
        POOL.load(spec, pick_device(device), progress=progress, cancelled=cancelled)


def unload_model(model: str) -> bool:
    """Give up the memory of a network; whether it was loaded. Raises ModelError on an unknown model."""
    if POOL.unload(model):
        return True  # also when its file has been deleted since
    get_spec(model)
    return False


def _run_network(
    model: str,
    inputs: tuple[NDArray[Any], ...],
    device: str,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> ImageArray:
    if lends_gpu():
        # Callbacks cannot follow into the process that has the GPU.
        return _run_on_lent_gpu(model, inputs, device)
    return POOL.run(get_spec(model), inputs, pick_device(device), progress=progress, cancelled=cancelled)


@on_gpu
def _run_on_lent_gpu(model: str, inputs: tuple[NDArray[Any], ...], device: str) -> ImageArray:
    return POOL.run(get_spec(model), inputs, pick_device(device))


def _prior_inputs(prior: Alignment) -> tuple[ImageArray, NDArray[np.float32]]:
    """The aligned prior, black where the generated image does not reach, and how far to believe it."""
    return prior.warped * prior.valid[..., None].astype(np.uint8), prior_weights(prior)


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
