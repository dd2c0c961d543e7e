"""What can be made again from a stored result, kept so that it is made once: overlays, stages of the alignment, scores
under other protocols. They lie beside the results, which are never changed; any of them may be removed at any time."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from restoration import write_atomically


class DerivedFiles:
    """Files by (result id, name) under `root`. The caller has checked both."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, result_id: str, name: str) -> Path:
        return self.root / result_id / name

    def file(self, result_id: str, name: str, make: Callable[[], bytes]) -> Path:
        """The file, made by `make` where it is not there."""
        path = self.path(result_id, name)
        if not path.is_file():
            write_atomically(make(), path)
        return path

    def json(self, result_id: str, name: str, make: Callable[[], Any]) -> Any:
        """The value, made by `make` where it is not there."""
        path = self.file(result_id, name, lambda: json.dumps(make()).encode())
        try:
            return json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):  # removed or damaged meanwhile
            path.unlink(missing_ok=True)
            return make()

    def remove(self, result_id: str) -> None:
        shutil.rmtree(self.root / result_id, ignore_errors=True)

    def limit(self, most_bytes: int, *, known: Callable[[str], bool]) -> None:
        """Remove what belongs to results that are gone, then the oldest files beyond `most_bytes`."""
        files = []
        for folder in self.root.iterdir() if self.root.is_dir() else ():
            if not known(folder.name):
                shutil.rmtree(folder, ignore_errors=True)
                continue
            for path in folder.iterdir():
                with contextlib.suppress(OSError):
                    files.append((path.stat().st_mtime, path.stat().st_size, path))
        total = 0
        for _, size, path in sorted(files, reverse=True):
            total += size
            if total > most_bytes:
                with contextlib.suppress(OSError):
                    path.unlink()
