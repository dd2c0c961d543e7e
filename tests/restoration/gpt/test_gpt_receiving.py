"""Answers as they arrive: kept first, without a key, and never without an end."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import fake_openai as fo
import pytest

from restoration.gpt import generate
from restoration.gpt import receiving as receiving_module
from restoration.gpt.cached_request import raise_kept_refusal, stored
from restoration.gpt.errors import CallError, RefusedError
from restoration.gpt.keys import ApiKey
from restoration.gpt.receiving import is_whole, receive
from restoration.gpt.request import Deadline
from restoration.gpt.store import CacheEntry, PartialResponse, data_root
from tests.conftest import textured

KEY = ApiKey("sk-test-0123456789abcdefABCDEF")
JSON = {"content-type": "application/json", "x-request-id": "r-1"}


@pytest.fixture
def entry(tmp_path: Path) -> CacheEntry:
    made = CacheEntry(tmp_path, "k" * 64)
    made.prepare()
    return made


def taken(
    entry: CacheEntry, chunks: list[bytes], headers: dict[str, str] = JSON, ends_s: float = 600
) -> PartialResponse:
    incoming = PartialResponse(entry, 1, {"model": "m"})
    deadline = Deadline(0.0, time.monotonic() + ends_s, threading.Event(), lambda: 0.0)
    receive(headers, chunks, incoming, KEY, deadline, lambda image: None)
    return incoming


def test_every_byte_is_kept_and_the_key_is_in_none_of_them(entry: CacheEntry) -> None:
    secret = KEY.reveal().encode()
    body = b'{"echo": "' + secret + b'", "n": 1}'
    # The key arrives in two pieces.
    incoming = taken(entry, [body[:20], body[20:]], JSON | {"x-request-id": f"id {KEY.reveal()}"})
    assert secret not in bytes(incoming.body)
    assert bytes(incoming.body).endswith(b'", "n": 1}')
    assert KEY.reveal() not in json.dumps(incoming.asked)
    path = incoming.finish(".answer")
    assert path is not None
    assert path.read_bytes().endswith(bytes(incoming.body))
    assert secret not in path.read_bytes()


def test_an_answer_without_an_end_is_left(entry: CacheEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving_module, "_MOST_BYTES", 1000)
    with pytest.raises(CallError, match="does not end") as caught:
        taken(entry, [b"x" * 400] * 10)
    assert caught.value.may_be_billed
    with pytest.raises(CallError) as late:
        taken(entry, [b"x"], ends_s=-1)
    assert late.value.kind == "timeout"


def test_a_whole_answer_is_told_from_a_cut_one(entry: CacheEntry) -> None:
    picture = fo.b64(textured(8, 9))
    whole = json.dumps({"data": [{"b64_json": picture}]}).encode()
    assert is_whole(taken(entry, [whole]))
    assert not is_whole(taken(entry, [whole[:-9]]))
    assert not is_whole(taken(entry, [b'{"data": [']))


def test_what_is_stored_is_found_and_a_refusal_is_not_asked_again(
    serve: Any, photo: Any, tmp_path: Path, entry: CacheEntry
) -> None:
    serve(fo.picture())
    generate(photo, "haze")
    (folder,) = [p.parent for p in (tmp_path / "data").rglob("*.answer")]
    found = stored(CacheEntry(data_root(), folder.name))
    assert [(sample.index, sample.new) for sample in found] == [(0, False)]
    raise_kept_refusal(entry)
    entry.keep_refusal({"model": "m"}, "It refused.", "r-9")
    with pytest.raises(
        RefusedError, match=r"It refused\. \(Refused on \d{4}-\d\d-\d\d; not asked again"
    ) as caught:
        raise_kept_refusal(entry)
    assert caught.value.request_id == "r-9"
