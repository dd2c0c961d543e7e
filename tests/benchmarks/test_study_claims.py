"""Verdicts of the study follow their written rules, and its page is that of the stored results."""

from __future__ import annotations

import json
from typing import Any

from benchmarks import docs
from benchmarks.study_claims import NOT, SUPPORTED, UNDECIDED, experiments


def rows(
    gain: float, aligned: float = 3.0, spread: float = 0.2, level: str = "clear"
) -> list[dict[str, Any]]:
    levels = dict.fromkeys(("proportions", "positions", "quantities", "viewpoint"), level)
    return [
        {
            "set": "x", "task": "haze", "image": f"{n}.png", "network": "haze/dcp", "alone": 20.0 + n, "levels": levels,
            "with_prior": 20.0 + n + gain + spread * (n % 3 - 1), "raw": 15.0, "aligned": 15.0 + aligned + spread * (n % 3 - 1),
            "toned": 19.0,
        }
        for n in range(12)
    ]  # fmt: skip


def real(levels: list[str]) -> list[dict[str, Any]]:
    return [
        {"generator": "G", "pair": str(n), "judged": True, "moved": 1.0,
         "levels": dict.fromkeys(("proportions", "positions", "quantities", "viewpoint"), level)}
        for n, level in enumerate(levels)
    ]  # fmt: skip


def verdicts(found: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    return {e["id"]: (e["simulated"], e["real"]) for e in found}


def test_a_gain_supports_a_loss_refutes_and_noise_decides_nothing() -> None:
    seen = real(["clear"] * 20)
    assert verdicts(experiments(rows(2.0), seen))["3"] == (SUPPORTED, UNDECIDED)
    assert verdicts(experiments(rows(-2.0), seen))["3"] == (NOT, UNDECIDED)
    assert verdicts(experiments(rows(0.05, spread=2.0), seen))["3"] == (UNDECIDED, UNDECIDED)
    assert verdicts(experiments(rows(2.0), seen))["1"][0] == SUPPORTED
    assert (
        verdicts(experiments(rows(2.0, aligned=-3.0), seen))["1"][0] == UNDECIDED
    )  # one supports, one refutes


def test_distortions_are_counted_among_what_can_be_judged() -> None:
    assert verdicts(experiments(rows(1.0), real(["clear"] * 20)))["2"] == (SUPPORTED, SUPPORTED)
    assert verdicts(experiments(rows(1.0), real(["none"] * 60)))["2"][1] == NOT
    assert verdicts(experiments(rows(1.0), real(["unknown"] * 20)))["2"][1] == UNDECIDED
    assert verdicts(experiments(rows(1.0), real(["none"] * 2 + ["clear"])))["2"][1] == UNDECIDED
    table = experiments(rows(1.0), real(["none", "severe", "unknown"]))[1]["tables"][0]
    assert table["rows"] == [["G", "3", *["1 / 0 / 0 / 1 / 1"] * 4]]


def test_simulated_and_real_never_stand_in_one_table() -> None:
    for experiment in experiments(rows(1.0), real(["clear"] * 5)):
        for table in experiment["tables"]:
            assert ("Simulated" in table["caption"]) != ("Real" in table["caption"])


def test_the_page_is_that_of_the_stored_results() -> None:
    assert docs.RESULTS.read_text("utf-8") == docs.rendered(json.loads(docs.STUDY_JSON.read_text("utf-8")))
    assert docs.STUDY_FILES.read_text("utf-8").startswith("set,file,sha256\n")
