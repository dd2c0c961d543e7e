"""A key lives for one run: one ticket, one use, one owner; afterwards the process holds it nowhere."""

from __future__ import annotations

import base64
import copy
import json
import os
import pickle
import re
import subprocess
import sys
import textwrap

import pytest

from app.keys import HeldKey, KeyDesk
from restoration import InputError
from tests.conftest import ROOT


def halves(key: str) -> tuple[str, str]:
    pad = os.urandom(len(key))
    masked = bytes(a ^ b for a, b in zip(key.encode(), pad, strict=True))
    return base64.b64encode(pad).decode(), base64.b64encode(masked).decode()


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_ticket_gives_the_key_once_and_it_is_overwritten_afterwards() -> None:
    desk = KeyDesk()
    ticket = desk.leave(*halves("sk-abcdef"), "me")
    with desk.key_of(ticket, "me") as key:
        assert key is not None
        assert key.reveal() == "sk-abcdef"
    with pytest.raises(InputError):
        key.reveal()
    with pytest.raises(InputError, match="one run"), desk.key_of(ticket, "me"):
        pass


def test_it_is_overwritten_where_the_run_fails() -> None:
    desk = KeyDesk()
    ticket = desk.leave(*halves("sk-abcdef"), "me")
    with pytest.raises(ZeroDivisionError), desk.key_of(ticket, "me") as key:
        1 / 0  # noqa: B018
    assert key is not None
    with pytest.raises(InputError):
        key.reveal()


def test_a_ticket_of_somebody_else_gives_nothing_and_stays_theirs() -> None:
    desk = KeyDesk()
    ticket = desk.leave(*halves("sk-abcdef"), "me")
    with pytest.raises(InputError), desk.key_of(ticket, "you"):
        pass
    with desk.key_of(ticket, "me") as key:
        assert key is not None
    with desk.key_of("", "me") as none:
        assert none is None


def test_keys_that_nobody_fetches_are_overwritten() -> None:
    clock = Clock()
    desk = KeyDesk(clock)
    ticket = desk.leave(*halves("sk-abcdef"), "me")
    held = desk._waiting[ticket][0]
    clock.now = 601
    desk.leave(*halves("sk-other"), "me")
    with pytest.raises(InputError):
        held.reveal()


@pytest.mark.parametrize(
    ("pad", "masked"), [("", ""), ("!", "!"), ("AAAA", "AA=="), ("A" * 2000, "A" * 2000)]
)
def test_what_is_no_key_is_refused(pad: str, masked: str) -> None:
    with pytest.raises(InputError, match="API key"):
        KeyDesk().leave(pad, masked, "me")


def test_a_key_is_never_printed_or_written() -> None:
    pad, masked = (bytearray(base64.b64decode(half)) for half in halves("sk-abcdef"))
    key = HeldKey(pad, masked)
    assert "abcdef" not in repr(key) + str([key])
    for write in (pickle.dumps, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError):
            write(key)


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="only Linux shows a process its memory")
def test_the_memory_of_the_idle_process_holds_no_key() -> None:
    """Strings as the HTTP client makes them: the key, a header with it, a request with the header."""
    script = """
        import base64, os, re, sys
        from app.keys import KeyDesk
        marker = bytes(reversed(b"0123456789-tset-ks")).decode()  # the search itself must not find itself
        pad = os.urandom(18)
        masked = bytes(a ^ b for a, b in zip(bytes(reversed(b"0123456789-tset-ks")), pad))
        desk = KeyDesk()
        ticket = desk.leave(base64.b64encode(pad).decode(), base64.b64encode(masked).decode(), "me")
        del marker
        def call(key):
            text = key.reveal()
            header = "Bearer " + text
            request = [("authorization", header.encode()), b"POST / HTTP/1.1\\r\\nAuthorization: " + header.encode()]
            return len(request) + len((header * 40).encode())
        with desk.key_of(ticket, "me") as key:
            call(key)
        def count():
            needle = bytearray(reversed(b"0123456789-tset-ks"))
            found = 0
            own = id(needle)
            with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
                for line in maps:
                    span, rights, *_ = line.split()
                    if not rights.startswith("rw") or "[v" in line:
                        continue
                    start, end = (int(x, 16) for x in span.split("-"))
                    try:
                        memory.seek(start)
                        block = memory.read(end - start)
                    except (OSError, ValueError, OverflowError):
                        continue
                    found += sum(1 for _ in re.finditer(re.escape(bytes(needle)), block))
                    del block
            return found
        # The needle and the pattern made from it are in memory too: what counts is more than those.
        print(count())
    """
    found = [
        int(
            subprocess.run(
                [sys.executable, "-c", textwrap.dedent(script.replace("call(key)\n        def", f"{body}\n        def"))],
                cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
                env=os.environ | {"PYTHONMALLOC": "pymalloc"},
            ).stdout
        )
        for body in ("pass", "call(key)")
    ]  # fmt: skip
    assert found[1] <= found[0], re.sub(r"\s+", " ", f"copies left: {found}")
