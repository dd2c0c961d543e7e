"""Who may start a run: one at a time for a session, a few for an address, a bounded number for the page.

A refusal says when to come back. A run ends when its thread has ended, not when its browser has left; one that was
stopped gives its place to the session's next run at once, and the device when it has really stopped (see turns.py).
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from app.turns import Turns
from restoration import InputError


class Busy(InputError):
    """A run was not accepted now; the message says when to come back."""


@dataclass(frozen=True, eq=False)
class Run:
    """Work of one session."""

    session: str
    address: str
    stop: threading.Event = field(default_factory=threading.Event)
    """Set where it is not wanted any more: cancelled, or nobody listens."""


class Runs:
    def __init__(self, turns: Turns, *, most: int, most_per_address: int) -> None:
        self._turns, self._most, self._most_per_address = turns, most, most_per_address
        self._lock = threading.Lock()
        self._runs: list[Run] = []

    def start(
        self,
        session: str,
        address: str,
        work: Callable[[Run], None],
        *,
        admitted: Callable[[], None] = lambda: None,
    ) -> Run:
        """Begin `work(run)` in a thread of its own, once `admitted` has not refused it. Raises Busy, and nothing is
        begun."""
        run = Run(session, address)
        with self._lock:
            self._admit(run)
            admitted()
            self._runs.append(run)

        def body() -> None:
            try:
                work(run)
            finally:
                with self._lock:
                    self._runs.remove(run)

        try:
            threading.Thread(target=body, name="priorlens-run", daemon=True).start()
        except RuntimeError:  # the system has no more threads
            with self._lock:
                self._runs.remove(run)
            raise Busy(f"The server is at its limit. {self._come_back()}") from None
        return run

    def stop(self, session: str) -> bool:
        """Ask the session's runs to stop; whether there was one."""
        with self._lock:
            mine = [run for run in self._runs if run.session == session and not run.stop.is_set()]
        for run in mine:
            run.stop.set()
        return bool(mine)

    def count(self) -> int:
        """Runs whose threads have not ended."""
        with self._lock:
            return len(self._runs)

    def _admit(self, run: Run) -> None:
        wanted = [other for other in self._runs if not other.stop.is_set()]
        if any(other.session == run.session for other in wanted):
            raise Busy("A run of this page is still going. Wait for it, or cancel it first.")
        if sum(other.address == run.address for other in wanted) >= self._most_per_address:
            raise Busy(
                f"{self._most_per_address} runs from your address are waiting already. {self._come_back()}"
            )
        # Stopped ones count here: their threads are still there.
        if len(self._runs) >= self._most:
            raise Busy(f"{self._most} runs are waiting already, which is as many as fit. {self._come_back()}")

    def _come_back(self) -> str:
        left = self._turns.seconds_left()
        return f"Come back in about {rounded_time(left)}." if left else "Come back in a few minutes."


def rounded_time(seconds: float) -> str:
    """A time to wait: "20 s", "3 minutes"; rounded up, as a request that comes too early is refused again."""
    if seconds <= 55:
        return f"{max(5, math.ceil(seconds / 5) * 5)} s"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} minute{'s' if minutes > 1 else ''}"
