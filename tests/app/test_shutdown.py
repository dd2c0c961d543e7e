"""SIGTERM: a paid call under way is waited for and said; none begins after it."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

import pytest

from app.shutdown import PaidCalls
from restoration import InputError
from tests.conftest import ROOT

SCRIPT = """
import sys, threading, time
from app.shutdown import PaidCalls, end_on_sigterm
calls = PaidCalls()
end_on_sigterm(calls, wait_s=float(sys.argv[1]))
def call():
    with calls.one():
        print("calling", flush=True)
        calls.stopping.wait()
        time.sleep(float(sys.argv[2]))
try:
    if sys.argv[2] != "none":
        threading.Thread(target=call, daemon=True).start()
    else:
        print("idle", flush=True)
    while True:
        time.sleep(0.05)
except KeyboardInterrupt:
    print("ended", flush=True)
"""


@pytest.mark.parametrize(
    ("wait", "takes", "said"),
    [("60", "0.2", "1 paid call came back"), ("0.2", "60", "booked at the estimate"), ("60", "none", "")],
)
def test_sigterm_waits_for_a_paid_call_and_says_what_became_of_it(wait: str, takes: str, said: str) -> None:
    command = [sys.executable, "-c", SCRIPT, wait, takes]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() in ("calling", "idle")
        process.send_signal(signal.SIGTERM)
        out, errors = process.communicate(timeout=120)
    assert out.strip() == "ended"
    assert said in errors
    assert bool(errors) == bool(said)


def test_no_call_begins_while_the_server_stops() -> None:
    calls = PaidCalls()
    with calls.one():
        pass
    assert calls.stop(0.1) == []
    with pytest.raises(InputError, match="No call was made"), calls.one():
        pass


def test_a_call_that_fails_is_over() -> None:
    calls = PaidCalls()

    def fail() -> None:
        with pytest.raises(ValueError), calls.one():
            raise ValueError

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert calls.stop(60) == []
