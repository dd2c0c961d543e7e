from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.download_turns import DownloadTurns, TooMany
from tests.app.asking import run_async

GENEROUS = 120.0


class Counted:
    """Work that waits until it may end, and counts how much of it runs at once."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.now = self.most = 0
        self._lock = threading.Lock()

    def __call__(self) -> str:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        assert self.go.wait(GENEROUS)
        with self._lock:
            self.now -= 1
        return "made"


async def settled() -> None:
    """Until every task has come as far as it can without a thread's help."""
    for _ in range(50):
        await asyncio.sleep(0)


def test_an_address_has_two_made_and_waits_for_sixteen() -> None:
    work = Counted()

    async def ask() -> list[object]:
        turns = DownloadTurns()
        tasks = [asyncio.create_task(turns.run("a", work)) for _ in range(20)]
        await settled()
        refused = [task for task in tasks if task.done()]
        assert len(refused) == 4
        work.go.set()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert await turns.run("a", work) == "made"  # none of it stays
        return found

    found = run_async(ask())
    assert found.count("made") == 16
    assert all("already. Wait until" in str(e) for e in found if isinstance(e, TooMany))
    assert work.most <= 2


def test_four_are_made_at_once_for_all() -> None:
    work = Counted()

    async def ask() -> None:
        # As many threads as there are tasks: what bounds them is not the pool.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(20))
        turns = DownloadTurns()
        tasks = [asyncio.create_task(turns.run(str(n), work)) for n in range(10)]
        while work.now < 4:
            await asyncio.sleep(0.001)
        await settled()
        work.go.set()
        await asyncio.gather(*tasks)

    run_async(asyncio.wait_for(ask(), GENEROUS))
    assert work.most == 4


def test_one_large_file_is_made_at_a_time() -> None:
    large, small = Counted(), Counted()

    async def ask() -> None:
        turns = DownloadTurns()
        tasks = [asyncio.create_task(turns.run(str(n), large, large=True)) for n in range(6)]
        tasks += [asyncio.create_task(turns.run("other", small))]
        while small.now < 1 or large.now < 1:  # a small one goes on beside it
            await asyncio.sleep(0.001)
        small.go.set()
        large.go.set()
        await asyncio.gather(*tasks)

    run_async(asyncio.wait_for(ask(), GENEROUS))
    assert large.most == 1


def test_what_the_work_raises_is_raised_and_gives_the_turn_back() -> None:
    def fail() -> None:
        raise ValueError("no")

    async def ask() -> None:
        turns = DownloadTurns()
        for _ in range(6):
            with pytest.raises(ValueError, match="no"):
                await turns.run("a", fail)

    run_async(asyncio.wait_for(ask(), GENEROUS))
