"""Run a model of the registry on an image."""

from __future__ import annotations

from collections.abc import Callable

from restoration.errors import Cancelled, ModelError
from restoration.image import ImageArray, check_image
from restoration.models.registry import get_spec
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
    if spec.method is None:
        raise ModelError(f"{spec.id}: its weights are not there yet. Choose another model.")
    restored = spec.method(degraded, prior)
    if progress is not None:
        progress(1.0, spec.label)
    return restored


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
