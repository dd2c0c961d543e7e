from __future__ import annotations

import pytest

from restoration.control import UNCONTROLLED, RunControl
from restoration.errors import Cancelled


def test_a_part_reports_inside_its_callers_fractions() -> None:
    seen: list[tuple[float, str]] = []
    whole = RunControl(lambda fraction, message: seen.append((fraction, message)))
    half = whole.part(0.5, 1.0)
    half.report(0.0, "begin")
    half.part(0.5, 1.0).report(1.0, "end")
    half.part(0.5, 1.0).report(0.0, "middle")
    assert seen == [(0.5, "begin"), (1.0, "end"), (0.75, "middle")]


def test_a_part_can_be_stopped_as_the_whole() -> None:
    answers = iter([False, True])
    part = RunControl(lambda *_: None, lambda: next(answers)).part(0.0, 0.5)
    part.check("stopped too early")
    with pytest.raises(Cancelled, match="as asked"):
        part.check("Stopped, as asked.")


def test_without_callbacks_nothing_is_reported_and_nothing_stops() -> None:
    UNCONTROLLED.report(0.5, "unheard")
    UNCONTROLLED.check("never")
    assert not UNCONTROLLED.part(0.0, 1.0).stopped
