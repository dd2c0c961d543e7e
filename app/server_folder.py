"""This server's own folder in the data folder: uploads, results in the making, the examples' results.

Several servers may share a data folder. Each holds a lock in its own folder for as long as it lives; what a killed one
left is recognised by its free lock and removed when the next server starts.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import shutil
from functools import lru_cache
from pathlib import Path

from filelock import FileLock, Timeout

_UPLOADS_AT = "uploads-at"
_PREFIX = "priorlens-"


class ServerFolder:
    def __init__(self, data_dir: Path, temporary: str = "") -> None:
        """`temporary`: a folder of the owner's choice for uploads (`GRADIO_TEMP_DIR`), "" for this one. Raises OSError
        where the data folder cannot be written."""
        root = data_dir / "servers"
        root.mkdir(parents=True, exist_ok=True)
        self.path = root / secrets.token_hex(8)
        self._alive = FileLock(self.path / "alive")
        with FileLock(root / "starting", timeout=60):
            _remove_dead(root)
            self.path.mkdir()
            self._alive.acquire(timeout=0)
        self.uploads = Path(temporary) / f"{_PREFIX}{self.path.name}" if temporary else self.path / "uploads"
        (self.path / _UPLOADS_AT).write_text(str(self.uploads), "utf-8")
        for folder in (self.uploads, self.making, self.examples):
            folder.mkdir(parents=True, exist_ok=True)

    @property
    def making(self) -> Path:
        """Results are written here and moved to their place when they are whole."""
        return self.path / "making"

    @property
    def examples(self) -> Path:
        """The shipped examples' results, made anew by every server."""
        return self.path / "examples"

    def close(self) -> None:
        """Remove it all, at the end of this server."""
        _remove(self.path)
        with contextlib.suppress(OSError):
            self._alive.release()


@lru_cache(maxsize=8)
def process_folder(data_dir: Path) -> ServerFolder:
    """The one of this process, removed at its end. `gradio app.py` builds the page again in the same process, whose
    uploads stay where they are."""
    folder = ServerFolder(data_dir, os.environ.get("GRADIO_TEMP_DIR", ""))
    atexit.register(folder.close)
    return folder


def _remove_dead(root: Path) -> None:
    for folder in root.iterdir():
        if not folder.is_dir():
            continue
        lock = FileLock(folder / "alive")
        try:
            lock.acquire(timeout=0)
        except (Timeout, OSError, NotImplementedError):
            continue  # it lives, or the file system cannot tell
        _remove(folder)
        with contextlib.suppress(OSError):
            lock.release()


def _remove(folder: Path) -> None:
    with contextlib.suppress(OSError):
        uploads = Path((folder / _UPLOADS_AT).read_text("utf-8"))
        # A folder of the owner's choice holds other things too: only what carries this server's name goes.
        if uploads.name == f"{_PREFIX}{folder.name}":
            shutil.rmtree(uploads, ignore_errors=True)
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name != "alive":
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else _unlink(path)
    shutil.rmtree(folder, ignore_errors=True)


def _unlink(path: Path) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)
