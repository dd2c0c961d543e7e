"""A Gradio session belongs to the browser that opened it.

Its hash is no secret: it stands in addresses and logs. With it another client could listen to its events, and run handlers with
its state. So the first request that names a session says whose it is, by the visitor's cookie (or address, where there
is none), and requests of others that name it are refused.
"""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from typing import Any
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MOST = 20_000
_HEARTBEAT = re.compile(r"/gradio_api/heartbeat/([^/]+)")
_WITH_BODY = (
    "/gradio_api/queue/join",
    "/gradio_api/cancel",
    "/gradio_api/reset",
    "/gradio_api/component_server",
)
_REFUSED = "This session belongs to another browser. Reload the page to get one of your own."


class Sessions:
    """Whose each session is."""

    def __init__(self) -> None:
        self._owners: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def belongs(self, session: str, owner: str) -> bool:
        """Whether `owner` may use it: the first who asks may, and nobody else from then on."""
        with self._lock:
            known = self._owners.setdefault(session, owner)
            self._owners.move_to_end(session)
            while len(self._owners) > _MOST:
                self._owners.popitem(last=False)
        return known == owner


class SessionGuard:
    def __init__(self, app: ASGIApp, sessions: Sessions, owner: Any) -> None:
        """`owner(scope)`: the visitor who makes a request, as a short text."""
        self._app, self._sessions, self._owner = app, sessions, owner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        named = _in_address(scope)
        if scope["method"] == "POST" and scope["path"].rstrip("/") in _WITH_BODY:
            body = await _whole(receive)
            if body is None:
                return
            named |= _in_body(body)
            receive = _again(body, receive)
        if not all(self._sessions.belongs(name, self._owner(scope)) for name in named):
            await PlainTextResponse(_REFUSED, status_code=403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _in_address(scope: Scope) -> set[str]:
    beat = _HEARTBEAT.fullmatch(scope["path"].rstrip("/"))
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return {*query.get("session_hash", ()), *([beat[1]] if beat else ())}


def _in_body(body: bytes) -> set[str]:
    try:
        found = json.loads(body)
    except ValueError:  # Gradio says so
        return set()
    name = found.get("session_hash") if isinstance(found, dict) else None
    return {name} if isinstance(name, str) and name else set()


async def _whole(receive: Receive) -> bytes | None:
    """A body that is bounded already; None where the client left."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """`receive`, with a body that was read before."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
