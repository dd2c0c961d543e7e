"""gzip for text that browsers get over plain HTTP. Gradio's own compression (Brotli) is understood over HTTPS only.

Files under /assets have a hash in their name and never change: each is compressed once and kept.
"""

from __future__ import annotations

import gzip

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TEXT = ("text/html", "text/css", "text/plain", "text/javascript", "application/javascript", "application/json",
         "image/svg+xml", "application/manifest+json")  # fmt: skip
_PAGES = ("/", "/config", "/theme.css", "/gradio_api/info", "/plotly.min.js")
_SMALLEST, _LEVEL = 1024, 5
_KEPT_BYTES = 24_000_000


class Compression:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[str, bytes] = {}
        self._kept_bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or not (path in _PAGES or path.startswith(("/assets/", "/static/")))
            or "gzip" not in Headers(scope=scope).get("accept-encoding", "")
            or "range" in Headers(scope=scope)
        ):
            await self._app(scope, receive, send)
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
                await self._send(path, start, bytes(body), send)

        # A file's own way of being sent (by the server, from its path) cannot be compressed.
        extensions = {k: v for k, v in scope.get("extensions", {}).items() if k != "http.response.pathsend"}
        await self._app({**scope, "extensions": extensions}, receive, collect)

    async def _send(self, path: str, start: Message, body: bytes, send: Send) -> None:
        headers = MutableHeaders(raw=list(start["headers"]))
        kind = headers.get("content-type", "").split(";")[0].strip()
        if (
            start["status"] == 200
            and kind in _TEXT
            and "content-encoding" not in headers
            and len(body) >= _SMALLEST
        ):
            body = self._compressed(path, headers.get("etag", ""), body)
            headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(body))
            headers.add_vary_header("Accept-Encoding")
        await send({**start, "headers": headers.raw})
        await send({"type": "http.response.body", "body": body})

    def _compressed(self, path: str, tag: str, body: bytes) -> bytes:
        key = f"{path} {tag} {len(body)}" if path.startswith(("/assets/", "/static/")) else ""
        if key in self._kept:
            return self._kept[key]
        made = gzip.compress(body, _LEVEL, mtime=0)
        if key and self._kept_bytes + len(made) <= _KEPT_BYTES:
            self._kept[key] = made
            self._kept_bytes += len(made)
        return made
