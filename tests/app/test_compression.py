from __future__ import annotations

import gzip
from typing import Any

from app.compression import Compression
from tests.app.asking import run_async

SCRIPT = b"export const answer = 42;\n" * 200


class Server:
    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.page = b"<p>page</p>" * 300

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = {k.decode(): v.decode() for k, v in scope["headers"]}
        self.asked.append(headers)
        if "if-none-match" in headers:
            await send({"type": "http.response.start", "status": 304, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        kind = b"text/html" if scope["path"] == "/" else b"text/javascript"
        body = self.page if scope["path"] == "/" else SCRIPT
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})
        await send({"type": "http.response.body", "body": body})


def get(app: Any, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path.partition("?")[0],
        "query_string": path.partition("?")[2].encode(),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
    }
    run_async(app(scope, None, send))
    found = {k.decode().lower(): v.decode() for k, v in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(m.get("body", b"") for m in sent[1:])


def test_a_script_is_compressed_once_and_then_needs_no_file() -> None:
    server = Server()
    app = Compression(server)
    answers = [get(app, "/assets/a-1.js", accept_encoding="gzip, br") for _ in range(3)]
    assert len(server.asked) == 1
    assert "accept-encoding" not in server.asked[0]  # Gradio would compress it, anew for each visitor
    for status, headers, body in answers:
        assert (status, headers["content-encoding"]) == (200, "gzip")
        assert int(headers["content-length"]) == len(body)
        assert gzip.decompress(body) == SCRIPT


def test_the_page_is_written_once_for_each_name_that_it_is_reached_under() -> None:
    """Its addresses hold the name, also that of a proxy."""
    server = Server()
    app = Compression(server)
    first = server.page
    for _ in range(2):
        answer = get(app, "/", accept_encoding="gzip", host="a.example", cookie=f"visitor={_}")
        assert gzip.decompress(answer[2]) == first
    assert len(server.asked) == 1
    server.page = b"<p>other</p>" * 300
    for other in ({"host": "b.example"}, {"host": "a.example", "x_forwarded_proto": "https"},
                  {"host": "a.example", "x_forwarded_host": "c.example"}):  # fmt: skip
        assert gzip.decompress(get(app, "/", accept_encoding="gzip", **other)[2]) == server.page
    assert gzip.decompress(get(app, "/", accept_encoding="gzip", host="a.example")[2]) == first
    assert len(server.asked) == 4


def test_the_page_with_a_query_is_asked_for_anew_and_compressed_by_its_content() -> None:
    server = Server()
    app = Compression(server)
    assert gzip.decompress(get(app, "/?a=1", accept_encoding="gzip")[2]) == server.page
    server.page = b"<p>other</p>" * 300
    assert gzip.decompress(get(app, "/?a=1", accept_encoding="gzip")[2]) == server.page
    assert len(server.asked) == 2


def test_names_that_a_client_invents_take_bounded_memory() -> None:
    server = Server()
    app = Compression(server)
    for number in range(100):
        get(app, "/", accept_encoding="gzip", host=f"{number}.example")
    assert len(app._pages) <= 16


def test_other_browsers_and_conditional_requests_are_answered_as_before() -> None:
    app = Compression(Server())
    get(app, "/assets/a-1.js", accept_encoding="gzip")
    assert get(app, "/assets/a-1.js")[2] == SCRIPT
    assert get(app, "/assets/a-1.js", accept_encoding="gzip", if_none_match="x")[0] == 304
