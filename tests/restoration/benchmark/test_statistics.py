"""Means, intervals, paired tests and ranks once more, by pandas, SciPy and a bootstrap written out here."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from restoration.benchmark import statistics
from restoration.benchmark.statistics import holm, interval, summarise

METHODS = ["degraded", "base", "base+prior", "other"]


def psnr() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    scene = rng.normal(20, 4, 40)
    return pd.DataFrame({m: scene + k + rng.normal(0, 0.8, 40) for k, m in enumerate(METHODS)})


def with_ties() -> pd.DataFrame:
    """SSIM to two digits: many images on which methods are equal."""
    return psnr().rank(pct=True).round(2)


def with_gaps() -> pd.DataFrame:
    """Predictions that are missing, and an image that one method restored exactly."""
    table = psnr()
    table.loc[3, "other"] = math.nan
    table.loc[5:8, "base+prior"] = math.nan
    return table


@pytest.mark.parametrize("made", [psnr, with_ties, with_gaps])
def test_a_summary_is_that_of_pandas_and_scipy(made: object) -> None:
    table: pd.DataFrame = made()  # type: ignore[operator]
    rows = {row["method"]: row for row in summarise(table.to_numpy(), METHODS, "base")}
    whole = table.dropna()
    ranks = whole.rank(axis=1, ascending=False, method="average").mean()
    p_values = {}
    for name in METHODS:
        row, own = rows[name], table[name].dropna()
        assert row["n"] == len(own)
        assert row["mean"] == pytest.approx(own.mean())
        assert row["mean_rank"] == pytest.approx(ranks[name])
        assert row["wins"] == int((whole[name] == whole.max(axis=1)).sum())
        assert_interval((row["low"], row["high"]), own)
        difference = (table[name] - table["base"]).dropna()
        assert row["difference"] == pytest.approx(difference.mean())
        if name == "base":
            assert math.isnan(row["p"])
            assert math.isnan(row["p_holm"])
            continue
        assert_interval((row["difference_low"], row["difference_high"]), difference)
        p_values[name] = stats.wilcoxon(difference).pvalue
        assert row["p"] == pytest.approx(p_values[name])
    ordered = sorted(p_values, key=p_values.__getitem__)
    stepped = [min(1.0, p_values[name] * (len(ordered) - k)) for k, name in enumerate(ordered)]
    for k, name in enumerate(ordered):
        assert rows[name]["p_holm"] == pytest.approx(max(stepped[: k + 1]))


def assert_interval(found: tuple[float, float], values: pd.Series) -> None:
    """Exactly SciPy's percentile bootstrap of the stated seed, and near one written out here with another seed."""
    data = values.to_numpy()
    if np.ptp(data) == 0:
        assert found == (data[0], data[0])
        return
    of_scipy = stats.bootstrap(
        (data,),
        np.mean,
        n_resamples=9999,
        confidence_level=0.95,
        method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval
    assert found == pytest.approx((of_scipy.low, of_scipy.high))
    rng = np.random.default_rng(7)
    means = data[rng.integers(0, len(data), (20_000, len(data)))].mean(axis=1)
    error = data.std() / math.sqrt(len(data))
    assert found == pytest.approx(np.percentile(means, [2.5, 97.5]), abs=0.1 * error)


def test_identical_images_make_a_mean_infinite_and_no_interval() -> None:
    table = psnr()
    table.loc[0, "other"] = math.inf
    row = summarise(table.to_numpy(), METHODS, "base")[3]
    assert row["mean"] == math.inf
    assert math.isnan(row["low"])
    assert row["n"] == 40


def test_too_few_differences_give_no_p() -> None:
    table = psnr().head(5)
    assert all(math.isnan(row["p"]) for row in summarise(table.to_numpy(), METHODS, "base"))
    assert all(math.isnan(row["p_holm"]) for row in summarise(table.to_numpy(), METHODS, "base"))


def test_holm_by_hand_and_what_is_not_known_does_not_count() -> None:
    assert holm([0.01, math.nan, 0.04, 0.03]) == pytest.approx([0.03, math.nan, 0.06, 0.06], nan_ok=True)
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert interval([1.0]) == pytest.approx((math.nan, math.nan), nan_ok=True)
    assert interval([2.0, 2.0, 2.0]) == (2.0, 2.0)
    assert "9,999" in statistics.INTERVAL


def test_where_smaller_is_better_ranks_and_wins_turn_round_and_numbers_do_not() -> None:
    values = psnr().to_numpy()
    larger, smaller = (
        summarise(values, METHODS, "base"),
        summarise(values, METHODS, "base", larger_is_better=False),
    )
    for one, other in zip(larger, smaller, strict=True):
        assert one["mean"] == other["mean"]
        assert one["difference"] == pytest.approx(other["difference"], nan_ok=True)
        assert one["mean_rank"] + other["mean_rank"] == pytest.approx(len(METHODS) + 1)
    assert [row["wins"] for row in smaller] == [
        int((values.argmin(axis=1) == k).sum()) for k in range(len(METHODS))
    ]


def test_six_differences_are_the_fewest_that_are_tested() -> None:
    assert math.isnan(statistics.paired_p([1.0, 2.0, 3.0, 4.0, 5.0, 0.0, math.nan]))
    assert statistics.paired_p([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]) == pytest.approx(2 * 2**-6)
