"""What a thread tells an event that waits on the loop."""

from __future__ import annotations

import asyncio
import threading

from app.steps import Steps
from tests.app.asking import run_async

GENEROUS = 60.0


def test_what_was_put_from_threads_is_taken_in_order_and_once() -> None:
    async def told() -> list[int]:
        steps: Steps[int] = Steps()
        thread = threading.Thread(target=lambda: [steps.put(n) for n in range(100)])
        thread.start()
        found: list[int] = []
        while len(found) < 100:
            found += await steps.take(GENEROUS)
        thread.join()
        assert await steps.take(0.001) == []
        return found

    assert run_async(told()) == list(range(100))


def test_whoever_waits_is_woken() -> None:
    async def woken() -> list[str]:
        steps: Steps[str] = Steps()
        waiting = asyncio.create_task(steps.take(GENEROUS))
        await asyncio.sleep(0)
        assert not waiting.done()
        threading.Thread(target=steps.put, args=("there",)).start()
        return await asyncio.wait_for(waiting, GENEROUS)

    assert run_async(woken()) == ["there"]


def test_a_thread_that_ends_after_the_server_is_not_hurt() -> None:
    async def made() -> Steps[int]:
        return Steps()

    run_async(made()).put(1)  # its loop is closed
