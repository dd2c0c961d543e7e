"""The table says what comparison.json says, and does not say more than was measured."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from app.rendering.influence import influence_table, percent
from restoration import Influence, LeakedGeometry, StoredInfluence


def found(leak: LeakedGeometry, **changes: Any) -> StoredInfluence:
    values: dict[str, Any] = {
        "map": np.zeros((2, 2), np.float32), "differs": 0.9, "taken": 0.42, "mostly": 0.3, "wanted_levels": 17.2,
        "detail": 0.3, "invented": 0.12, "invented_level": "slight", "through": (), "leak": leak,
    }  # fmt: skip
    influence = Influence(**(values | changes))
    return StoredInfluence(
        **{f.name: getattr(influence, f.name) for f in fields(influence) if f.name != "map"}
    )


@pytest.fixture
def leak() -> LeakedGeometry:
    return LeakedGeometry("clear", 0.8, 0.31, 0.02, 0.123, 0.5, 0.111, 0.4, 0.01)


def test_every_number_is_there(leak: LeakedGeometry) -> None:
    table = influence_table(found(leak))
    for words in (
        "42 %",
        "90 %",
        "17 grey levels",
        "12 % of the detail in hallucinated places",
        "30 %",
        "0.12 px",
    ):
        assert words in table
    assert "0.11 px" in table
    assert "31 % of its unaligned detail, as a ghost" in table
    assert "zoom" not in table  # the motion's share was not measurable
    assert "pg-slight'>slight" in table
    assert "pg-clear'>clear" in table


def test_what_was_not_measurable_is_said(leak: LeakedGeometry) -> None:
    nothing = LeakedGeometry("unknown", 0.01, float("nan"))
    table = influence_table(
        found(nothing, taken=np.nan, invented=np.nan, invented_level="unknown", detail=np.nan)
    )
    assert "too alike to tell" in table
    assert "No hallucinated place" in table
    assert "Not measurable: only 1 %" in table
    assert "nan" not in table.lower()


def test_without_a_guided_result_there_is_no_table() -> None:
    assert influence_table(None) == ""


def test_shares_as_text() -> None:
    assert (percent(float("nan")), percent(-0.01), percent(0.126)) == ("–", "0 %", "13 %")
