"""Every fault a service can show, over a real socket: what is said, how often it is asked, what it costs."""

from __future__ import annotations

import email.utils
import json
import socket
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import fake_openai as fo
import numpy as np
import pytest

from restoration.gpt import CallError, RefusedError, generate, history, spending
from restoration.gpt.api_errors import retry_after_s
from restoration.gpt.catalogue import providers


def fails(photo: np.ndarray, **options: object) -> CallError:
    with pytest.raises(CallError) as caught:
        generate(photo, "haze", **options)  # type: ignore[arg-type]
    return caught.value


GOOD_THEN = {
    "500": fo.error(500),
    "502": fo.raw(b"<html>bad gateway</html>", 502, "text/html"),
    "503 with Retry-After": fo.error(503, Retry_After="0.05"),
    "429 rate limit": fo.error(429, "rate_limit_exceeded", kind="requests", Retry_After="0.05"),
    "429 without a body": fo.raw(b"", 429, "text/plain"),
    "429 with nonsense in Retry-After": fo.error(429, Retry_After="soon"),
    "429 with a negative Retry-After": fo.error(429, Retry_After="-5"),
    "408": fo.error(408),
    "409": fo.error(409),
    "retry-after-ms": fo.error(429, retry_after_ms="40"),
}


@pytest.mark.parametrize("step", GOOD_THEN.values(), ids=GOOD_THEN)
def test_what_surely_was_not_billed_is_asked_again(serve, photo, step):
    fake = serve(step, step, fo.picture())
    output = generate(photo, "haze")
    assert output.source == "api"
    assert fake.calls == 3
    assert spending()["total"] == pytest.approx(output.cost_usd)


ENDS_AT_ONCE = {
    # fault: (step, kind, may have been billed, words of the next step)
    "bad key": (
        fo.error(401, "invalid_api_key", "Incorrect API key"),
        "bad_key",
        False,
        "Check that it is complete",
    ),
    "organisation not verified": (
        fo.error(403, message="must be verified"),
        "no_access",
        False,
        "must be verified",
    ),
    "unknown model": (fo.error(404, "model_not_found"), "no_access", False, "model's name"),
    "no such address": (fo.raw(b"<html>404</html>", 404, "text/html"), "no_access", False, "OPENAI_BASE_URL"),
    "quota": (fo.error(429, "insufficient_quota", kind="insufficient_quota"), "quota", False, "Add credit"),
    "hard limit": (fo.error(400, "billing_hard_limit_reached"), "quota", False, "Add credit"),
    "payment required": (fo.error(402), "quota", False, "Add credit"),
    "too large": (fo.error(413), "too_large", False, "pad"),
    "bad request": (fo.error(400, "invalid_value", "Invalid size."), "bad_request", False, "Invalid size."),
    "unprocessable": (fo.error(422, message="n too big"), "bad_request", False, "n too big"),
    "long Retry-After": (fo.error(429, Retry_After="3600"), "rate_limit", False, "asks to wait 3600 s"),
    "endless Retry-After": (fo.error(503, Retry_After="1e400"), "server_error", False, "over a day"),
    "gateway timeout": (fo.error(504), "server_error", True, "usage page"),
    "redirect without address": (fo.raw(b"", 304), "bad_answer", False, "OPENAI_BASE_URL"),
    "reset before an answer": (fo.drop(), "dropped", True, "usage page"),
    "reset within the body": (fo.drop(after=3000), "dropped", True, "usage page"),
    "web page with 200": (
        fo.raw(b"<!doctype html><p>Log in", 200, "text/html"),
        "bad_answer",
        True,
        "a web page",
    ),
    "empty body": (fo.raw(b""), "bad_answer", True, "an empty answer"),
    "not JSON": (fo.raw(b"OK"), "bad_answer", True, "neither JSON"),
    "broken JSON": (fo.raw(b'{"data": [{"b64_json": "iVBOR'), "cut", True, "breaks off"),
    "JSON list": (fo.raw(b"[]"), "bad_answer", True, "not an object"),
    "JSON without a bottom": (fo.raw(b"[" * 100_000), "bad_answer", True, "neither JSON"),
    "bad key with 200": (fo.raw(b'{"error": {"code": "invalid_api_key"}}'), "bad_key", False, "Check that"),
    "a server that says not to retry": (
        fo.error(503, x_should_retry="false"),
        "server_error",
        False,
        "later",
    ),
    "no images": (fo.data([]), "bad_answer", True, "without images"),
    "null image": (fo.data([{"b64_json": None}]), "bad_answer", True, "without a picture"),
    "number for an image": (fo.data([{"b64_json": 7}]), "bad_answer", True, "without a picture"),
    "text for an item": (fo.data(["abc"]), "bad_answer", True, "without a picture"),
    "address for an image": (
        fo.data([{"url": "https://x.example/1.png"}]),
        "bad_answer",
        True,
        "a web address",
    ),
    "garbage base64": (fo.data([{"b64_json": "§$%&/()=" * 9}]), "bad_answer", True, "not valid base64"),
    "no image bytes": (
        fo.data([{"b64_json": "aGVsbG8gd29ybGQh"}]),
        "bad_answer",
        True,
        "not a complete picture",
    ),
    "wrong usage type": (fo.raw(b'{"data": 5, "usage": "x"}'), "bad_answer", True, "without images"),
    "error with 200": (fo.raw(b'{"error": {"message": "no luck"}}'), "server_error", True, "no luck"),
    "stream cut before the picture": (fo.stream(completed=False), "cut", True, "ends before the finished"),
    "stream cut within the picture": (fo.stream(cut=60), "cut", True, "breaks off"),
    "stream with nothing": (fo.stream(partials=0, completed=False), "cut", True, "ends before the finished"),
    "error in the stream": (
        fo.stream(completed=False, then={"error": {"message": "overloaded", "code": "server_error"}}),
        "server_error",
        True,
        "overloaded",
    ),
    "error event in the stream": (
        fo.stream(completed=False, then={"type": "error", "message": "gave up"}),
        "server_error",
        True,
        "gave up",
    ),
}


@pytest.mark.parametrize(("step", "kind", "billed", "says"), ENDS_AT_ONCE.values(), ids=ENDS_AT_ONCE)
def test_what_asking_again_would_not_help_is_asked_once(serve, photo, step, kind, billed, says):
    fake = serve(step)
    error = fails(photo)
    assert (error.kind, error.may_be_billed) == (kind, billed)
    assert says in str(error)
    assert str(error).rstrip()[-1] in ".!" or "kept at" in str(error)
    assert "\n" not in str(error)
    assert fake.calls == 1
    # What may have been billed stays on the books at its estimate; the rest costs nothing.
    assert (spending()["total"] > 0) == billed
    assert history()[0]["state"] == ("uncertain" if billed else "failed")


@pytest.mark.parametrize("name", ["garbage base64", "address for an image", "web page with 200"])
def test_a_paid_answer_without_a_picture_is_kept_as_evidence(serve, photo, data, name):
    serve(ENDS_AT_ONCE[name][0], fo.picture())
    error = fails(photo)
    kept = Path(str(error).partition("kept at ")[2].rstrip("."))
    assert kept.is_file()
    assert kept.is_relative_to(data)
    assert generate(photo, "haze").source == "api"  # and it is never mistaken for an answer


def test_a_lasting_server_error_ends(serve, photo):
    fake = serve(fo.error(500, message="boom"))
    error = fails(photo)
    assert error.kind == "server_error"
    assert fake.calls == 5
    assert spending()["total"] == 0.0


def test_nobody_listens(photo, monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{free.getsockname()[1]}/v1")
        error = fails(photo)
    assert error.kind == "unreachable"
    assert not error.may_be_billed
    assert spending()["total"] == 0.0


def test_a_name_that_does_not_resolve(photo, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://no-such-host.invalid/v1")
    assert fails(photo, timeout_s=5).kind == "unreachable"


@pytest.mark.parametrize(
    "step",
    [
        fo.error(
            400,
            "moderation_blocked",
            "Your request was rejected by the safety system.",
            "image_generation_user_error",
        ),
        fo.error(400, "content_policy_violation", "not allowed"),
        fo.stream(completed=False, then={"error": {"code": "moderation_blocked", "message": "blocked"}}),
    ],
    ids=["400", "policy", "stream"],
)
def test_a_refusal_is_kept_and_not_asked_again(serve, photo, step):
    fake = serve(step, fo.picture())
    with pytest.raises(RefusedError, match="moderation refused") as first:
        generate(photo, "haze")
    assert first.value.request_id == "req_1"
    with pytest.raises(RefusedError, match="not asked again"):
        generate(photo, "haze")
    assert fake.calls == 1
    assert generate(photo, "haze", cache=False).source == "api"
    assert generate(photo, "haze").source == "cache"
    assert fake.calls == 2


def test_silence_is_not_asked_again(serve, photo):
    fake = serve(fo.hang())
    error = fails(photo, timeout_s=3.0)  # enough for the request to arrive on a busy machine
    assert (error.kind, error.may_be_billed) == ("timeout", True)
    assert (fake.calls, fake.finished) == (1, 0)


def test_a_trickle_does_not_hold_the_caller(serve, photo):
    fake = serve(fo.drip(0.2))
    error = fails(photo, timeout_s=3.0)  # enough for the request to arrive on a busy machine
    assert error.kind == "timeout"
    assert (fake.calls, fake.finished) == (1, 0)


def test_an_answer_that_is_whole_when_the_connection_breaks_counts(serve, photo):
    """The length promised one byte more than the JSON needed."""

    def step(handler, request):
        body = fo.answer(request, [fo.b64(fo.paint(request))])
        handler.start(200, "application/json", len(body) + 1)
        handler.wfile.write(body)
        fo.let_it_be_read()
        handler.reset()

    serve(step)
    assert generate(photo, "haze").source == "api"
    assert generate(photo, "haze").source == "cache"


def test_json_that_calls_itself_something_else_is_read(serve, photo):
    def step(handler, request):
        handler.send(
            200, fo.answer(request, ["data:image/png;base64," + fo.b64(fo.paint(request))]), "text/plain"
        )

    serve(step)
    assert generate(photo, "haze").source == "api"


def test_an_answer_without_usage_costs_an_unknown_amount(serve, photo):
    serve(
        lambda handler, request: handler.send(
            200, json.dumps({"data": [{"b64_json": fo.b64(fo.paint(request))}]}).encode()
        )
    )
    output = generate(photo, "haze")
    assert output.cost_usd is None
    assert spending()["total"] > 0  # the estimate stands


@pytest.mark.parametrize(
    "usage",
    [
        {"input_tokens": -5, "output_tokens": 3},
        {"input_tokens": "many"},
        [],
        {"output_tokens": 10**30, "input_tokens": 1},
    ],
)
def test_nonsense_in_usage_is_not_a_price(serve, photo, usage):
    serve(fo.picture(usage=usage))
    assert generate(photo, "haze").cost_usd is None


def test_the_waiting_has_a_limit_of_its_own(serve, photo, monkeypatch):
    monkeypatch.setattr("restoration.gpt.service._MOST_WAITING_S", 0.3)
    fake = serve(fo.error(429, Retry_After="0.2"))
    error = fails(photo)
    assert error.kind == "rate_limit"
    assert fake.calls == 2
    assert "asks to wait" in str(error)


def test_retry_after_as_a_date_is_read_against_the_services_clock(monkeypatch):
    here = 1_800_000_000.0
    monkeypatch.setattr("restoration.gpt.api_errors.time.time", lambda: here)
    there = here + 7200  # their clock is two hours ahead
    headers = {
        "date": email.utils.formatdate(there, usegmt=True),
        "retry-after": email.utils.formatdate(there + 5, usegmt=True),
    }
    assert retry_after_s(headers) == 5.0
    assert retry_after_s({"retry-after": email.utils.formatdate(here + 5, usegmt=True)}) == 5.0
    assert retry_after_s({"retry-after": email.utils.formatdate(here - 50, usegmt=True)}) == 0.0
    for nonsense in ("", "soon", "nan", "Mon, 99 Foo 2026"):
        assert retry_after_s({"retry-after": nonsense}) is None


def test_a_date_that_is_near_is_waited_for(serve, photo):
    when = email.utils.formatdate(time.time() + 1, usegmt=True)
    fake = serve(fo.error(429, Retry_After=when), fo.picture())
    assert generate(photo, "haze").source == "api"
    assert fake.calls == 2


def test_clocks_that_differ_are_mentioned(serve, photo):
    fake = serve()
    theirs = datetime.now(timezone.utc) + timedelta(hours=1)
    fake.date = email.utils.format_datetime(theirs, usegmt=True)
    output = generate(photo, "haze")
    assert "differ by 60 minutes" in output.note
    assert output.created < theirs - timedelta(minutes=30)  # our own clock dates it


def test_a_certificate_out_of_its_time_points_to_the_clock():
    import httpx2

    from restoration.gpt.api_errors import from_exception

    error = httpx2.ConnectError(
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate is not yet valid"
    )
    assert "clock" in str(from_exception(error, timeout_s=1, service=providers()["openai"]))
    assert not from_exception(error, timeout_s=1, service=providers()["openai"]).retryable


def test_too_large_an_upload_is_not_sent(serve, monkeypatch):
    fake = serve()
    small = replace(providers()["openai"], max_upload_bytes=10_000)
    monkeypatch.setitem(providers(), "openai", small)
    noise = np.random.default_rng(0).integers(0, 256, (100, 100, 3), np.uint8)
    assert fails(noise).kind == "too_large"
    assert fake.calls == 0


def test_a_full_disk_does_not_lose_the_picture(serve, photo, monkeypatch):
    import os

    serve()
    write = os.write

    def full(handle: int, data: bytes) -> int:
        if len(data) > 1000:
            raise OSError(28, "No space left on device")
        return write(handle, data)

    monkeypatch.setattr(os, "write", full)
    output = generate(photo, "haze")
    assert output.image.size
    assert "No space left on device" in output.note


def test_a_folder_that_cannot_be_written_to_stops_before_the_call(serve, photo, data):
    from restoration.errors import GptError

    fake = serve()
    data.mkdir(parents=True)
    (data / "gpt").write_text("a file where the folder should be")
    with pytest.raises(GptError, match="PRIORLENS_DATA"):
        generate(photo, "haze")
    assert fake.calls == 0
