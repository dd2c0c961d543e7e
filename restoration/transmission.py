"""The least that haze lets through, by the dark channel (He, Sun & Tang, TPAMI 2011)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_AIRLIGHT = 98.0
"""Percentile of the photo's colours."""


def least_transmission(
    intensity: NDArray[np.float32], at: NDArray[np.float32] | None = None
) -> NDArray[np.float32]:
    """(h, w) in [0, 1]: 1 − min(I / A) of colours `at` (h, w, 3), those of `intensity` (H, W, 3) where none are given.

    The airlight A is a high percentile of `intensity`; both are linear or gamma-encoded alike, in [0, 1]. Where nothing in the scene
    is darker than black, haze of this airlight lets through at least so much.
    """
    airlight = np.percentile(intensity.reshape(-1, 3), _AIRLIGHT, axis=0).astype(np.float32) + np.float32(
        1e-3
    )
    colours = intensity if at is None else at
    return np.clip(1 - (colours / airlight).min(axis=2), 0, 1).astype(np.float32)
