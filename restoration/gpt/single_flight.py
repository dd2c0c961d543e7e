"""Waiting for a slow answer: the work runs in a thread of its own, so that a caller who cancels returns at once while an answer
that is already paid for is still received and stored."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from restoration.control import RunControl
from restoration.errors import Cancelled
from restoration.gpt import api_errors
from restoration.gpt.errors import CallError
from restoration.gpt.service import Deadline
from restoration.image import ImageArray

T = TypeVar("T")

_NAME = "priorlens-generate"
_TICK_S = 0.05
_GRACE_S = 1.0  # longer than the connection's own timeout, whose message says more


def wait_for(
    work: Callable[[Callable[[ImageArray], None]], T],
    deadline: Deadline,
    control: RunControl,
    on_partial: Callable[[ImageArray, int], None],
) -> T:
    """Run `work(show_preview)` and return its result. `on_partial(image, index)` and `control` are
    called in the caller's thread. Leaving by any exception abandons the work: it asks for nothing more,
    but an answer under way is still received. Raises what `work` raises, Cancelled, or CallError."""
    control.check("Stopped before the service was asked.")
    inbox: queue.Queue[tuple[str, Any]] = queue.Queue()

    def run() -> None:
        try:
            inbox.put(("done", work(lambda preview: inbox.put(("partial", preview)))))
        except BaseException as error:
            inbox.put(("error", error))

    # Not a daemon: at exit the interpreter waits for an answer that is already paid for.
    threading.Thread(target=run, name=_NAME).start()
    began = told = time.monotonic()
    index = 0
    try:
        while True:
            try:
                what, value = inbox.get(timeout=_TICK_S)
            except queue.Empty:
                what, value = "", None
            if what == "done":
                return value
            if what == "error":
                if isinstance(value, CallError) and value.kind == "cancelled":
                    raise Cancelled(str(value))
                # An error that is shown to people holds no frame of the worker.
                raise value.with_traceback(None) if isinstance(value, CallError) else value
            if what == "partial":
                on_partial(value, index)
                index += 1
            control.check("Stopped waiting. If the service still answers, the picture is kept for next time.")
            now = time.monotonic()
            if now > deadline.ends + _GRACE_S:
                raise api_errors.timed_out(deadline.timeout_s)
            if now - told >= 0.5:
                told = now
                waited = now - began
                control.report(min(0.9, waited / (waited + 20.0)), f"waiting for the picture, {waited:.0f} s")
    finally:
        deadline.abandoned.set()


def under_way() -> list[threading.Thread]:
    """Requests that nobody waits for any more but whose answers are still received and kept."""
    return [thread for thread in threading.enumerate() if thread.name == _NAME]
