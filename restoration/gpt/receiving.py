"""Takes a service's answer: raw bytes, stored before they are parsed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from restoration.gpt import api_errors
from restoration.gpt.errors import CallError
from restoration.gpt.keys import ApiKey
from restoration.gpt.reply import UnreadableReply, is_stream, partial_image, read_events, read_reply
from restoration.gpt.request import Deadline
from restoration.gpt.store import PartialResponse
from restoration.image import ImageArray, printable

CONNECT_S = 10.0
_MOST_BYTES = 256_000_000


def receive(
    headers: Mapping[str, str],
    body: Iterable[bytes],
    incoming: PartialResponse,
    key: ApiKey,
    deadline: Deadline,
    on_partial: Callable[[ImageArray], None],
) -> None:
    """Take an answer as it arrives: into `incoming` first, then what can be shown of it. Raises CallError."""
    content_type = headers.get("content-type", "").lower()
    skew = api_errors.clock_skew_s(headers)
    incoming.begin(
        {
            "content_type": printable(key.redact(content_type), 100),
            "request_id": printable(key.redact(headers.get("x-request-id", "")), 100),
            **({"service_clock_ahead_s": skew} if skew is not None else {}),
        }
    )
    chunks = _kept(body, incoming, key, deadline)
    first = next(chunks, b"")
    if is_stream(content_type, first):
        for event in read_events(chain((first,), chunks)):
            preview = None if event is None or deadline.abandoned.is_set() else partial_image(event)
            if preview is not None:
                on_partial(preview)
    for _ in chunks:
        pass


def _kept(
    body: Iterable[bytes], incoming: PartialResponse, key: ApiKey, deadline: Deadline
) -> Iterator[bytes]:
    """The body in chunks, each in `incoming` before it is parsed."""
    scrubber = key.scrubber()
    last = deadline.ends + deadline.timeout_s
    for chunk in body:
        clean = scrubber.feed(chunk)
        if clean:
            incoming.write(clean)
            yield clean
        if len(incoming.body) > _MOST_BYTES:
            raise CallError("bad_answer", f"The answer does not end. {api_errors.MAYBE}", may_be_billed=True)
        if time.monotonic() > last:  # the connection's own timeout does not fire while single bytes arrive
            raise api_errors.timed_out(deadline.timeout_s)
    rest = scrubber.flush()
    incoming.write(rest)
    yield rest


def is_whole(incoming: PartialResponse) -> bool:
    """All that matters of an answer is there, although its connection broke."""
    try:
        read_reply(bytes(incoming.body), str(incoming.asked.get("content_type", "")))
    except UnreadableReply:
        return False
    return True
