"""The steps of one comparison: reported, timed, and where it can be stopped."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from restoration.control import RunControl

_STEPS = {
    "baseline": (23, "Restoring without a prior"),
    "align": (20, "Aligning the generated image"),
    "distortion": (15, "Measuring the distortion"),
    "guided": (20, "Restoring with the prior"),
    "influence": (13, "Measuring what of it reached the result"),
    "others": (15, "Measuring the other images"),
    "scores": (7, "Scoring"),
}
"""step → (its share of the time, for "others" that of one image; what the user reads), in their order."""


class RunSteps:
    """Reports, times and can stop the steps of one run."""

    def __init__(self, control: RunControl, planned: Sequence[str], *, others: int) -> None:
        """`planned` are the steps of `_STEPS` that this run takes, but for "others" and "scores"."""
        self._control = control
        weights = {name: _STEPS[name][0] for name in planned}
        weights |= {"others": others * _STEPS["others"][0], "scores": _STEPS["scores"][0]}
        total, before = sum(weights.values()), 0
        self._span: dict[str, tuple[float, float]] = {}
        for name, weight in weights.items():
            self._span[name] = (0.02 + 0.98 * before / total, 0.02 + 0.98 * (before + weight) / total)
            before += weight
        self._started = time.perf_counter()
        self._reached = 0.0
        self.timings_s: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[RunControl]:
        """One of `_STEPS`; yields the control of what runs inside, from its fraction to the next one's."""
        self._control.check("Stopped before the end, as asked. Nothing was kept.")
        message = _STEPS[name][1]
        start, end = self._span[name]
        self._report(start, message)
        started = time.perf_counter()
        yield RunControl(
            lambda fraction, part: self._report(start + (end - start) * fraction, f"{message}: {part}"),
            self._control.cancelled,
        )
        self.timings_s[name] = round(time.perf_counter() - started, 4)

    def _report(self, fraction: float, message: str) -> None:
        # A model that begins again, in tiles or elsewhere, does not take the bar back.
        self._reached = max(self._reached, fraction)
        self._control.report(self._reached, message)

    def finish(self) -> None:
        self.timings_s["total"] = round(time.perf_counter() - self._started, 4)
        self._report(1.0, "Done")
