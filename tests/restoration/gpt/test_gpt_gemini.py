"""Gemini image models through Google's own client, over a real socket: request, answer, money, faults, keys."""

from __future__ import annotations

import gzip
import io
import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import fake_gemini as fg
import fake_openai as fo
import numpy as np
import pytest

from restoration.errors import InputError, RestorationError
from restoration.gpt import (
    Budget,
    BudgetError,
    CallError,
    Options,
    RefusedError,
    estimate_cost,
    generate,
    generate_many,
    has_key,
    history,
    spending,
)
from restoration.gpt.catalogue import canvas_of, providers
from restoration.gpt.models import get_gpt_model
from restoration.tasks import TASKS

pytestmark = pytest.mark.needs("gemini")

KEY = "AIzaTest-0123456789abcdefABCDEF"
FLASH = "gemini-3.1-flash-image"
PAID = (180 * 0.5 + 1120 * 0.5 + 1120 * 60 + 205 * 3) / 1e6


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., fg.FakeGemini]]:
    """`gemini(step, ...)` starts a scripted service; the environment has its address, a key, and none of OpenAI's."""
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    with ExitStack() as stack:

        def start(*script: fo.Step) -> fg.FakeGemini:
            fake = stack.enter_context(fg.FakeGemini(*script))
            monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", fake.base_url)
            return fake

        yield start


def fails(photo: np.ndarray, **options: object) -> CallError:
    with pytest.raises(CallError) as caught:
        generate(photo, "haze", model=FLASH, **options)  # type: ignore[arg-type]
    return caught.value


def test_sends_the_request_and_labels_the_answer(gemini, photo):
    fake = gemini()
    output = generate(photo, "haze", model=FLASH)
    (sent,) = fake.requests
    assert sent.path == f"/v1beta/models/{FLASH}:generateContent"
    assert sent.headers["x-goog-api-key"] == KEY
    assert sent.parts[0] == {"text": TASKS["haze"].prompt}
    inline = sent.parts[1]["inlineData"]
    assert inline.get("mime_type", inline.get("mimeType")) == "image/png"  # the service takes either spelling
    np.testing.assert_array_equal(sent.image, photo)
    config = sent.body["generationConfig"]
    assert config["responseModalities"] == ["IMAGE"]
    assert config["imageConfig"] == {"aspectRatio": "3:2", "imageSize": "1K"}
    np.testing.assert_array_equal(output.image, fg.painted(sent))
    assert output.label == f"{FLASH} (api)"
    assert output.cost_usd == pytest.approx(PAID)
    assert spending()["total"] == pytest.approx(PAID)


@pytest.mark.parametrize(
    ("model", "quality", "config", "size"),
    [
        ("gemini-2.5-flash-image", "", {"aspectRatio": "3:2"}, "1248x832"),
        ("gemini-3-pro-image", "4K", {"aspectRatio": "3:2", "imageSize": "4K"}, "5056x3392"),
        ("gemini-3-pro-image-preview", "2K", {"aspectRatio": "3:2", "imageSize": "2K"}, "2528x1696"),
        ("gemini-9-image", "", {"aspectRatio": "3:2", "imageSize": "1K"}, "1264x848"),
    ],
)
def test_every_model_is_asked_as_its_record_says(gemini, photo, model, quality, config, size):
    fake = gemini()
    output = generate(photo, "haze", model=model, quality=quality)
    assert fake.requests[0].body["generationConfig"]["imageConfig"] == config
    assert output.provenance["size"] == size
    assert output.provenance["quality"] == (quality or "1K")


def test_the_second_time_is_free_and_needs_neither_key_nor_client(gemini, photo, monkeypatch):
    fake = gemini()
    first = generate(photo, "haze", model=FLASH)
    monkeypatch.delenv("GEMINI_API_KEY")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    again = generate(photo, "haze", model=FLASH)
    assert (again.source, again.cost_usd, fake.calls) == ("cache", 0.0, 1)
    np.testing.assert_array_equal(first.image, again.image)


def test_the_same_request_at_once_is_paid_once(gemini, photo):
    fake = gemini(fg.picture(delay=0.3))
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(generate(photo, "haze", model=FLASH).source))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["api", "cache", "cache", "cache"]
    assert fake.calls == 1


def test_a_compressed_answer_is_stored_as_it_reads(gemini, photo):
    body = fg.answer([fg.inline(np.full((832, 1248, 3), 77, np.uint8))])
    gemini(fo.raw(gzip.compress(body), Content_Encoding="gzip"))
    assert generate(photo, "haze", model=FLASH).source == "api"
    again = generate(photo, "haze", model=FLASH)
    assert (again.source, int(again.image[5, 5, 0])) == ("cache", 77)


def test_samples_are_asked_for_one_by_one_and_streams_are_not(gemini, photo):
    fake = gemini(fg.picture(), fg.picture(seed=3))
    outputs = generate_many(photo, "haze", n=2, options=Options(FLASH, stream=True))
    assert fake.calls == 2
    assert all("streamGenerateContent" not in request.path for request in fake.requests)
    assert (outputs[0].image != outputs[1].image).any()


def test_padding_is_cut_off_again(gemini):
    tall = np.random.default_rng(0).integers(0, 256, (400, 100, 3), np.uint8)
    fake = gemini(fg.picture(size=(768, 1376)))
    output = generate(tall, "haze", model=FLASH, size_policy="pad")
    assert fake.requests[0].image.shape == (1376, 768, 3)
    assert output.image.shape == (1376, 344, 3)
    assert output.note == ""


def test_pictures_of_a_thought_are_no_answers(gemini, photo):
    draft, final = np.full((832, 1248, 3), 9, np.uint8), np.full((832, 1248, 3), 99, np.uint8)
    gemini(fg.says([fg.inline(draft, thought=True), fg.inline(final)]))
    outputs = generate_many(photo, "haze", n=1, options=Options(FLASH))
    assert [int(o.image[0, 0, 0]) for o in outputs] == [99]


def test_estimates_before_and_caps(gemini, photo):
    fake = gemini()
    price = estimate_cost(photo, "haze", options=Options(FLASH))
    assert price.usd == pytest.approx(0.0672, abs=0.005)  # $0.067 a picture of 1K, as published
    assert price.dated == providers_date("google")
    assert estimate_cost(photo, "haze", options=Options("gemini-3-pro-image", "4K")).usd == pytest.approx(
        0.24, abs=0.02
    )
    assert estimate_cost(photo, "haze", options=Options("gemini-2.5-flash-image")).usd == pytest.approx(
        0.039, abs=0.002
    )
    with pytest.raises(BudgetError):
        generate(photo, "haze", model=FLASH, budget=0.05)
    assert fake.calls == 0


def providers_date(name: str) -> str:
    from restoration.gpt.catalogue import table

    return next(row["prices"]["date"] for row in table()["providers"] if row["id"] == name)


def test_an_unknown_price_promises_nothing_and_is_not_called_under_a_cap(gemini, photo):
    fake = gemini()
    lite = Options("gemini-3.1-flash-lite-image")
    assert "price unknown" in estimate_cost(photo, "haze", options=lite).text
    with pytest.raises(BudgetError, match="not known"):
        generate_many(photo, "haze", n=1, options=lite, budget=Budget(per_run_usd=9.0))
    assert fake.calls == 0
    assert generate_many(photo, "haze", n=1, options=lite)[0].cost_usd is None


@pytest.mark.parametrize(
    "step",
    [
        fg.error(500, "INTERNAL"),
        fg.error(503, "UNAVAILABLE", "The model is overloaded."),
        fg.error(429, "RESOURCE_EXHAUSTED", "slow down", [{"retryDelay": "0.05s"}]),
        fg.error(429, "RESOURCE_EXHAUSTED", "slow down", Retry_After="0.05"),
    ],
)
def test_what_surely_was_not_billed_is_asked_again(gemini, photo, step):
    fake = gemini(step, step, fg.picture())
    assert generate(photo, "haze", model=FLASH).source == "api"
    assert fake.calls == 3
    assert spending()["total"] == pytest.approx(PAID)


PER_DAY = [{"violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel"}]}]
ENDS_AT_ONCE = {
    # fault: (step, kind, may have been billed, words of the next step)
    "bad key": (
        fg.error(400, "INVALID_ARGUMENT", "API key not valid.", [{"reason": "API_KEY_INVALID"}]),
        "bad_key", False, "Check that it is complete",
    ),
    "no permission": (fg.error(403, "PERMISSION_DENIED", "no"), "no_access", False, "billing and the Gemini API"),
    "not in this country": (
        fg.error(400, "FAILED_PRECONDITION", "User location is not supported"), "no_access", False, "location",
    ),
    "unknown model": (fg.error(404, "NOT_FOUND", "gone"), "no_access", False, "GOOGLE_GEMINI_BASE_URL"),
    "quota of the day": (fg.error(429, "RESOURCE_EXHAUSTED", "used up", PER_DAY), "quota", False, "no credit or quota"),
    "no free tier": (fg.error(429, "RESOURCE_EXHAUSTED", "Quota exceeded, limit: 0"), "quota", False, "no credit"),
    "long wait": (
        fg.error(429, "RESOURCE_EXHAUSTED", "", [{"retryDelay": "3600s"}]), "rate_limit", False, "asks to wait 3600 s",
    ),
    "bad request": (fg.error(400, "INVALID_ARGUMENT", "bad aspect"), "bad_request", False, "bad aspect"),
    "gateway": (fg.error(504, "DEADLINE_EXCEEDED"), "server_error", True, "usage page"),
    "no JSON in an error": (fo.raw(b"<html>", 403, "text/html"), "no_access", False, "(403)"),
    "redirect": (fo.raw(b"", 304), "bad_answer", False, "GOOGLE_GEMINI_BASE_URL"),
    "reset before an answer": (fo.drop(), "dropped", True, "usage page"),
    "reset within it": (fg.cut(2000), "dropped", True, "usage page"),
    "web page with 200": (fo.raw(b"<!doctype html>", 200, "text/html"), "bad_answer", True, "a web page"),
    "empty body": (fo.raw(b""), "bad_answer", True, "an empty answer"),
    "broken JSON": (fo.raw(b'{"candidates": [{"con'), "cut", True, "breaks off"),
    "words and no picture": (fg.says([{"text": "I cannot see it."}]), "bad_answer", True, "I cannot see it."),
    "no picture": (fg.says([], "NO_IMAGE"), "bad_answer", True, "reason NO_IMAGE"),
    "no candidates": (fo.raw(b'{"candidates": []}'), "bad_answer", True, "no picture"),
    "odd shapes": (fo.raw(b'{"candidates": [7, {"content": 5}, {"content": {"parts": ["x"]}}]}'), "bad_answer", True, "no picture"),
    "garbage for a picture": (
        fg.says([{"inlineData": {"mimeType": "image/png", "data": "aGVsbG8gd29ybGQh"}}]), "bad_answer", True, "not a complete",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("step", "kind", "billed", "words"), ENDS_AT_ONCE.values(), ids=ENDS_AT_ONCE)
def test_a_fault_is_one_sentence_and_is_not_repeated(gemini, photo, step, kind, billed, words):
    fake = gemini(step)
    error = fails(photo)
    assert (error.kind, error.may_be_billed) == (kind, billed)
    assert words in str(error)
    assert "OPENAI" not in str(error)
    assert fake.calls == 1
    if not billed:
        assert spending()["total"] == 0


@pytest.mark.parametrize(
    "step",
    [
        fg.says([], "IMAGE_SAFETY"),
        fg.says([], "PROHIBITED_CONTENT"),
        fg.says([], "", promptFeedback={"blockReason": "SAFETY"}),
        fo.raw(b'{"promptFeedback": {"blockReason": "OTHER"}}'),
    ],
)
def test_a_refusal_is_kept_and_not_asked_again(gemini, photo, step):
    fake = gemini(step)
    for _ in range(2):
        with pytest.raises(RefusedError):
            generate(photo, "haze", model=FLASH)
    assert fake.calls == 1


def test_what_a_refusal_cost_is_on_the_books(gemini, photo):
    gemini(fg.says([], "IMAGE_SAFETY"))
    fails(photo)
    assert spending()["total"] == pytest.approx(PAID)
    assert history()[0]["kind"] == "refused"


def test_nobody_there(photo, gemini, monkeypatch):
    gemini()
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("restoration.gpt.service._MOST_TRIES", 2)
    assert fails(photo).kind == "unreachable"


def test_a_slow_service_ends_in_time(photo, gemini):
    gemini(fo.hang())
    assert fails(photo, timeout_s=0.4).kind == "timeout"


def test_without_the_client_there_is_one_clear_sentence(photo, gemini, monkeypatch):
    fake = gemini()
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    error = fails(photo)
    assert error.kind == "no_package"
    assert "pip install 'priorlens[gemini]'" in str(error)
    assert fake.calls == 0


def test_without_a_key_the_right_variable_is_named(photo, gemini, monkeypatch):
    gemini()
    monkeypatch.delenv("GEMINI_API_KEY")
    assert not has_key("google")
    error = fails(photo)
    assert error.kind == "no_key"
    assert "GEMINI_API_KEY" in str(error)
    monkeypatch.setenv("GOOGLE_API_KEY", KEY)
    assert generate(photo, "haze", model=FLASH).source == "api"


def test_options_that_a_model_does_not_take(photo, gemini, monkeypatch):
    gemini()
    for options in (
        {"quality": "high"},
        {"size_policy": "native"},
        {"input_fidelity": "low"},
        {"client": object()},
    ):
        with pytest.raises(InputError):
            generate(photo, "haze", model=FLASH, **options)
    monkeypatch.delenv("GOOGLE_GEMINI_BASE_URL")
    with pytest.raises(InputError, match=r"retired by Google on 2026-06-25. Choose gemini-3-pro-image\."):
        generate(photo, "haze", model="gemini-3-pro-image-preview")
    with pytest.raises(InputError, match="model name of Google"):
        get_gpt_model("gemini-x/../../y")


def parrot(handler: fo.Handler, request: fg.Request) -> None:
    """The worst server: it repeats the key wherever it can."""
    key = request.headers["x-goog-api-key"]
    body = json.loads(fg.answer([fg.inline(np.full((16, 16, 3), 9, np.uint8)), {"text": key}], key))
    body |= {"modelVersion": key, "usageMetadata": {**fg.USAGE, "note": key}}
    handler.send(200, json.dumps(body).encode())


def parrot_words(handler: fo.Handler, request: fg.Request) -> None:
    handler.send(200, fg.answer([{"text": f"key {request.headers['x-goog-api-key']}"}]))


def parrot_error(handler: fo.Handler, request: fg.Request) -> None:
    key = request.headers["x-goog-api-key"]
    fg.error(400, key, f"API key not valid: {key}", [{"reason": key}])(handler, request)


@pytest.mark.parametrize("step", [parrot, parrot_words, parrot_error, fo.drop(), fg.cut(500)])
@pytest.mark.parametrize("key", [KEY, "another-vendors-key-0123456789"])
@pytest.mark.parametrize("as_argument", [True, False])
def test_the_key_is_nowhere(step, key, as_argument, gemini, photo, data: Path, monkeypatch):
    from test_gpt_secrecy import check_output, everything_about

    shown = io.StringIO()
    log = logging.StreamHandler(shown)
    root = logging.getLogger()
    level = root.level
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(sys, "stdout", shown)
    if as_argument:
        monkeypatch.delenv("GEMINI_API_KEY")
    else:
        monkeypatch.setenv("GEMINI_API_KEY", key)
    fake = gemini(step)
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    try:
        output = generate(photo, "haze", model=FLASH, api_key=key if as_argument else None)
        check_output(output, key, data)
    except RestorationError as error:
        logging.getLogger("app").exception("failed")
        texts = [text for text in everything_about(error) if "test_gpt_gemini" not in text]
        assert not [text for text in texts if key in text]
    finally:
        root.setLevel(level)
        root.removeHandler(log)
    assert fake.requests[0].headers["x-goog-api-key"] == key
    assert key not in shown.getvalue()
    for path in data.rglob("*"):
        assert not path.is_file() or key.encode() not in path.read_bytes(), path


def test_the_canvases_are_those_of_the_analysis():
    canvas = canvas_of("Gemini 2.5 Flash Image (Nano Banana)")
    assert canvas.ratios[(1184, 864)] == "4:3"
    assert providers()["google"].extra == "gemini"
