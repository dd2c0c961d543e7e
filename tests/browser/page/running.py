"""The whole page, started as a user starts it: `python app.py`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.until import until

WAIT_MS = 240_000
"""Generous: on a machine with a load of 17 the first page took a minute and a half. Nothing waits longer than it has to."""


class Address(str):
    """Of a running page; `pid` is its server's process."""

    pid: int


@contextmanager
def running_app(data: Path, **variables: str) -> Iterator[Address]:
    """`python app.py` on a free port; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("OPENAI", "PRIORLENS", "GEMINI", "GOOGLE"))
    }
    environment |= {
        "GRADIO_SERVER_PORT": str(port),
        "PRIORLENS_DATA": str(data),
        "PRIORLENS_REPEATABLE": "1",
        "GRADIO_TEMP_DIR": str(data / "tmp"),
    }
    process = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = Address(f"http://127.0.0.1:{port}/")
    address.pid = process.pid
    try:
        until(lambda: _opens(process, address), "the page opens")  # after it computed the first example
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        try:
            log, _ = process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            log, _ = process.communicate()
        (data / "server.log").write_text(log or "")


def _opens(process: subprocess.Popen[str], address: str) -> bool:
    if process.poll() is not None:
        pytest.fail(f"app.py ended:\n{process.stdout.read() if process.stdout else ''}")
    try:
        urllib.request.urlopen(address, timeout=1).close()
    except OSError:
        return False
    return True
