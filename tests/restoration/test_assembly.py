"""Panes and methods of a comparison stand in their order, each with its own numbers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from restoration.assembly import MeasuredPrior, cropped_like, methods_of, panes_of
from restoration.methods import Placed
from restoration.records import Scores
from tests.conftest import textured

DEGRADED = textured(20, 24)


def plan(**more: Any) -> Any:
    plain: dict[str, Any] = {"degraded": DEGRADED, "whole_shape": DEGRADED.shape, "output": None, "others": (),
                             "truth": None, "results": (), "generators": ()}  # fmt: skip
    return SimpleNamespace(**(plain | more))


def aligned(level: int) -> Any:
    return SimpleNamespace(warped=np.full_like(DEGRADED, level), note="")


def test_only_what_there_is_becomes_a_pane() -> None:
    assert list(panes_of(plan(), None, None, None, {})) == ["degraded"]
    prior: Any = MeasuredPrior(aligned(3), aligned(4), None, None)  # type: ignore[arg-type]
    given = plan(
        output=SimpleNamespace(image=DEGRADED + 1), truth=DEGRADED + 2, others=(("result-a", DEGRADED, None),)
    )
    placed = {"result-a": Placed(aligned(9), None, "")}
    panes = panes_of(given, prior, DEGRADED + 5, DEGRADED + 6, placed)
    assert list(panes) == [
        "degraded", "generated", "aligned", "baseline", "guided", "result-a", "result-a-aligned", "truth",
    ]  # fmt: skip
    assert panes["aligned"].max() == 3, "its own alignment is shown, not the mean of several samples"
    assert panes["result-a-aligned"].max() == 9


def test_a_result_is_cropped_where_the_photo_was_and_only_there() -> None:
    whole = textured(25, 30)
    cropped = plan(whole_shape=whole.shape)
    np.testing.assert_array_equal(cropped_like(whole, cropped), whole[:20, :24])
    other = textured(40, 48)
    assert cropped_like(other, cropped) is other
    same = textured(20, 24, seed=5)
    assert cropped_like(same, plan()) is same


def test_methods_come_in_order_and_name_their_model() -> None:
    scores = {name: Scores(20.0, 0.5, "rgb") for name in ("degraded", "baseline", "guided")}
    found = list(methods_of(plan(), None, {"baseline": "haze/dcp", "guided": "haze/dcp+prior"}, {}, scores))
    assert [(m.kind, m.pane, m.model) for m in found] == [
        ("photo", "degraded", ""), ("baseline", "baseline", "haze/dcp"), ("guided", "guided", "haze/dcp+prior"),
    ]  # fmt: skip
    assert found[2].label == f"{found[1].label} + prior"
