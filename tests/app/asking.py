"""What many tests of handlers share: a request without a browser, an event of the page run to its end, a run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

from app.generation import Generation
from app.handlers import Handlers
from app.photo_run import Choice
from app.run_handlers import RunRequest
from app.uploads import GivenFiles

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


def run(
    handlers: Handlers,
    degraded: list[Path],
    generated: list[Path],
    truth: list[Path],
    ticket: str | None = None,
    **options: Any,
) -> list[Any]:
    """The steps of a run of haze: (status, rows, current) each."""
    generation = Generation(**{"source": "upload", "uploader_model": "GPT-4o"} | options)
    files = GivenFiles(*([str(p) for p in paths] for paths in (degraded, generated, truth)))
    steps = everything(handlers.runs.run(RunRequest(files, Choice("haze"), generation, ticket), [], asking()))
    # A result is opened once, by the step that has it first.
    opened = [current for _, _, current in steps if isinstance(current, str)]
    return [*steps[:-1], (*steps[-1][:2], opened[0] if opened else steps[-1][2])]
