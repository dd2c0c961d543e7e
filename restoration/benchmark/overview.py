"""A run image by image: how a method does on each, against another, and how the generated image lies."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from restoration.benchmark.results import RunScores
from restoration.benchmark.runs import RunMethod, record_path
from restoration.errors import InputError, printable

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class RunImage:
    """One image of a run, seen from one method. NaN where something is not known."""

    image: str
    psnr: float
    ssim: float
    gain: float
    """PSNR over the other method, dB."""
    best: str
    """The method with the highest PSNR here."""
    flipped: bool
    """The two methods stand in the other order than their means."""
    moved: float
    """Median displacement of the generated image, pixels of the photo."""
    bent: float
    """95th percentile of what remains after the global motion, pixels of the photo."""


@dataclass(frozen=True, eq=False)
class RunOverview:
    method: str
    over: str
    images: tuple[RunImage, ...]
    """In the set's order; those without a prediction of either method are left out."""
    psnr: dict[str, list[float]]
    """Method → PSNR of every image that has it, for distributions."""

    def ordered(self, by: str, *, worst_first: bool = True) -> list[RunImage]:
        """By a field of `RunImage`; unknown values last. Worst: lowest PSNR, SSIM and gain, highest bend and motion."""
        falling = (by in ("bent", "moved")) == worst_first

        def key(row: RunImage) -> tuple[bool, Any]:
            value = getattr(row, by)
            if isinstance(value, float):
                return math.isnan(value), -value if falling else value
            return False, value

        found = sorted(self.images, key=key)
        return found[::-1] if by == "image" and not worst_first else found


def run_overview(
    run: Path, scores: RunScores, *, method: str | None = None, over: str | None = None
) -> RunOverview:
    """`method` against `over`, by default the run's last guided result (else its last method) against the first baseline
    (else the degraded image). Raises InputError for methods that the run does not have."""
    methods = scores.manifest.methods
    mine = _named(methods, method or default_method(methods))
    other = _named(methods, over or default_reference(methods, mine.name))
    psnr = _wide(scores.table, "psnr")
    ssim = _wide(scores.table, "ssim")
    both = psnr[[mine.name, other.name]].dropna() if mine.name != other.name else psnr[[mine.name]].dropna()
    mean_gain = float((both[mine.name] - both[other.name]).mean()) if len(both) else math.nan
    generated = _generated_for(methods, mine)
    rows = []
    for facts in scores.manifest.files:
        if facts.image not in both.index:
            continue
        here = psnr.loc[facts.image]
        gain = float(here[mine.name] - here[other.name]) if mine != other else math.nan
        moved, bent = _displacement(run, generated, facts.image)
        rows.append(
            RunImage(
                facts.image,
                float(here[mine.name]),
                float(ssim.loc[facts.image, mine.name]),
                gain,
                str(here.dropna().idxmax()),
                bool(gain * mean_gain < 0),
                moved,
                bent,
            )
        )
    distributions = {
        m.name: [float(v) for v in psnr[m.name].dropna()] for m in methods if m.name in psnr.columns
    }
    return RunOverview(mine.name, other.name, tuple(rows), distributions)


def default_method(methods: Sequence[RunMethod]) -> str:
    guided = [m.name for m in methods if m.kind == "guided"]
    return guided[-1] if guided else methods[-1].name


def default_reference(methods: Sequence[RunMethod], method: str) -> str:
    baselines = [m.name for m in methods if m.kind == "baseline" and m.name != method]
    return baselines[0] if baselines else methods[0].name


def _wide(table: pd.DataFrame, metric: str) -> pd.DataFrame:
    return table.pivot(index="image", columns="method", values=metric)


def _named(methods: Sequence[RunMethod], name: str) -> RunMethod:
    found = next((m for m in methods if m.name == name), None)
    if found is None:
        known = ", ".join(m.name for m in methods)
        raise InputError(f"{printable(name)}: expected a method of this run ({known}).")
    return found


def _generated_for(methods: Sequence[RunMethod], method: RunMethod) -> RunMethod | None:
    """The generated image that a method used, else the run's first one."""
    found = [m for m in methods if m.kind == "generated"]
    own = [m for m in found if m.generator == method.generator]
    return next(iter(own or found), None)


def _displacement(run: Path, generated: RunMethod | None, image: str) -> tuple[float, float]:
    if generated is None:
        return math.nan, math.nan
    try:
        report = json.loads(record_path(run, generated, image).read_text("utf-8"))["distortion"]
        moved, bent = report["motion_px"], (report["residual_px"] or {}).get("p95")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return math.nan, math.nan
    if report.get("reason"):  # cannot be judged
        return math.nan, math.nan
    return _number(moved), _number(bent)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else math.nan
