"""Frozen records that travel between the layers. Images are uint8 RGB (H, W, 3); coordinates are
(x, y) pixels with pixel centres at integers; units are in the field's name."""

from restoration.control import Progress
from restoration.records.comparison import Comparison, Method, MethodKind, ModelInfo, Scores
from restoration.records.distortion import (
    HALLUCINATED,
    KEPT,
    MOVED,
    NOT_JUDGED,
    Canvas,
    DistortionFacts,
    DistortionReport,
    GlobalMotion,
    Level,
    NullGain,
    Region,
    Residual,
    Rung,
    StageScore,
    Tone,
    Verdict,
)
from restoration.records.generated import GptOutput, Source, Spread
from restoration.records.influence import Influence, InfluenceFacts, LeakedGeometry
from restoration.records.motion import Alignment, FlowArray, MaskArray, Redraw, tolerance_px
from restoration.records.plain import json_safe

__all__ = [
    "HALLUCINATED",
    "KEPT",
    "MOVED",
    "NOT_JUDGED",
    "Alignment",
    "Canvas",
    "Comparison",
    "DistortionFacts",
    "DistortionReport",
    "FlowArray",
    "GlobalMotion",
    "GptOutput",
    "Influence",
    "InfluenceFacts",
    "LeakedGeometry",
    "Level",
    "MaskArray",
    "Method",
    "MethodKind",
    "ModelInfo",
    "NullGain",
    "Progress",
    "Redraw",
    "Region",
    "Residual",
    "Rung",
    "Scores",
    "Source",
    "Spread",
    "StageScore",
    "Tone",
    "Verdict",
    "json_safe",
    "tolerance_px",
]
