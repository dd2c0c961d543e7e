"""Memory that a run has freed is returned to the system. glibc keeps it for later otherwise, in a pool for each thread:
a server that stays up for weeks would hold the memory of the largest photos it was sent, several times."""

from __future__ import annotations

import ctypes
import gc
import sys
from typing import Any

_M_ARENA_MAX = -8
_POOLS = 2


def _libc() -> Any:
    if not sys.platform.startswith("linux"):
        return None
    try:
        library = ctypes.CDLL("libc.so.6")
        return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None
    except OSError:  # another C library
        return None


_LIBC = _libc()


def limit_memory_pools() -> None:
    """Once, at start: few pools for many threads."""
    if _LIBC is not None:
        _LIBC.mallopt(_M_ARENA_MAX, _POOLS)


def give_memory_back() -> None:
    """After large work: what is free goes back to the system."""
    gc.collect()
    if _LIBC is not None:
        _LIBC.malloc_trim(0)
