"""The mode "photo": what tone the scene most likely had, and how much of a prior helps to it.

Base and prior are two observations of the scene. Both may be wrong by one tone of the whole picture, and each by
something of its own from place to place. Only how far they are apart is known: matched by one colour transform of
the whole picture, a base that differs little from the prior is a good one (what is left is mostly the
prior's own error), and one that differs from place to place is not.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from restoration.image import ImageArray
from restoration.models.guided_filter import FloatImage, box_mean
from restoration.tasks import task_or_other

_WINDOW_SHARE = 0.03
"""Radius of the blur under which base and prior are compared, as a share of the longer side."""
_DETAIL_SHARE = 0.01
_OWN_TONE = 10.0
"""Distance of base and prior, in grey levels, at which the base's tone of the whole picture is believed half."""
_LOST = 3.5
"""The prior has so many times the photo's detail: no model can know the tone of what it cannot see."""
_HALF_ELSEWHERE = 4.0
"""Distance, in grey levels, at which half of the prior's change is made (measured on simulated priors)."""


@dataclass(frozen=True, eq=False)
class Aim:
    matrix: FloatImage
    """(4, 3): what is added to the prior's colours (R, G, B, 1), images in [0, 1]."""
    share: float
    """How much of the change to the base is made."""

    def toned(self, image: FloatImage) -> FloatImage:
        """(H, W, 3) in [0, 1] in the tone that is aimed at."""
        if not self.matrix.any():
            return image
        added: FloatImage = cv2.transform(image, np.ascontiguousarray(self.matrix.T))
        return image + added


GENERATED = Aim(np.zeros((4, 3), np.float32), 1.0)
"""The prior's own tone, all the way."""


def photo_aim(
    degraded: ImageArray, base: ImageArray, prior: ImageArray, weights: FloatImage, task: str
) -> Aim:
    """From small copies (h, w, 3) uint8 and how far the prior is believed, `weights` (h, w)."""
    target, wanted = prior.astype(np.float32) / 255, base.astype(np.float32) / 255
    colours = np.concatenate([target, np.ones((*target.shape[:2], 1), np.float32)], axis=2).reshape(-1, 4)
    known = np.sqrt(weights.reshape(-1, 1) + np.float32(1e-6))
    matrix, *_ = np.linalg.lstsq(colours * known, wanted.reshape(-1, 3) * known, rcond=None)
    matched = (colours @ matrix.astype(np.float32)).reshape(target.shape)
    mass = max(float(weights.sum()), 1e-6)
    blurred = box_mean(matched - wanted, max(1, round(_WINDOW_SHARE * max(weights.shape))))
    apart = 255 * float(np.sqrt((np.square(blurred).mean(axis=2) * weights).sum() / mass))
    own = task_or_other(task).tone_half
    seen = 1.0 if own is None else _seen(degraded, prior, weights / mass)
    half = _HALF_ELSEWHERE if own is None else own
    share = apart**3 / (apart**3 + half**3)
    believed = seen * _OWN_TONE**2 / (_OWN_TONE**2 + apart**2)
    change = matrix.astype(np.float32)
    change[:3] -= np.eye(3, dtype=np.float32)
    return Aim(np.float32(believed) * change, max(share, 1 - seen))


def _seen(degraded: ImageArray, prior: ImageArray, weights: FloatImage) -> float:
    """In [0, 1]: how much of the scene's detail the photo shows, where the prior is believed; `weights` sum to 1."""
    strong, weak = (float((weights * np.square(detail(image))).sum()) for image in (prior, degraded))
    return 1 / (1 + (strong / (weak + 1) / _LOST**2) ** 4)


def detail(image: ImageArray) -> FloatImage:
    """Luma (h, w) of uint8 (h, w, 3) less its blur, in grey levels."""
    luma = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return luma - box_mean(luma, max(1, round(_DETAIL_SHARE * max(luma.shape))))
