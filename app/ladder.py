"""The alignment ladder: the generated image straightened step by step, and its numbers under any protocol."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from restoration import Alignment, DistortionReport, json_safe, resize_image, rung_images, score

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
_WHOLE = 250


def ladder_images(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> dict[str, ImageArray]:
    """The generated image on the reference grid at every rung of `RUNGS`; black where a rung's motion leaves it."""
    images = rung_images(alignment, generated, reference)
    return images | {"tone": _toned(report, images["dense"])}


def ladder_scores(
    report: DistortionReport,
    alignment: Alignment,
    generated: ImageArray,
    reference: ImageArray,
    target: ImageArray,
    protocol: str,
) -> list[dict[str, Any]]:
    """The report's ladder under another protocol, JSON-safe: scored at the same size, each rung over what it covers."""
    width, height = report.ladder_size
    target = resize_image(target, width, height)
    # White where the generated image reaches: the pixels that a rung is scored over.
    covers = rung_images(alignment, np.full_like(generated, 255), reference)
    covers["dense"] = covers["tone"] = np.repeat(alignment.valid[..., None] * np.uint8(255), 3, axis=2)
    images = ladder_images(report, alignment, generated, reference)
    known = {rung.name: rung for rung in report.ladder}
    rows = []
    for key, image in images.items():
        mask = resize_image(covers[key], width, height)[..., 0] >= _WHOLE
        small = resize_image(image, width, height)
        made = score(small, target, protocol, mask=None if mask.all() else mask)
        name = _REPORTED.get(key, key)
        rows.append({"name": name, "psnr": made.psnr, "ssim": made.ssim, "coverage": known[name].coverage})
    return list(json_safe(rows))


def rung_key(row: Mapping[str, Any]) -> str:
    """The key in `RUNGS` of a row of a report's ladder."""
    return next((key for key, name in _REPORTED.items() if name == row["name"]), str(row["name"]))


def _toned(report: DistortionReport, image: ImageArray) -> ImageArray:
    """Through the report's gain and offset per channel, rounded and clipped."""
    levels = np.arange(256)[:, None] * np.array(report.tone.gain) + np.array(report.tone.offset)
    table = np.clip(np.rint(levels), 0, 255).astype(np.uint8)
    return np.stack([table[image[..., c], c] for c in range(3)], axis=-1)
