"""gzip for text that browsers get over plain HTTP. Gradio's own compression (Brotli) is understood over HTTPS only.

Files under /assets have a hash in their name and never change: each answer is kept whole, and the next one needs neither
the file nor Gradio. So is the page itself, for each name that it is reached under: it is the same for every visitor
as long as the server runs, and Gradio takes 40 ms to write it. Other texts are compressed once for each content.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TEXT = ("text/html", "text/css", "text/plain", "text/javascript", "application/javascript", "application/json",
         "image/svg+xml", "application/manifest+json")  # fmt: skip
_PAGES = ("/", "/config", "/theme.css", "/gradio_api/info", "/plotly.min.js")
_SMALLEST, _LEVEL = 1024, 5
_KEPT_BYTES = 24_000_000
_MOST_TEXTS = 16
_MOST_NAMES = 16
_NAMED_BY = ("host", "x-forwarded-host", "x-forwarded-proto", "x-gradio-server")
"""Headers that the addresses in Gradio's page are made from."""


class Compression:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._files: dict[str, tuple[Message, bytes]] = {}
        self._texts: OrderedDict[bytes, bytes] = OrderedDict()
        self._pages: OrderedDict[tuple[str, ...], tuple[Message, bytes]] = OrderedDict()
        self._kept_bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or not (path in _PAGES or path.startswith(("/assets/", "/static/")))
            or "gzip" not in Headers(scope=scope).get("accept-encoding", "")
            or any(name in Headers(scope=scope) for name in ("range", "if-none-match", "if-modified-since"))
        ):
            await self._app(scope, receive, send)
            return
        page = _page_key(scope)
        kept = self._files.get(path) or (self._pages.get(page) if page else None)
        if kept:
            known, content = kept
            await send({**known, "headers": list(known["headers"])})
            await send({"type": "http.response.body", "body": content})
            return
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                await self._send(path, page, start, bytes(body), send)

        # An answer that the server sends from a file's path cannot be compressed.
        extensions = {k: v for k, v in scope.get("extensions", {}).items() if k != "http.response.pathsend"}
        # Nor can what Gradio has compressed already, anew for each visitor.
        plain = [(k, v) for k, v in scope["headers"] if k.lower() != b"accept-encoding"]
        await self._app({**scope, "extensions": extensions, "headers": plain}, receive, collect)

    async def _send(
        self, path: str, page: tuple[str, ...] | None, start: Message, body: bytes, send: Send
    ) -> None:
        headers = MutableHeaders(raw=list(start["headers"]))
        kind = headers.get("content-type", "").split(";")[0].strip()
        if (
            start["status"] == 200
            and kind in _TEXT
            and "content-encoding" not in headers
            and len(body) >= _SMALLEST
        ):
            body = self._compressed(body)
            headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(body))
            headers.add_vary_header("Accept-Encoding")
        answer = {**start, "headers": headers.raw}
        if start["status"] == 200 and path.startswith("/assets/") and self._fits(body):
            self._files[path] = (answer, body)
        elif start["status"] == 200 and page:
            self._pages[page] = (answer, body)
            while len(self._pages) > _MOST_NAMES:
                self._pages.popitem(last=False)
        await send({**answer, "headers": list(headers.raw)})
        await send({"type": "http.response.body", "body": body})

    def _fits(self, body: bytes) -> bool:
        if self._kept_bytes + len(body) > _KEPT_BYTES:
            return False
        self._kept_bytes += len(body)
        return True

    def _compressed(self, body: bytes) -> bytes:
        key = hashlib.blake2b(body, digest_size=16).digest()
        made = self._texts.pop(key, None) or gzip.compress(body, _LEVEL, mtime=0)
        self._texts[key] = made
        while len(self._texts) > _MOST_TEXTS:
            self._texts.popitem(last=False)
        return made


def _page_key(scope: Scope) -> tuple[str, ...] | None:
    """What the page's content depends on; None for other addresses."""
    if scope.get("path") != "/" or scope.get("query_string"):
        return None
    headers = Headers(scope=scope)
    names = (headers.get(name, "") for name in _NAMED_BY)
    return (scope.get("scheme", "http"), scope.get("root_path", ""), *names)
