"""A study's page on a real local server, and raters who see nothing but what it sends."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
import uvicorn

from app.study_page import build_study_app
from restoration import Study, load_image


@contextmanager
def served(study: Study) -> Iterator[str]:
    """The page's address. The socket listens before the server runs, so nobody has to wait for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        config = uvicorn.Config(
            build_study_app(study), log_level="error", proxy_headers=False, server_header=False
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def pixels_of(folder: Path, methods: tuple[str, ...]) -> dict[str, str]:
    """Hash of pixels → method."""
    return {
        hashlib.sha256(load_image(file).tobytes()).hexdigest(): method
        for method in methods
        for file in (folder / method).iterdir()
    }


def method_of(known: dict[str, str], png: bytes) -> str:
    decoded = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    return known[hashlib.sha256(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB).tobytes()).hexdigest()]


def take_part(
    address: str,
    judge: Callable[[dict[str, bytes]], dict[str, str]],
    *,
    most: int = 1000,
    heard: Callable[[httpx.Response], None] = lambda response: None,
    cookies: Any = None,
) -> httpx.Cookies:
    """One rater's session: every picture fetched, `judge` asked for answers, until the end or `most` pairs."""
    with httpx.Client(base_url=address, timeout=120, cookies=cookies) as client:

        def asked(path: str, sent: Any = None) -> httpx.Response:
            response = client.get(path) if sent is None else client.post(path, json=sent)
            response.raise_for_status()
            heard(response)
            return response

        asked("/api/session")
        asked("/api/start", {})
        trial = asked("/api/trial").json()
        for _ in range(most):
            if trial.get("finished"):
                break
            pictures = {side: asked(f"/{path}").content for side, path in trial["pictures"].items()}
            sent = {"trial": trial["trial"], "answers": judge(pictures), "seconds": 1.5}
            trial = asked("/api/votes", sent | {"submission": trial["trial"]}).json()
        return client.cookies
