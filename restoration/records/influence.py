"""What of a generated image reached the result that it guided."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from restoration.records.distortion import Level
from restoration.records.plain import json_safe


@dataclass(frozen=True)
class LeakedGeometry:
    """Whether the guided output lies where the input lies. Distances in reference pixels; NaN where too
    little can be aligned with the input to tell, or where there is nothing to take a share of."""

    level: Level
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
class InfluenceFacts:
    """What an influence and a stored one have in common: everything but the map."""

    differs: float
    """Share of the visible frame where it differs enough from the baseline to tell."""
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
    invented_level: Level
    through: tuple[float, ...]
    """The same for each of the report's regions, in its order; NaN for those that only moved."""
    leak: LeakedGeometry
    sentence: str = ""


@dataclass(frozen=True, eq=False)
class Influence(InfluenceFacts):
    """What of the generated image reached the guided output; the baseline never saw it."""

    map: NDArray[np.float32] = field(kw_only=True)
    """(H, W): share of (generated − baseline) found in (guided − baseline), 0 none, 1 all; below 0 and above
    1 happen. NaN where the generated image is not seen or hardly differs from the baseline."""

    def to_dict(self) -> dict[str, Any]:
        """JSON-safe: everything but the map, NaN as null."""
        out = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "map"}
        return json_safe(out | {"leak": asdict(self.leak)})
