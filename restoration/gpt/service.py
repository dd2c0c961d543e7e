"""One request to the image service, through the openai client, with a retry policy of our own.

The client's retries are off: it would repeat timeouts, which may have been billed. The body is taken
as raw bytes and handed on as it arrives, so that it is stored before anyone tries to understand it.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from restoration.errors import InputError
from restoration.gpt import faults
from restoration.gpt.errors import CallError
from restoration.gpt.keys import ApiKey
from restoration.gpt.reply import UnreadableReply, is_stream, partial_image, read_events, read_reply
from restoration.gpt.store import Arrival
from restoration.image import ImageArray, printable

OFFICIAL_BASE_URL = "https://api.openai.com/v1"
PARTIAL_IMAGES = 2

_MOST_TRIES = 5
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 8.0
_MOST_WAITING_S = 120.0
_CONNECT_S = 10.0
_MOST_BYTES = 256_000_000


@dataclass(frozen=True, eq=False)
class Request:
    """What is sent. `png` is the uploaded image."""

    png: bytes
    prompt: str
    model: str
    size: str
    quality: str
    input_fidelity: str | None
    n: int
    stream: bool

    def fields(self) -> dict[str, Any]:
        """Keyword arguments of `images.edit`."""
        out: dict[str, Any] = {
            "image": ("input.png", self.png, "image/png"),  # bare bytes would go as octet-stream
            "prompt": self.prompt,
            "model": self.model,
            "size": self.size,
            "quality": self.quality,
            "n": self.n,
        }
        if self.input_fidelity is not None:
            out["input_fidelity"] = self.input_fidelity
        if self.stream:
            out |= {"stream": True, "partial_images": PARTIAL_IMAGES}
        return out


@dataclass
class Patience:
    """How long a request may take. `abandoned` is set when nobody waits for it any more."""

    timeout_s: float
    deadline: float
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


def base_url(client: Any | None = None) -> str:
    """The address that will be called, without credentials or query. Raises InputError."""
    if client is not None and not hasattr(getattr(client, "images", None), "with_streaming_response"):
        raise InputError(f"client: expected an openai.OpenAI, got {type(client).__name__}.")
    text = str(client.base_url) if client is not None else os.environ.get("OPENAI_BASE_URL", "").strip()
    text = text or OFFICIAL_BASE_URL
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https"):
        raise InputError("OPENAI_BASE_URL: expected an http:// or https:// address. Correct or unset it.")
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{parts.path.rstrip('/')}"


def ask(
    request: Request,
    arrival: Arrival,
    *,
    key: ApiKey,
    client: Any | None,
    patience: Patience,
    on_partial: Callable[[ImageArray], None],
) -> None:
    """Send `request` until an answer is in `arrival` or asking again would not be safe. Raises CallError."""
    waited = 0.0
    for attempt in range(1, _MOST_TRIES + 1):
        turn = patience.pace()
        patience.deadline += turn
        patience.abandoned.wait(turn)
        patience.check()
        fault = _try_once(request, arrival, key, client, patience, on_partial)
        if fault is None:
            return
        if not fault.retryable or attempt == _MOST_TRIES:
            raise fault
        left = max(0.0, min(_MOST_WAITING_S - waited, patience.deadline - time.monotonic()))
        pause = fault.retry_after_s
        if pause is None:
            pause = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** (attempt - 1)) * random.uniform(0.75, 1.0)
        elif pause > left:
            asked = "over a day" if pause > 86_400 else f"{pause:.0f} s"
            raise CallError(
                fault.kind,
                f"{fault} It asks to wait {asked}; {left:.0f} s of waiting are left here.",
                retry_after_s=pause,
                request_id=fault.request_id,
            )
        if pause > left:
            raise fault
        waited += pause
        patience.abandoned.wait(pause)


def _try_once(
    request: Request,
    arrival: Arrival,
    key: ApiKey,
    client: Any | None,
    patience: Patience,
    on_partial: Callable[[ImageArray], None],
) -> CallError | None:
    """None once a whole answer is in `arrival`. Faults are returned, not raised, so that no exception
    of the client (it holds the request, and that the key) stays attached to ours."""
    import httpx2
    import openai

    left = max(0.1, patience.deadline - time.monotonic())
    timeout = httpx2.Timeout(left, connect=min(_CONNECT_S, left))
    own = None
    try:
        if client is None:
            address = os.environ.get("OPENAI_BASE_URL", "").strip() or OFFICIAL_BASE_URL
            own = openai.OpenAI(api_key=key.reveal(), base_url=address, max_retries=0)
        caller: Any = own if client is None else client.with_options(max_retries=0)
        with caller.images.with_streaming_response.edit(**request.fields(), timeout=timeout) as response:
            _receive(response, arrival, key, patience, on_partial)
    except CallError as fault:
        return fault
    except openai.APIStatusError as error:
        body = error.body if isinstance(error.body, dict) else faults.error_body(str(error.body or ""))
        return faults.from_status(error.status_code, body, error.response.headers, key)
    except Exception as error:  # transports raise many kinds; each becomes a sentence here
        if arrival.body and _is_whole(arrival):
            return None  # the connection broke after the last byte that matters
        return faults.from_exception(error, timeout_s=patience.timeout_s)
    finally:
        if own is not None:
            own.close()
    return None


def _receive(
    response: Any, arrival: Arrival, key: ApiKey, patience: Patience, on_partial: Callable[[ImageArray], None]
) -> None:
    headers = response.headers
    content_type = headers.get("content-type", "").lower()
    skew = faults.clock_skew_s(headers)
    arrival.begin(
        {
            "content_type": printable(key.redact(content_type), 100),
            "request_id": printable(key.redact(headers.get("x-request-id", "")), 100),
            **({"service_clock_ahead_s": skew} if skew is not None else {}),
        }
    )
    chunks = _kept(response, arrival, key, patience)
    first = next(chunks, b"")
    if is_stream(content_type, first):
        for event in read_events(chain((first,), chunks)):
            preview = None if event is None or patience.abandoned.is_set() else partial_image(event)
            if preview is not None:
                on_partial(preview)
    for _ in chunks:
        pass


def _kept(response: Any, arrival: Arrival, key: ApiKey, patience: Patience) -> Iterator[bytes]:
    """The body in chunks, each in `arrival` before anyone tries to understand it."""
    scrubber = key.scrubber()
    last = patience.deadline + patience.timeout_s
    for chunk in response.iter_bytes():
        clean = scrubber.feed(chunk)
        if clean:
            arrival.write(clean)
            yield clean
        if len(arrival.body) > _MOST_BYTES:
            raise CallError("bad_answer", f"The answer does not end. {faults.MAYBE}", may_be_billed=True)
        if time.monotonic() > last:  # a trickle keeps the connection's own timeout from firing
            raise faults.timed_out(patience.timeout_s)
    rest = scrubber.flush()
    arrival.write(rest)
    yield rest


def _is_whole(arrival: Arrival) -> bool:
    try:
        read_reply(bytes(arrival.body), str(arrival.asked.get("content_type", "")))
    except UnreadableReply:
        return False
    return True
