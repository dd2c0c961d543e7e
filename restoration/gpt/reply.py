"""Reads what an image service sent: one JSON object, or a stream of server-sent events. Works on the
stored bytes, so that an answer is read the same way on the day it arrives and a year later."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from restoration.errors import ImageError
from restoration.gpt.keys import looks_like_key
from restoration.image import ImageArray, printable, read_image


class UnreadableReply(Exception):
    """Internal: the bytes are not an answer with images. `str()` says what they are instead."""

    def __init__(self, what: str, error: dict[str, Any] | None = None, *, cut: bool = False) -> None:
        super().__init__(what)
        self.error = error
        """The service's own error object, where the bytes hold one."""
        self.cut = cut
        """The bytes end before the answer does."""


@dataclass(frozen=True, eq=False)
class Reply:
    images: tuple[ImageArray, ...]
    """Decoded, uint8 RGB (H, W, 3), as the model painted them."""
    usage: dict[str, Any] | None
    size: str
    quality: str
    model: str
    """As the service reports them; empty where it does not."""


class EventReader:
    """Server-sent events out of byte chunks of any size."""

    def __init__(self) -> None:
        self._line: list[bytes] = []
        self._data: list[bytes] = []

    def feed(self, chunk: bytes) -> Iterator[dict[str, Any]]:
        """The JSON objects of the events completed by this chunk. Raises UnreadableReply for other data."""
        self._line.append(chunk)
        if b"\n" not in chunk:
            return  # a picture is one line of megabytes: join it once, not with every piece
        *lines, rest = b"".join(self._line).split(b"\n")
        self._line = [rest]
        for line in lines:
            line = line.rstrip(b"\r")
            if line.startswith(b"data:"):
                self._data.append(line[5:].removeprefix(b" "))
            elif not line and self._data:
                event = self._finish()
                if event is not None:
                    yield event

    def close(self) -> Iterator[dict[str, Any]]:
        """What is left at the end of the stream, where the last blank line is missing."""
        yield from self.feed(b"\n\n")

    def _finish(self) -> dict[str, Any] | None:
        data, self._data = b"\n".join(self._data), []
        if data.strip() == b"[DONE]":
            return None
        try:
            event = json.loads(data)
        except (ValueError, RecursionError):
            raise UnreadableReply("a stream with an event that is not JSON", cut=True) from None
        if not isinstance(event, dict):
            raise UnreadableReply("a stream with an event that is not an object")
        return event


def is_stream(content_type: str, body: bytes) -> bool:
    """Judged by the bytes first: servers mislabel both."""
    head = body[:64].lstrip()
    if head.startswith((b"{", b"[", b"<")):
        return False
    return "event-stream" in content_type or head.startswith((b"data:", b"event:", b":"))


def partial_image(event: dict[str, Any]) -> ImageArray | None:
    """The preview in an event, or None where the event is none or the preview does not decode."""
    if not str(event.get("type", "")).endswith("partial_image"):
        return None
    try:
        return decode_picture(event.get("b64_json"))
    except UnreadableReply:
        return None  # a broken preview is no reason to lose the picture that follows it


def read_reply(body: bytes, content_type: str) -> Reply:
    """Images and token counts of a complete answer. Raises UnreadableReply."""
    if is_stream(content_type, body):
        return _read_events(body)
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableReply(_describe(body), cut=body[:1] == b"{") from None
    if not isinstance(data, dict):
        raise UnreadableReply("JSON that is not an object")
    error = data.get("error")
    if error:
        raise UnreadableReply(
            "an error with status 200", error if isinstance(error, dict) else {"message": str(error)}
        )
    items = data.get("data")
    if not isinstance(items, list) or not items:
        raise UnreadableReply("JSON without images")
    return _build(
        [item.get("b64_json") or item.get("url") if isinstance(item, dict) else None for item in items], data
    )


def _read_events(body: bytes) -> Reply:
    reader = EventReader()
    done: list[dict[str, Any]] = []
    for events in (reader.feed(body), reader.close()):
        for event in events:
            error = event.get("error")
            if error or event.get("type") == "error":
                raise UnreadableReply(
                    "an error inside the stream", error if isinstance(error, dict) else event
                )
            if str(event.get("type", "")).endswith(".completed"):
                done.append(event)
    if not done:
        raise UnreadableReply("a stream that ends before the finished picture", cut=True)
    usages = [event["usage"] for event in done if isinstance(event.get("usage"), dict)]
    return _build(
        [event.get("b64_json") for event in done], {**done[-1], "usage": usages[-1] if usages else None}
    )


def _build(pictures: list[Any], data: dict[str, Any]) -> Reply:
    return Reply(
        tuple(decode_picture(picture) for picture in pictures),
        _counts(data.get("usage")),
        *(_word(data.get(name)) for name in ("size", "quality", "model")),
    )


def _word(value: object) -> str:
    """A name as services give it, or nothing: it will stand in labels and files."""
    plain = isinstance(value, str) and re.fullmatch(r"\w[\w.:/ \-]{0,79}", value, re.ASCII)
    return value if isinstance(value, str) and plain and not looks_like_key(value) else ""


def _counts(usage: object) -> dict[str, Any] | None:
    """The numbers of a usage object and of its details; anything else a server puts there is dropped."""
    if not isinstance(usage, dict):
        return None
    out: dict[str, Any] = {}
    for name, value in usage.items():
        if isinstance(value, int) and not isinstance(value, bool):
            out[printable(name, 40)] = value
        elif isinstance(value, dict) and name.endswith("_details"):
            out[printable(name, 40)] = _counts(value)
    return out


def decode_picture(text: object) -> ImageArray:
    """A base64 image, or a data: address of one. Raises UnreadableReply."""
    if not isinstance(text, str) or not text:
        raise UnreadableReply("an answer without a picture in it")
    if text.startswith(("http://", "https://")):
        raise UnreadableReply("a web address in place of the picture")
    if text.startswith("data:"):
        text = text.partition(",")[2]
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise UnreadableReply("a picture that is not valid base64") from None
    try:
        return read_image(data, name="the generated picture").pixels
    except ImageError as error:
        raise UnreadableReply(f"bytes that are not a complete picture ({error})") from None


def _describe(body: bytes) -> str:
    head = body[:512].lstrip().lower()
    if not head:
        return "an empty answer"
    if head.startswith((b"<!doctype", b"<html")):
        return "a web page (check OPENAI_BASE_URL)"
    if head.startswith(b"{"):
        return "JSON that breaks off"
    return "data that is neither JSON nor a stream"
