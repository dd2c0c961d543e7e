"""Verdicts of the study follow their written rules, and its page is that of the stored results."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks import docs_study as docs
from benchmarks.study_claims import experiments
from benchmarks.study_conditions import conditions, ranges, simulated_ranges
from benchmarks.study_runs import SetRows
from benchmarks.study_verdicts import NOT, SUPPORTED, UNDECIDED, of_zero, together, written
from benchmarks.study_weak import weak

COMPLAINTS = ("proportions", "positions", "quantities", "viewpoint")


def rows(
    gain: float, aligned: float = 3.0, spread: float = 0.2, level: str = "clear", simulated: bool = True
) -> SetRows:
    found = SetRows()
    for n in range(12):
        noise = spread * (n % 3 - 1)
        row = {"set": "x", "task": "haze", "image": f"{n}.png", "generator": "G", "simulated": simulated}
        found.images.append(
            {**row, "reference": 20.0 + n, "raw": 15.0, "aligned": 15.0 + aligned + noise, "toned": 19.0,
             "levels": dict.fromkeys(COMPLAINTS, level)}
        )  # fmt: skip
        found.networks.append(
            {**row, "network": "haze/dcp", "alone": 20.0 + n, "with_prior": 20.0 + n + gain + noise}
        )
    return found


def real(levels: list[str]) -> list[dict[str, Any]]:
    return [
        {"generator": "G", "pair": str(n), "judged": True, "moved": 1.0, "levels": dict.fromkeys(COMPLAINTS, level)}
        for n, level in enumerate(levels)
    ]  # fmt: skip


def verdicts(simulated: SetRows, pairs: list[dict[str, Any]], released: SetRows | None = None) -> Any:
    found = experiments(simulated, released or SetRows(), pairs)
    return {e["id"]: (e["simulated"], e["real"]) for e in found}


def test_a_gain_supports_a_loss_refutes_and_noise_decides_nothing() -> None:
    seen = real(["clear"] * 20)
    assert verdicts(rows(2.0), seen)["3"] == (SUPPORTED, UNDECIDED)
    assert verdicts(rows(-2.0), seen)["3"] == (NOT, UNDECIDED)
    assert verdicts(rows(0.05, spread=2.0), seen)["3"] == (UNDECIDED, UNDECIDED)
    assert verdicts(rows(2.0), seen)["1"][0] == SUPPORTED
    assert verdicts(rows(2.0, aligned=-3.0), seen)["1"][0] == NOT


def test_released_outputs_decide_the_real_column() -> None:
    found = verdicts(rows(-2.0), [], rows(2.0, simulated=False))
    assert found["1"] == (SUPPORTED, SUPPORTED)
    assert found["2"] == (SUPPORTED, SUPPORTED)
    assert found["3"] == (NOT, SUPPORTED)


def test_few_images_decide_nothing() -> None:
    assert of_zero([1.0] * 5) == UNDECIDED
    assert of_zero([1.0] * 6) == SUPPORTED
    assert of_zero([]) == UNDECIDED
    assert together([]) == UNDECIDED
    assert written([1.0]) == "+1.00"
    assert written([]) == "–"


def test_distortions_are_counted_among_what_can_be_judged() -> None:
    assert verdicts(rows(1.0), real(["clear"] * 20))["2"] == (SUPPORTED, SUPPORTED)
    assert verdicts(rows(1.0), real(["none"] * 60))["2"][1] == NOT
    assert verdicts(rows(1.0), real(["unknown"] * 20))["2"][1] == UNDECIDED
    assert verdicts(rows(1.0), real(["none"] * 2 + ["clear"]))["2"][1] == UNDECIDED
    table = experiments(rows(1.0), SetRows(), real(["none", "severe", "unknown"]))[1]["tables"][0]
    assert table["rows"] == [["G", "3", *["1 / 0 / 0 / 1 / 1"] * 4]]


def test_weak_supervision_by_network() -> None:
    def change(network: str, by: float) -> list[dict[str, Any]]:
        return [
            {"set": "s", "network": network, "image": str(n), "before": 20.0 + n, "after": 20.0 + n + by}
            for n in range(8)
        ]

    assert weak(change("a", 1.0))["simulated"] == SUPPORTED
    assert weak([*change("a", 1.0), *change("b", -1.0)])["simulated"] == NOT
    assert weak([])["simulated"] == UNDECIDED
    found = weak(change("a", 1.0))
    assert found["real"] == UNDECIDED
    assert found["tables"][0]["rows"] == [["s", "a", "8", "23.50", "24.50", "+1.00 [+1.00, +1.00]"]]


def outputs(photos: int = 8) -> list[dict[str, Any]]:
    """Three prompts, of the first three samples; the samples move by 0.1, the prompts by 1."""
    found = []
    for n in range(photos):
        for prompt, sample, moved in (
            ("a", 1, 1.0),
            ("a", 2, 1.1),
            ("a", 3, 1.05),
            ("b", 1, 2.0),
            ("c", 1, 1.5),
        ):
            found.append(
                {"photo": f"{n}.png", "model": "m", "prompt": prompt, "policy": "pad", "rest": "", "sample": sample,
                 "moved": moved, "aligned": None, "with_prior": None}
            )  # fmt: skip
    return found


def test_ranges_compare_only_what_differs_in_one_thing() -> None:
    found, excess = ranges(outputs(2), "prompt", "moved")
    assert found == pytest.approx([1.0, 1.0])
    assert excess == pytest.approx([0.9, 0.9])  # less the range of the three samples of prompt a
    assert ranges(outputs(2), "sample", "moved") == (pytest.approx([0.1, 0.1]), [])
    assert ranges(outputs(2), "policy", "moved") == ([], [])
    other = outputs(1)
    other[3]["policy"] = other[4]["policy"] = "snap"  # both things differ: prompts a and b are not compared
    assert ranges(other, "prompt", "moved")[0] == pytest.approx([0.5])
    assert ranges(other, "policy", "moved") == ([], [])


def test_verdicts_on_conditions() -> None:
    found = conditions([], outputs())
    assert found["real"] == NOT  # samples differ by 0.1 % of the side, under the 0.2 that counts
    assert any("real: prompt" in line and line.endswith(SUPPORTED) for line in found["effects"])
    assert any("real: canvas policy: nothing to compare" in line for line in found["effects"])
    assert found["simulated"] == UNDECIDED
    assert not any(line.startswith("simulated") for line in found["effects"])
    drawn = [
        {"set": "s", "photo": str(n), "factor": factor, "level": str(k), "moved": None, "aligned": 20.0, "with_prior": 20.0 + gap * k}
        for n in range(8)
        for factor, gap in (("sample", 1.0), ("policy", 1.5))
        for k in range(3)
    ]  # fmt: skip
    found, excess = simulated_ranges(drawn, "policy", "with_prior")
    assert found == [3.0] * 8
    assert excess == [1.0] * 8
    made = conditions(drawn, [])
    assert made["simulated"] == UNDECIDED  # the simulator knows no prompt
    assert made["tables"][0]["rows"][0] == ["prompt", "0", "–", "–", "–"]
    assert made["tables"][0]["rows"][2] == ["repeated samples", "8", "2.00", "0.00", "–"]


def test_simulated_and_real_never_stand_in_one_table() -> None:
    drawn = [
        {
            "set": "s",
            "photo": "p",
            "factor": "sample",
            "level": "0",
            "moved": 1.0,
            "aligned": 2.0,
            "with_prior": 3.0,
        }
    ]
    for experiment in experiments(
        rows(1.0), rows(1.0, simulated=False), real(["clear"] * 5), [], drawn, outputs()
    ):
        for table in experiment["tables"]:
            assert ("Simulated" in table["caption"]) != ("Real" in table["caption"])


def test_the_page_is_that_of_the_stored_results() -> None:
    assert docs.RESULTS.read_text("utf-8") == docs.rendered(json.loads(docs.STUDY_JSON.read_text("utf-8")))
    assert docs.STUDY_FILES.read_text("utf-8").startswith("set,file,sha256\n")
