"""The stages of alignment: the generated image straightened step by step, and its numbers under any protocol."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

from restoration import (
    Alignment,
    DistortionReport,
    ImageArray,
    StageScore,
    apply_tone,
    json_safe,
    measure_stages,
    score,
    stage_images,
)

STAGES = {
    "raw": "Raw, resized",
    "canvas": "Canvas",
    "global": "Global",
    "dense": "Dense",
    "tone": "Dense + tone",
}
"""Key → label, from the bent image to the straight one."""
_REPORTED = {"tone": "dense + tone"}


def images_of_stages(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> dict[str, ImageArray]:
    """The generated image on the reference grid at every stage of `STAGES`; black where a stage's motion leaves it."""
    images = stage_images(alignment, generated, reference)
    return images | {"tone": apply_tone(report.tone, images["dense"])}


def scores_of_stages(
    report: DistortionReport,
    alignment: Alignment,
    generated: ImageArray,
    target: ImageArray,
    protocol: str,
) -> list[dict[str, Any]]:
    """The report's stages against `target` under another protocol, JSON-safe."""
    stages, _ = measure_stages(
        alignment, generated, target, report.tone, score=partial(score, protocol=protocol)
    )
    return list(json_safe([asdict(stage) for stage in stages]))


def stage_key(stage: StageScore) -> str:
    """The key in `STAGES` of a stage of a report's stages."""
    return next((key for key, name in _REPORTED.items() if name == stage.name), stage.name)
