"""Frozen records that travel between the layers. Images are uint8 RGB (H, W, 3); coordinates are
(x, y) pixels with pixel centres at integers; units are in the field's name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from restoration.control import Progress as Progress
from restoration.image import ImageArray

FlowArray = NDArray[np.float32]
MaskArray = NDArray[np.bool_]

Source = Literal["api", "cache", "upload", "released", "simulated"]

KEPT, MOVED, INVENTED, NOT_JUDGED = 0, 1, 2, 3
"""Labels of a report; INVENTED is shown as "hallucinated"."""


@dataclass(frozen=True, eq=False)
class Redraw:
    """What `simulate_generator` made of a clean image. Always shown as "simulated"."""

    image: ImageArray
    """(h, w, 3), on a generator's canvas: its size usually differs from the clean image's."""
    flow: FlowArray
    """(H, W, 2): clean pixel (x, y) is found at `image` pixel (x + flow[..., 0], y + flow[..., 1])."""
    changed: MaskArray
    """(H, W): content that was moved, added or removed, where `flow` has no counterpart."""
    seed: int
    strength: float
    toned: ImageArray | None = None
    """(H, W, 3): the clean image itself in the redraw's tone, the truth for a result that is to take the prior's tone."""


def tolerance_px(size: tuple[int, int]) -> float:
    """How far a motion may be off and still be called right, in pixels of a (width, height) photo: 3 px of a photo of
    768×512, in proportion on larger ones, and never less than 3 px, as no redraw can be followed more finely."""
    return max(3.0, 3.0 * math.hypot(*size) / math.hypot(768, 512))


@dataclass(frozen=True, eq=False)
class Alignment:
    """Where each reference pixel is found in the generated image."""

    flow: FlowArray
    """(H, W, 2): reference pixel (x, y) is found at generated pixel (x + flow_x, y + flow_y)."""
    warped: ImageArray
    """(H, W, 3): the generated image on the reference grid."""
    valid: MaskArray
    """(H, W): the flow lands inside the generated image."""
    confidence: NDArray[np.float32]
    """(H, W) in [0, 1]: the probability that the flow is right here to `tolerance_px`, of content that was not
    replaced; calibrated on simulated redraws."""
    canvas_scale: tuple[float, float]
    """(sx, sy): generated size over reference size."""
    homography: NDArray[np.float64]
    """(3, 3), reference → generated pixels: the global part of the motion, canvas scale included."""
    generated_size: tuple[int, int]
    """(width, height) of the generated image."""
    same_scene: bool = True
    """False when the two images share too little structure to establish that they show one scene; the flow is
    then the plain resize, and no pixel is confident. True never without a confident pixel."""
    note: str = ""
    """One sentence on what limits the result, or empty."""
    orientation: str = ""
    """What was done to the generated image as a whole, "mirrored left to right" or "turned by 90° clockwise" for
    example: seen, but not undone, so `same_scene` is False. Empty when it stands as the reference does."""
    collage: bool = False
    """The generated image shows the scene more than once (before and after, a contact sheet): `same_scene` is False."""


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
    """"beyond": added beyond what the photo can show, neither right nor wrong for all that can be seen (the label
    there is NOT_JUDGED). The three before are hallucinated."""
    area_fraction: float
    shift_px: float
    """Median residual displacement, 0 where nothing corresponds."""
    importance: float
    sure: float = 1.0
    """In [0, 1]: how far the evidence supports the kind."""
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
    """One step of the stages. Never shown without its coverage and the report's null gain."""

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


@dataclass(frozen=True)
class Verdict:
    """One of the study's four complaints, answered by a measurement."""

    complaint: Literal["proportions", "positions", "quantities", "viewpoint"]
    level: Literal["none", "slight", "clear", "severe", "unknown"]
    sentence: str


@dataclass(frozen=True, eq=False)
class DistortionReport:
    canvas: Canvas
    global_motion: GlobalMotion
    residual_px: Residual
    labels: NDArray[np.uint8]
    """(H, W): 0 kept, 1 moved, 2 invented (hallucinated), 3 not judged."""
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
    """The findings in words."""
    verdicts: tuple[Verdict, ...] = ()
    motion_px: float = 0.0
    """Median displacement after the canvas scale, global motion included, in reference pixels."""
    ladder_size: tuple[int, int] = (0, 0)
    """(width, height) at which the stages was scored: the reference's own unless it is large."""
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

    def to_dict(self) -> dict[str, Any]:
        """JSON-safe: no arrays, infinities as strings, NaN as null."""
        from dataclasses import asdict, fields

        out = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "labels"}
        for name in ("canvas", "global_motion", "residual_px", "tone"):
            out[name] = asdict(out[name])
        for name in ("regions", "ladder", "verdicts", "null"):
            out[name] = [asdict(item) for item in out[name]]
        return json_safe(out)


@dataclass(frozen=True)
class Scores:
    psnr: float
    """dB; inf if identical, shown as ∞."""
    ssim: float
    """NaN for images under 11 pixels a side, where the window does not fit."""
    protocol: str


@dataclass(frozen=True)
class ModelInfo:
    """One row of the registry, as a caller sees it."""

    id: str
    label: str
    tasks: tuple[str, ...]
    role: Literal["classical", "baseline", "guided", "published", "dropped-in"]
    licence: str
    source: str
    """The paper or repository the method comes from."""
    parameters: int
    state: Literal["ready", "loaded", "downloadable", "missing", "damaged"]
    needs_prior: bool = False
    note: str = ""


@dataclass(frozen=True, eq=False)
class GptOutput:
    """A generated image and where it came from."""

    image: ImageArray
    source: Source
    model: str
    """The exact model name as the service or the uploader gave it; "simulated" for the simulator."""
    prompt: str
    created: datetime
    cost_usd: float | None = None
    """None when it is not known; 0.0 when nothing was paid this time."""
    note: str = ""
    provenance: Mapping[str, Any] = field(default_factory=dict)
    """How it was asked for and what came back, JSON-safe: options, sizes, request id, token counts, hashes."""

    @property
    def label(self) -> str:
        """Stands wherever the image stands."""
        if self.source == "simulated":
            return "simulated"
        return f"{self.model or 'unknown model'} ({self.source})"


@dataclass(frozen=True, eq=False)
class Spread:
    """Where several samples of one request disagree."""

    map: NDArray[np.float32]
    """(H, W): standard deviation between the samples, root mean square over R, G, B, on the 0–255
    scale; NaN where fewer than two samples show the place."""
    median: float
    """The one number: the median of the map, NaN if it is nowhere known."""
    p95: float
    coverage: float
    """Share of the frame where at least two samples are seen."""
    prior: ImageArray
    """(H, W, 3) uint8: the confidence-weighted mean; black where no sample is seen."""
    confidence: NDArray[np.float32]
    """(H, W) in [0, 1]: the confidence-weighted mean of the samples' confidences."""
    samples: int


@dataclass(frozen=True)
class LeakedGeometry:
    """Whether the guided output lies where the input lies. Distances in reference pixels; NaN where too
    little can be aligned with the input to tell, or where there is nothing to take a share of."""

    level: Literal["none", "slight", "clear", "severe", "unknown"]
    """The worst of the smaller of `excess_px` and `median_px` and of the three shares; "unknown" when the
    motion could not be measured and no ghost is seen."""
    coverage: float
    """Share of the frame where guided output and baseline are both surely aligned with the input."""
    ghost_share: float
    """The part of the generated image's detail that shows where the generator drew it, unaligned. Motion
    follows the stronger of two images and misses a faint double; this does not."""
    excess_px: float = np.nan
    """Median distance between the two motions that follow."""
    median_px: float = np.nan
    """Guided output against the input."""
    p95_px: float = np.nan
    floor_median_px: float = np.nan
    """The same for the baseline, which saw no prior: what the degraded input lets `align` measure at best."""
    floor_p95_px: float = np.nan
    bend_share: float = np.nan
    """The part of the generated image's residual bend found in the excess: 0 none, 1 all."""
    motion_share: float = np.nan
    """Likewise of its global motion: zoom, rotation, shear, perspective, shift."""


@dataclass(frozen=True, eq=False)
class Influence:
    """What of the generated image reached the guided output; the baseline never saw it."""

    map: NDArray[np.float32]
    """(H, W): share of (generated − baseline) found in (guided − baseline), 0 none, 1 all; below 0 and above
    1 happen. NaN where the generated image is not seen or hardly differs from the baseline."""
    differs: float
    """Share of the visible frame where it differs enough to tell."""
    taken: float
    """Median of the map, NaN if it is nowhere known."""
    mostly: float
    """Share of the known places where more than half was taken over."""
    wanted_levels: float
    """Median size of (generated − baseline) there, in grey levels."""
    detail: float
    """Share of the generated image's detail in the guided output's, where it is confidently aligned and
    nothing was called hallucinated. NaN where it adds no detail."""
    invented: float
    """The same inside what the distortion report calls hallucinated; NaN if nothing is, or without detail."""
    invented_level: Literal["none", "slight", "clear", "severe", "unknown"]
    through: tuple[float, ...]
    """The same for each of the report's regions, in its order; NaN for those that only moved."""
    leak: LeakedGeometry
    sentence: str = ""

    def to_dict(self) -> dict[str, Any]:
        """JSON-safe: everything but the map, NaN as null."""
        from dataclasses import asdict, fields

        out = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "map"}
        return json_safe(out | {"leak": asdict(self.leak)})


MethodKind = Literal["photo", "baseline", "guided", "result", "generated"]


@dataclass(frozen=True, eq=False)
class Method:
    """One of the images that are compared: the photo itself, a restoration of it, or a generator's image."""

    kind: MethodKind
    """"result": made elsewhere and brought along."""
    label: str
    """As its column is headed; unlike every other's."""
    pane: str
    """Key of its image in `Comparison.panes`."""
    scores: Scores | None = None
    """Of that image at the photo's size, against `Comparison.scored_against`."""
    model: str = ""
    """Registry id, for "baseline" and "guided"."""
    aligned: str = ""
    """Key of the image on the photo's grid, where the method's own lies elsewhere; its scores are in
    `Comparison.scores`."""
    alignment: Alignment | None = None
    """For generated images, and results of another size or with measurable displacement."""
    distortion: DistortionReport | None = None
    source: GptOutput | None = None
    """Of a generated image."""
    note: str = ""
    """One sentence on what was found about its size and place, or empty."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Everything `compare` found out about one degraded image."""

    task: str
    panes: Mapping[str, ImageArray]
    """degraded, generated, aligned, baseline, guided, what other methods and further generators made
    ("result-NAME", "generated-NAME", each with "…-aligned" where it was aligned), and truth where it is known."""
    scores: Mapping[str, Scores]
    """Per pane, against `scored_against`. `generated` is scored after a plain resize."""
    scored_against: Literal["truth", "input"]
    models: Mapping[str, str]
    """pane → model id, for baseline and guided where they were run; "MODEL+prior" is MODEL's result fused with the prior."""
    provenance: Mapping[str, Any]
    timings_s: Mapping[str, float]
    distortion: DistortionReport | None = None
    alignment: Alignment | None = None
    spread: Spread | None = None
    """Only where several samples were given."""
    influence: Influence | None = None
    """Only where there is a guided output."""
    notices: tuple[str, ...] = field(default=())
    tone: Literal["generated", "photo"] = "photo"
    """Whose tone the guided result aims at."""
    follow: float = 1.0
    """How far it follows the generated image: 0 is the baseline."""
    made_by: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    """pane → "id", "sha256" of the weights, "device", "precision", for baseline and guided."""
    methods: tuple[Method, ...] = ()
    """In order: photo, baseline, guided, results and generated images as they were given."""


def json_safe(value: Any) -> Any:
    """`value` with numpy scalars as numbers, infinities as "inf"/"-inf", NaN as None, tuples as lists."""
    if isinstance(value, Mapping):
        return {str(k): json_safe(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_safe(v) for v in value]
    if isinstance(value, np.ndarray):
        return json_safe(value.tolist())
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        if np.isnan(value):
            return None
        if np.isinf(value):
            return "inf" if value > 0 else "-inf"
    if isinstance(value, datetime):
        return value.isoformat()
    return value
