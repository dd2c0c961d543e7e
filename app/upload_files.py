"""Uploaded files on disk. Once a photo was compared its pixels are in the stored result, so the upload is replaced by a short
note; a second run of the same page reads the stored image instead. What a page that was closed had uploaded goes
with it."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from app.results import Result, ResultStore
from app.uploads import UploadedPhoto
from restoration import InputError, write_atomically

_NOTE = b"This upload is no longer kept: its image is part of the comparison that was made of it.\n"
_REMEMBERED = 5000


class UploadFiles:
    def __init__(self, store: ResultStore, folder: Path) -> None:
        self._store, self._folder = store, folder
        self._lock = threading.Lock()
        self._moved: OrderedDict[Path, tuple[str, str]] = OrderedDict()
        """Upload → (result id, pane) that holds its image now."""
        self._sessions: dict[str, set[Path]] = {}

    def seen(self, session: str, paths: Iterable[str | Path]) -> None:
        """Files that a session has uploaded."""
        with self._lock:
            self._sessions.setdefault(session, set()).update(Path(p) for p in paths)

    def current(self, path: str | Path) -> Path:
        """Where the image of an upload lies now. Raises InputError where it is gone."""
        path = Path(path)
        with self._lock:
            moved = self._moved.get(path)
        if moved is None or not _is_note(path):
            return path
        if not self._store.has(moved[0]):
            raise InputError(f"{path.name}: this upload is no longer kept. Choose the file again.")
        return self._store.load(moved[0]).path(moved[1])

    def current_photo(self, photo: UploadedPhoto) -> UploadedPhoto:
        return replace(
            photo,
            degraded=self.current(photo.degraded),
            generated=self.current(photo.generated) if photo.generated else None,
            truth=self.current(photo.truth) if photo.truth else None,
            generators=tuple((label, self.current(path)) for label, path in photo.generators),
            results=tuple((label, self.current(path)) for label, path in photo.results),
        )

    def give_way(self, photo: UploadedPhoto, result: Result) -> None:
        """Replace the uploads of a photo that was compared by notes."""
        pane_of = {(m.kind, m.label): m.pane for m in result.comparison.methods}
        for path, pane in (
            (photo.degraded, "degraded"),
            (photo.generated, "generated"),
            (photo.truth, "truth"),
            *((path, pane_of.get(("generated", label), "")) for label, path in photo.generators[1:]),
            *((path, pane_of.get(("result", label), "")) for label, path in photo.results),
        ):
            if path is None or not self._is_upload(path) or not result.path(pane).is_file() or _is_note(path):
                continue
            with self._lock:
                self._moved[path] = (result.id, pane)
                while len(self._moved) > _REMEMBERED:
                    self._moved.popitem(last=False)
            with contextlib.suppress(
                Exception
            ):  # the comparison is done: an upload more on disk is no failure
                write_atomically(_NOTE, path)

    def forget(self, session: str) -> None:
        """Remove what a closed page had uploaded, unless another page uploaded the same."""
        with self._lock:
            mine = self._sessions.pop(session, set())
            gone = [p for p in mine if not any(p in others for others in self._sessions.values())]
            for path in gone:
                self._moved.pop(path, None)
        for path in gone:
            if self._is_upload(path):
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
                    path.parent.rmdir()

    def _is_upload(self, path: Path) -> bool:
        return path.resolve().is_relative_to(self._folder.resolve())


def _is_note(path: Path) -> bool:
    try:
        return path.stat().st_size == len(_NOTE) and path.read_bytes() == _NOTE
    except OSError:
        return False
