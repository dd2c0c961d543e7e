"""One thread for NumPy's and SciPy's linear algebra, and for small networks, while this package computes.

Alignment solves many small systems: BLAS threads cost it more than they give, tenfold on a busy machine. Outside of
our own functions the host program's setting stands.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

_VARIABLE = "OPENBLAS_NUM_THREADS"


@contextmanager
def one_thread() -> Iterator[None]:
    """As a decorator or a `with`: one BLAS thread inside, the number of before afterwards.

    The setting is the process's. Where several threads compute at once, the first one's limit holds, and the others
    change nothing (`threadpoolctl` sees to that). Where the environment says how many threads OpenBLAS has
    (`OPENBLAS_NUM_THREADS`), nothing is changed at all.
    """
    if _VARIABLE in os.environ:
        yield
        return
    with _libraries().limit(limits=1, user_api="blas"):
        yield


@lru_cache(maxsize=1)
def _libraries() -> Any:
    import cv2  # noqa: F401 - only libraries that are loaded can be told
    import scipy.linalg  # noqa: F401
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@contextmanager
def torch_on_one_thread() -> Iterator[None]:
    """torch on the thread that asks, and on no other; the number of before afterwards."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
