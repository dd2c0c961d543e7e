"""Which address is called, and when a failed call is made again: no service, no clock."""

from __future__ import annotations

import time
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from restoration.errors import InputError
from restoration.gpt import service
from restoration.gpt.catalogue import providers
from restoration.gpt.errors import CallError
from restoration.gpt.openai_call import _fields
from restoration.gpt.request import PARTIAL_IMAGES, Deadline, Request

OPENAI, GOOGLE = providers()["openai"], providers()["google"]


class Waits:
    """Instead of `threading.Event`: remembers for how long it was waited."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def wait(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def is_set(self) -> bool:
        return False


def request(**more: Any) -> Request:
    plain = Request(OPENAI, b"png", "Remove haze", "gpt-image-1.5", "1024x1024", "medium", None, 1, False)
    return replace(plain, **more)


class Asking:
    """`ask` with a service that fails as told; how often it was called, and for how long it was waited."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls, self.waits, self.failures = 0, Waits(), list[CallError | None]()
        monkeypatch.setitem(service._SENDERS, "openai", self._send)
        monkeypatch.setattr(service.random, "uniform", lambda low, high: high)

    def _send(self, *_: Any) -> CallError | None:
        self.calls += 1
        return self.failures.pop(0)

    def __call__(self, *failures: CallError | None) -> list[float]:
        """The pauses between the calls."""
        self.failures, self.waits.pauses = list(failures), []
        deadline = Deadline(600, time.monotonic() + 600, self.waits, lambda: 0.0)  # type: ignore[arg-type]
        service.ask(request(), None, key=None, client=None, deadline=deadline, on_partial=lambda _: None)  # type: ignore[arg-type]
        return self.waits.pauses[1::2]  # between the turns


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Asking:
    return Asking(monkeypatch)


def busy(**more: Any) -> CallError:
    return CallError("server", "busy", retryable=True, **more)


def test_a_call_that_may_be_made_again_is_after_pauses_that_double(asking: Asking) -> None:
    first = service._FIRST_PAUSE_S
    assert asking(busy(), busy(), busy(), None) == pytest.approx([first, 2 * first, 4 * first])
    assert asking.calls == 4


def test_five_tries_are_the_most(asking: Asking) -> None:
    with pytest.raises(CallError, match="busy"):
        asking(*[busy()] * 9)
    assert asking.calls == 5


def test_what_may_be_billed_is_not_asked_again(asking: Asking) -> None:
    with pytest.raises(CallError, match="lost"):
        asking(CallError("connection", "lost", may_be_billed=True), None)
    assert asking.calls == 1


def test_the_service_says_how_long_to_wait(asking: Asking) -> None:
    assert asking(busy(retry_after_s=7.0), None) == [7.0]
    with pytest.raises(CallError, match="It asks to wait 500 s; 120 s of waiting are left here"):
        asking(busy(retry_after_s=500.0), None)
    with pytest.raises(CallError, match="over a day"):
        asking(busy(retry_after_s=90_000.0), None)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("", OPENAI.address),
        ("https://user:secret@proxy.example:8443/v1/?key=x", "https://proxy.example:8443/v1"),
        ("http://[::1]:9/v1", "http://[::1]:9/v1"),
    ],
)
def test_the_address_is_said_without_credentials(
    monkeypatch: pytest.MonkeyPatch, given: str, address: str
) -> None:
    monkeypatch.setenv(OPENAI.address_variable, given)
    assert service.address_of(OPENAI) == address.rstrip("/")


@pytest.mark.parametrize("wrong", ["ftp://x.example", "x.example", "https://", "https://x:port"])
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv(OPENAI.address_variable, wrong)
    with pytest.raises(InputError, match=f"{OPENAI.address_variable}: expected an http"):
        service.address_of(OPENAI)


def test_a_client_is_openais_and_for_openai() -> None:
    streaming = SimpleNamespace(with_streaming_response=None)
    client = SimpleNamespace(images=streaming, base_url="https://own.example/v1/")
    assert service.address_of(OPENAI, client) == "https://own.example/v1"
    with pytest.raises(InputError, match=r"expected an openai\.OpenAI, got str"):
        service.address_of(OPENAI, "client")
    with pytest.raises(InputError, match="called through a client of our own"):
        service.address_of(GOOGLE, client)


def test_a_package_that_is_missing_is_named() -> None:
    service.require_client(OPENAI)
    with pytest.raises(CallError, match=r"pip install 'priorlens\[") as caught:
        service.require_client(replace(GOOGLE, package="no_such_package.client"))
    assert caught.value.kind == "no_package"


def test_the_fields_of_a_request() -> None:
    plain = _fields(request())
    assert plain["image"] == ("input.png", b"png", "image/png")
    assert {"input_fidelity", "stream", "partial_images"} & set(plain) == set()
    more = _fields(request(input_fidelity="high", stream=True, n=2))
    assert (more["input_fidelity"], more["stream"], more["partial_images"], more["n"]) == (
        "high",
        True,
        PARTIAL_IMAGES,
        2,
    )
