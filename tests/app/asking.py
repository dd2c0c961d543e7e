"""What many tests of handlers share: a request without a browser, and an event of the page run to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any


def asking(session: str = "s", **query: str) -> Any:
    return SimpleNamespace(session_hash=session, query_params=query, headers={}, client=None)


def everything(steps: AsyncIterator[Any]) -> list[Any]:
    """All that an event yields."""

    async def collect() -> list[Any]:
        return [step async for step in steps]

    return asyncio.run(collect())
