"""What many tests of handlers share: a request without a browser, and an event of the page run to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, TypeVar

T = TypeVar("T")


def asking(session: str = "s", **query: str) -> Any:
    return SimpleNamespace(session_hash=session, query_params=query, headers={}, client=None)


def everything(steps: AsyncIterator[Any]) -> list[Any]:
    """All that an event yields."""

    async def collect() -> list[Any]:
        return [step async for step in steps]

    return run_async(collect())


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """`asyncio.run` in a thread of its own: in this one a browser of other tests may keep an event loop running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
