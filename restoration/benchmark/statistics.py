"""Means with intervals, paired tests and ranks over images: SciPy's methods, chosen and named here.

Intervals: percentile bootstrap over images, 95 %, 9,999 resamples, fixed seed. Paired tests: Wilcoxon's signed-rank
test, two-sided, on differences over the images that both methods have; p values of one table corrected by Holm's
method. Ranks: 1 is best, ties share the mean rank, averaged over the images that all methods have.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

RESAMPLES = 9999
LEVEL = 0.95
INTERVAL = "95 % percentile bootstrap over images, 9,999 resamples, seed 0"
TEST = "Wilcoxon signed-rank, two-sided, Holm-corrected within this table"
FEWEST = 6
"""Under so many differences that are not zero Wilcoxon's test cannot fall below 0.05 (2 · 2⁻⁵ = 0.0625)."""


def interval(values: Sequence[float]) -> tuple[float, float]:
    """95 % percentile bootstrap interval of the mean; (NaN, NaN) for fewer than two finite values."""
    data = np.asarray(values, np.float64)
    if len(data) < 2 or not np.isfinite(data).all():
        return math.nan, math.nan
    if np.ptp(data) == 0:
        return float(data[0]), float(data[0])
    found = stats.bootstrap(
        (data,),
        np.mean,
        n_resamples=RESAMPLES,
        confidence_level=LEVEL,
        method="percentile",
        rng=np.random.default_rng(0),
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def paired_p(differences: Sequence[float]) -> float:
    """Two-sided p of Wilcoxon's signed-rank test; NaN where too few differences are not zero to decide anything."""
    data = np.asarray(differences, np.float64)
    data = data[np.isfinite(data)]
    if np.count_nonzero(data) < FEWEST:
        return math.nan
    return float(stats.wilcoxon(data).pvalue)


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down correction (Scand. J. Statist. 1979); NaN stays NaN and does not count."""
    known = [(p, i) for i, p in enumerate(p_values) if not math.isnan(p)]
    out = [math.nan] * len(p_values)
    largest = 0.0
    for position, (p, i) in enumerate(sorted(known)):
        largest = max(largest, min(1.0, p * (len(known) - position)))
        out[i] = largest
    return out


def mean_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(images, methods), larger is better → mean rank of each method over the images without NaN."""
    whole = values[~np.isnan(values).any(axis=1)]
    if not len(whole):
        return np.full(values.shape[1], math.nan)
    return np.asarray(stats.rankdata(-whole, axis=1).mean(axis=0), np.float64)


def wins(values: NDArray[np.float64]) -> list[int]:
    """(images, methods) → on how many images each method is the best or shares the best value."""
    whole = values[~np.isnan(values).any(axis=1)]
    if not len(whole):
        return [0] * values.shape[1]
    return [int(n) for n in (whole == whole.max(axis=1, keepdims=True)).sum(axis=0)]


def summarise(
    values: NDArray[np.float64], names: Sequence[str], reference: str, *, larger_is_better: bool = True
) -> list[dict[str, Any]]:
    """(images, methods), NaN where there is none → one row a method: n, mean, low and high of its interval, mean_rank,
    wins, difference to the method `reference` with its interval, p and p_holm."""
    better = values if larger_is_better else -values
    ranks, won = mean_ranks(better), wins(better)
    against = values[:, list(names).index(reference)]
    rows: list[dict[str, Any]] = []
    for column, name in enumerate(names):
        own = values[:, column]
        own = own[~np.isnan(own)]
        low, high = interval(own.tolist())
        with np.errstate(invalid="ignore"):  # identical images: infinite less infinite says nothing
            difference = values[:, column] - against
        difference = difference[~np.isnan(difference)]
        diff_low, diff_high = interval(difference.tolist())
        rows.append(
            {
                "method": name,
                "n": len(own),
                "mean": float(own.mean()) if len(own) else math.nan,
                "low": low,
                "high": high,
                "mean_rank": float(ranks[column]),
                "wins": won[column],
                "difference": float(difference.mean()) if len(difference) else math.nan,
                "difference_low": diff_low,
                "difference_high": diff_high,
                "p": math.nan if name == reference else paired_p(difference.tolist()),
            }
        )
    for row, corrected in zip(rows, holm([row["p"] for row in rows]), strict=True):
        row["p_holm"] = corrected
    return rows
