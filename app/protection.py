"""Around the whole page, Gradio's routes included: which addresses exist, who may ask, and what browsers are told.

- Only the routes that the page needs are open. Gradio's others are closed, among them `deep_link`, which writes every
  value of a session to disk and serves it to anybody who asks.
- On a local run the page answers only under its own names (another website can point a name of its own at 127.0.0.1).
- A request that changes something comes from the page itself, not from another site; no other site may read answers.
- Requests other than uploads are small.
- Browsers get a Content-Security-Policy that fits Gradio (it needs inline scripts and eval), and load nothing from and
  send nothing to other hosts.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OPEN = re.compile(
    r"/(?:config/?|theme\.css|favicon\.ico|manifest\.json|robots\.txt|pwa_icon(?:/\d+)?"
    r"|plotly\.min\.js|archive|review|session|key|assets/.+|static/.+|svelte/.+|results/[^/]+/[^/]+"
    r"|gradio_api/(?:info/?|app_id/?|startup-events|theme\.css|heartbeat/[^/]+|queue/(?:join|data)|cancel|reset/?"
    r"|upload|upload_progress|component_server|file=.+|static/.+))?"
)
_RELOAD = "/gradio_api/dev/reload"
_UPLOAD = "/gradio_api/upload"
_LARGEST_BODY = 4_000_000
_SAFE = ("GET", "HEAD", "OPTIONS")
_HUGGING_FACE = "https://huggingface.co https://*.huggingface.co https://*.hf.space"


class Protection:
    def __init__(
        self,
        app: ASGIApp,
        *,
        hosted: bool,
        hosts: Iterable[str] = (),
        cookie: Callable[[str], str | None] | None = None,
        open_paths: re.Pattern[str] = _OPEN,
        policy: str | None = None,
    ) -> None:
        """`hosts`: names beside the machine's own that the page answers to; on a hosted page any, unless some are
        given. `cookie`: the value of a Set-Cookie header for a page asked for with that Cookie header, if any.
        `open_paths` and `policy`: of an app that is not Gradio's, the routes that exist and its
        Content-Security-Policy."""
        self._app = app
        self._hosted = hosted
        self._hosts = {host.strip().lower() for host in hosts if host.strip()}
        self._cookie = cookie
        self._open = open_paths
        self._policy = policy or content_security_policy(hosted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        path = scope["path"].removeprefix(scope.get("root_path", "")) or "/"
        refusal = self._refusal(scope["method"], path, scope.get("query_string", b""), headers)
        answer = self._answering(send, path, scope, headers)
        if refusal is not None:
            await PlainTextResponse(refusal[1], status_code=refusal[0])(scope, receive, answer)
            return
        if path != _UPLOAD and int(headers.get("content-length") or 0) > _LARGEST_BODY:
            await PlainTextResponse(_TOO_LARGE, status_code=413)(scope, receive, answer)
            return
        # The page is its own origin: Gradio's cross-origin headers (credentials for any origin) have no use here.
        inner = {**scope, "headers": [(k, v) for k, v in scope["headers"] if k.lower() != b"origin"]}
        if path == _UPLOAD:
            await self._app(inner, receive, answer)
        else:
            await _bounded(self._app, inner, receive, answer)

    def _refusal(self, method: str, path: str, query: bytes, headers: Headers) -> tuple[int, str] | None:
        if not self._knows(headers.get("host", "")):
            return 421, "This page does not answer to this name. Set PRIORLENS_HOSTS to allow it."
        if not (self._open.fullmatch(path) or (path == _RELOAD and not self._hosted)):
            return 404, "There is nothing here."
        if path.startswith("/gradio_api/file=") and re.match(
            r"/?https?:", path.removeprefix("/gradio_api/file=")
        ):
            return 404, "There is nothing here."
        if any(name == "deep_link" for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True)):
            return 404, "Links to a session's values are not offered."
        if method == "OPTIONS":
            return 405, "Other sites cannot use this page."
        if method not in _SAFE and not self._from_itself(headers):
            return 403, "This request came from another site."
        return None

    def _knows(self, host: str) -> bool:
        name = _name(host)
        if self._hosts:
            return name in self._hosts or (not self._hosted and _is_own(name))
        return self._hosted or _is_own(name)

    def _from_itself(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
        asked = {headers.get("host", "").lower(), headers.get("x-forwarded-host", "").lower()}
        return urlsplit(origin).netloc.lower() in asked - {""}

    def _answering(self, send: Send, path: str, scope: Scope, headers: Headers) -> Send:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(raw=message.setdefault("headers", []))
                for name in [n for n in out if n.lower().startswith("access-control-")]:
                    del out[name]
                out["X-Content-Type-Options"] = "nosniff"
                out["Referrer-Policy"] = "same-origin"
                out["Content-Security-Policy"] = self._policy
                out["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
                if path != "/":
                    out["Cross-Origin-Resource-Policy"] = "same-origin"
                elif self._cookie is not None and scope["method"] == "GET":
                    value = self._cookie(headers.get("cookie", ""))
                    if value is not None:
                        out.append("Set-Cookie", f"{value}; {cookie_attributes(scope, headers)}")
            await send(message)

        return answer


def content_security_policy(hosted: bool) -> str:
    """What a browser may load for the page, and which pages may show it in a frame."""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            frame_ancestors(hosted),
        )
    )


def frame_ancestors(hosted: bool) -> str:
    """Which pages may show it in a frame: a Space is shown in one of huggingface.co."""
    return f"frame-ancestors 'self'{f' {_HUGGING_FACE}' if hosted else ''}"


def protect(
    wrap: Callable[[ASGIApp], ASGIApp], prepare: Callable[[Any], None] = lambda app: None
) -> Callable[[Any], Any]:
    """A lifespan for Gradio's app that calls `prepare` with it and puts `wrap` around all of it, its own middleware included,
    before the first request is taken."""

    @asynccontextmanager
    async def lifespan(app: Any) -> Any:
        prepare(app)
        app.middleware_stack = wrap(app.middleware_stack)
        yield None

    return lifespan


_TOO_LARGE = "This request is larger than the page ever sends. Reload the page and try again."


async def _bounded(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Ends a request whose body grows beyond the limit without having said so, with 413."""
    seen, answered = 0, False

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > _LARGEST_BODY else message

    async def answer(message: Message) -> None:
        nonlocal answered
        if answered or seen <= _LARGEST_BODY:  # else: what is said of a body cut short
            answered = True
            await send(message)

    try:
        await app(scope, bounded, answer)
    except Exception:
        if seen <= _LARGEST_BODY:
            raise
    if not answered and seen > _LARGEST_BODY:
        await PlainTextResponse(_TOO_LARGE, status_code=413)(scope, receive, send)


def cookie_attributes(scope: Scope, headers: Headers) -> str:
    """Behind HTTPS the page may stand in a frame of another site (a Space does), where only such cookies are kept."""
    secure = "https" in (scope.get("scheme"), headers.get("x-forwarded-proto", "").split(",")[0].strip())
    kept = "Path=/; Max-Age=31536000; HttpOnly; "
    return kept + ("SameSite=None; Secure; Partitioned" if secure else "SameSite=Lax")


def _name(host: str) -> str:
    """A Host header without its port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def _is_own(name: str) -> bool:
    """A name that no other site can point here: an address, localhost, or this machine's."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        own = socket.gethostname().lower()
        return name == "localhost" or name.endswith(".localhost") or name in (own, f"{own}.local")
    return True
