"""Fast, wide degradations for training crops: haze, rain, low light.

`restoration.synthesis.degrade` shows a user one plausible degradation; these sample as wide a range as real photos may have, in
a millisecond or two a crop. Images are float32 (H, W, 3) in [0, 1].
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from restoration.synthesis import degrade
from restoration.training.crop_haze import haze
from restoration.training.crop_low_light import low_light
from restoration.training.crop_rain import rain
from restoration.training.crop_steps import CropPair, Rng, eight_bit, to_bytes
from restoration.training.photos import Crop

_OF_TASK: dict[str, Callable[[Crop, Rng], CropPair]] = {
    function.__name__: function for function in (haze, rain, low_light)
}
CROP_TASKS = tuple(_OF_TASK)
"""Tasks whose training crops have a degradation of their own, of a wider range than `synthesis.degrade`'s."""


def degrade_crop(task: str, crop: Crop, rng: Rng, *, veil_left: bool = False) -> CropPair:
    """(degraded, clean), rounded to 8 bits as files are; for low light `clean`, the target, is re-exposed; for haze it keeps
    some of the veil with `veil_left`, for networks without a prior. Tasks that are not in `CROP_TASKS` get
    `synthesis.degrade`'s. Raises InputError for one that cannot be drawn."""
    if task not in _OF_TASK:  # as a user would see it
        clean = to_bytes(crop.clean)
        degraded = degrade(clean, task, int(rng.integers(1 << 31)))
        return degraded.astype(np.float32) / 255, clean.astype(np.float32) / 255
    if task == "haze":
        degraded, clean = haze(crop, rng, veil_left)
    else:
        degraded, clean = _OF_TASK[task](crop, rng)
    return eight_bit(degraded), eight_bit(clean)
