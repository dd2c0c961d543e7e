"""One request as data, and how long it may take. Shared by everything that sends it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from restoration.gpt.catalogue import Provider
from restoration.gpt.errors import CallError

PARTIAL_IMAGES = 2


@dataclass(frozen=True, eq=False)
class Request:
    """What is sent. `png` is the uploaded image."""

    service: Provider
    png: bytes
    prompt: str
    model: str
    size: str
    quality: str
    input_fidelity: str | None
    n: int
    stream: bool
    aspect: str = ""
    """The canvas as an aspect ratio, where the service asks for one instead of a size."""
    image_size: str = ""
    """1K, 2K or 4K, where the model has several."""


@dataclass
class Deadline:
    """How long a request may take. `abandoned` is set when nobody waits for it any more."""

    timeout_s: float
    ends: float
    """On time.monotonic(): no new try begins after it. Waiting for a turn moves it."""
    abandoned: threading.Event
    pace: Callable[[], float]
    """Called before every try: seconds until its turn, to keep within a rate."""
    cancelled: Callable[[], bool] = lambda: False
    """Asked before every try, in the thread that makes it: who cancels before a call pays for none."""

    def check(self) -> None:
        """Raise CallError where nobody wants the picture any more."""
        if self.abandoned.is_set() or self.cancelled():
            raise CallError("cancelled", "Stopped before the service was asked.")
