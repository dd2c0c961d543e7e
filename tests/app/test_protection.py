"""Attacks over real HTTP on a page that runs: closed routes, other sites, other names, headers, sizes."""

from __future__ import annotations

import dataclasses
import gzip
import json
import tempfile
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.engine import Engine
from app.page import build_page, launch_options
from app.protection import Protection, content_security_policy
from app.visitors import COOKIE
from restoration import get_settings
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, str]]:
    engine = Engine(dataclasses.replace(get_settings(), data_dir=tmp_path_factory.mktemp("protected")))
    demo = build_page(engine)
    _, address, _ = demo.launch(prevent_thread_lock=True, quiet=True, **launch_options(engine))
    yield demo, address
    demo.close()


@pytest.fixture
def client(server: tuple[Any, str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server[1], timeout=60) as opened:
        yield opened


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/deep_link?session_hash=abc",
        "/gradio_api/deep_link/?session_hash=abc",
        "//gradio_api/deep_link?session_hash=abc",
        "/config?deep_link=abc",
        "/?deep_link=abc",
        "/config?x=1&deep_link=",
        "/config?%64eep_link=abc",
        "/gradio_api/file=https://example.com/x.png",
        "/gradio_api/proxy=https://example.com/x.png",
        "/gradio_api/openapi.json",
        "/gradio_api/runs",
        "/gradio_api/vibe-code",
        "/monitoring",
        "/monitoring/summary",
        "/docs",
        "/openapi.json",
        "/gradio_api/custom_component/1/x/y/z",
        "/gradio_api/call/show/1",
    ],
)
def test_what_the_page_does_not_need_is_closed(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_values_of_a_session_cannot_be_fetched_or_written_to_disk(server: Any, client: httpx.Client) -> None:
    """Gradio's deep links write every value of a session into a file that anybody may read."""
    demo, _ = server
    session = demo.app.state_holder["victim"]
    assert session is not None
    assert client.get("/gradio_api/deep_link", params={"session_hash": "victim"}).status_code == 404


def test_direct_calls_past_the_queue_are_closed(client: httpx.Client) -> None:
    for path in ("/gradio_api/run/predict", "/gradio_api/api/predict", "/gradio_api/call/run", "/login"):
        assert client.post(path, json={"data": [], "fn_index": 1}).status_code == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:7860", ""]
)
def test_a_local_page_answers_to_no_foreign_name(client: httpx.Client, host: str) -> None:
    """A site elsewhere may point a name of its own at this machine and read what answers to it."""
    assert client.get("/config", headers={"host": host}).status_code in (400, 421)


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1", "[::1]:7860", "192.168.1.5", "x.localhost"])
def test_a_local_page_answers_to_its_own_names(client: httpx.Client, host: str) -> None:
    assert client.get("/config", headers={"host": host}).status_code == 200


def test_no_other_site_may_read_or_act(client: httpx.Client) -> None:
    for origin in ("https://evil.example", "null", "http://localhost:1"):
        answer = client.get("/config", headers={"origin": origin})
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        for path in ("/archive", "/key", "/gradio_api/queue/join", "/gradio_api/upload"):
            assert client.post(path, headers={"origin": origin}).status_code == 403
        preflight = {"origin": origin, "access-control-request-method": "POST"}
        answer = client.options("/gradio_api/queue/join", headers=preflight)
        assert answer.status_code == 405
        assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert client.post("/archive", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    own = str(client.base_url).rstrip("/")
    assert client.post("/archive", headers={"origin": own}).status_code == 404


def test_every_answer_carries_the_headers(client: httpx.Client) -> None:
    for path in ("/", "/config", "/results/nothing-at-all-here/x.png", "/nowhere", "/theme.css"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert "object-src 'none'" in headers["content-security-policy"]


def test_only_hugging_face_may_frame_a_hosted_page() -> None:
    frames = {
        hosted: content_security_policy(hosted).split("frame-ancestors ")[1] for hosted in (False, True)
    }
    assert frames[False] == "'self'"
    assert frames[True].split() == [
        "'self'", "https://huggingface.co", "https://*.huggingface.co", "https://*.hf.space",
    ]  # fmt: skip


def test_the_page_is_compressed_and_says_no_path_of_the_server(client: httpx.Client) -> None:
    plain = client.get("/", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("GET", "/", headers={"accept-encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        raw = b"".join(answer.iter_raw())
    assert len(raw) < len(plain.content) / 2
    assert "plotly.min.js" in gzip.decompress(raw).decode()
    assert "site-packages" not in plain.text
    script = client.get("/plotly.min.js", headers={"accept-encoding": "gzip"})
    assert script.headers["content-encoding"] == "gzip"
    assert "plotly" in script.text[:3000].lower()


def test_requests_other_than_uploads_are_small(client: httpx.Client) -> None:
    big = b"x" * 5_000_000
    assert client.post("/gradio_api/queue/join", content=big).status_code == 413
    pieces = iter([b"[" * 1_000_000] * 6)
    try:
        status = client.post("/gradio_api/queue/join", content=pieces).status_code
    except httpx.HTTPError:  # closed before all was sent
        status = 413
    assert status == 413


def test_a_visitor_gets_a_cookie_that_scripts_cannot_read(client: httpx.Client) -> None:
    first = client.get("/")
    cookie = first.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "set-cookie" not in client.get("/").headers
    secure = client.get("/", headers={"x-forwarded-proto": "https", "cookie": f"{COOKIE}=forged"})
    assert "SameSite=None; Secure; Partitioned" in secure.headers["set-cookie"]


def test_a_key_is_no_value_of_the_page(client: httpx.Client) -> None:
    """It is posted by itself; no component could keep it."""
    answer = client.post("/key", data={"pad": "AAAA", "masked": "c2st"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.text) >= 32
    assert client.post("/key", data={"pad": "AAAA"}).status_code == 400
    config = json.dumps(client.get("/config").json())
    assert answer.text not in config
    assert '"type": "password"' not in config


@pytest.mark.parametrize(
    ("hosted", "hosts", "host", "knows"),
    [
        (True, (), "user-space.hf.space", True),
        (True, ("user-space.hf.space",), "evil.example", False),
        (True, ("user-space.hf.space",), "user-space.hf.space:443", True),
        (False, ("lab.example",), "lab.example", True),
        (False, ("lab.example",), "localhost", True),
        (False, ("lab.example",), "evil.example", False),
    ],
)
def test_names_that_the_owner_gave(hosted: bool, hosts: tuple[str, ...], host: str, knows: bool) -> None:
    async def nothing(*_: Any) -> None: ...

    assert Protection(nothing, hosted=hosted, hosts=hosts)._knows(host) == knows


def test_a_session_belongs_to_the_browser_that_opened_it(server: tuple[Any, str]) -> None:
    """Its hash is no secret: earlier whoever knew it could listen to its events and call handlers with its state."""
    demo, _ = server
    # An event with a value for each of its inputs: without them it joins too, and fails in the queue later.
    event = next(f for f in demo.fns.values() if getattr(f.fn, "__name__", "") == "pairs")
    with (
        httpx.Client(base_url=server[1], timeout=60) as owner,
        httpx.Client(base_url=server[1], timeout=60) as thief,
    ):
        for browser in (owner, thief):
            browser.get("/")
        join = {"data": [None] * len(event.inputs), "fn_index": event._id, "session_hash": "ownedbyone"}
        assert owner.post("/gradio_api/queue/join", json=join).status_code != 403
        assert thief.post("/gradio_api/queue/join", json=join).status_code == 403
        for path in ("/gradio_api/queue/data?session_hash=ownedbyone", "/gradio_api/heartbeat/ownedbyone"):
            assert thief.get(path).status_code == 403
        for path in ("/gradio_api/cancel", "/gradio_api/reset", "/gradio_api/component_server"):
            body = {
                "session_hash": "ownedbyone",
                "event_id": "x",
                "fn_index": 0,
                "component_id": 1,
                "fn_name": "x",
            }
            assert thief.post(path, json=body).status_code == 403
        cookieless = httpx.post(f"{server[1]}gradio_api/queue/join", json=join, timeout=60)
        assert cookieless.status_code == 403
        mine = join | {"session_hash": "ownedbytwo"}
        assert thief.post("/gradio_api/queue/join", json=mine).status_code != 403


def test_no_error_of_gradio_names_a_path_of_the_server(server: tuple[Any, str]) -> None:
    """A value that names a file outside of the uploads is refused without saying where anything lies."""
    demo, address = server
    fn = next(
        f
        for f in demo.fns.values()
        if f.api_visibility == "private" and getattr(f.fn, "__name__", "") == "suggest"
    )
    file = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}
    with httpx.Client(base_url=address, timeout=60) as client:
        client.get("/")
        join = {"data": [[file]], "fn_index": fn._id, "session_hash": "pathseeker", "trigger_id": None}
        assert client.post("/gradio_api/queue/join", json=join).status_code == 200
        said = client.get("/gradio_api/queue/data?session_hash=pathseeker").text
    assert "process_completed" in said
    assert '"success": false' in said.replace('":', '": ').replace(":  ", ": ")
    for path in (tempfile.gettempdir(), str(ROOT), "site-packages", "root:"):
        assert path not in said.replace("/etc/passwd", "")
