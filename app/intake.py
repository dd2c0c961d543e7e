"""What visitors of a hosted page may upload: images within the limits and saved sessions, so many bytes an hour. Everything else is
refused with a sentence, and deleted at once."""

from __future__ import annotations

import contextlib
import json
import shutil
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.engine import Engine
from app.error_messages import sentence
from app.runs import Busy
from app.snapshot import SUFFIX, check_session, session_bytes
from restoration import inspect_image

_UPLOAD = "/gradio_api/upload"
_FREE_BYTES = 500_000_000
"""That stay free on the disk of uploads."""


class Intake:
    def __init__(self, app: ASGIApp, engine: Engine) -> None:
        self._app, self._engine = app, engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != _UPLOAD or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await PlainTextResponse(refusal[1], status_code=refusal[0])(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))

        await self._app(scope, receive, collect)
        reason = await run_in_threadpool(self._unfit, bytes(body)) if start.get("status") == 200 else None
        if reason is not None:
            await PlainTextResponse(reason, status_code=415)(scope, receive, send)
            return
        await send(start)
        await send({"type": "http.response.body", "body": bytes(body)})

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        length = Headers(scope=scope).get("content-length", "")
        if not length.isdigit():
            return 411, "An upload has to say how long it is."
        try:
            self._engine.quota.take_upload(self._engine.visitors.of(Request(scope)), int(length))
        except Busy as busy:
            return 429, str(busy)
        if shutil.disk_usage(self._engine.folder.uploads).free < _FREE_BYTES + int(length):
            return 507, "The disk of this server is full. Come back in an hour, when older uploads are gone."
        return None

    def _unfit(self, answer: bytes) -> str | None:
        """Why these uploads are refused; None where all are images within the limits. Refused ones are deleted."""
        paths = [Path(path) for path in _listed(answer)]
        try:
            for path in paths:
                if path.suffix == SUFFIX:
                    check_session(path, session_bytes(self._engine.settings))
                else:
                    inspect_image(path)
        except Exception as error:  # the boundary: a file may be anything
            for path in paths:
                if path.resolve().is_relative_to(self._engine.folder.uploads.resolve()):
                    with contextlib.suppress(OSError):
                        path.unlink(missing_ok=True)
            return sentence(error)
        return None


def _listed(answer: bytes) -> list[str]:
    try:
        found: Any = json.loads(answer)
    except ValueError:
        return []
    return [path for path in found if isinstance(path, str)] if isinstance(found, list) else []
