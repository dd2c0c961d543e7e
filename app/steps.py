"""A queue from a working thread to an event of the page: put from any thread, taken on the event loop, so that an event
that waits occupies no thread of the server."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Generic, TypeVar

T = TypeVar("T")


class Steps(Generic[T]):
    """Made on the event loop that takes."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._items: list[T] = []
        self._there = asyncio.Event()

    def put(self, item: T) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: there is no event to tell
            self._loop.call_soon_threadsafe(self._add, item)

    async def take(self, timeout_s: float) -> list[T]:
        """Everything that was put since, at least one item; nothing after `timeout_s` without one."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._there.wait(), timeout_s)
        self._there.clear()
        items, self._items = self._items, []
        return items

    def _add(self, item: T) -> None:
        self._items.append(item)
        self._there.set()
