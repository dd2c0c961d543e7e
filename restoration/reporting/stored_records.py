"""The dataclasses of comparison.json; `stored` reads and writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from restoration.records import DistortionFacts, InfluenceFacts, MethodKind

Unknown = Mapping[str, Any]


@dataclass(frozen=True)
class PaneScores:
    """`against` "truth": quality. "input": the same formulas say how much was changed."""

    psnr: float
    ssim: float
    protocol: str
    against: str = "truth"


@dataclass(frozen=True)
class ModelRecord:
    """What made a pane. None where it is not known, or does not apply."""

    id: str
    sha256: str | None = None
    """Of the file of weights."""
    device: str | None = None
    precision: str | None = None


@dataclass(frozen=True)
class StoredDistortion(DistortionFacts):
    """`DistortionReport` without its labels. In files from before anything could be left unjudged `judged` is 1, and `fractions`
    have no "not_judged"."""

    more: Unknown = field(default_factory=dict)


@dataclass(frozen=True)
class StoredInfluence(InfluenceFacts):
    """`Influence` without its map."""

    more: Unknown = field(default_factory=dict)


@dataclass(frozen=True)
class StoredSpread:
    """`Spread` without its arrays: where several samples of one request disagree, in grey levels."""

    samples: int
    median: float
    p95: float
    coverage: float
    more: Unknown = field(default_factory=dict)


@dataclass(frozen=True)
class ImageRecord:
    width: int
    height: int
    sha256_rgba: str
    more: Unknown = field(default_factory=dict)


@dataclass(frozen=True)
class GeneratedRecord:
    """Where a generated image came from; `label` stands wherever the image stands."""

    label: str
    width: int = 0
    height: int = 0
    sha256_rgba: str = ""
    source: str = ""
    model: str = ""
    prompt: str = ""
    created: str = ""
    cost_usd: float | None = None
    note: str = ""
    details: Unknown = field(default_factory=dict)
    more: Unknown = field(default_factory=dict)


@dataclass(frozen=True)
class Provenance:
    degraded: ImageRecord | None = None
    generated: GeneratedRecord | None = None
    truth: ImageRecord | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    more: Unknown = field(default_factory=dict)


@dataclass(frozen=True)
class AlignedRecord:
    """The same image on the photo's grid."""

    file: str
    scores: PaneScores | None = None
    more: Unknown = field(default_factory=dict)


@dataclass(frozen=True)
class MethodRecord:
    """One of the images that are compared; see `records.Method`."""

    kind: MethodKind
    label: str
    file: str
    scores: PaneScores | None = None
    """Of the file's image at the photo's size."""
    model: str | None = None
    aligned: AlignedRecord | None = None
    distortion: StoredDistortion | None = None
    source: GeneratedRecord | None = None
    """Of a generated image."""
    note: str = ""
    more: Unknown = field(default_factory=dict)

    @property
    def pane(self) -> str:
        """Key in `StoredComparison.scores`."""
        return self.file.removesuffix(".png")

    @property
    def compared(self) -> PaneScores | None:
        """Those that stand beside the other methods': on the photo's grid, where the image was aligned."""
        return self.aligned.scores if self.aligned else self.scores
