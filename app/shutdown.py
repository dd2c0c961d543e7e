"""The end of the server: a paid call that is under way is waited for, so that its answer is stored, or its cost stays reserved."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from restoration import InputError

_WAIT_S = 25.0
"""Container platforms kill what has not ended 30 s after SIGTERM."""


class PaidCalls:
    """How many are under way. Once the server is stopping, none begins."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0
        self.stopping = threading.Event()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Around a call. Raises InputError where the server is stopping."""
        with self._changed:
            if self.stopping.is_set():
                raise InputError("The server is stopping. No call was made; try again in a minute.")
            self._count += 1
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def stop(self, wait_s: float = _WAIT_S) -> list[str]:
        """Let none begin, and wait for those under way; what is to be said about them."""
        self.stopping.set()
        # Not with the lock held: the signal may have come while this very thread held it.
        if not self._count:
            return []
        print(
            f"SIGTERM: waiting up to {wait_s:g} s for {_calls(self._count)} under way.",
            file=sys.stderr,
            flush=True,
        )
        before = self._count
        with self._changed:
            self._changed.wait_for(lambda: self._count == 0, wait_s)
        if not self._count:
            return [f"{_calls(before)} came back; what was paid for is stored."]
        return [
            f"{_calls(self._count)} did not come back in time: booked at the estimate, because a bill may follow."
        ]


def end_on_sigterm(calls: PaidCalls, wait_s: float = _WAIT_S) -> None:
    """From now on SIGTERM ends the server as Ctrl+C does, after the paid calls. Main thread only."""

    def end(*_: Any) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for line in calls.stop(wait_s):
            print(f"SIGTERM: {line}", file=sys.stderr, flush=True)
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)


def _calls(count: int) -> str:
    return f"{count} paid call{'' if count == 1 else 's'}"
