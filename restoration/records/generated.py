"""Generated images and where they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray

Source = Literal["api", "cache", "upload", "released", "simulated"]


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
