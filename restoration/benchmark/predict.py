"""The work on one image of a run: what every worker process does. Picklable in, picklable out."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restoration import pipeline
from restoration.benchmark.places import image_at, place, write_file
from restoration.benchmark.runs import RunMethod, prediction_path, record_path
from restoration.distortion import hallucinations_masked
from restoration.image import ImageArray, encode_png, resize_image
from restoration.models.crowding import in_one_way
from restoration.records import Alignment, DistortionReport, json_safe
from restoration.request import fit_pair
from restoration.synthesis import simulate_generator


@dataclass(frozen=True)
class ImageTask:
    """One image and the methods that are still missing for it."""

    run: str
    image: str
    degraded: str
    truth: str | None
    degraded_half: str | None
    task: str
    methods: tuple[RunMethod, ...]
    generated: Mapping[str, str]
    """generator label → its image file for this photo."""
    strength: float | None
    """Of the simulated generator, None without one."""
    seed: int
    tone: str
    device: str


@dataclass(frozen=True)
class Done:
    image: str
    seconds: float
    peak_mb: float
    error: str = ""


def read_pair(degraded: Path, truth: Path | None, half: str | None) -> tuple[ImageArray, ImageArray | None]:
    """The degraded image and its truth; double-width pictures are cut in the middle.

    Where the sizes differ by up to two pixels both are cropped to the common size. Raises ImageError, InputError.
    """
    image = image_at(degraded)
    if half is not None:
        middle = image.shape[1] // 2
        left, right = image[:, :middle].copy(), image[:, image.shape[1] - middle :].copy()
        return (left, right) if half == "left" else (right, left)
    if truth is None:
        return image, None
    fitted, against, _ = fit_pair(image, image_at(truth))
    return fitted, against


@in_one_way()
def run_image(task: ImageTask) -> Done:
    """Make and store the predictions of `task`, each before its record. Raises RestorationError."""
    started = time.perf_counter()
    run = place(task.run)
    degraded, truth = read_pair(
        place(task.degraded), place(task.truth) if task.truth else None, task.degraded_half
    )
    generators = _Generators(task, degraded, truth)
    for method in task.methods:
        began = time.perf_counter()
        image, facts = _predict(method, degraded, generators, task)
        facts |= {
            "image": task.image,
            "method": method.name,
            "seconds": round(time.perf_counter() - began, 4),
            "width": image.shape[1],
            "height": image.shape[0],
        }
        write_file(encode_png(image), prediction_path(run, method, task.image))
        write_file(
            json.dumps(json_safe(facts), sort_keys=True).encode(), record_path(run, method, task.image)
        )
    return Done(task.image, time.perf_counter() - started, _peak_mb())


class _Generators:
    """Generated images of one photo, aligned and analysed once each, when first asked for."""

    def __init__(self, task: ImageTask, degraded: ImageArray, truth: ImageArray | None) -> None:
        self._task, self._degraded, self._truth = task, degraded, truth
        self._found: dict[str, tuple[ImageArray, Alignment, DistortionReport]] = {}

    def of(self, label: str) -> tuple[ImageArray, Alignment, DistortionReport]:
        if label not in self._found:
            image = self._image(label)
            alignment = pipeline.align(image, self._degraded, task=self._task.task)
            report = pipeline.analyse(alignment, image, self._degraded, self._truth)
            self._found[label] = (image, alignment, report)
        return self._found[label]

    def _image(self, label: str) -> ImageArray:
        if label in self._task.generated:
            return image_at(place(self._task.generated[label]))
        assert self._truth is not None
        assert self._task.strength is not None
        return simulate_generator(self._truth, seed=self._task.seed, strength=self._task.strength).image


def _predict(
    method: RunMethod, degraded: ImageArray, generators: _Generators, task: ImageTask
) -> tuple[ImageArray, dict[str, Any]]:
    height, width = degraded.shape[:2]
    if method.kind == "baseline":
        assert method.model is not None
        return pipeline.restore(degraded, method.model, task=task.task, device=task.device), {}
    assert method.generator is not None
    generated, alignment, report = generators.of(method.generator)
    if method.kind == "generated":
        return resize_image(generated, width, height), {"distortion": report.to_dict()}
    if method.kind == "aligned":
        return alignment.warped, {"sure_share": float((alignment.confidence > 0.5).mean())}
    assert method.model is not None
    restored = pipeline.restore(
        degraded,
        method.model,
        prior=hallucinations_masked(alignment, report),
        tone=task.tone,
        task=task.task,
        device=task.device,
    )
    return restored, {}


def _peak_mb() -> float:
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
