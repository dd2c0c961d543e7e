"""How much one visitor of a hosted page may ask for: photos an hour, bytes of results a day.

Counted for the person (by cookie) and, five times as much, for the address: so a class behind one address can work, and without
the cookie only the address's share counts. Kept in memory: a restart begins anew.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from app.runs import Busy, rounded_time
from app.visitors import Visitor

_HOUR_S, _DAY_S = 3600.0, 86_400.0
_PEOPLE_PER_ADDRESS = 5


class Quota:
    def __init__(
        self,
        *,
        hourly_photos: int | None,
        daily_bytes: int | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """None: no limit."""
        self._clock = clock
        self._lock = threading.Lock()
        self._photos = _Window(hourly_photos, _HOUR_S)
        self._bytes = _Window(daily_bytes, _DAY_S)
        self._uploads = _Window(daily_bytes, _HOUR_S)

    def take_photos(self, visitor: Visitor, count: int) -> None:
        """Raises Busy, and nothing is counted, where `count` photos more are too many now."""
        with self._lock:
            now = self._clock()
            wait = max(self._photos.wait(*share, count, now) for share in _shares(visitor))
            if wait > 0:
                raise Busy(
                    f"At most {self._photos.most} photos an hour for one visitor, so that everybody gets a turn. "
                    f"{count} more can run in about {rounded_time(wait)}. Come back then."
                )
            wait = max(self._bytes.wait(*share, 0, now) for share in _shares(visitor))
            if wait > 0:
                raise Busy(
                    f"Your results of today take {(self._bytes.most or 0) / 1e6:.0f} MB, the most one visitor may store "
                    f"in a day. Come back in about {rounded_time(wait)}."
                )
            for key, _ in _shares(visitor):
                self._photos.add(key, count, now)

    def take_upload(self, visitor: Visitor, count: int) -> None:
        """Raises Busy where `count` bytes more are too many in this hour: as many as results of a day."""
        with self._lock:
            now = self._clock()
            wait = max(self._uploads.wait(*share, count, now) for share in _shares(visitor))
            if wait > 0:
                raise Busy(
                    f"You have uploaded very much in this hour. Come back in about {rounded_time(wait)}."
                )
            for key, _ in _shares(visitor):
                self._uploads.add(key, count, now)

    def add_bytes(self, visitor: Visitor, count: int) -> None:
        with self._lock:
            for key, _ in _shares(visitor):
                self._bytes.add(key, count, self._clock())


def _shares(visitor: Visitor) -> list[tuple[str, int]]:
    """(key, how many times the quota); without a cookie only the address counts."""
    shares = [(visitor.address, _PEOPLE_PER_ADDRESS)]
    return shares if visitor.person == visitor.address else [(visitor.person, 1), *shares]


class _Window:
    """Sums over the last `seconds`, by key."""

    def __init__(self, most: int | None, seconds: float) -> None:
        self.most, self._seconds = most, seconds
        self._taken: dict[str, deque[tuple[float, int]]] = {}

    def wait(self, key: str, times: int, more: int, now: float) -> float:
        """Seconds until `more` fit; 0 where they fit now."""
        if self.most is None:
            return 0.0
        self._forget(now)
        taken = self._taken.get(key, deque())
        excess = sum(count for _, count in taken) + more - max(self.most * times, more)
        until = now
        for when, count in taken:
            if excess <= 0:
                break
            excess -= count
            until = when + self._seconds
        return until - now

    def add(self, key: str, count: int, now: float) -> None:
        if self.most is not None:
            self._taken.setdefault(key, deque()).append((now, count))

    def _forget(self, now: float) -> None:
        for key in list(self._taken):
            taken = self._taken[key]
            while taken and now - taken[0][0] >= self._seconds:
                taken.popleft()
            if not taken:
                del self._taken[key]
