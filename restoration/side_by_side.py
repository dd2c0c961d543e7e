"""Threads for parts of one image that do not wait for each other, and how many a process may use.

Alone, an image is done sooner on two cores. Where processes do an image each, each uses its share of the cores: threads within
an image gain less than images in parallel, and more threads than cores slow both down.
"""

from __future__ import annotations

from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

_limit: int | None = None


def limit_process(threads: int) -> None:
    """Keep this process to `threads` threads from now on: torch's, OpenCV's and ours. For processes that do one image of many."""
    import cv2
    import torch

    global _limit
    _limit = max(1, threads)
    torch.set_num_threads(_limit)
    cv2.setNumThreads(_limit)


def process_limit() -> int | None:
    """Threads that this process is kept to; None where it is not."""
    return _limit


def side_by_side(threads: int) -> Executor:
    """An executor of so many threads beside the caller's, to be used in a `with`; where the process is kept to one thread, one
    that does the work at once."""
    if _limit == 1:
        return _AtOnce()
    return ThreadPoolExecutor(threads)


class _AtOnce(Executor):
    """`submit` returns when the work is done; an exception is that of the future, as with threads."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future
