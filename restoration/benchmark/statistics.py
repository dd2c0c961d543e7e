"""Means with intervals, paired tests and ranks over images: SciPy's methods, chosen and named here.

Intervals: percentile bootstrap over images, 95 %, 9,999 resamples, fixed seed. Paired tests: Wilcoxon's signed-rank
test, two-sided, on differences over the images that both methods have; p values of one table corrected by Holm's
method. Ranks: 1 is best, ties share the mean rank, averaged over the images that all methods have.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

RESAMPLES = 9999
LEVEL = 0.95
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
