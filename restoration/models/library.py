"""Classical baselines from well-kept libraries, uint8 RGB (H, W, 3) → the same."""

from __future__ import annotations

import numpy as np
from skimage.restoration import denoise_nl_means

from restoration.image import ImageArray
from restoration.models.denoise import noise_sigma

_PATCH, _DISTANCE = 5, 6
_STRENGTH = 0.6
"""Cut-off over the noise's standard deviation: 0.6, 0.8 and 1.0 were tried (docs/models.md)."""
_LEAST_SIGMA = 0.5
"""In grey levels: rounding alone; below it there is nothing to remove."""
_BALANCE = 0.5
"""How far the channels' means are made equal: fully equal means make water grey and things red."""


def denoise_nlm(image: ImageArray) -> ImageArray:
    """Non-local means (Buades, Coll & Morel, CVPR 2005) at the measured noise; scikit-image's fast variant."""
    sigma = float(np.mean([noise_sigma(image[..., c].astype(np.float32)) for c in range(3)]))
    if sigma < _LEAST_SIGMA or min(image.shape[:2]) < _PATCH:
        return image.copy()
    found = denoise_nl_means(
        image.astype(np.float32) / 255,
        patch_size=_PATCH,
        patch_distance=_DISTANCE,
        h=_STRENGTH * sigma / 255,
        sigma=sigma / 255,
        fast_mode=True,
        channel_axis=-1,
    )
    return np.clip(found * 255 + 0.5, 0, 255).astype(np.uint8)


def grey_world(image: ImageArray) -> ImageArray:
    """Half-way to a grey mean colour (Buchsbaum, J. Franklin Institute 1980): reduces a colour cast, not the veil."""
    means = np.maximum(image.reshape(-1, 3).mean(axis=0), 1)
    gains = (means.mean() / means) ** _BALANCE
    return np.clip(image * gains.astype(np.float32) + 0.5, 0, 255).astype(np.uint8)
