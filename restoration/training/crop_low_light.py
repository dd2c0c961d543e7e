"""Low light on training crops: two exposures of one scene, in linear light, with lamps and noise.

Images are float32 (H, W, 3) in [0, 1].
"""

from __future__ import annotations

import cv2
import numpy as np

from restoration.luma import LUMA
from restoration.training.crop_steps import CropPair, Rng, camera, smooth_noise
from restoration.training.night_lights import draw_lights
from restoration.training.photos import Crop

_NIGHT = 0.6
"""Share of dark crops with lamps, glow and bright windows in them."""


def low_light(crop: Crop, rng: Rng) -> CropPair:
    """Both exposures of one scene: the target well exposed (highlights may clip), the other stops darker.

    Exposure, vignette and noise act on linear light; a curve, a cast and JPEG on the file.
    """
    shape = crop.clean.shape[:2]
    linear = crop.clean**2.2
    key = float(np.mean(linear @ LUMA)) + 1e-4
    # A well-exposed photo averages about 18–27 % of full scale in linear light, a dusk or a beach need not:
    # a network that sees one exposure alone ignores the prior's.
    linear = linear * np.clip(0.23 * np.exp(0.35 * rng.standard_normal()) / key, 0.5, 3.0)
    curve = rng.uniform(0.85, 1.5)  # cameras deepen the shadows of a dark frame, and its colours with them
    clean = np.clip(linear, 0, 1) ** (1 / 2.2)
    stops = rng.uniform(1.0, 6.0) if rng.random() < 0.9 else rng.uniform(0.0, 1.0)
    exposure = np.full((*shape, 1), 2.0**-stops, np.float32)
    if rng.random() < 0.4:
        exposure = (
            exposure
            * np.exp2(rng.uniform(0.2, 0.8) * smooth_noise(shape, int(rng.integers(1, 4)), rng))[..., None]
        )
    dark = linear * exposure
    if stops > 1.0 and rng.random() < _NIGHT:
        lights = draw_lights(crop, stops, rng)
        linear = linear * lights.unlit
        dark = linear * np.minimum(exposure * np.exp2(lights.pools), 1.0) + lights.lamps + lights.glow
        # What a lamp lights is a little brighter in a good photo too, and may clip.
        lifted = linear * np.exp2(np.minimum(lights.pools, 3.0) * rng.uniform(0, 0.25))
        clean = lights.on_target(np.clip(lifted, 0, 1) ** (1 / 2.2), rng.uniform(1.0, 2.5))
    if rng.random() < 0.7:
        shot, read = rng.uniform(0, 0.02), rng.uniform(0, 0.003)
        grain = rng.standard_normal(dark.shape).astype(np.float32)
        if rng.random() < 0.4:
            grain = cv2.GaussianBlur(grain, (0, 0), 0.7) * 2
        dark = dark + grain * np.sqrt(shot**2 * np.maximum(dark, 0) + read**2)
    dark = np.clip(dark, 0, 1) ** (curve / 2.2)
    if rng.random() < 0.5:
        dark = dark * (1 + rng.normal(0, 0.06 if rng.random() < 0.75 else 0.14, 3).astype(np.float32))
    if rng.random() < 0.4:
        black = rng.uniform(0, 0.03)
        dark = (dark - black) / (1 - black)
    if rng.random() < 0.6:
        grey = dark.mean(axis=2, keepdims=True)
        dark = grey + (dark - grey) * rng.uniform(0.7, 1.6)
    return camera(np.clip(dark, 0, 1), rng, noise=0.004), clean
