"""Sizes of the two frames, and of the bounded grid that the estimation works on."""

from __future__ import annotations

from dataclasses import dataclass

from restoration.image import ImageArray

WORK_PIXELS = 100_000
"""Motion is estimated on about so many pixels at most: it is smooth, so more would cost time and add little."""
_STEP = 16
"""A reduced grid has sides divisible by this: averages over even blocks take a fifth of the time."""


@dataclass(frozen=True)
class FrameSizes:
    """Sizes are (width, height). The work grid is the reference frame, scaled down when it is large."""

    reference: tuple[int, int]
    generated: tuple[int, int]
    work: tuple[int, int]

    @property
    def canvas_scale(self) -> tuple[float, float]:
        """(sx, sy): generated size over reference size."""
        return self.generated[0] / self.reference[0], self.generated[1] / self.reference[1]


def make_frame(generated: ImageArray, reference: ImageArray) -> FrameSizes:
    height, width = reference.shape[:2]
    shrink = min(1.0, (WORK_PIXELS / (width * height)) ** 0.5)
    work = max(1, round(width * shrink)), max(1, round(height * shrink))
    if shrink < 1 and min(work) >= 2 * _STEP:
        work = _STEP * round(work[0] / _STEP), _STEP * round(work[1] / _STEP)
    return FrameSizes((width, height), (generated.shape[1], generated.shape[0]), work)
