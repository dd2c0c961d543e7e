"""The way from a photo to a generated image, over a real socket and the real client."""

from __future__ import annotations

import threading

import cv2
import fake_openai as fo
import numpy as np
import openai
import pytest

from restoration.errors import Cancelled, InputError
from restoration.gpt import (
    Budget,
    CallError,
    Options,
    estimate_cost,
    generate,
    generate_many,
    history,
    spending,
    under_way,
)
from restoration.gpt.ledger import Ledger
from restoration.tasks import TASKS


def test_sends_the_request_and_labels_the_answer(serve, photo):
    fake = serve()
    output = generate(photo, "haze", model="gpt-image-1.5", quality="high", input_fidelity="high")
    sent = fake.requests[0]
    assert sent.path == "/v1/images/edits"
    assert sent.file_types == {"image": "image/png"}
    np.testing.assert_array_equal(sent.image, photo)
    assert sent.fields == {
        "model": "gpt-image-1.5",
        "prompt": TASKS["haze"].prompt,
        "size": "1536x1024",
        "quality": "high",
        "input_fidelity": "high",
        "n": "1",
    }
    np.testing.assert_array_equal(output.image, fo.paint(sent))
    assert output.source == "api"
    assert output.label == "gpt-image-1.5 (api)"
    assert output.prompt == TASKS["haze"].prompt
    assert output.cost_usd == pytest.approx((100 * 5 + 1400 * 8 + 1400 * 32) / 1e6)
    assert output.provenance["request_id"] == "req_1"
    assert output.provenance["prompt_version"].startswith("haze-")
    assert output.note == ""


def test_the_second_time_is_free_and_needs_neither_key_nor_service(serve, photo, monkeypatch):
    fake = serve()
    first = generate(photo, "rain")
    monkeypatch.delenv("OPENAI_API_KEY")
    again = generate(photo, "rain")
    assert fake.calls == 1
    assert again.source == "cache"
    assert again.cost_usd == 0.0
    assert again.created == first.created
    assert again.provenance["paid_usd"] == first.cost_usd
    np.testing.assert_array_equal(first.image, again.image)


@pytest.mark.parametrize(
    "change",
    [
        {"task": "haze"},
        {"model": "gpt-image-2"},
        {"quality": "low"},
        {"size_policy": "pad"},
        {"size_policy": "native"},
        {"prompt": "Only remove the rain."},
    ],
)
def test_every_option_is_part_of_the_key(serve, photo, change):
    fake = serve()
    generate(photo, "rain")
    generate(photo, **{"task": "rain", **change})
    assert fake.calls == 2


def test_another_input_or_another_service_is_another_request(serve, photo):
    first = serve()
    generate(photo, "rain")
    generate(photo[:, ::-1].copy(), "rain")
    generate(photo.reshape(90, 60, 3), "rain")
    assert first.calls == 3
    second = serve()
    generate(photo, "rain")
    assert second.calls == 1


def test_a_model_that_reports_another_name_is_labelled_by_it(serve, photo):
    serve(fo.picture(model="gpt-image-2.5-sunburst-2026-09-08"))
    assert generate(photo, "haze").model == "gpt-image-2.5-sunburst-2026-09-08"


def test_samples_are_extended_and_never_paid_twice(serve, photo):
    fake = serve(fo.picture(), fo.picture(seed=50))
    first = generate(photo, "haze")
    three = generate_many(photo, "haze", n=3)
    assert [request.fields["n"] for request in fake.requests] == ["1", "2"]
    assert [output.source for output in three] == ["cache", "api", "api"]
    np.testing.assert_array_equal(three[0].image, first.image)
    assert len({output.image.tobytes() for output in three}) == 3
    assert sum(output.cost_usd for output in three) == pytest.approx(first.cost_usd)
    assert [output.source for output in generate_many(photo, "haze", n=3)] == ["cache"] * 3
    assert fake.calls == 2


def test_painting_anew_keeps_the_earlier_picture(serve, photo):
    fake = serve(fo.picture(), fo.picture(seed=50))
    old = generate(photo, "haze")
    new = generate(photo, "haze", cache=False)
    assert new.source == "api"
    assert not np.array_equal(old.image, new.image)
    kept = generate_many(photo, "haze", n=2)
    np.testing.assert_array_equal(kept[0].image, old.image)
    np.testing.assert_array_equal(kept[1].image, new.image)
    assert fake.calls == 2


def test_fewer_samples_than_asked_for_are_not_hidden(serve, photo):
    serve(lambda handler, request: handler.send(200, fo.answer(request, [fo.b64(fo.paint(request))])))
    outputs = generate_many(photo, "haze", n=3)
    assert len(outputs) == 1
    assert "3 pictures were asked for, 1 came" in outputs[0].note


def test_previews_of_a_stream(serve, photo):
    fake = serve(fo.stream(partials=2))
    seen = []
    output = generate(photo, "haze", stream=True, on_partial=lambda image, i: seen.append((i, image)))
    sent = fake.requests[0]
    assert (sent.fields["stream"], sent.fields["partial_images"]) == ("true", "2")
    assert [i for i, _ in seen] == [0, 1]
    np.testing.assert_array_equal(seen[1][1], fo.paint(sent, 1))
    np.testing.assert_array_equal(output.image, fo.paint(sent, 2))
    assert output.cost_usd is not None
    assert generate(photo, "haze").source == "cache"  # how it travelled is no part of the key


def test_a_stream_answered_without_streaming_is_read_as_it_is(serve, photo):
    serve(lambda handler, request: handler.send(200, fo.answer(request, [fo.b64(fo.paint(request))])))
    assert generate(photo, "haze", stream=True).source == "api"


def test_a_broken_preview_does_not_cost_the_picture(serve, photo):
    def step(handler, request):
        handler.start(200, "text/event-stream", None)
        handler.wfile.write(b'data: {"type": "image_edit.partial_image", "b64_json": "%%%"}\n\n')
        event = {"type": "image_edit.completed", "b64_json": fo.b64(fo.paint(request)), "usage": fo.USAGE}
        handler.wfile.write(
            b": a comment\r\nevent: x\r\ndata: " + fo.json.dumps(event).encode() + b"\r\n\r\n"
        )
        handler.wfile.write(b"data: [DONE]\n\n")

    serve(step)
    previews = []
    output = generate(photo, "haze", stream=True, on_partial=lambda image, i: previews.append(i))
    assert output.source == "api"
    assert previews == []


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize(
    "beside",
    [
        b"data:",
        b"data: ",
        b"data: ping",
        b":",
        b"event: keepalive",
        b"event: ping|data: {}",
        b"data: [1]",
        b"id: 3",
        b"retry: 5",
    ],
)
@pytest.mark.parametrize("after", [False, True])
def test_what_else_stands_in_a_stream_does_not_cost_the_picture(serve, photo, beside, newline, after):
    """A paid picture stays, and the next call comes from the cache."""

    def step(handler, request):
        handler.start(200, "text/event-stream", None)
        event = {"type": "image_edit.completed", "b64_json": fo.b64(fo.paint(request)), "usage": fo.USAGE}
        other = beside.replace(b"|", newline) + newline * 2
        finished = b"data: " + fo.json.dumps(event).encode() + newline * 2
        for part in (finished, other) if after else (other, other, finished):
            handler.wfile.write(part)
            handler.wfile.flush()

    fake = serve(step)
    assert generate(photo, "haze", stream=True).source == "api"
    assert generate(photo, "haze", stream=True).source == "cache"
    assert len(fake.requests) == 1


def test_a_finished_picture_outlives_an_error_after_it(serve, photo):
    fake = serve(fo.stream(then={"error": {"message": "overloaded", "code": "server_error"}}))
    assert generate(photo, "haze", stream=True).source == "api"
    assert generate(photo, "haze", stream=True).source == "cache"
    assert len(fake.requests) == 1


@pytest.mark.parametrize("model", ["gpt-image-1.5", "gpt-image-2"])
def test_padding_comes_off_exactly(serve, photo, model):
    """What was painted inside the padding, and nothing else, comes back."""
    fake = serve()
    output = generate(photo, "haze", model=model, size_policy="pad")
    x, y, w, h = output.provenance["framing"]["content_box"]
    painted = fo.paint(fake.requests[0])
    np.testing.assert_array_equal(output.image, painted[y : y + h, x : x + w])
    assert abs(w / h - 90 / 60) < 0.01
    assert fake.requests[0].image.shape[:2] == tuple(reversed(fake.requests[0].size))
    assert "margins" in fake.requests[0].fields["prompt"]


def test_previews_come_without_padding(serve, photo):
    serve(fo.stream(partials=1))
    shapes = []
    output = generate(
        photo, "haze", stream=True, size_policy="pad", on_partial=lambda image, i: shapes.append(image.shape)
    )
    assert shapes == [output.image.shape]


def test_a_large_enough_photo_survives_padding_pixel_for_pixel(serve):
    photo = np.random.default_rng(1).integers(0, 256, (800, 1100, 3), np.uint8)
    serve(fo.echo())
    for model in ("gpt-image-1.5", "gpt-image-2"):
        np.testing.assert_array_equal(generate(photo, "haze", model=model, size_policy="pad").image, photo)


def test_a_wrong_size_is_taken_and_said(serve, photo):
    serve(fo.of_size(640, 480))
    output = generate(photo, "haze")
    assert output.image.shape == (480, 640, 3)
    assert "asked for 1536x1024 and returned 640x480" in output.note


def test_a_wrong_size_with_padding_is_cut_in_proportion(serve, photo):
    fake = serve(fo.of_size(768, 512))
    output = generate(photo, "haze", model="gpt-image-1.5", size_policy="pad")
    x, y, w, h = (round(v / 2) for v in output.provenance["framing"]["content_box"])
    np.testing.assert_array_equal(
        output.image, cv2.resize(fake.requests[0].image, (768, 512))[y : y + h, x : x + w]
    )
    assert "in proportion" in output.note


def test_without_a_key_it_says_what_to_do(serve, photo, monkeypatch):
    fake = serve()
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(CallError, match="OPENAI_API_KEY") as caught:
        generate(photo, "haze")
    assert caught.value.kind == "no_key"
    assert generate(photo, "haze", api_key="sk-visitor-key-1234").source == "api"
    assert fake.requests[0].headers["authorization"] == "Bearer sk-visitor-key-1234"


def test_a_client_of_the_callers_is_used_without_its_retries(photo, serve):
    fake = serve(fo.hang(), fo.picture())
    with openai.OpenAI(api_key="sk-of-the-client-1", base_url=fake.base_url, max_retries=5) as client:
        with pytest.raises(CallError, match="No whole answer"):
            generate(photo, "haze", client=client, timeout_s=3.0)
        assert fake.calls == 1
        assert generate(photo, "rain", client=client).source == "api"
    assert fake.requests[1].headers["authorization"] == "Bearer sk-of-the-client-1"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"task": "moire"}, "task"),
        ({"quality": "ultra"}, "quality"),
        ({"quality": "max", "model": "gpt-image-2"}, "auto, low, medium, high"),
        ({"input_fidelity": "high", "model": "gpt-image-2"}, "without it"),
        ({"input_fidelity": "high", "model": "gpt-image-1-mini"}, "takes low"),
        ({"size_policy": "native", "model": "gpt-image-1.5"}, "snap or pad"),
        ({"size_policy": "stretch"}, "snap, pad, native"),
        ({"prompt": "  "}, "prompt"),
        ({"prompt": "x" * 32_001}, "32000"),
        ({"prompt": "my key is sk-test-0123456789abcdefABCDEF"}, "API key stands in it"),
        ({"model": ""}, "model"),
        ({"n": 0}, "n: expected"),
        ({"timeout_s": 0}, "timeout_s"),
        ({"api_key": "two words"}, "one word"),
        ({"api_key": "“sk-quoted”"}, "one word"),
        ({"client": object()}, "openai.OpenAI"),
    ],
)
def test_bad_arguments_cost_nothing(serve, photo, arguments, says):
    fake = serve()
    model = arguments.pop("model", None)
    arguments = {"task": "haze", **arguments, **({"model": model} if model is not None else {})}
    if arguments.get("model") == "":
        arguments.pop("model")
        with pytest.raises(InputError, match=says):
            generate_many(photo, "haze", n=1, options=Options(model=""))
    else:
        with pytest.raises(InputError, match=says):
            generate(photo, **arguments)
    assert fake.calls == 0


def test_the_retired_model_is_refused_by_the_official_service_only(serve, photo, monkeypatch):
    with pytest.raises(InputError, match=r"retired by OpenAI on 2026-10-23"):
        generate(photo, "haze", model="gpt-image-1")
    serve()
    assert generate(photo, "haze", model="gpt-image-1").model == "gpt-image-1"


@pytest.mark.parametrize("address", ["ftp://host/v1", "not an address", "http://", "http://host:99999/v1"])
def test_an_address_that_cannot_be_called(photo, monkeypatch, address):
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    with pytest.raises(InputError, match="OPENAI_BASE_URL"):
        generate(photo, "haze")


def test_cancelling_returns_at_once_and_keeps_the_late_answer(serve, photo):
    gate = threading.Event()
    fake = serve(fo.gated(gate))
    with pytest.raises(Cancelled):
        generate(photo, "haze", cancelled=lambda: fake.calls == 1)
    assert fake.finished == 0
    again = generate(photo, "haze", cancelled=gate.set)  # waits for the answer that is under way
    assert (again.source, again.cost_usd, fake.calls) == ("cache", 0.0, 1)


def test_cancelling_between_tries_asks_nothing_more(serve, photo):
    fake = serve(fo.error(503, Retry_After="1"))
    with pytest.raises(Cancelled):
        generate(photo, "haze", cancelled=lambda: fake.finished == 1)
    for thread in under_way():
        thread.join(60)
    assert not under_way()
    assert fake.calls == 1


def test_progress_can_stop_the_waiting(serve, photo):
    gate = threading.Event()
    serve(fo.gated(gate))
    told = []

    def progress(fraction: float, message: str) -> None:
        told.append((fraction, message))
        raise Cancelled("stop")

    with pytest.raises(Cancelled):
        generate(photo, "haze", progress=progress)
    gate.set()
    assert 0 < told[0][0] < 1
    assert "waiting" in told[0][1]


def test_twenty_threads_one_call(serve, photo):
    gate = threading.Event()
    fake = serve(fo.gated(gate))
    sources: list[str] = []
    threads = [
        threading.Thread(target=lambda: sources.append(generate(photo, "haze").source)) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    fake.wait_for_call()
    gate.set()
    for thread in threads:
        thread.join()
    assert fake.calls == 1
    assert sorted(sources) == ["api"] + ["cache"] * 19


def test_waiting_threads_share_a_failure(serve, photo, monkeypatch):
    gate, waiting, last_finished = threading.Event(), [], Ledger.last_finished

    def counted(ledger: Ledger, key: str) -> int:
        """What a thread knew of the request when it began to wait: the service answers once all six do."""
        found = last_finished(ledger, key)
        waiting.append(found)
        if len(waiting) == 6:
            gate.set()
        return found

    monkeypatch.setattr(Ledger, "last_finished", counted)
    fake = serve(fo.gated(gate, fo.error(500)))
    kinds: list[str] = []

    def ask() -> None:
        with pytest.raises(CallError) as caught:
            generate(photo, "haze")
        kinds.append(caught.value.kind)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kinds == ["server_error"] * 6
    assert fake.calls == 5  # one request with its retries, not six
    fake.script = [fo.picture()]
    assert generate(photo, "haze").source == "api"  # a later request asks again


def test_a_cap_stops_before_the_call(serve, photo):
    fake = serve()
    with pytest.raises(CallError, match=r"run cap is \$0\.01") as caught:
        generate(photo, "haze", budget=0.01)
    assert caught.value.kind == "budget"
    assert fake.calls == 0
    output = generate(photo, "haze", budget=Budget(per_day_usd=0.1))
    assert spending()["day"] == pytest.approx(output.cost_usd)
    with pytest.raises(CallError, match="day cap"):
        generate(photo, "rain", budget=Budget(per_day_usd=0.1))
    assert history()[0]["state"] == "answered"
    assert fake.calls == 1


def test_the_environments_cap_always_holds(serve, photo, monkeypatch):
    fake = serve()
    monkeypatch.setenv("PRIORLENS_DAY_USD", "0.001")
    for budget in (None, 100.0):
        with pytest.raises(CallError, match="day cap"):
            generate(photo, "haze", budget=budget)
    assert fake.calls == 0


def test_a_model_without_a_price_runs_uncapped_only(serve, photo):
    fake = serve()
    with pytest.raises(CallError, match="price"):
        generate(photo, "haze", model="other-vendor-edit", budget=5.0)
    output = generate(photo, "haze", model="other-vendor-edit")
    assert output.cost_usd is None
    assert fake.calls == 1


def test_cancelled_before_the_call_means_no_call(serve, photo):
    fake = serve()
    with pytest.raises(Cancelled, match="before the service was asked"):
        generate(photo, "haze", cancelled=lambda: True)
    assert fake.calls == 0
    assert history() == []


def test_cancelled_while_the_request_is_prepared_means_no_call(serve, photo, monkeypatch):
    """As late as can be: the worker has begun, nothing is set aside yet."""
    fake = serve()
    stop = threading.Event()
    last_finished = Ledger.last_finished

    def cancel_here(self: Ledger, key: str) -> int:
        stop.set()
        return last_finished(self, key)

    monkeypatch.setattr(Ledger, "last_finished", cancel_here)
    with pytest.raises(Cancelled, match=r"[Ss]top"):
        generate(photo, "haze", cancelled=stop.is_set)
    for thread in under_way():
        thread.join()
    assert fake.calls == 0
    assert spending()["total"] == 0


@pytest.mark.parametrize("stream", [False, True])
def test_one_budget_for_all_photos_and_samples_of_a_run(serve, photo, stream):
    fake = serve()
    each = estimate_cost(photo, "haze", options=Options(stream=stream)).usd
    budget = Budget(per_run_usd=3.5 * each)
    first = generate_many(photo, "haze", n=2, options=Options(stream=stream), budget=budget)
    assert [output.note for output in first] == ["", ""]
    spent = spending(budget)["run"]
    left = Budget(
        per_run_usd=spent + 1.5 * each, run=budget.run
    )  # what was set aside is settled at the true cost
    second = generate_many(photo[::-1].copy(), "haze", n=3, options=Options(stream=stream), budget=left)
    assert len(second) == 1
    assert "1 of 3 samples were made. The run cap is" in second[0].note
    painted = len(history())
    with pytest.raises(CallError, match="It was not made") as caught:
        generate_many(photo[:, ::-1].copy(), "haze", n=2, budget=left)
    assert caught.value.kind == "budget"
    assert len(history()) == painted == fake.calls
