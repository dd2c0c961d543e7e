"""The device's thread has a lower priority where the page and the computation compete for a processor: a page answers in
milliseconds, a run takes seconds. On an idle machine nothing changes."""

from __future__ import annotations

import os
import sys
import threading

_STEP = 5
"""Nice value: about a third of the processor time of a thread at 0."""


def step_back() -> None:
    """For this thread and the threads that it starts; where the system has no priority of a thread's own, nothing."""
    if sys.platform.startswith("linux"):
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, min(19, os.getpriority(os.PRIO_PROCESS, thread) + _STEP))
