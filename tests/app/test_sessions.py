"""Whose a Gradio session is. Over HTTP: test_protection.py."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from app import sessions
from app.sessions import SessionGuard, Sessions
from tests.app.asking import run_async


def test_the_first_who_asks_owns_it() -> None:
    known = Sessions()
    assert known.belongs("s", "anna")
    assert not known.belongs("s", "bert")
    assert known.belongs("s", "anna")


def test_only_so_many_are_remembered_the_unused_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_MOST", 2)
    known = Sessions()
    for name in ("a", "b", "a", "c"):  # "b" was used longest ago
        known.belongs(name, "anna")
    assert not known.belongs("a", "bert")
    assert known.belongs("b", "bert")


async def _echo(scope: Any, receive: Any, send: Any) -> None:
    body = (await receive()).get("body", b"") if scope["method"] == "POST" else b"read"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/gradio_api/queue/data?session_hash=s", None),
        ("GET", "/gradio_api/heartbeat/s", None),
        ("POST", "/gradio_api/queue/join", {"session_hash": "s", "data": [1]}),
        ("POST", "/gradio_api/queue/join/", {"session_hash": "s"}),
        ("POST", "/gradio_api/cancel", {"session_hash": "s"}),
        ("POST", "/gradio_api/component_server", {"session_hash": "s"}),
    ],
)
def test_a_request_that_names_anothers_session_is_refused(method: str, path: str, body: Any) -> None:
    async def asked() -> list[httpx.Response]:
        guard = SessionGuard(_echo, Sessions(), lambda scope: dict(scope["headers"])[b"who"].decode())
        async with httpx.AsyncClient(transport=httpx.ASGITransport(guard), base_url="http://x") as client:
            return [
                await client.request(method, path, json=body, headers={"who": who})
                for who in ("anna", "bert")
            ]

    own, other = run_async(asked())
    assert own.status_code == 200
    assert own.content == (b"read" if body is None else json.dumps(body, separators=(",", ":")).encode())
    assert (other.status_code, "another browser" in other.text) == (403, True)


@pytest.mark.parametrize("body", [b"no json", b"[1]", b'{"session_hash": 5}', b'{"session_hash": ""}'])
def test_a_body_without_a_name_goes_on_as_it_is(body: bytes) -> None:
    async def asked() -> httpx.Response:
        guard = SessionGuard(_echo, Sessions(), lambda scope: "anna")
        async with httpx.AsyncClient(transport=httpx.ASGITransport(guard), base_url="http://x") as client:
            return await client.post("/gradio_api/queue/join", content=body)

    answer = run_async(asked())
    assert (answer.status_code, answer.content) == (200, body)
