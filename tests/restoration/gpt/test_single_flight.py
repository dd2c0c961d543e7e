"""Waiting for a slow answer: previews, errors, cancelling, and what goes on without its caller."""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np
import pytest

from restoration.control import RunControl
from restoration.errors import Cancelled
from restoration.gpt.errors import CallError
from restoration.gpt.request import Deadline
from restoration.gpt.single_flight import under_way, wait_for

FRAME = np.zeros((2, 2, 3), np.uint8)


def deadline(timeout_s: float = 600.0) -> Deadline:
    return Deadline(timeout_s, time.monotonic() + timeout_s, threading.Event(), lambda: 0.0)


def test_previews_reach_the_callers_thread_in_their_order() -> None:
    seen: list[tuple[int, Any, threading.Thread]] = []

    def work(show: Any) -> str:
        show(FRAME)
        show(FRAME + 1)
        return "done"

    own = deadline()
    found = wait_for(
        work, own, RunControl(), lambda image, n: seen.append((n, image, threading.current_thread()))
    )
    assert found == "done"
    assert [n for n, _, _ in seen] == [0, 1]
    assert seen[1][1].max() == 1
    assert {thread for _, _, thread in seen} == {threading.current_thread()}
    assert own.abandoned.is_set()


def test_an_error_of_the_work_is_the_callers_and_brings_no_frames() -> None:
    def work(show: Any) -> None:
        raise CallError("server", "it failed")

    with pytest.raises(CallError, match="it failed") as caught:
        wait_for(work, deadline(), RunControl(), lambda *_: None)
    names = [entry.name for entry in caught.traceback]
    assert "work" not in names

    def stopped(show: Any) -> None:
        raise CallError("cancelled", "stopped")

    with pytest.raises(Cancelled, match="stopped"):
        wait_for(stopped, deadline(), RunControl(), lambda *_: None)


def test_who_cancels_leaves_at_once_and_the_work_goes_on() -> None:
    go, cancelled, kept = threading.Event(), threading.Event(), []

    def work(show: Any) -> None:
        cancelled.set()
        assert go.wait(120)
        kept.append("answer")

    own = deadline()
    with pytest.raises(Cancelled, match="the picture is kept"):
        wait_for(work, own, RunControl(cancelled=cancelled.is_set), lambda *_: None)
    assert own.abandoned.is_set()
    assert kept == []
    left = under_way()
    assert len(left) == 1
    go.set()
    left[0].join(120)
    assert kept == ["answer"]
    assert under_way() == []


def test_who_cancels_before_the_call_pays_for_none() -> None:
    asked: list[int] = []
    with pytest.raises(Cancelled, match="before the service was asked"):
        wait_for(
            lambda show: asked.append(1), deadline(), RunControl(cancelled=lambda: True), lambda *_: None
        )
    assert asked == []
    own = deadline()
    own.check()
    own.abandoned.set()
    with pytest.raises(CallError) as caught:
        own.check()
    assert caught.value.kind == "cancelled"


def test_the_deadline_ends_the_waiting() -> None:
    go = threading.Event()
    own = Deadline(5.0, time.monotonic() - 10, threading.Event(), lambda: 0.0)
    try:
        with pytest.raises(CallError) as caught:
            wait_for(lambda show: go.wait(120), own, RunControl(), lambda *_: None)
    finally:
        go.set()
    assert (caught.value.kind, caught.value.may_be_billed) == ("timeout", True)
    for thread in under_way():
        thread.join(120)
