"""Files that are made when they are asked for (saved images, figures, review files): few at once, and fewer for each
address, so that a visitor who asks for a hundred occupies neither the threads nor the memory that other pages need.

A waiting request occupies no thread. Zips need no turn: they are sent as they are read.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from contextlib import nullcontext
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from restoration import InputError

T = TypeVar("T")
_AT_ONCE, _OF_ONE_ADDRESS, _WAITING = 4, 2, 16


class TooMany(InputError):
    """An address has asked for as many files as it may wait for."""


class DownloadTurns:
    """For one event loop."""

    def __init__(self) -> None:
        self._all = asyncio.Semaphore(_AT_ONCE)
        self._large = asyncio.Semaphore(1)
        self._of: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(_OF_ONE_ADDRESS)
        )
        self._waiting: defaultdict[str, int] = defaultdict(int)

    async def run(self, address: str, work: Callable[[], T], *, large: bool = False) -> T:
        """`work()` in a thread, in its turn. One `large` file (hundreds of megabytes of memory) is made at a time.
        Raises what it raises, and TooMany at once where `address` waits for too many already."""
        if self._waiting[address] >= _WAITING:
            raise TooMany(
                f"{_WAITING} files are being made for your address already. Wait until they have come, then ask again."
            )
        self._waiting[address] += 1
        try:
            async with self._of[address], self._large if large else nullcontext(), self._all:
                return await run_in_threadpool(work)
        finally:
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address], self._of[address]
