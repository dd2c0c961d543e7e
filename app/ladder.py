"""The alignment ladder: the generated image straightened step by step, and its numbers under any protocol."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from restoration import (
    Alignment,
    DistortionReport,
    Rung,
    apply_tone,
    json_safe,
    measure_ladder,
    rung_images,
    score,
)

ImageArray = NDArray[np.uint8]

RUNGS = {
    "raw": "Raw, resized",
    "canvas": "Canvas",
    "global": "Global",
    "dense": "Dense",
    "tone": "Dense + tone",
}
"""Key → label, from the bent image to the straight one."""
_REPORTED = {"tone": "dense + tone"}


def ladder_images(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> dict[str, ImageArray]:
    """The generated image on the reference grid at every rung of `RUNGS`; black where a rung's motion leaves it."""
    images = rung_images(alignment, generated, reference)
    return images | {"tone": apply_tone(report.tone, images["dense"])}


def ladder_scores(
    report: DistortionReport,
    alignment: Alignment,
    generated: ImageArray,
    target: ImageArray,
    protocol: str,
) -> list[dict[str, Any]]:
    """The report's ladder against `target` under another protocol, JSON-safe."""
    rungs, _ = measure_ladder(
        alignment, generated, target, report.tone, score=partial(score, protocol=protocol)
    )
    return list(json_safe([asdict(rung) for rung in rungs]))


def rung_key(rung: Rung) -> str:
    """The key in `RUNGS` of a stage of a report's ladder."""
    return next((key for key, name in _REPORTED.items() if name == rung.name), rung.name)
