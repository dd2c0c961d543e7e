from __future__ import annotations

import csv
import io
import json
from types import SimpleNamespace
from typing import Any

import pytest

from app.session_table import COLUMNS, as_csv, as_json, axes, flags, numbers, ordered, sorted_by, summary
from restoration import PaneScores, StoredComparison


def data(
    guided: float = 25.0, baseline: float = 20.0, aligned: float = 22.0, ssim: float = 0.9, **more: Any
) -> StoredComparison:
    scores = {
        "generated": PaneScores(14.0, 0.4, "rgb"),
        "aligned": PaneScores(aligned, 0.8, "rgb"),
        "baseline": PaneScores(baseline, 0.7, "rgb"),
        "guided": PaneScores(guided, ssim, "rgb"),
    }
    values: dict[str, Any] = {"scored_against": "truth", "distortion": report()} | more
    return StoredComparison(task="haze", scores=scores, models={}, **values)


def report(same_scene: bool = True, judged: float = 0.8, reason: str = "") -> Any:
    return SimpleNamespace(
        same_scene=same_scene, motion_px=3.5, fractions={"invented": 0.02}, judged=judged, reason=reason
    )


def test_numbers() -> None:
    found = numbers(data())
    assert set(found) == set(COLUMNS)
    assert found["gain"] == pytest.approx(5.0)
    assert found["moved"] == 3.5
    assert found["invented"] == 2.0
    assert found["judged"] == 80.0


def test_what_cannot_be_judged_has_no_numbers() -> None:
    hidden = data(distortion=report(judged=0.1, reason="fog"))
    found = numbers(hidden)
    assert found["moved"] is found["invented"] is None
    assert found["judged"] == 10.0
    assert flags(hidden) == ["distortion cannot be judged"]


def test_without_truth_there_is_no_quality() -> None:
    found = numbers(data(scored_against="input"))
    assert found["psnr"] is found["gain"] is None
    assert found["moved"] == 3.5
    assert flags(data(scored_against="input")) == []


def test_infinite_scores_are_no_number() -> None:
    assert numbers(data(guided=float("inf")))["psnr"] is None


def test_flags_name_rank_flips_and_losses() -> None:
    assert flags(data()) == []
    assert flags(data(ssim=0.6)) == ["PSNR prefers guided, SSIM aligned"]
    assert "guided loses to the baseline" in flags(data(guided=19.0))
    assert "guided loses to the aligned generated image" in flags(data(guided=21.0))
    assert flags(data(distortion=report(same_scene=False))) == ["distortion cannot be judged"]


def row(name: str, gain: float | None, moved: float | None = None) -> dict[str, Any]:
    return {
        "id": name,
        "name": name,
        "numbers": dict.fromkeys(COLUMNS) | {"gain": gain, "moved": moved},
        "flags": [],
    }


def test_worst_first_means_small_gains_and_large_motions() -> None:
    rows = [row("a", 2.0, 1.0), row("b", None), row("c", -1.0, 9.0), {"id": None, "name": "x", "error": "no"}]
    assert [r["name"] for r in ordered(rows, "gain", worst_first=True)] == ["c", "a", "b", "x"]
    assert [r["name"] for r in ordered(rows, "gain", worst_first=False)] == ["a", "c", "b", "x"]
    assert ordered(rows, "moved", worst_first=True)[0]["name"] == "c"


def test_summary() -> None:
    assert summary([row("a", 2.0), row("b", -1.0)]) == (
        "2 photos; guided beats the baseline on 1 of 2, by +0.5 dB on average."
    )
    assert "3 photos; 1 failed; guided" in summary([row("a", 2.0), row("b", -1.0), FAILED])
    assert summary([FAILED]) == "1 photo; 1 failed."


def influence(taken: float = 0.44, level: str = "none", excess_px: float = 0.21) -> Any:
    return SimpleNamespace(taken=taken, leak=SimpleNamespace(level=level, excess_px=excess_px))


FAILED = {"id": None, "name": "x", "error": "The file is damaged."}


def test_the_priors_influence_is_a_column_like_the_others() -> None:
    found = numbers(data(influence=influence()))
    assert found["influence"] == pytest.approx(44.0)
    assert found["leaked"] == pytest.approx(0.21)
    assert numbers(data(influence=influence(taken=-0.02)))["influence"] == 0.0
    rows = [row("a", 1.0), row("b", 1.0) | {"numbers": {"influence": 9.0}}]
    assert [r["name"] for r in ordered(rows, "influence", worst_first=True)] == ["b", "a"]


def test_without_a_prior_guided_result_there_is_no_influence() -> None:
    for missing in (data(), data(influence=None)):
        assert numbers(missing)["influence"] is numbers(missing)["leaked"] is None
    unknown = influence(float("nan"), "unknown", float("nan"))
    assert numbers(data(influence=unknown))["influence"] is None


def test_leaked_geometry_is_worth_a_look() -> None:
    assert flags(data(influence=influence())) == []
    leaking = influence(level="severe", excess_px=4.0)
    assert flags(data(influence=leaking)) == ["geometry leaked: severe"]


def test_csv_and_json_hold_what_the_table_shows_and_failures() -> None:
    rows = [row("a, b", -2.5) | {"task": "Haze"}, FAILED]
    first, failed = csv.DictReader(io.StringIO(as_csv(rows)))
    assert first["photo"] == "a, b"
    assert float(first["gain_db"]) == -2.5
    assert first["prior_influence_percent"] == first["error"] == ""
    assert (failed["state"], failed["error"]) == ("failed", "The file is damaged.")
    loaded = json.loads(as_json(rows))
    assert loaded["protocol"] == "rgb"
    assert loaded["photos"][0]["gain_db"] == -2.5
    assert loaded["photos"][0]["prior_influence_percent"] is None
    assert {c.field for c in COLUMNS.values()} < set(loaded["photos"][1])
    assert as_csv([]).strip() == ""


@pytest.mark.parametrize("name", ["=1+1", "+1", "-x", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"])
def test_no_cell_is_a_formula_to_a_spreadsheet(name: str) -> None:
    rows = [row(name, -2.5), {"id": None, "name": "x", "error": name}]
    first, second = csv.DictReader(io.StringIO(as_csv(rows), newline=""))
    assert first["photo"] == f"'{name}"
    assert second["error"] == f"'{name}"
    assert float(first["gain_db"]) == -2.5


def test_axes_without_ground_truth_are_those_of_distortion() -> None:
    bent = [{"numbers": {"moved": 3.0, "invented": 2.0}}, {"numbers": {"moved": 1.0, "invented": None}}]
    assert axes(bent, "moved", "gain") == ("moved", "invented")
    assert axes(bent, "psnr", "gain") == ("moved", "invented")
    assert axes([{"numbers": {"moved": 3.0, "gain": 2.0}}], "moved", "gain") == ("moved", "gain")
    assert sorted_by(bent, "gain") == "moved"
    assert sorted_by([], "gain") == "gain"


def test_without_truth_large_distortion_is_worth_a_look() -> None:
    bent = SimpleNamespace(
        same_scene=True,
        reason="",
        judged=0.9,
        motion_px=40.0,
        fractions={"invented": 0.08},
        canvas=SimpleNamespace(reference_size=(800, 600)),
    )
    assert flags(data(scored_against="input", distortion=bent)) == [
        "hallucinated 8 % of the frame", "moved 4.0 % of the diagonal",
    ]  # fmt: skip
