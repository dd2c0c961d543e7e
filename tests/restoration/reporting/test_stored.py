"""comparison.json: what is read is what was written, older schemas are read, later and damaged ones refused in words."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from restoration.errors import InputError
from restoration.pipeline import compare, simulated_output
from restoration.records import Comparison
from restoration.reporting import SCHEMA, MethodRecord, StoredComparison, comparison_json
from restoration.synthesis import degrade
from restoration.version import priorlens_version
from tests.conftest import textured


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    truth = textured(96, 128)
    return compare(degrade(truth, "haze"), task="haze", generated=simulated_output(truth), truth=truth)


@pytest.fixture
def written(comparison: Comparison) -> dict[str, Any]:
    return json.loads(json.dumps(comparison_json(comparison), allow_nan=False))


def test_what_is_read_is_what_was_written(written: dict[str, Any]) -> None:
    assert StoredComparison.from_json(written).to_json() == written


def test_it_says_which_code_and_weights_made_it(comparison: Comparison, written: dict[str, Any]) -> None:
    assert (written["schema"], written["priorlens"]) == (SCHEMA, priorlens_version())
    assert priorlens_version().count(".") == 2
    for pane, model in comparison.models.items():
        assert written["models"][pane]["id"] == model
        assert set(written["models"][pane]) == {"id", "sha256", "device", "precision"}
    assert [m["kind"] for m in written["methods"]] == ["photo", "baseline", "guided", "generated"]


def test_numbers_are_numbers(comparison: Comparison, written: dict[str, Any]) -> None:
    stored = StoredComparison.of(comparison)
    assert comparison.distortion is not None
    assert stored.distortion is not None
    assert stored.distortion.ladder == comparison.distortion.ladder
    assert stored.distortion.regions == comparison.distortion.regions
    assert stored.scores["guided"].psnr == comparison.scores["guided"].psnr
    written["scores"]["guided"] |= {"psnr": "inf", "ssim": None}
    read = StoredComparison.from_json(written).scores["guided"]
    assert read.psnr == math.inf
    assert math.isnan(read.ssim)


def test_the_schema_before_this_one_is_read(written: dict[str, Any]) -> None:
    old = {
        k: v
        for k, v in written.items()
        if k not in ("schema", "priorlens", "revision", "methods", "tone", "follow")
    }
    old["models"] = {pane: model["id"] for pane, model in written["models"].items()}
    read = StoredComparison.from_json(old)
    assert read.models["baseline"].id == written["models"]["baseline"]["id"]
    assert read.models["baseline"].sha256 is None
    assert read.priorlens == ""
    assert read.to_json()["schema"] == SCHEMA


@pytest.mark.parametrize("schema", [1, 2])
def test_methods_of_older_files_are_made_from_their_panes(written: dict[str, Any], schema: int) -> None:
    old = {k: v for k, v in written.items() if k != "methods"} | {"schema": schema}
    read = StoredComparison.from_json(old)
    new = StoredComparison.from_json(written)
    assert [(m.kind, m.file, m.scores) for m in read.methods] == [
        (m.kind, m.file, m.scores) for m in new.methods
    ]
    generated = read.methods[-1]
    assert generated.aligned == new.methods[-1].aligned
    assert generated.source is not None
    assert generated.source.label == "simulated"
    for damaged in ({"scores": 5}, {"models": [1]}, {"provenance": "x"}):
        with pytest.raises(InputError):
            StoredComparison.from_json(old | damaged)


def test_a_method_takes_its_place_among_its_kind(written: dict[str, Any]) -> None:
    stored = StoredComparison.from_json(written)
    more = stored.with_method(MethodRecord("baseline", "Another", "another.png"))
    assert [m.file for m in more.methods] == [
        "degraded.png",
        "baseline.png",
        "another.png",
        "guided.png",
        "generated.png",
    ]
    again = more.with_method(MethodRecord("baseline", "Renamed", "another.png"))
    assert [m.label for m in again.methods].index("Renamed") == 2
    assert len(again.methods) == len(more.methods)


def test_what_this_version_does_not_know_is_kept(written: dict[str, Any]) -> None:
    written["later"] = {"x": 1}
    written["distortion"]["later"] = [1]
    written["provenance"]["generated"]["later"] = "y"
    assert StoredComparison.from_json(written).to_json() == written


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema": SCHEMA + 1, "priorlens": "9.9.9"}, "9.9.9"),
        ({"schema": "two"}, "whole number"),
        ({"schema": True}, "whole number"),
        ({"schema": 0}, "whole number"),
        ({"scores": 5}, "scores"),
        ({"scores": {"guided": {"psnr": "many"}}}, "psnr"),
        ({"task": None, "distortion": {"ladder": []}}, "distortion"),
    ],
)
def test_other_schemas_and_damaged_files_are_refused_in_words(
    written: dict[str, Any], change: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        StoredComparison.from_json(written | change)


def test_anything_but_an_object_is_refused() -> None:
    for data in (None, [], "x", 3):
        with pytest.raises(InputError, match="expected an object"):
            StoredComparison.from_json(data)
