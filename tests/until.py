"""Waiting for a condition: the one place of the tests that sleeps."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

STEP_S = 0.05


def until(condition: Callable[[], object], what: str, seconds: float = 300) -> None:
    """Look again until `condition` holds. Fails, saying `what` did not come, after `seconds`: a hang, never a bound."""
    for _ in range(int(seconds / STEP_S)):
        if condition():
            return
        time.sleep(STEP_S)
    pytest.fail(f"waited {seconds:.0f} s: {what}")
