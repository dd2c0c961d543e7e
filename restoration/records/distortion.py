"""What a generator did to a scene, as it was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from restoration.records.plain import json_safe

KEPT, MOVED, HALLUCINATED, NOT_JUDGED = 0, 1, 2, 3
"""Labels of a report."""


@dataclass(frozen=True)
class Canvas:
    reference_size: tuple[int, int]
    generated_size: tuple[int, int]
    scale_x: float
    scale_y: float
    aspect_change: float
    """Generated aspect ratio over the reference's; 1 is unchanged."""
    cropped_fraction: float
    """Share of the reference frame that the generated frame no longer shows."""
    extended_fraction: float
    """Share of the generated frame that lies outside the reference frame."""
    fit: Literal["stretched", "extended", "cropped"] = "stretched"
    """How a frame of another aspect ratio was filled: content stretched, more of the scene, or less."""
    known: tuple[str, ...] = ()
    """Generators that return this canvas, one clause each; see `canvases`."""


@dataclass(frozen=True)
class GlobalMotion:
    """The homography after the canvas scale, about the frame's centre, in reference pixels."""

    zoom_x: float
    zoom_y: float
    rotation_deg: float
    shear: float
    perspective: float
    """Change of scale across the frame: 0.04 is 4 %."""
    shift_px: tuple[float, float]


@dataclass(frozen=True)
class Residual:
    """Displacement that remains after canvas and global motion, in reference pixels, where confident."""

    median: float
    p95: float
    max: float


@dataclass(frozen=True)
class Region:
    """A place that moved, has no counterpart, or shows what the photo could not show."""

    box: tuple[int, int, int, int]
    """(x, y, width, height) in reference pixels."""
    kind: Literal["moved", "added", "removed", "changed", "beyond"]
    """"beyond": added beyond what the photo can show, which the photo neither shows nor contradicts (the label
    there is NOT_JUDGED). The three before are hallucinated."""
    area_fraction: float
    shift_px: float
    """Median residual displacement, 0 where nothing corresponds."""
    importance: float
    sure: float = 1.0
    """In [0, 1]: how sure the kind is."""
    offset_px: tuple[float, float] = (0.0, 0.0)
    """(x, y) of that displacement."""
    scale: float = 1.0
    """Size in the generated image over size in the reference, of a thing that moved as one; else 1."""


@dataclass(frozen=True)
class Tone:
    """A smooth colour transform from the aligned generated image to the *input*, never to ground truth."""

    gain: tuple[float, float, float]
    offset: tuple[float, float, float]
    """Per channel R, G, B: input ≈ gain · generated + offset, on a 0–255 scale."""
    size: float
    """Root mean square change that the transform makes, on a 0–255 scale."""


@dataclass(frozen=True)
class StageScore:
    """One of the stages. Never shown without its coverage and the report's null gain."""

    name: str
    psnr: float
    ssim: float
    coverage: float
    """Share of the frame that was scored."""
    beyond_chance: bool | None = None
    """Whether its gain over the first stage exceeds what unrelated images gain; None for the first, and where the null
    was not measured."""


Rung = StageScore
"""Its name in version 0.1."""


@dataclass(frozen=True)
class NullGain:
    """What one stage gains over the plain resize on unrelated images that are aligned all the same."""

    name: str
    """Of the stage."""
    mean_db: float
    spread_db: float
    """Standard deviation over the images."""
    largest_db: float
    samples: int


Level = Literal["none", "slight", "clear", "severe", "unknown"]
"""How far a measurement is from nothing; "unknown" where it cannot be judged."""


@dataclass(frozen=True)
class Verdict:
    """One of the study's four complaints, answered by a measurement."""

    complaint: Literal["proportions", "positions", "quantities", "viewpoint"]
    level: Level
    sentence: str


@dataclass(frozen=True, eq=False)
class DistortionFacts:
    """What a report and a stored report have in common: everything but the map of labels."""

    canvas: Canvas
    global_motion: GlobalMotion
    residual_px: Residual
    fractions: Mapping[str, float]
    """"kept", "moved" and "invented" are shares of what can be judged, and add up to 1, or are all 0 where nothing
    can be; "not_judged" is the share of the visible frame that cannot."""
    regions: tuple[Region, ...]
    tone: Tone
    ladder: tuple[StageScore, ...]
    ladder_against: Literal["truth", "input"]
    """"truth": PSNR and SSIM against ground truth. "input": the same formulas as change from input."""
    null_gain_db: float
    """What dense alignment gains on unrelated images, in the mean: `null` has every stage, with the spread."""
    same_scene: bool
    sentence: str
    """The findings as text."""
    verdicts: tuple[Verdict, ...] = ()
    motion_px: float = 0.0
    """Median displacement after the canvas scale, global motion included, in reference pixels."""
    ladder_size: tuple[int, int] = (0, 0)
    """(width, height) at which the stages were scored: the reference's own unless it is large."""
    judged: float = 1.0
    """Share of the visible frame that can be judged."""
    beyond: float = 0.0
    """Share of the visible frame where the generated image adds what the photo could not show (not judged)."""
    reason: str = ""
    """Why so little can be judged; empty where enough can."""
    orientation: str = ""
    """See `Alignment`."""
    null: tuple[NullGain, ...] = ()
    """Of every stage but the first."""


@dataclass(frozen=True, eq=False)
class DistortionReport(DistortionFacts):
    """What one generated image did to the scene, with its place in every pixel."""

    labels: NDArray[np.uint8] = field(kw_only=True)
    """(H, W): 0 kept, 1 moved, 2 hallucinated, 3 not judged."""

    def to_dict(self) -> dict[str, Any]:
        """JSON-safe: no arrays, infinities as strings, NaN as null."""
        out = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "labels"}
        for name in ("canvas", "global_motion", "residual_px", "tone"):
            out[name] = asdict(out[name])
        for name in ("regions", "ladder", "verdicts", "null"):
            out[name] = [asdict(item) for item in out[name]]
        return json_safe(out)
