"""Several samples of one request, aligned to the same reference: where they disagree, their content is uncertain; where they
agree, their mean is the better prior."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from restoration.errors import InputError
from restoration.image import ImageArray, check_image
from restoration.records import Spread as Spread


def spread(
    samples: Sequence[ImageArray], confidences: Sequence[NDArray[np.floating]] | None = None
) -> Spread:
    """`samples`: images (H, W, 3) uint8 on one pixel grid. `confidences`: (H, W) in [0, 1] for each, 0
    where a sample does not reach; without them every pixel counts. The deviation is the unbiased one for
    reliability weights, so two samples of low confidence do not get a smaller deviation than two of high confidence.
    Raises InputError."""
    if len(samples) < 2:
        raise InputError(f"samples: expected at least 2, got {len(samples)}. Generate more with n.")
    images = [check_image(image, "sample") for image in samples]
    shape = images[0].shape
    weights = [np.ones(shape[:2], np.float32)] * len(images) if confidences is None else list(confidences)
    if any(image.shape != shape for image in images) or len(weights) != len(images):
        raise InputError(
            "samples: expected one size, and one confidence for each. Align them to one reference first."
        )
    total, squares = np.zeros(shape[:2], np.float32), np.zeros(shape[:2], np.float32)
    mean = np.zeros(shape, np.float32)
    deviation = np.zeros(shape, np.float32)
    seen = np.zeros(shape[:2], np.int32)
    for image, given in zip(images, weights):
        weight = _weight(given, shape[:2])
        # West's running weighted variance: one pass, and no large sums to cancel.
        total += weight
        squares += weight**2
        seen += weight > 0
        step = np.divide(weight, total, out=np.zeros_like(total), where=total > 0)[..., None]
        change = image - mean
        mean += step * change
        deviation += weight[..., None] * change * (image - mean)
    freedom = total - np.divide(squares, total, out=np.zeros_like(total), where=total > 0)
    known = (seen >= 2) & (freedom > 1e-6)
    variance = np.full(shape[:2], np.nan, np.float32)
    variance[known] = deviation.mean(axis=2)[known] / freedom[known]
    spread_map = np.sqrt(np.maximum(variance, 0))
    values = spread_map[known]
    return Spread(
        map=spread_map,
        median=float(np.median(values)) if values.size else float("nan"),
        p95=float(np.percentile(values, 95)) if values.size else float("nan"),
        coverage=float(known.mean()),
        prior=np.rint(np.clip(mean, 0, 255)).astype(np.uint8),
        confidence=np.divide(squares, total, out=np.zeros_like(total), where=total > 0),
        samples=len(images),
    )


def _weight(given: NDArray[np.floating], shape: tuple[int, ...]) -> NDArray[np.float32]:
    weight = np.asarray(given, np.float32)
    if weight.shape != shape or not np.isfinite(weight).all() or weight.min() < 0 or weight.max() > 1:
        raise InputError(
            f"confidences: expected {shape} arrays in [0, 1], got {weight.shape}. Use Alignment.confidence."
        )
    return weight
