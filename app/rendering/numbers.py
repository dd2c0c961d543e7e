"""Numbers of tables as text."""

from __future__ import annotations

import math
from collections.abc import Mapping

from app.typography import minus
from restoration import (
    PaneScores,
)

Scored = Mapping[str, PaneScores]


def best_class(is_best: bool) -> str:
    return " class='pg-best'" if is_best else ""


def decibels(number: float) -> str:
    return "–" if math.isnan(number) else "∞" if number == math.inf else minus(f"{number:.2f}")


def ratio(number: float) -> str:
    return "–" if math.isnan(number) else minus(f"{number:.4f}")
