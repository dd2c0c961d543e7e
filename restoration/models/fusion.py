"""A prior for any network: degraded image, any base result and an aligned prior → one image.

The base is what some model made of the photo alone. ToneMode, and what the photo no longer shows, come from the aligned
generated image as far as it is trusted; structure comes from photo and base. Two declared modes:

"generated"  the prior's own tone is the aim. With a real generator there is no ground truth of the tone.
"photo"      the tone of the scene is the aim, of which base and prior are two noisy observations: for scoring
             against ground truth.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from restoration.errors import InputError, ModelError
from restoration.image import ImageArray
from restoration.models.content_fusion import content_fusion
from restoration.models.gate import gated
from restoration.models.guided_filter import FloatImage, bands
from restoration.models.linear_fusion import linear_fusion
from restoration.models.transfer import prior_weights
from restoration.records import Alignment

ToneMode = Literal["generated", "photo"]
TONES: tuple[ToneMode, ...] = get_args(ToneMode)


def fuse(
    degraded: ImageArray,
    base: ImageArray,
    prior: Alignment,
    *,
    task: str,
    tone: str = "generated",
    follow: float = 1.0,
) -> ImageArray:
    """`base`, a restoration of `degraded` by any model, guided by `prior`; uint8 RGB (H, W, 3) of one size.

    `task` is what degraded the photo, `tone` "generated" or "photo" (above). `follow` in [0, 1] blends linearly:
    0 is exactly `base`, 1 the full result. Without any confidence in `prior` the result is
    exactly `base`. One short step on the CPU.
    Raises InputError on another tone or follow, ModelError when the sizes differ.
    """
    tone, follow = check_tone(tone), check_follow(follow)
    check_sizes(degraded, base, prior)
    if follow == 0 or not (prior.same_scene and (prior.confidence * prior.valid).any()):
        return base.copy()
    if tone == "photo":
        observed = linear_fusion(degraded, base, prior, task=task)
        full = gated(degraded, base, observed, prior.warped, prior_weights(prior), task)
    else:
        full = content_fusion(degraded, base, prior, task=task)
    return followed(base, full, follow)


def followed(base: ImageArray, full: FloatImage, follow: float) -> ImageArray:
    """`base` + `follow` · (`full` − `base`), rounded; 0 and 1 give exactly `base` and `full`."""
    out = np.empty_like(base)
    for rows in bands(*base.shape[:2]):
        mixed = base[rows] + np.float32(follow) * (full[rows].astype(np.float32) - base[rows])
        out[rows] = np.clip(mixed + 0.5, 0, 255)
    return out


def check_tone(tone: str) -> ToneMode:
    """Raises InputError that names the known modes."""
    if tone not in TONES:
        raise InputError(f"tone: expected {' or '.join(TONES)}, got {tone!r}.")
    return tone


def check_follow(follow: float) -> float:
    """Raises InputError unless `follow` is a number in [0, 1]."""
    try:
        value = float(follow)
    except (TypeError, ValueError):
        value = float("nan")
    if not 0 <= value <= 1:
        raise InputError(f"follow: expected a number from 0 (the baseline) to 1 (full), got {follow!r}.")
    return value


def check_sizes(degraded: ImageArray, base: ImageArray, prior: Alignment) -> None:
    """Raises ModelError unless all three are of one size."""
    sizes = [image.shape[:2] for image in (degraded, base, prior.warped)]
    if len(set(sizes)) > 1:
        shown = ", ".join(f"{width}×{height}" for height, width in sizes)
        raise ModelError(
            f"Fusion: expected degraded image, base result and aligned prior of one size, got {shown}. "
            "Align the generated image to this photo."
        )
