"""Stored results as one file: a zip, made while it is sent, or a review that needs no server.
Nothing of it stays on the server."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path

from app.results import ResultStore, safe_name
from app.review import make_bundle
from restoration import stream_zip

_MOST_MB_OF_A_REVIEW = 100.0


def archive_of(store: ResultStore, ids: Sequence[str]) -> tuple[str, Iterator[bytes]]:
    """(file name, the zip in pieces) of the results that are still kept. Raises InputError where none is."""
    results = store.kept(ids)
    folders: dict[str, Path] = {}
    for result in results:
        name = safe_name(result.name)
        folders[name if name not in folders else f"{name}-{len(folders)}"] = result.folder
    first = safe_name(results[0].name)
    if len(results) == 1:
        return f"{first}-priorlens.zip", stream_zip(folders)
    time = datetime.now(timezone.utc).strftime("%Y%m%d-%H%M%S")
    return f"{first}-and-{len(results) - 1}-more-priorlens-{time}.zip", stream_zip(folders)


def review_file(store: ResultStore, ids: Sequence[str], *, blind: bool) -> tuple[str, bytes]:
    """(file name, bytes) of one HTML file of the results that are still kept; a blind one comes in a zip with its key.
    Raises InputError where none is kept, or a blind one has fewer than two methods."""
    results = store.kept(ids)
    bundle = make_bundle(
        [r.folder for r in results], max_mb=_MOST_MB_OF_A_REVIEW, blind=blind, names=[r.name for r in results]
    )
    if not blind:
        return f"{safe_name(results[0].name)}-review.html", bundle.html.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("review.html", bundle.html),
            ("key, not for reviewers.json", json.dumps(bundle.key, indent=2, ensure_ascii=False)),
        ):
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)  # without the time of day
    return "blind-review.zip", out.getvalue()
