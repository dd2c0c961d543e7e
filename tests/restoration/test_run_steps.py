"""Progress of a run: it grows, never falls back, ends at 1, and a step is where a run can be stopped."""

from __future__ import annotations

import pytest

from restoration.control import RunControl
from restoration.errors import Cancelled
from restoration.steps import RunSteps


def test_progress_grows_over_the_planned_steps_and_ends_at_one() -> None:
    said: list[tuple[float, str]] = []
    steps = RunSteps(
        RunControl(lambda fraction, message: said.append((fraction, message))),
        ["baseline", "align"],
        others=2,
    )
    for name in ("baseline", "align", "others", "scores"):
        with steps(name) as control:
            control.report(0.5, "half")
    steps.finish()
    fractions = [fraction for fraction, _ in said]
    assert fractions == sorted(fractions)
    assert fractions[0] == pytest.approx(0.02)
    assert fractions[-1] == 1.0
    weights = {"baseline": 23, "align": 20, "others": 30, "scores": 7}
    assert fractions[1] == pytest.approx(0.02 + 0.98 * 23 / 2 / sum(weights.values()))
    assert fractions[4] == pytest.approx(0.02 + 0.98 * 43 / sum(weights.values()))
    assert said[1][1] == "Restoring without a prior: half"
    assert set(steps.timings_s) == {*weights, "total"}


def test_a_step_that_begins_again_does_not_take_the_bar_back() -> None:
    said: list[float] = []
    steps = RunSteps(RunControl(lambda fraction, _: said.append(fraction)), ["baseline"], others=0)
    with steps("baseline") as control:
        control.report(0.8, "tiles")
        control.report(0.1, "smaller tiles")
    assert said[1] == said[2] > said[0]


def test_a_run_is_stopped_before_its_next_step_and_inside_one() -> None:
    stop = [False]
    steps = RunSteps(RunControl(cancelled=lambda: stop[0]), ["baseline", "align"], others=0)
    with steps("baseline") as control:
        stop[0] = True
        with pytest.raises(Cancelled):
            control.check("inside")
    with pytest.raises(Cancelled, match="Nothing was kept"), steps("align"):
        pass
    assert "align" not in steps.timings_s
