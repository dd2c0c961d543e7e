"""Stored results as one zip, made while it is sent: nothing of it stays on the server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path

from app.results import ResultStore, safe_name
from restoration import InputError, stream_zip


def archive_of(store: ResultStore, ids: Sequence[str]) -> tuple[str, Iterator[bytes]]:
    """(file name, the zip in pieces) of the results that are still kept. Raises InputError where none is."""
    kept = [i for i in dict.fromkeys(ids) if store.has(i)]
    if not kept:
        raise InputError("None of these results is kept here any more. Run the comparison again.")
    folders: dict[str, Path] = {}
    for result in map(store.load, kept):
        name = safe_name(result.name)
        folders[name if name not in folders else f"{name}-{len(folders)}"] = result.folder
    first = safe_name(store.load(kept[0]).name)
    if len(kept) == 1:
        return f"{first}-priorlens.zip", stream_zip(folders)
    time = datetime.now(timezone.utc).strftime("%Y%m%d-%H%M%S")
    return f"{first}-and-{len(kept) - 1}-more-priorlens-{time}.zip", stream_zip(folders)
