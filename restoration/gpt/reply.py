"""Reads what an image service sent: one JSON object, or a stream of server-sent events. Works on the stored bytes, so that a
new answer and a stored one are read by the same code."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from restoration.errors import ImageError
from restoration.gpt.keys import looks_like_key
from restoration.image import ImageArray, printable, read_image


class UnreadableReply(Exception):
    """Internal: the bytes are not an answer with images. `str()` says what they are instead."""

    def __init__(
        self,
        what: str,
        error: dict[str, Any] | None = None,
        *,
        cut: bool = False,
        usage: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(what)
        self.error = error
        """The service's own error object, where the bytes hold one."""
        self.cut = cut
        """The bytes end before the answer does."""
        self.usage = usage
        """Token counts: what was billed although no picture came."""


@dataclass(frozen=True, eq=False)
class Reply:
    images: tuple[ImageArray, ...]
    """Decoded, uint8 RGB (H, W, 3), as the model painted them."""
    usage: dict[str, Any] | None
    size: str
    quality: str
    model: str
    """As the service reports them; empty where it does not."""


def read_events(chunks: Iterable[bytes]) -> Iterator[dict[str, Any] | None]:
    """The events of a stream that comes in chunks of any size, each as soon as it is complete: its JSON object, None
    for one that is not JSON. Comments, keep-alives without data and the closing [DONE] are passed over."""
    import httpx
    from httpx_sse import EventSource

    # The last blank line may be missing where the connection broke after the last byte that matters.
    body = chain(chunks, (b"\n\n",))
    stream = httpx.Response(200, headers={"content-type": "text/event-stream; charset=utf-8"}, content=body)
    for sent in EventSource(stream).iter_sse():
        data = sent.data.strip()
        if not data or data == "[DONE]":
            continue
        try:
            event = json.loads(data)
        except (ValueError, RecursionError):
            event = None
        yield event if isinstance(event, dict) else None


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
        return None  # after a broken preview the finished picture may still follow


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
    if "candidates" in data or "promptFeedback" in data:
        return _read_candidates(data)
    items = data.get("data")
    if not isinstance(items, list) or not items:
        raise UnreadableReply("JSON without images")
    return _build(
        [item.get("b64_json") or item.get("url") if isinstance(item, dict) else None for item in items], data
    )


def _read_events(body: bytes) -> Reply:
    """Finished pictures count whatever stands beside them in the stream: they have been paid for."""
    done: list[dict[str, Any]] = []
    failed: UnreadableReply | None = None
    for event in read_events([body]):
        if event is None:
            failed = failed or UnreadableReply("a stream with an event that is not JSON", cut=True)
            continue
        error = event.get("error")
        if error or event.get("type") == "error":
            details = error if isinstance(error, dict) else event
            failed = UnreadableReply("an error inside the stream", details)
        if str(event.get("type", "")).endswith(".completed"):
            done.append(event)
    if not done:
        raise failed or UnreadableReply("a stream that ends before the finished picture", cut=True)
    usages = [event["usage"] for event in done if isinstance(event.get("usage"), dict)]
    return _build(
        [event.get("b64_json") for event in done], {**done[-1], "usage": usages[-1] if usages else None}
    )


_REFUSING = ("SAFETY", "PROHIBITED", "BLOCKLIST", "SPII", "RECITATION", "ESCALATION", "ARMOR", "JAILBREAK")


def _read_candidates(data: dict[str, Any]) -> Reply:
    """Google's `GenerateContentResponse`. Pictures inside the model's reasoning are not answers."""
    usage = _google_usage(data.get("usageMetadata"))
    candidates = [c for c in data.get("candidates") or [] if isinstance(c, dict)]
    parts = [
        part
        for candidate in candidates
        if isinstance(candidate.get("content"), dict)
        for part in candidate["content"].get("parts") or []
        if isinstance(part, dict) and not part.get("thought")
    ]
    inline = [part.get("inlineData") or part.get("inline_data") for part in parts]
    pictures = [found.get("data") for found in inline if isinstance(found, dict)]
    if pictures:
        return _build(pictures, {"usage": usage, "model": data.get("modelVersion")})
    feedback = data.get("promptFeedback")
    blocked = str(feedback.get("blockReason") or "") if isinstance(feedback, dict) else ""
    reasons = [blocked, *(str(candidate.get("finishReason") or "") for candidate in candidates)]
    reason = next((r for r in reasons if r not in ("", "STOP")), "")
    said = " ".join(str(part.get("text") or "") for part in parts) or " ".join(
        str(candidate.get("finishMessage") or "") for candidate in candidates
    )
    said = printable(" ".join(said.split()), 200)
    if blocked or any(word in reason for word in _REFUSING):
        raise UnreadableReply(
            "a refusal", {"code": "content_filter", "message": said or f"reason {reason}"}, usage=usage
        )
    why = f" (reason {reason})" if reason else ""
    quoted = f', but words: "{said}"' if said else ""
    raise UnreadableReply(f"no picture{why}{quoted}", usage=usage)


def _google_usage(usage: object) -> dict[str, Any] | None:
    """Google's token counts under OpenAI's names, which the price table uses. Reasoning tokens count as text output."""
    if not isinstance(usage, dict):
        return None

    def count(name: str) -> int:
        value = usage.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else 0

    def of_images(name: str) -> int | None:
        rows = [row for row in usage.get(name) or [] if isinstance(row, dict)]
        counts = [row.get("tokenCount") for row in rows if row.get("modality") == "IMAGE"]
        return sum(n for n in counts if isinstance(n, int)) if rows else None

    asked, painted, thought = (count(f"{what}TokenCount") for what in ("prompt", "candidates", "thoughts"))
    image_in, image_out = of_images("promptTokensDetails"), of_images("candidatesTokensDetails")
    found: dict[str, Any] = {"input_tokens": asked, "output_tokens": painted + thought}
    if image_in is not None:
        found["input_tokens_details"] = {"text_tokens": max(0, asked - image_in), "image_tokens": image_in}
    text_out = thought + (0 if image_out is None else max(0, painted - image_out))
    found["output_tokens_details"] = {"text_tokens": text_out, "image_tokens": painted + thought - text_out}
    return found


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
        return "a web page (check the service's address)"
    if head.startswith(b"{"):
        return "JSON that breaks off"
    return "data that is neither JSON nor a stream"
