"""A lock on a file that holds between threads and between processes, and that the end of a process releases.

Not filelock's (which `app/server_folder.py` uses): who waits here leaves as soon as the request is cancelled or its time is over, and a file
system without locks is an error in words before anything is paid.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from restoration.errors import GptError

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.005, 0.1

if os.name == "nt":
    import msvcrt

    def _try_lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
else:
    import fcntl

    def _try_lock(handle: int) -> None:
        # flock belongs to the open file, not to the process: two threads exclude each other as well.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def hold(path: Path, give_up: Callable[[], bool]) -> Iterator[bool]:
    """Hold the lock at `path`. Yields False, without it, once `give_up()` says so. The file stays:
    removing it would let a second holder in. Raises GptError where the file system has no locks."""
    handle = -1
    try:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            held = _wait(handle, give_up)
        except OSError as error:
            raise GptError(
                f"{path}: could not be locked ({error.strerror or error}). "
                "Set PRIORLENS_DATA to a folder on a local disk that you can write to."
            ) from None
        yield held
    finally:
        if handle >= 0:
            os.close(handle)  # closing releases


def _wait(handle: int, give_up: Callable[[], bool]) -> bool:
    pause = _FIRST_PAUSE_S
    while True:
        try:
            _try_lock(handle)
            return True
        except (BlockingIOError, PermissionError):  # held by another (Windows says PermissionError)
            if give_up():
                return False
        time.sleep(pause)
        pause = min(_LONGEST_PAUSE_S, pause * 1.5)
