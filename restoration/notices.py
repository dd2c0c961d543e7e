"""Warnings of one kind as sentences for the caller, instead of lines on stderr."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_here = threading.local()
_lock = threading.Lock()
_listening = 0
_show_before: Any = None


@contextmanager
def collect(category: type[Warning]) -> Iterator[list[str]]:
    """Warnings of `category` that this thread issues inside go into the list, each text once; all others are
    shown as ever. Unlike `warnings.catch_warnings`, safe where several threads run at once."""
    found: list[str] = []
    before = getattr(_here, "listener", None)
    _start(category)
    _here.listener = (category, found)
    try:
        yield found
    finally:
        _here.listener = before
        _stop()


def _start(category: type[Warning]) -> None:
    global _listening, _show_before
    with _lock:
        # By default Python shows a warning once a place: the second comparison would hear nothing.
        warnings.simplefilter("always", category)
        if _listening == 0:
            _show_before, warnings.showwarning = warnings.showwarning, _show
        _listening += 1


def _stop() -> None:
    global _listening
    with _lock:
        _listening -= 1
        if _listening == 0 and warnings.showwarning is _show:
            warnings.showwarning = _show_before


def _show(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
    listener = getattr(_here, "listener", None)
    if listener is None or not issubclass(category, listener[0]):
        _show_before(message, category, *where, **more)
    elif str(message) not in listener[1]:
        listener[1].append(str(message))
