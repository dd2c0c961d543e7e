"""A real HTTP server on 127.0.0.1 that speaks `POST /v1/images/edits`, scripted with answers and faults.

Each request takes the next step of the script; the last step repeats. A step is a function of
(handler, request) that writes the answer, faults included, straight to the socket.
"""

from __future__ import annotations

import base64
import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import cv2
import numpy as np

USAGE = {
    "input_tokens": 1500,
    "input_tokens_details": {"text_tokens": 100, "image_tokens": 1400},
    "output_tokens": 1400,
    "total_tokens": 2900,
}


@dataclass
class EditRequest:
    path: str
    headers: dict[str, str]
    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    file_types: dict[str, str] = field(default_factory=dict)

    @property
    def image(self) -> np.ndarray:
        data = np.frombuffer(self.files["image"], np.uint8)
        return cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)

    @property
    def size(self) -> tuple[int, int]:
        width, height = self.fields["size"].split("x")
        return int(width), int(height)


Step = Callable[["Handler", EditRequest], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        fake = self.server.fake
        request = fake.parse(self)
        with fake.lock:
            fake.requests.append(request)
            fake.came.notify_all()
            step = fake.script.pop(0) if len(fake.script) > 1 else fake.script[0]
        try:
            step(self, request)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        else:
            with fake.lock:
                fake.finished += 1

    def send(self, status: int, body: bytes, content_type: str = "application/json", **headers: str) -> None:
        self.start(status, content_type, len(body), **headers)
        self.wfile.write(body)

    def start(self, status: int, content_type: str, length: int | None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("x-request-id", f"req_{len(self.server.fake.requests)}")
        if length is not None:
            self.send_header("Content-Length", str(length))
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def send_response(self, code: int, message: str | None = None) -> None:
        self.send_response_only(code, message)
        self.send_header("Date", self.server.fake.date or self.date_time_string())

    def reset(self) -> None:
        """End the connection with a TCP reset."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    fake: FakeOpenAI

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # clients that hang up are part of the tests


class FakeOpenAI:
    """`with FakeOpenAI(step, ...) as fake:` then point the client at `fake.base_url`."""

    def __init__(self, *script: Step) -> None:
        self.script: list[Step] = list(script) or [picture()]
        self.requests: list[EditRequest] = []
        self.finished = 0
        self.lock = threading.Lock()
        self.came = threading.Condition(self.lock)
        self.closed = threading.Event()
        self.date = ""
        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.fake = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @staticmethod
    def parse(handler: Handler) -> Any:
        return _parse(handler)

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def calls(self) -> int:
        return len(self.requests)

    def __enter__(self) -> FakeOpenAI:
        self._thread.start()
        return self

    def wait_for_call(self) -> None:
        """Until a request has come."""
        with self.came:
            assert self.came.wait_for(lambda: self.requests, 120), "no request came"

    def __exit__(self, *_: object) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()


def _parse(handler: Handler) -> EditRequest:
    length = int(handler.headers.get("Content-Length") or 0)
    body = handler.rfile.read(length) if length else _read_chunked(handler)
    request = EditRequest(handler.path, {name.lower(): value for name, value in handler.headers.items()})
    kind = handler.headers.get("Content-Type", "")
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    for part in message.iter_parts() if message.is_multipart() else []:
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        if part.get_filename():
            request.files[str(name)] = data
            request.file_types[str(name)] = part.get_content_type()
        else:
            request.fields[str(name)] = data.decode()
    return request


def _read_chunked(handler: Handler) -> bytes:
    out = b""
    while True:
        size = int(handler.rfile.readline().strip() or b"0", 16)
        out += handler.rfile.read(size)
        handler.rfile.readline()
        if size == 0:
            return out


# --- pictures ------------------------------------------------------------------------------------


def png(image: np.ndarray) -> bytes:
    return cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_PNG_COMPRESSION, 1])[
        1
    ].tobytes()


def paint(request: EditRequest, seed: int = 0) -> np.ndarray:
    """The upload resized to the canvas, a little brighter; `seed` tells samples apart."""
    image = cv2.resize(request.image, request.size, interpolation=cv2.INTER_AREA)
    return np.clip(image.astype(np.int16) + 10 + seed, 0, 255).astype(np.uint8)


def b64(image: np.ndarray) -> str:
    return base64.b64encode(png(image)).decode()


def answer(request: EditRequest, images: list[str], **extra: Any) -> bytes:
    body = {
        "created": int(time.time()),
        "size": request.fields["size"],
        "quality": request.fields["quality"],
        "output_format": "png",
        "usage": USAGE,
        "data": [{"b64_json": image} for image in images],
        **extra,
    }
    return json.dumps(body).encode()


# --- steps ---------------------------------------------------------------------------------------


def picture(*, seed: int = 0, **extra: Any) -> Step:
    def step(handler: Handler, request: EditRequest) -> None:
        n = int(request.fields.get("n", 1))
        if request.fields.get("stream") == "true":
            stream()(handler, request)
            return
        images = [b64(paint(request, seed + i)) for i in range(n)]
        handler.send(200, answer(request, images, **extra))

    return step


def echo() -> Step:
    """The upload comes back unchanged, whatever size was asked for."""

    def step(handler: Handler, request: EditRequest) -> None:
        handler.send(200, answer(request, [base64.b64encode(request.files["image"]).decode()]))

    return step


def of_size(width: int, height: int) -> Step:
    def step(handler: Handler, request: EditRequest) -> None:
        handler.send(200, answer(request, [b64(cv2.resize(request.image, (width, height)))]))

    return step


def raw(body: bytes, status: int = 200, content_type: str = "application/json", **headers: str) -> Step:
    return lambda handler, request: handler.send(status, body, content_type, **headers)


def data(items: list[Any]) -> Step:
    return lambda handler, request: handler.send(200, answer(request, [], data=items))


def error(
    status: int, code: str = "", message: str = "", kind: str = "invalid_request_error", **headers: str
) -> Step:
    body = json.dumps(
        {"error": {"message": message, "type": kind, "code": code or None, "param": None}}
    ).encode()
    return lambda handler, request: handler.send(status, body, **headers)


def hang() -> Step:
    """No answer until the service is closed."""
    return lambda handler, request: handler.server.fake.closed.wait() and None


def gated(gate: threading.Event, step: Step | None = None) -> Step:
    """The answer of `step`, by default a picture, once `gate` is set."""
    answer_it = step or picture()

    def wait(handler: Handler, request: EditRequest) -> None:
        assert gate.wait(120), "the gate was never opened"
        answer_it(handler, request)

    return wait


def let_it_be_read() -> None:
    """A reset drops what the other side has not read yet, and nothing says when it has."""
    time.sleep(0.05)


def drop(after: int | None = None) -> Step:
    """Reset the connection: before any answer, or after that many bytes of it."""

    def step(handler: Handler, request: EditRequest) -> None:
        if after is not None:
            body = answer(request, [b64(paint(request))])
            handler.start(200, "application/json", len(body))
            handler.wfile.write(body[:after])
            let_it_be_read()
        handler.reset()

    return step


def drip(interval: float) -> Step:
    """A good answer, a few bytes at a time, which ends when the service is closed."""

    def step(handler: Handler, request: EditRequest) -> None:
        body = answer(request, [b64(paint(request))])
        handler.start(200, "application/json", len(body))
        for at in range(0, len(body), 64):
            handler.wfile.write(body[at : at + 64])
            handler.wfile.flush()
            handler.server.fake.closed.wait(interval)

    return step


def stream(
    *,
    partials: int = 2,
    completed: bool = True,
    cut: int = 0,
    then: dict[str, Any] | None = None,
    gate: threading.Event | None = None,
) -> Step:
    """Server-sent events. `cut` drops that many bytes of the end; `then` is a last event of any kind; the last event
    waits for `gate`."""

    def step(handler: Handler, request: EditRequest) -> None:
        handler.start(200, "text/event-stream", None)
        common = {"created_at": int(time.time()), "size": request.fields["size"], "quality": "medium"}
        events: list[dict[str, Any]] = [
            {
                "type": "image_edit.partial_image",
                "partial_image_index": i,
                "b64_json": b64(paint(request, i)),
                **common,
            }
            for i in range(partials)
        ]
        if completed:
            events.append(
                {
                    "type": "image_edit.completed",
                    "b64_json": b64(paint(request, partials)),
                    "usage": USAGE,
                    **common,
                }
            )
        if then is not None:
            events.append(then)
        body = [f"event: {e.get('type', 'error')}\ndata: {json.dumps(e)}\n\n".encode() for e in events]
        if cut:
            body[-1] = body[-1][:-cut]
        for part in body:
            if gate is not None and part is body[-1]:
                assert gate.wait(120), "the gate was never opened"
            handler.wfile.write(part)
            handler.wfile.flush()

    return step
