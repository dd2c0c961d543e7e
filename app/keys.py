"""A visitor's own API key: for one run, in a request of its own that Gradio does not store.

The browser splits the key into two halves, of which neither alone contains it (a random pad, and the key XOR that pad) and posts them
to `/key`. It gets a ticket, which goes with the run as an ordinary value: it works once, for the browser that posted
the key, and a few minutes long. Here the halves are stored separately until a call is made; after the run they are overwritten.
"""

from __future__ import annotations

import base64
import binascii
import gc
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from restoration import InputError

_LONGEST_KEY = 512
_TICKET_SECONDS = 600
_MOST_WAITING = 1000
_EXPIRED = "Your key was not used: it is held for ten minutes and for one run. Press Compare again."


class HeldKey:
    """A key in two halves; shows as *** wherever it is printed, and cannot be written anywhere."""

    __slots__ = ("_masked", "_pad")

    def __init__(self, pad: bytearray, masked: bytearray) -> None:
        self._pad, self._masked = pad, masked

    def reveal(self) -> str:
        """The key, stripped. Raises InputError after `wipe`, or where it is no text."""
        try:
            text = bytes(a ^ b for a, b in zip(self._pad, self._masked, strict=True)).decode("ascii").strip()
        except (ValueError, UnicodeDecodeError):
            raise InputError("API key: expected plain characters. Copy the key again.") from None
        if not text.strip("\0"):
            raise InputError(_EXPIRED)
        return text

    def wipe(self) -> None:
        for half in (self._pad, self._masked):
            half[:] = bytes(len(half))

    def __repr__(self) -> str:
        return "HeldKey(***)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an API key is never written anywhere")


class KeyDesk:
    """Keys that were posted and wait for their run."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: dict[str, tuple[HeldKey, str, float]] = {}

    def leave(self, pad: str, masked: str, owner: str) -> str:
        """Hold a key, given as two halves in base64, for `owner`; returns its ticket. Raises InputError."""
        try:
            halves = [bytearray(base64.b64decode(text, validate=True)) for text in (pad, masked)]
        except (binascii.Error, ValueError):
            raise InputError("API key: it did not arrive whole. Type it again.") from None
        if len(halves[0]) != len(halves[1]) or not 0 < len(halves[0]) <= _LONGEST_KEY:
            raise InputError(f"API key: expected 1 to {_LONGEST_KEY} characters. Copy the key again.")
        ticket = secrets.token_urlsafe(24)
        with self._lock:
            self._drop_expired()
            if len(self._waiting) >= _MOST_WAITING:
                raise InputError("Too many keys wait for their runs. Try again in ten minutes.")
            self._waiting[ticket] = (HeldKey(*halves), owner, self._clock() + _TICKET_SECONDS)
        return ticket

    @contextmanager
    def key_of(self, ticket: str | None, owner: str) -> Iterator[HeldKey | None]:
        """The key behind a ticket, overwritten afterwards; None without a ticket. Raises InputError for one that was
        used, is too old or belongs to somebody else."""
        if not ticket:
            yield None
            return
        with self._lock:
            self._drop_expired()
            known = self._waiting.get(ticket)
            mine = known is not None and secrets.compare_digest(known[1].encode(), owner.encode())
            if mine:
                del self._waiting[ticket]
        if known is None or not mine:
            raise InputError(_EXPIRED)
        try:
            yield known[0]
        finally:
            known[0].wipe()
            overwrite_freed_memory()

    def _drop_expired(self) -> None:
        now = self._clock()
        for ticket in [t for t, (_, _, until) in self._waiting.items() if until <= now]:
            self._waiting.pop(ticket)[0].wipe()


_POOLS = 12
"""More threads than the C library's allocator has pools for: a fresh thread is given one that others have used."""


def overwrite_freed_memory() -> None:
    """Fill memory that Python has given back to its allocators, where strings of a call (headers, requests) stood.

    Freed blocks are handed out again, so blocks of every size that such strings have are taken, filled and freed, in
    several threads at once: the C library keeps a pool for each few of them. What the system's TLS library or kernel
    keeps is out of reach.
    """
    gc.collect()
    _fill_small()
    together = threading.Barrier(_POOLS)

    def fill() -> None:
        together.wait()  # all are alive at once, so that no two take the same pool
        held = [bytearray(size) for size in range(512, 8193, 16) for _ in range(4)]
        for size in (*range(16, 1025, 16), *(2**k for k in range(11, 19))):
            held += [bytearray(size) for _ in range(max(4, min(600, 200_000 // size)))]
        together.wait()
        del held

    threads = [threading.Thread(target=fill, daemon=True) for _ in range(_POOLS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _fill_small()


def _fill_small() -> None:
    """Blocks of Python's own allocator, which all threads share, and of this thread's pool."""
    for size in (*range(16, 1025, 16), *(2**k for k in range(11, 19))):
        count = max(4, min(4000, 1_000_000 // size))
        taken = [bytearray(size) for _ in range(count)]
        texts = [b"\0" * max(0, size - 33) for _ in range(count)]
        filled = [bytes(bytearray(b"\xff") * max(1, size - 33)) for _ in range(count)]
        del taken, texts, filled
