"""What the experiments of the study share: verdicts by intervals, and how effects are written."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from restoration.benchmark import statistics

SUPPORTED, NOT, UNDECIDED = "supported", "not supported", "undecided"
FEWEST = 6
"""Under so many images no verdict is given."""


def of_zero(values: Sequence[float]) -> str:
    """The verdict on "the mean is above 0" by its 95 % interval."""
    low, high = statistics.interval(list(values))
    if len(values) < FEWEST or math.isnan(low):
        return UNDECIDED
    return SUPPORTED if low > 0 else NOT if high < 0 else UNDECIDED


def together(verdicts: Sequence[str]) -> str:
    """A claim of several parts: refuted by one, supported by all."""
    if NOT in verdicts:
        return NOT
    return SUPPORTED if verdicts and set(verdicts) == {SUPPORTED} else UNDECIDED


def written(values: Sequence[float], unit: str = "") -> str:
    """Mean and interval: "+1.20 [+0.80, +1.60] dB"; "–" for none."""
    if not values:
        return "–"
    low, high = statistics.interval(list(values))
    text = f"{float(np.mean(values)):+.2f}"
    if not math.isnan(low):
        text += f" [{low:+.2f}, {high:+.2f}]"
    return f"{text} {unit}".strip()


def mean(values: Sequence[float]) -> str:
    return f"{float(np.mean(values)):.2f}" if values else "–"
