from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from app.plots import displacement_histogram, scatter, stage_waterfall
from app.session_table import COLUMNS
from restoration import StageScore

STAGES = (
    StageScore("raw", 14.0, 0.4, 1.0),
    StageScore("global", 20.0, 0.6, 0.9),
    StageScore("dense", 19.5, 0.7, 0.9),
)


def report(against: str = "truth") -> Any:
    return SimpleNamespace(ladder_against=against, null_gain_db=0.4, ladder=STAGES)


def test_the_waterfall_starts_raw_and_adds_up() -> None:
    figure = stage_waterfall(report(), STAGES, "y")
    assert figure is not None
    assert list(figure.data[0].y) == [14.0, 6.0, -0.5]
    assert list(figure.data[0].customdata) == ["100 %", "90 %", "90 %"]
    assert "Null gain +0.40 dB (RGB)" in figure.layout.title.text
    assert "dB (Y)" in figure.layout.yaxis.title.text
    assert "ground truth" in figure.layout.yaxis.title.text


def test_the_figure_on_the_tallest_bar_has_room() -> None:
    figure = stage_waterfall(report(), STAGES, "rgb")
    assert figure is not None
    low, high = figure.layout.yaxis.range
    assert low == 0
    assert high >= 1.1 * 20.0
    assert figure.data[0].cliponaxis is False


def test_change_from_input_is_named_so() -> None:
    figure = stage_waterfall(report("input"), STAGES, "rgb")
    assert figure is not None
    assert "change, not quality" in figure.layout.yaxis.title.text


def test_infinite_or_missing_stages_are_left_out() -> None:
    stages = [StageScore("raw", float("inf"), 1.0, 1.0), StageScore("x", float("nan"), 0.0, 0.0)]
    assert stage_waterfall(report(), stages, "rgb") is None


def test_histogram() -> None:
    figure = displacement_histogram({"edges_px": [0, 1, 2], "motion": [0.2, 0.8], "residual": [0.9, 0.1]})
    assert figure is not None
    assert [list(bar.y) for bar in figure.data] == [[20.0, 80.0], [90.0, 10.0]]
    assert displacement_histogram({}) is None


def test_points_say_what_the_table_says_and_photos_without_both_numbers_are_left_out() -> None:
    row = {"id": "a", "name": "<i>a</i>", "numbers": dict.fromkeys(COLUMNS) | {"moved": 1.0, "gain": -2.0}}
    figure = scatter([row, {"id": None, "name": "x", "error": "no"}], "moved", "gain")
    assert figure is not None
    assert figure["data"][0]["text"] == ["&lt;i&gt;a&lt;/i&gt;: 1.0, −2.00"]
    assert scatter([row], "influence", "gain") is None


def test_figures_stand_out_from_their_bars() -> None:
    figure = stage_waterfall(report(), STAGES, "y")
    assert figure is not None
    bars = json.loads(figure.to_json())["data"][0]
    ink = _luminance(bars["insidetextfont"]["color"])
    for part in ("increasing", "decreasing", "totals"):
        ground = _luminance(bars[part]["marker"]["color"])
        assert (ink + 0.05) / (ground + 0.05) >= 4.5, part


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
