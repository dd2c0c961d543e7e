"""No event of the page is lost while its stream closes.

Gradio ends a session's event stream (GET queue/data) when no event is left, and the browser opens another with its next
event (POST queue/join). Two things go wrong when both happen at the same moment:

- The browser closes its side as soon as it reads that the stream ends. Gradio takes that for a visitor who leaves, and
  throws away the messages of the session, those of the new event among them: the next stream ends with "404".
- An event joined before the browser has read that message is never listened to: the browser believes in the old stream.

So a stream that said it ends is kept open until the browser has closed its side, Gradio does not hear of that, and an
event that joins meanwhile is answered afterwards: by then the browser opens a new stream for it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ENDS = b'"msg":"close_stream"'
MOST_S = 2.0
"""How long a stream that said it ends waits for the browser. Browsers close it at once."""


class EventStreams:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._ending: dict[str, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if path.endswith("/queue/data"):
            await self._stream(_session_of(scope), scope, receive, send)
            return
        if path.endswith("/queue/join"):
            for session in scope.get(SESSIONS, ()):
                if session in self._ending:
                    await self._ending[session].wait()
        await self._app(scope, receive, send)

    async def _stream(self, session: str, scope: Scope, receive: Receive, send: Send) -> None:
        left, ended = asyncio.Event(), asyncio.Event()
        begun = False

        async def watch() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            left.set()

        async def heard() -> Message:
            nonlocal begun
            if not begun:
                begun = True
                return {"type": "http.request", "body": b"", "more_body": False}
            await left.wait()
            if session in self._ending:  # the browser did what it was told: for Gradio the stream just ends
                await asyncio.Event().wait()
            return {"type": "http.disconnect"}

        async def said(message: Message) -> None:
            if _ENDS in message.get("body", b""):
                self._ending[session] = ended
            if self._ending.get(session) is ended and not message.get("more_body", False):
                await _within(left, MOST_S)
            await send(message)

        watching = asyncio.create_task(watch())
        try:
            await self._app(scope, heard, said)
        finally:
            watching.cancel()
            ended.set()
            if self._ending.get(session) is ended:
                del self._ending[session]


SESSIONS = "priorlens.sessions"
"""Key in a request's scope: names of the sessions that its body or address names."""


def _session_of(scope: Mapping[str, object]) -> str:
    query = scope.get("query_string", b"")
    assert isinstance(query, bytes)
    return parse_qs(query.decode("latin-1")).get("session_hash", [""])[0]


async def _within(event: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
