"""Removes what is stored while the server runs: results by age, number and bytes, with what was made from them, and uploads by
age."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from app.derived import DerivedFiles
from app.results import ResultStore
from restoration import Settings

_EVERY_S = 600.0
_DERIVED_SHARE = 0.25
"""Of the bytes that results may take: overlays and other protocols beside them."""
_UPLOAD_S = 6 * 3600
"""Uploads of a page that is still open but was not used for so long."""


class Retention:
    def __init__(
        self,
        store: ResultStore,
        derived: DerivedFiles,
        uploads: Path,
        settings: Settings,
        remove: Callable[[str], object],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`remove` deletes a result and all that belongs to it."""
        self._store, self._derived, self._uploads = store, derived, uploads
        self._settings, self._remove, self._clock = settings, remove, clock
        self._wake = threading.Event()
        self._lock = threading.Lock()

    def start(self) -> None:
        """Sweep now and then for as long as the process lives."""
        threading.Thread(target=self._run, name="priorlens-retention", daemon=True).start()

    def soon(self) -> None:
        """Something was stored: look whether there is too much now."""
        self._wake.set()

    def sweep(self) -> list[str]:
        """Remove what is too old or too much, the oldest first; ids of the results that went."""
        with self._lock:
            now, gone, left = self._clock(), [], self._settings.keep_bytes
            for number, entry in enumerate(self._store.entries(), start=1):  # the newest first
                left -= entry.bytes
                too_old = now - entry.made > self._settings.keep_seconds
                if left < 0 or number > self._settings.keep_results or too_old:
                    self._remove(entry.id)
                    gone.append(entry.id)
            self._derived.limit(int(self._settings.keep_bytes * _DERIVED_SHARE), known=self._store.has)
            _remove_files_before(self._uploads, now - _UPLOAD_S)
            return gone

    def _run(self) -> None:
        while True:
            try:
                self.sweep()
            except Exception:  # a disk that fails now may work later
                logging.getLogger(__name__).exception("removing old results failed; it is tried again")
            self._wake.wait(_EVERY_S)
            self._wake.clear()


def _remove_files_before(folder: Path, moment: float) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):  # files before the folders they are in
        with contextlib.suppress(OSError):  # not empty, in use, or gone already
            if path.is_dir():
                path.rmdir()
            elif path.stat().st_mtime < moment:
                path.unlink()
