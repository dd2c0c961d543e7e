"""Pictures of a stored result beyond its panes: distortion overlays and the stages of the alignment. Drawn on first
use, from an alignment that is measured again where it is not in memory any more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from app.derived import DerivedFiles
from app.panes import pane_record, result_publisher
from app.pictures import close_ups_of, displacement_shares
from app.results import Result
from app.sources import PRIOR, as_source, label_of
from app.stages import STAGES, images_of_stages
from app.typography import headline
from restoration import (
    Alignment,
    Comparison,
    DistortionReport,
    InputError,
    align,
    analyse,
    draw_overlay,
    encode_png,
    load_image,
)

_KEPT = 3
STORED = ("influence", "spread")
"""Overlays that can only be drawn while a comparison is made: part of the result itself."""


class MeasuredPane(NamedTuple):
    """What the overlays are drawn from."""

    report: DistortionReport
    alignment: Alignment
    generated: Any
    reference: Any


OnDevice = Callable[[str, float, Callable[[], Any]], Any]
"""(kind of work, megapixels, work) → its result, computed in its turn."""


class Views:
    def __init__(self, derived: DerivedFiles, on_device: OnDevice) -> None:
        self._derived, self._on_device = derived, on_device
        self._measured: dict[tuple[str, str], MeasuredPane] = {}
        self._lock = threading.Lock()

    def view(self, result: Result, name: str, pane: str = PRIOR) -> Path | None:
        """A distortion overlay, or "stage-" and a stage of the alignment, of one pane's image as a PNG file.

        None when the result has nothing to draw it from. Raises RestorationError.
        """
        own = pane == PRIOR
        stored = result.path(name if name != "labels" else "distortion" if own else f"{pane}-distortion")
        if name in STORED or (name == "labels" and stored.is_file()):
            return stored if stored.is_file() and (own or name not in STORED) else None
        if as_source(result, pane).comparison.distortion is None:
            return None
        stage = name.removeprefix("stage-") if name.startswith("stage-") else None

        def draw() -> bytes:
            measured = self.measured(result, pane)
            image = (
                images_of_stages(*measured)[stage]
                if stage in STAGES
                else draw_overlay(str(stage or name), *measured)
            )
            return encode_png(image)

        file = f"{name}.png" if stage else f"view-{name}.png"
        return self._derived.file(result.id, f"{_prefix(pane)}{file}", draw)

    def close_ups(self, result: Result, pane: str = PRIOR) -> list[list[str]]:
        """For the first places of a pane's report: photo and that image there. Raises RestorationError."""
        if pane == PRIOR:
            return result.close_ups()

        def make() -> list[list[str]]:
            report, alignment, generated, photo = self.measured(result, pane)
            return close_ups_of(report.regions, photo, alignment.warped, generated)

        return self._derived.json(result.id, f"{pane}-evidence.json", make)

    def displacements(self, result: Result, pane: str = PRIOR) -> dict[str, Any]:
        """For `plots.displacement_histogram`. Raises RestorationError."""
        if pane == PRIOR:
            return result.displacements()
        return self._derived.json(
            result.id,
            f"{pane}-displacements.json",
            lambda: displacement_shares(self.measured(result, pane).alignment),
        )

    def with_stages(self, result: Result, pane: str = PRIOR) -> dict[str, Any]:
        """The viewer's payload with a pane for every stage of the alignment of one pane's image. Raises
        RestorationError."""

        def make() -> list[dict[str, Any]]:
            images = images_of_stages(*self.measured(result, pane))
            publish = result_publisher(self._derived.path(result.id, ""))
            return [
                pane_record(stage_pane(pane, key), f"Stage {number}: {STAGES[key].lower()}", image, publish)
                for number, (key, image) in enumerate(images.items(), start=1)
            ]

        stages = self._derived.json(result.id, f"{_prefix(pane)}stages.json", make)
        origin = {"origin": headline(label_of(result, pane))}
        return {**result.viewer, "panes": [*result.viewer["panes"], *(stage | origin for stage in stages)]}

    def alignment(self, result: Result) -> Alignment:
        """That of the generated image of a stored result. Raises InputError where there is none."""
        if result.comparison.distortion is None:
            raise InputError(f"{result.name}: was compared without a generated image, so there is no prior.")
        return self.measured(result).alignment

    def measured(self, result: Result, pane: str = PRIOR) -> MeasuredPane:
        """From the stored panes; alignment and analysis are deterministic, so this is what the comparison saw. The
        last few stay in memory. Raises RestorationError."""
        with self._lock:
            known = self._measured.get((result.id, pane))
        if known is None:
            megapixels = int(result.viewer["width"]) * int(result.viewer["height"]) / 1e6
            known = self._on_device("alignment", megapixels, lambda: _measure(result, pane))
        self._keep((result.id, pane), known)
        return known

    def remember(self, result_id: str, comparison: Comparison) -> None:
        """What a comparison has just measured need not be measured again."""
        if comparison.distortion is not None and comparison.alignment is not None:
            panes = comparison.panes
            self._keep(
                (result_id, PRIOR),
                MeasuredPane(
                    comparison.distortion, comparison.alignment, panes["generated"], panes["degraded"]
                ),
            )

    def forget(self, result_id: str) -> None:
        with self._lock:
            for known in [key for key in self._measured if key[0] == result_id]:
                del self._measured[known]

    def _keep(self, key: tuple[str, str], measured: MeasuredPane) -> None:
        with self._lock:
            self._measured.pop(key, None)
            self._measured[key] = measured
            while len(self._measured) > _KEPT:
                del self._measured[next(iter(self._measured))]


def stage_pane(pane: str, stage: str) -> str:
    """The viewer's pane of a stage of that pane's image."""
    return f"{_prefix(pane)}stage-{stage}"


def _prefix(pane: str) -> str:
    """Of the names of what is drawn of a pane's image."""
    return "" if pane == PRIOR else f"{pane}-"


def _measure(result: Result, pane: str) -> MeasuredPane:
    generated, degraded = (load_image(result.path(n)) for n in (pane, "degraded"))
    truth = load_image(result.path("truth")) if result.path("truth").is_file() else None
    alignment = align(generated, degraded, task=result.comparison.task)
    return MeasuredPane(analyse(alignment, generated, degraded, truth), alignment, generated, degraded)
