"""Where the generated image shows structure that the reference has no counterpart for, or the reverse."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.distortion.grid import WorkGrid

FloatMap = NDArray[np.float32]
_SCALES = (2.5, 5.0, 10.0)


def invention_map(grid: WorkGrid) -> tuple[FloatMap, FloatMap]:
    """(score, balance), each (h, w): how sure it is in [0, 1] that content changed, and which side has
    more structure, from -1 (only the reference: removed) to 1 (only the generated image: added)."""
    a = cv2.cvtColor(grid.reference, cv2.COLOR_RGB2GRAY).astype(np.float32)
    b = cv2.cvtColor(grid.warped, cv2.COLOR_RGB2GRAY).astype(np.float32)
    height, width = a.shape
    side = max(height, width)
    total = np.zeros_like(a)
    weight = np.zeros_like(a)
    balance = np.zeros_like(a)
    for sigma in _SCALES:
        sigma = sigma * side / 512
        fine = max(sigma / 4, 0.6)
        pa, pb = _blur(a, fine), _blur(b, fine)
        ma, mb = _blur(pa, sigma), _blur(pb, sigma)
        va = np.maximum(_blur(pa * pa, sigma) - ma * ma, 0)
        vb = np.maximum(_blur(pb * pb, sigma) - mb * mb, 0)
        cov = _blur(pa * pb, sigma) - ma * mb
        wide = 6 * sigma
        gain2 = (_blur(va, wide) + 1) / (_blur(vb, wide) + 1)
        floor = 4.0 + 0.1 * _blur(va, wide)
        eb = vb * gain2
        energy = np.maximum(va, eb)
        ncc = cov / np.sqrt(va * vb + 1e-3)
        # The ratio of energies counts too: structure that appears or vanishes need not be anti-correlated.
        unlike = 1 - np.clip(ncc, 0, 1) * np.sqrt(np.minimum(va, eb) / np.maximum(energy, 1e-3) + 1e-6) ** 0.5
        evidence = energy / (energy + floor)
        total += unlike * evidence
        weight += evidence
        balance += (eb - va) / (energy + floor)
    score = total / np.maximum(weight, 1e-3) * np.minimum(weight, 1)
    score[~grid.valid] = 0
    return score, balance / len(_SCALES)


def _blur(image: FloatMap, sigma: float) -> FloatMap:
    return cv2.GaussianBlur(image, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
