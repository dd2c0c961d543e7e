"""How a long call is followed and stopped: the two callbacks that travel together, as one record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from restoration.errors import Cancelled

Progress = Callable[[float, str], None]
"""Called with a fraction in [0, 1] and what is being done. Raising `Cancelled` in it stops the work."""


@dataclass(frozen=True)
class RunControl:
    """Both are optional: without them a call reports nothing and cannot be stopped."""

    progress: Progress | None = None
    cancelled: Callable[[], bool] | None = None
    """Asked before every step and between tiles, from the thread that works."""

    def report(self, fraction: float, message: str) -> None:
        """Tell `progress`, if there is one."""
        if self.progress is not None:
            self.progress(fraction, message)

    @property
    def stopped(self) -> bool:
        """Whether the caller asked to stop."""
        return self.cancelled is not None and self.cancelled()

    def check(self, message: str) -> None:
        """Raise Cancelled with `message` if the caller asked to stop."""
        if self.stopped:
            raise Cancelled(message)

    def part(self, start: float, stop: float) -> RunControl:
        """That of a step which takes its caller's progress from fraction `start` to `stop`."""
        report = self.progress
        if report is None:
            return self
        return RunControl(lambda f, message: report(start + (stop - start) * f, message), self.cancelled)


UNCONTROLLED = RunControl()
