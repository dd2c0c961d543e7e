"""Stored comparisons as one zip, written piece by piece: nothing of it is kept in memory or on disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
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


def stream_zip(folders: Mapping[str, Path]) -> Iterator[bytes]:
    """A zip of several result folders, each under its own name: PNG files, stored without compressing them again, and
    comparison.json. A file that is removed meanwhile is left out."""
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w") as archive:  # type: ignore[call-overload]
        for name, folder in folders.items():
            for path in sorted(folder.iterdir()) if folder.is_dir() else ():
                if path.name != "comparison.json" and path.suffix != ".png":
                    continue
                try:
                    data = path.read_bytes()
                except FileNotFoundError:
                    continue
                method = zipfile.ZIP_STORED if path.suffix == ".png" else zipfile.ZIP_DEFLATED
                archive.writestr(f"{name}/{path.name}", data, compress_type=method)
                yield pieces.take()
    yield pieces.take()
