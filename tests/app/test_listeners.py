from __future__ import annotations

import asyncio

from app.listeners import GRACE_S, Listeners
from tests.app.asking import run_async


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def stream(session: str) -> dict:
    query = f"session_hash={session}".encode()
    return {"type": "http", "path": "/gradio_api/queue/data", "query_string": query}


def test_a_run_nobody_listens_to_is_left_after_a_while() -> None:
    clock = Clock()
    listeners = Listeners(clock)

    async def scene() -> None:
        close = asyncio.Event()

        async def app(scope, receive, send) -> None:
            await close.wait()

        watched = listeners.around(app)
        left, never = listeners.unheard("s"), listeners.unheard("t")
        opened = asyncio.create_task(watched(stream("s"), None, None))
        await asyncio.sleep(0)
        clock.now += 100 * GRACE_S
        assert not left()
        assert never()
        close.set()
        await opened
        clock.now += GRACE_S / 2
        assert not left()  # a short loss of the connection
        clock.now += GRACE_S
        assert left()
        assert not listeners._open  # nothing is remembered of who left

    run_async(scene())


def test_without_a_server_somebody_always_listens() -> None:
    clock = Clock()
    left = Listeners(clock).unheard("s")
    clock.now += 100 * GRACE_S
    assert not left()
