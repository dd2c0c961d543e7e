"""What a model had to do otherwise than asked, as sentences for the caller; outside of `collect`, a warning."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_listener: ContextVar[list[str] | None] = ContextVar("listener", default=None)


@contextmanager
def collect() -> Iterator[list[str]]:
    """What `notify` is told inside, in this thread or task, goes into the list, each text once."""
    found: list[str] = []
    token = _listener.set(found)
    try:
        yield found
    finally:
        _listener.reset(token)


def notify(notice: Warning) -> None:
    """Tell the innermost `collect` around the call; where there is none, issue `notice` as a warning."""
    found = _listener.get()
    if found is None:
        warnings.warn(notice, stacklevel=3)
    elif str(notice) not in found:
        found.append(str(notice))
