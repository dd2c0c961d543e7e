from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.priority import step_back


def of_this_thread() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="priorities of threads are Linux's")
def test_one_thread_steps_back_and_no_other() -> None:
    before = of_this_thread()
    with ThreadPoolExecutor(1, initializer=step_back) as pool:
        there = pool.submit(of_this_thread).result()
    assert there == min(19, before + 5)
    assert of_this_thread() == before
