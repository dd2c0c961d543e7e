"""Answers as bytes: streams in pieces of any size, pictures in several forms, and what is no answer."""

from __future__ import annotations

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from restoration.gpt.reply import UnreadableReply, decode_picture, is_stream, read_events, read_reply

PICTURE = np.random.default_rng(0).integers(0, 256, (12, 16, 3), np.uint8)


def encoded() -> str:
    buffer = io.BytesIO()
    Image.fromarray(PICTURE).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def test_a_stream_in_pieces_of_one_byte_is_the_same_stream() -> None:
    body = b': keep-alive\n\nevent: x\ndata: {"a": 1}\n\ndata: {"b":\ndata: 2}\n\ndata: not json\n\ndata: [DONE]\n\n'
    whole = list(read_events([body]))
    assert whole == [{"a": 1}, {"b": 2}, None]
    assert list(read_events([body[i : i + 1] for i in range(len(body))])) == whole
    assert list(read_events([b'data: {"a": 1}'])) == [{"a": 1}], "the last blank line may be missing"


def test_the_bytes_say_whether_it_is_a_stream() -> None:
    assert is_stream("application/json", b'data: {"a": 1}')
    assert is_stream("text/event-stream", b"")
    assert not is_stream("text/event-stream", b'  {"data": []}')
    assert not is_stream("text/event-stream", b"<html>")


def test_a_picture_in_base64_or_as_a_data_address() -> None:
    text = encoded()
    for form in (
        text,
        f"data:image/png;base64,{text}",
        "\n".join(text[i : i + 60] for i in range(0, len(text), 60)),
    ):
        assert np.array_equal(decode_picture(form), PICTURE)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (None, "without a picture"),
        ("https://example.org/a.png", "a web address"),
        ("not base64 at all!", "not valid base64"),
        (base64.b64encode(b"hello").decode(), "not a complete picture"),
    ],
)
def test_what_is_no_picture_is_named(form: object, said: str) -> None:
    with pytest.raises(UnreadableReply, match=said):
        decode_picture(form)


def test_an_answer_holds_pictures_and_what_they_cost() -> None:
    answer = {"data": [{"b64_json": encoded()}], "usage": {"input_tokens": 7, "secret": "x"}, "size": "16x12"}
    found = read_reply(json.dumps(answer).encode(), "application/json")
    assert np.array_equal(found.images[0], PICTURE)
    assert found.usage == {"input_tokens": 7}
    assert found.size == "16x12"


def test_an_answer_that_breaks_off_says_so() -> None:
    with pytest.raises(UnreadableReply) as caught:
        read_reply(json.dumps({"data": [{"b64_json": encoded()}]}).encode()[:-40], "application/json")
    assert caught.value.cut
    with pytest.raises(UnreadableReply) as caught:
        read_reply(b"<html>bad gateway</html>", "text/html")
    assert not caught.value.cut
