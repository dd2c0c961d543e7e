"""One comparison: images, methods, scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from restoration.image import ImageArray
from restoration.records.distortion import DistortionReport
from restoration.records.generated import GptOutput, Spread
from restoration.records.influence import Influence
from restoration.records.motion import Alignment


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
