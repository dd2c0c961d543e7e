from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.responses import StreamingResponse

from app import event_stream
from app.event_stream import SESSIONS, EventStreams
from tests.app.asking import run_async

ENDS = b'data: {"msg":"close_stream"}\n\n'


class Browser:
    """One connection of a browser, which closes its side once it has read that the stream ends."""

    def __init__(self, leaves: bool = True) -> None:
        self.leaves, self.closed, self.asked = leaves, asyncio.Event(), False
        self.read: list[bytes] = []

    async def receive(self) -> dict[str, Any]:
        if not self.asked:
            self.asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.closed.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.read.append(message.get("body", b""))
        if self.leaves and ENDS in self.read:
            self.closed.set()


def scope(path: str) -> dict[str, Any]:
    return {"type": "http", "path": f"/gradio_api/queue/{path}", "query_string": b"session_hash=s", SESSIONS: ["s"]}


def server(chunks: list[bytes], told: list[str], goes_on: asyncio.Event | None = None) -> Any:
    """Gradio's way of streaming: what the generator meets is told."""

    async def stream() -> Any:
        try:
            for chunk in chunks:
                yield chunk
                await asyncio.sleep(0)  # where Starlette would cancel it
                await asyncio.sleep(0)
            if goes_on is not None:
                await goes_on.wait()
            told.append("ended")
        except asyncio.CancelledError:
            told.append("cancelled")
            raise

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"].endswith("join"):
            told.append("joined")
            return
        await StreamingResponse(stream())({**scope, "asgi": {"spec_version": "2.3"}}, receive, send)

    return app


def test_a_browser_that_closes_an_ended_stream_did_not_leave() -> None:
    async def scene(around: Any) -> list[str]:
        told: list[str] = []
        browser = Browser()
        await around(server([b"data: 1\n\n", ENDS], told))(scope("data"), browser.receive, browser.send)
        return told

    assert run_async(scene(lambda app: app)) == ["cancelled"]  # what Starlette and Gradio make of it
    assert run_async(scene(EventStreams)) == ["ended"]


def test_a_visitor_who_leaves_before_the_end_is_noticed() -> None:
    async def scene() -> list[str]:
        told: list[str] = []
        browser = Browser()
        never = asyncio.Event()
        streams = EventStreams(server([b"data: 1\n\n"], told, goes_on=never))
        running = asyncio.create_task(streams(scope("data"), browser.receive, browser.send))
        while b"data: 1\n\n" not in browser.read:
            await asyncio.sleep(0)
        browser.closed.set()
        await running
        return told

    assert run_async(scene()) == ["cancelled"]


def test_an_event_that_joins_an_ending_stream_waits_until_the_browser_has_read_of_it() -> None:
    async def scene() -> list[str]:
        told: list[str] = []
        browser = Browser(leaves=False)
        streams = EventStreams(server([ENDS], told))
        running = asyncio.create_task(streams(scope("data"), browser.receive, browser.send))
        while ENDS not in browser.read:
            await asyncio.sleep(0)
        joining = asyncio.create_task(streams(scope("join"), browser.receive, browser.send))
        for _ in range(20):
            await asyncio.sleep(0)
        assert "joined" not in told
        browser.closed.set()
        await asyncio.gather(running, joining)
        return told

    assert run_async(scene()) == ["ended", "joined"]


def test_a_client_that_waits_for_the_end_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "MOST_S", 0.01)

    async def scene() -> tuple[list[str], dict[str, Any], bytes]:
        told: list[str] = []
        browser = Browser(leaves=False)
        streams = EventStreams(server([ENDS], told))
        await streams(scope("data"), browser.receive, browser.send)
        await streams(scope("join"), browser.receive, browser.send)
        return told, streams._ending, browser.read[-1]

    assert run_async(scene()) == (["ended", "joined"], {}, b"")
