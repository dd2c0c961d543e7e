"""Asks an image service, through its own client, with a retry policy of our own."""

from __future__ import annotations

import importlib.util
import os
import random
import time
from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable
from urllib.parse import urlsplit

from restoration.errors import InputError
from restoration.gpt import google_call, openai_call
from restoration.gpt.catalogue import Provider
from restoration.gpt.errors import CallError
from restoration.gpt.keys import ApiKey
from restoration.gpt.request import PARTIAL_IMAGES, Deadline, Request
from restoration.gpt.store import PartialResponse
from restoration.image import ImageArray

__all__ = ["PARTIAL_IMAGES", "Deadline", "Request", "address_of", "ask", "require_client"]

_MOST_TRIES = 5
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 8.0
_MOST_WAITING_S = 120.0

_SENDERS: dict[str, Callable[..., CallError | None]] = {
    "openai": openai_call.send,
    "google": google_call.send,
}
"""By the provider's id: one try. None once a whole answer is in the incoming, else the failure."""


@runtime_checkable
class _StreamsImages(Protocol):
    """The `images` of an `openai.OpenAI`."""

    with_streaming_response: Any


def address_of(service: Provider, client: Any | None = None) -> str:
    """The address that will be called, without credentials or query. Raises InputError."""
    if client is not None:
        if service.id != "openai":
            raise InputError(
                f"client: {service.label}'s models are called through a client of our own. Give api_key, and the "
                f"address in {service.address_variable}."
            )
        if not isinstance(getattr(client, "images", None), _StreamsImages):
            raise InputError(f"client: expected an openai.OpenAI, got {type(client).__name__}.")
    name = service.address_variable
    text = str(client.base_url) if client is not None else os.environ.get(name, "").strip()
    text = text or service.address
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https"):
        raise InputError(f"{name}: expected an http:// or https:// address. Correct or unset it.")
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{parts.path.rstrip('/')}"


def require_client(service: Provider) -> None:
    """Raise CallError where the client of an optional provider is not installed."""
    try:
        found = importlib.util.find_spec(service.package)
    except ModuleNotFoundError:  # of the package around it
        found = None
    if found is None:
        raise CallError(
            "no_package",
            f"{service.label}'s models need {service.needs}, which is not installed. Install it: "
            f"pip install 'priorlens[{service.extra}]'. What is in the cache works without it.",
        )


def ask(
    request: Request,
    incoming: PartialResponse,
    *,
    key: ApiKey,
    client: Any | None,
    deadline: Deadline,
    on_partial: Callable[[ImageArray], None],
) -> None:
    """Send `request` until an answer is in `incoming` or asking again would not be safe. Raises CallError."""
    waited = 0.0
    for attempt in range(1, _MOST_TRIES + 1):
        turn = deadline.pace()
        deadline.ends += turn
        deadline.abandoned.wait(turn)
        deadline.check()
        failure = _SENDERS[request.service.id](request, incoming, key, client, deadline, on_partial)
        if failure is None:
            return
        if not failure.retryable or attempt == _MOST_TRIES:
            raise failure
        left = max(0.0, min(_MOST_WAITING_S - waited, deadline.ends - time.monotonic()))
        pause = failure.retry_after_s
        if pause is None:
            pause = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** (attempt - 1)) * random.uniform(0.75, 1.0)
        elif pause > left:
            asked = "over a day" if pause > 86_400 else f"{pause:.0f} s"
            raise CallError(
                failure.kind,
                f"{failure} It asks to wait {asked}; {left:.0f} s of waiting are left here.",
                retry_after_s=pause,
                request_id=failure.request_id,
            )
        if pause > left:
            raise failure
        waited += pause
        deadline.abandoned.wait(pause)
