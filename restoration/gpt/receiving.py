"""Takes a service's answer: raw bytes, stored before anyone tries to understand them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from restoration.gpt import faults
from restoration.gpt.errors import CallError
from restoration.gpt.keys import ApiKey
from restoration.gpt.reply import UnreadableReply, is_stream, partial_image, read_events, read_reply
from restoration.gpt.request import Patience
from restoration.gpt.store import Arrival
from restoration.image import ImageArray, printable

CONNECT_S = 10.0
_MOST_BYTES = 256_000_000


def receive(
    headers: Mapping[str, str],
    body: Iterable[bytes],
    arrival: Arrival,
    key: ApiKey,
    patience: Patience,
    on_partial: Callable[[ImageArray], None],
) -> None:
    """Take an answer as it arrives: into `arrival` first, then what can be shown of it. Raises CallError."""
    content_type = headers.get("content-type", "").lower()
    skew = faults.clock_skew_s(headers)
    arrival.begin(
        {
            "content_type": printable(key.redact(content_type), 100),
            "request_id": printable(key.redact(headers.get("x-request-id", "")), 100),
            **({"service_clock_ahead_s": skew} if skew is not None else {}),
        }
    )
    chunks = _kept(body, arrival, key, patience)
    first = next(chunks, b"")
    if is_stream(content_type, first):
        for event in read_events(chain((first,), chunks)):
            preview = None if event is None or patience.abandoned.is_set() else partial_image(event)
            if preview is not None:
                on_partial(preview)
    for _ in chunks:
        pass


def _kept(body: Iterable[bytes], arrival: Arrival, key: ApiKey, patience: Patience) -> Iterator[bytes]:
    """The body in chunks, each in `arrival` before anyone tries to understand it."""
    scrubber = key.scrubber()
    last = patience.deadline + patience.timeout_s
    for chunk in body:
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


def is_whole(arrival: Arrival) -> bool:
    """All that matters of an answer is there, although its connection broke."""
    try:
        read_reply(bytes(arrival.body), str(arrival.asked.get("content_type", "")))
    except UnreadableReply:
        return False
    return True
