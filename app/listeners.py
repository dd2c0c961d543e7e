"""Which sessions somebody listens to: their event stream (GET queue/data) is open. A run without a listener does not get the
device; Gradio itself notices only streams that were open once and were closed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Receive, Scope, Send

GRACE_S = 15.0
"""A browser opens its stream after it has asked for a run, and again after a short loss of its connection."""


class Listeners:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open: Counter[str] = Counter()
        self._watching = False

    def around(self, app: ASGIApp) -> ASGIApp:
        """`app`, watched. Runs on the event loop only."""
        self._watching = True

        async def watched(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or not scope["path"].endswith("/queue/data"):
                await app(scope, receive, send)
                return
            session = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("session_hash", [""])[0]
            self._open[session] += 1
            try:
                await app(scope, receive, send)
            finally:
                self._open[session] -= 1
                if self._open[session] <= 0:
                    del self._open[session]

        return watched

    def unheard(self, session: str) -> Callable[[], bool]:
        """A function that is called now and then: True once nobody has listened to this session for a while; always False where
        no server is watched."""
        heard = self._clock()

        def gone() -> bool:
            nonlocal heard
            if not self._watching or self._open[session] > 0:
                heard = self._clock()
            return self._clock() - heard > GRACE_S

        return gone
