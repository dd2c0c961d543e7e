"""The summary of a run as JSON, Markdown and LaTeX: one row a method, signs, infinities and what is not there."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from restoration.benchmark.runs import RunMethod
from restoration.benchmark.summary import HEADER, summary_cells, summary_json, summary_markdown, summary_tex
from restoration.errors import InputError

PSNR = {"photo": (10.0, 12.0, 11.0), "dcp": (20.0, 21.0, 22.0), "guided_1": (25.0, 20.0, 26.0)}


@pytest.fixture
def manifest() -> Any:
    methods = [
        RunMethod("photo", "photo"),
        RunMethod("dcp", "baseline"),
        RunMethod("guided_1", "guided", simulated=True),
    ]
    return SimpleNamespace(
        methods=methods, schema=1, set="o-haze", files=(1, 2, 3), models={"haze/dcp": {"label": "x"}}
    )


def table(against: str = "truth", protocols: tuple[str, ...] = ("rgb",)) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "method": m,
            "image": f"{n}.png",
            "protocol": p,
            "psnr": value,
            "ssim": value / 100,
            "against": against,
        }
        for p in protocols
        for m, values in PSNR.items()
        for n, value in enumerate(values)
    )


def test_differences_are_to_the_first_baseline_or_to_the_method_asked_for(manifest: Any) -> None:
    rows = summary_json(table(), manifest)["protocols"]["rgb"]["psnr"]
    assert [row["method"] for row in rows] == list(PSNR)
    assert [row["mean"] for row in rows] == pytest.approx([11.0, 21.0, 71 / 3])
    assert rows[2]["difference"] == pytest.approx((5 - 1 + 4) / 3)
    assert rows[0]["difference"] == pytest.approx(-10)
    assert [row["wins"] for row in rows] == [0, 1, 2]
    other = summary_json(table(), manifest, "photo")
    assert other["reference"] == "photo"
    assert other["protocols"]["rgb"]["psnr"][1]["difference"] == pytest.approx(10)
    with pytest.raises(InputError, match="--reference best: expected one of photo, dcp, guided_1"):
        summary_json(table(), manifest, "best")


def test_it_is_json_and_holds_every_protocol(manifest: Any) -> None:
    summary = summary_json(table(protocols=("rgb", "y")), manifest)
    assert list(json.loads(json.dumps(summary, allow_nan=False))["protocols"]) == ["rgb", "y"]


def test_markdown_warns_of_change_and_of_simulation(manifest: Any) -> None:
    text = summary_markdown(summary_json(table("input"), manifest))
    assert "the numbers are change from input, not quality" in text
    assert "Simulated generator, not a real one: guided_1." in text
    assert text.count("\n## ") == 2
    assert "change from input" not in summary_markdown(summary_json(table(), manifest))


def test_latex_escapes_names(manifest: Any) -> None:
    text = summary_tex(summary_json(table(), manifest))
    assert r"guided\_1 & 3 & " in text
    assert text.count(r"\begin{tabular}") == text.count(r"\end{tabular}") == 2


def cells(**changes: Any) -> list[str]:
    row = {"method": "a", "n": 3, "mean": 21.004, "low": 20.0, "high": 22.5, "mean_rank": 1.333, "wins": 2,
           "difference": -0.5, "difference_low": -1.0, "difference_high": 0.25, "p_holm": 0.0125}  # fmt: skip
    return summary_cells(row | changes, "psnr")


def test_cells_stand_under_their_headings() -> None:
    found = dict(zip(HEADER, cells(), strict=True))
    assert found["mean"] == "21.00"
    assert found["95 % interval"] == "20.00 to 22.50"
    assert found["difference to {reference}"] == "-0.50 [-1.00, +0.25]"
    assert found["p (Holm)"] == "0.013"


def test_infinities_and_what_is_missing() -> None:
    assert cells(mean="inf", difference="-inf", difference_low=None)[2:7:4] == ["∞", "−∞"]
    assert cells(mean=None, low=None, difference=None, difference_low=None, p_holm=None)[2:] == [
        "–", "–", "1.33", "2", "–", "–",
    ]  # fmt: skip
    assert cells(p_holm=0.0002)[-1] == "< 0.001"
