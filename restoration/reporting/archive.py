"""Stored comparisons as one zip, written piece by piece: nothing of it is kept in memory or on disk."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path


class _Pieces:
    """A file that is only ever written to and emptied."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None: ...

    def take(self) -> bytes:
        taken, self._held = bytes(self._held), bytearray()
        return taken


def stream_zip(
    folders: Mapping[str, Path],
    *,
    first: Mapping[str, bytes] | None = None,
    wanted: Callable[[str], bool] = lambda name: name == "comparison.json" or name.endswith(".png"),
) -> Iterator[bytes]:
    """A zip of several result folders, each under its own name: their files that are `wanted` by name, PNGs stored without
    compressing them again. `first` holds files that stand before them. A file that is removed meanwhile is left out."""
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w") as archive:  # type: ignore[call-overload]
        for name, data in (first or {}).items():
            archive.writestr(name, data, compress_type=zipfile.ZIP_DEFLATED)
        for name, folder in folders.items():
            for path in sorted(folder.iterdir()) if folder.is_dir() else ():
                if not wanted(path.name):
                    continue
                try:
                    data = path.read_bytes()
                except FileNotFoundError:
                    continue
                method = zipfile.ZIP_STORED if path.suffix == ".png" else zipfile.ZIP_DEFLATED
                archive.writestr(f"{name}/{path.name}", data, compress_type=method)
                yield pieces.take()
    yield pieces.take()
