"""A key is in memory and on the wire, and nowhere else."""

from __future__ import annotations

import copy
import io
import itertools
import logging
import pickle
import string
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import fake_openai as fo
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from restoration.errors import RestorationError
from restoration.gpt import from_upload, generate, provenance, save_output
from restoration.gpt.keys import ApiKey, Scrubber
from restoration.records import GptOutput
from restoration.settings import get_settings

BODIES = st.text(string.ascii_letters + string.digits + "-_", min_size=12, max_size=60)
KEYS = BODIES.map(lambda text: f"sk-{text}") | BODIES  # other vendors' keys look like anything


def parrot(handler: fo.Handler, request: fo.EditRequest) -> None:
    """The worst server: it repeats the key wherever it can."""
    key = request.headers["authorization"].split()[1]
    body = fo.json.loads(fo.answer(request, [fo.b64(np.full((16, 16, 3), 9, np.uint8))]))
    body |= {
        "note": key,
        "model": f"model {key}",
        "usage": {**fo.USAGE, "comment": key},
        "quality": key,
        "size": key,
    }
    handler.send(200, fo.json.dumps(body).encode())


def parrot_stream(handler: fo.Handler, request: fo.EditRequest) -> None:
    key = request.headers["authorization"].split()[1]
    picture = fo.b64(np.full((16, 16, 3), 9, np.uint8))
    event = {"type": "image_edit.completed", "b64_json": picture, "size": key, "usage": {"k": key}}
    handler.start(200, "text/event-stream", None)
    body = f": {key}\ndata: {fo.json.dumps(event)}\n\n".encode()
    for at in range(0, len(body), 7):  # the key falls across chunks
        handler.wfile.write(body[at : at + 7])
        handler.wfile.flush()


def parrot_error(status: int, code: str = "") -> fo.Step:
    def step(handler: fo.Handler, request: fo.EditRequest) -> None:
        key = request.headers["authorization"].split()[1]
        said = f"Incorrect API key provided: {key}. Bearer {key}"
        fo.error(status, code or key, said, key)(handler, request)

    return step


def parrot_garbage(handler: fo.Handler, request: fo.EditRequest) -> None:
    handler.send(200, request.headers["authorization"].encode() * 3, "text/plain")


STEPS = [
    parrot,
    parrot_stream,
    parrot_garbage,
    *(parrot_error(status) for status in (400, 401, 403, 404, 413, 422, 500, 504)),
    parrot_error(429, "insufficient_quota"),
    parrot_error(400, "moderation_blocked"),
    fo.drop(),
    fo.drop(after=500),
]


def everything_about(error: BaseException) -> Iterator[str]:
    """What any log, crash reporter or debugger could show of an error."""
    seen: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo:
        item = todo.pop()
        if item is None or item in seen:
            continue
        seen.append(item)
        todo += [item.__cause__, item.__context__]
        yield repr(item) + str(item) + repr(vars(item)) + repr(item.args)
        details = traceback.TracebackException.from_exception(item, capture_locals=True)
        for line in details.format():
            # this test's own frames hold the key, the package's must not
            if "test_gpt_secrecy" not in line:
                yield line


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(key=KEYS, step=st.sampled_from(STEPS), stream=st.booleans(), as_argument=st.booleans())
def test_the_key_is_nowhere(key, step, stream, as_argument, tmp_path_factory):
    folder = tmp_path_factory.mktemp("secret")
    shown = io.StringIO()
    log = logging.StreamHandler(shown)
    root = logging.getLogger()
    patch = pytest.MonkeyPatch()
    level = root.level
    try:
        root.addHandler(log)
        root.setLevel(logging.DEBUG)
        patch.setattr(sys, "stderr", shown)
        patch.setattr(sys, "stdout", shown)
        patch.setattr("restoration.gpt.service._FIRST_PAUSE_S", 0.001)
        patch.setenv("PRIORLENS_DATA", str(folder))
        patch.delenv("OPENAI_API_KEY", raising=False)
        if not as_argument:
            patch.setenv("OPENAI_API_KEY", key)
        get_settings.cache_clear()
        with fo.FakeOpenAI(step) as fake:
            patch.setenv("OPENAI_BASE_URL", fake.base_url)
            _once(key if as_argument else None, key, stream, folder, shown)
            assert fake.requests[0].headers["authorization"] == f"Bearer {key}"
    finally:
        patch.undo()
        root.setLevel(level)
        root.removeHandler(log)
        get_settings.cache_clear()
    assert key not in shown.getvalue()
    for path in folder.rglob("*"):
        assert key not in path.name
        if path.is_file():
            assert key.encode() not in path.read_bytes(), path


def _once(given_key: str | None, key: str, stream: bool, folder: Path, shown: io.StringIO) -> None:
    photo = np.full((16, 24, 3), 50, np.uint8)
    try:
        output = generate(photo, "haze", stream=stream, api_key=given_key)
    except RestorationError as error:
        logging.getLogger("app").exception("failed")
        for text in everything_about(error):
            assert key not in text
    else:
        check_output(output, key, folder)


def check_output(output: GptOutput, key: str, folder: Path) -> None:
    save_output(output, folder / "out" / "picture.png")
    for text in (repr(output), str(provenance(output)), output.label, output.note, repr(vars(output))):
        assert key not in text
    assert key.encode() not in pickle.dumps(output)


@given(
    secret=st.text("ab-", min_size=8, max_size=12),
    pieces=st.lists(st.text("ab-x", max_size=20), max_size=12),
    cuts=st.lists(st.integers(0, 300), max_size=20),
)
def test_the_scrubber_finds_a_key_across_any_cuts(secret, pieces, cuts):
    body = secret.join(pieces).encode()
    scrubber = Scrubber(secret)
    edges = sorted({0, len(body), *(cut for cut in cuts if cut < len(body))})
    out = b"".join(scrubber.feed(body[a:b]) for a, b in itertools.pairwise(edges)) + scrubber.flush()
    assert secret.encode() not in out
    assert len(out) == len(body)
    kept = [i for i in range(len(body)) if out[i] != body[i]]
    assert all(out[i] == ord("*") for i in kept)


def test_a_body_without_the_key_passes_unchanged():
    scrubber = Scrubber("sk-0123456789")
    body = b"sk-012345678sk-sk-01234567890" + b"s" * 20
    out = b"".join(scrubber.feed(body[i : i + 1]) for i in range(len(body))) + scrubber.flush()
    assert out == body.replace(b"sk-0123456789", b"*" * 13)


def test_a_key_object_shows_nothing():
    key = ApiKey("sk-abcdefgh12345678")
    assert "abcdefgh" not in f"{key!r} {key} {[key]}"
    assert key.redact("got sk-abcdefgh12345678 and sk-proj-other-key99") == "got [key] and [key]"
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            attempt(key)


def test_a_model_name_that_is_a_key_is_not_stored():
    with pytest.raises(RestorationError, match="looks like an API key") as caught:
        from_upload(np.zeros((8, 8, 3), np.uint8), "sk-abcdefgh12345678")
    assert "abcdefgh" not in str(caught.value)


def test_credentials_in_the_address_are_not_stored(serve, photo, monkeypatch, data):
    fake = serve()
    monkeypatch.setenv(
        "OPENAI_BASE_URL", fake.base_url.replace("127", "user:hunter22@127") + "?token=hunter33"
    )
    assert "hunter" not in str(provenance(generate(photo, "haze")))
    for path in data.rglob("*"):
        assert not path.is_file() or b"hunter" not in path.read_bytes()
