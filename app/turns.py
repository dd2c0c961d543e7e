"""Whose turn it is on the device. One turn at a time, held by the thread that computes until its work has really
stopped, whatever became of the browser that asked for it.

Within one address turns are taken in the order they were asked for; between addresses they alternate, so that a visitor who
asks for many delays each other one by one turn at most. A run of several photos takes a turn for each.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from restoration import Cancelled

_TICK_S = 0.5
"""Seconds between two checks of a waiting turn for cancellation."""
_TELL_S = 2.0
"""Seconds between two reports to a waiting turn, where nothing changed."""
_MEASURED = 24
_FIXED_MP = 0.3
"""A turn costs as much before its first pixel as so many megapixels do, about."""


@dataclass(frozen=True)
class Place:
    """What a waiting visitor is shown."""

    ahead: int
    """Turns before this one, the running one included."""
    seconds: float | None
    """Until this one begins, by measured durations; None where none was measured yet."""
    running: str
    """What the device does now: "comparison of 1.0 MP, for 3 s"; "" for nothing."""


@dataclass(eq=False)
class _Ticket:
    kind: str
    megapixels: float
    address: str
    began: float = field(default=0.0)


class Turns:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._waiting: OrderedDict[str, deque[_Ticket]] = OrderedDict()
        """address → its tickets; the first address is the next to get a turn."""
        self._running: _Ticket | None = None
        self._measured: dict[str, deque[float]] = {}

    @contextmanager
    def turn(
        self,
        kind: str,
        megapixels: float,
        *,
        address: str = "",
        cancelled: Callable[[], bool] = lambda: False,
        waiting: Callable[[Place], None] = lambda place: None,
    ) -> Iterator[None]:
        """Wait for the device and hold it until the block ends. `waiting` is told the place at first, when it
        changes, and now and then. Raises Cancelled where `cancelled()` before the turn began. Not reentrant."""
        ticket = _Ticket(kind, megapixels, address)
        with self._changed:
            self._waiting.setdefault(address, deque()).append(ticket)
        try:
            self._wait(ticket, cancelled, waiting)
        except BaseException:
            with self._changed:
                self._leave(ticket)
            raise
        try:
            yield
        finally:
            with self._changed:
                self._running = None
                self._learn(kind, megapixels, self._clock() - ticket.began)
                self._changed.notify_all()

    def learn(self, kind: str, megapixels: float, seconds: float) -> None:
        """A duration that was measured elsewhere, for the first estimates."""
        with self._changed:
            self._learn(kind, megapixels, seconds)

    def seconds_left(self) -> float | None:
        """Until everybody who waits now has had their turn; None where nothing was measured yet."""
        with self._changed:
            return self._seconds(self._order())

    def count(self) -> int:
        """Turns asked for, the running one included."""
        with self._changed:
            return len(self._order()) + (self._running is not None)

    # --- below, the lock is held ------------------------------------------------

    def _wait(self, ticket: _Ticket, cancelled: Callable[[], bool], waiting: Callable[[Place], None]) -> None:
        ahead, told_at = -1, 0.0
        while True:
            with self._changed:
                if cancelled():
                    raise Cancelled("Stopped while waiting for the device; nothing was computed.")
                if self._running is None and self._order()[0] is ticket:
                    self._take(ticket)
                    return
                place = self._place(ticket)
            if place.ahead != ahead or self._clock() - told_at >= _TELL_S:
                waiting(place)  # outside the lock: it may be slow, or raise
                ahead, told_at = place.ahead, self._clock()
            with self._changed:
                if self._running is not None or self._order()[0] is not ticket:
                    self._changed.wait(_TICK_S)

    def _take(self, ticket: _Ticket) -> None:
        tickets = self._waiting.pop(ticket.address)
        tickets.popleft()
        if tickets:  # its next turn comes after one of everybody else
            self._waiting[ticket.address] = tickets
        ticket.began = self._clock()
        self._running = ticket

    def _leave(self, ticket: _Ticket) -> None:
        tickets = self._waiting.get(ticket.address)
        if tickets and ticket in tickets:
            tickets.remove(ticket)
            if not tickets:
                del self._waiting[ticket.address]
        self._changed.notify_all()

    def _order(self) -> list[_Ticket]:
        """Those who wait, in the order in which they will get their turns."""
        rounds = max((len(tickets) for tickets in self._waiting.values()), default=0)
        return [t[turn] for turn in range(rounds) for t in self._waiting.values() if turn < len(t)]

    def _place(self, ticket: _Ticket) -> Place:
        before = self._order()
        before = before[: before.index(ticket)]
        now = self._running
        said = f"{now.kind} of {now.megapixels:.1f} MP, for {self._clock() - now.began:.0f} s" if now else ""
        return Place(len(before) + (now is not None), self._seconds(before), said)

    def _seconds(self, tickets: list[_Ticket]) -> float | None:
        costs = [self._estimate(ticket) for ticket in tickets]
        if self._running is not None:
            whole = self._estimate(self._running)
            spent = self._clock() - self._running.began
            costs.append(None if whole is None else max(0.0, whole - spent))
        known = [cost for cost in costs if cost is not None]
        return sum(known) if len(known) == len(costs) else None

    def _estimate(self, ticket: _Ticket) -> float | None:
        measured = self._measured.get(ticket.kind)
        return statistics.median(measured) * (ticket.megapixels + _FIXED_MP) if measured else None

    def _learn(self, kind: str, megapixels: float, seconds: float) -> None:
        kept = self._measured.setdefault(kind, deque(maxlen=_MEASURED))
        kept.append(seconds / (megapixels + _FIXED_MP))
