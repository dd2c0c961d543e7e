"""A session as one file, NAME.priorlens: a zip of its results with a manifest, which another machine opens.

An opened file may be hostile: sizes, names and every field are checked before anything is written, and addresses in it are not
used. Owners and EXIF are not part of it.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.panes import as_written_now, caption_scores, stored_address
from app.protocols import PROTOCOLS
from app.results import Result, ResultStore, is_result_file, safe_name
from app.saved_rows import MOST_ROWS
from restoration import (
    InputError,
    Scores,
    Settings,
    StoredComparison,
    inspect_image,
    priorlens_version,
    stream_zip,
    write_atomically,
)

SUFFIX = ".priorlens"
SCHEMA = 1
_JSONS = ("comparison.json", "viewer.json", "thumbnails.json", "evidence.json", "displacements.json")
_FOLDER = re.compile(r"[0-9]{3}")
_PANE = re.compile(r"[a-z0-9_-]{1,80}")
_OVERLAY = re.compile(r"(?:distortion|influence|spread|[a-z0-9_-]{1,70}-distortion)\.png")
_PICTURE = re.compile(r"data:image/(?:png|jpeg|webp);base64,[A-Za-z0-9+/=]+")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MOST_JSON = 5_000_000
_MOST_FILES_OF_A_RESULT = 64
_LONGEST = 300
_LOCAL_BYTES = 8_000_000_000


def session_bytes(settings: Settings) -> int:
    """Most bytes of a session that is opened: what a visitor may store in a day, or a large file's on a local run."""
    return settings.max_visitor_bytes or _LOCAL_BYTES


def save_session(store: ResultStore, ids: Sequence[str]) -> tuple[str, Iterator[bytes]]:
    """(file name, the file in pieces) of the results that are still kept. Raises InputError where none is."""
    results = store.kept(ids)[-MOST_ROWS:]
    folders = {f"{number:03d}": result.folder for number, result in enumerate(results)}
    manifest = {
        "schema": SCHEMA,
        "priorlens": priorlens_version(),
        "results": [{"folder": f, "name": r.name} for f, r in zip(folders, results, strict=True)],
    }
    more = f"-and-{len(results) - 1}-more" if len(results) > 1 else ""
    name = f"{safe_name(results[0].name)}{more}{SUFFIX}"
    first = {"manifest.json": json.dumps(manifest, ensure_ascii=False, indent=2).encode()}
    return name, stream_zip(folders, first=first, wanted=lambda n: n in _JSONS or is_result_file(n))


def check_session(path: Path, most_bytes: int) -> list[dict[str, str]]:
    """The manifest's results, once names and sizes are what they may be. Raises InputError."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _checked(archive, most_bytes)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        raise InputError(
            f"{path.name}: expected a session saved by PriorLens ({SUFFIX}), got another file or a part of one."
        ) from None


def open_session(store: ResultStore, path: Path, *, owner: str, most_bytes: int) -> list[Result]:
    """Store the session's results under new ids, for `owner` to delete; none where one is damaged. Raises InputError,
    ImageError."""
    made: list[Result] = []
    listed = check_session(path, most_bytes)
    try:
        with zipfile.ZipFile(path) as archive:
            for item in listed:
                made.append(store.new(item["name"], _filler(archive, item), owner=owner))  # noqa: PERF401 (kept on failure)
    except BaseException as error:
        for result in made:
            store.remove(result.id)
        if isinstance(
            error, (zipfile.BadZipFile, OSError, LookupError, TypeError, ValueError, RecursionError)
        ):
            raise InputError(f"{path.name}: damaged, nothing of it was opened.") from None
        raise
    return made


def _checked(archive: zipfile.ZipFile, most_bytes: int) -> list[dict[str, str]]:
    total = sum(info.file_size for info in archive.infolist())
    if total > most_bytes:
        raise InputError(
            f"This session holds {total / 1e6:.0f} MB, more than the {most_bytes / 1e6:.0f} MB that are opened here."
        )
    try:
        manifest = json.loads(_read(archive, "manifest.json"))
    except (KeyError, ValueError, RecursionError):
        raise InputError(
            "This file has no readable manifest, so it is no session saved by PriorLens."
        ) from None
    schema = manifest.get("schema") if isinstance(manifest, dict) else None
    if schema != SCHEMA:
        raise InputError(
            f"This session was saved under schema {schema!r}; this version opens {SCHEMA}. Update PriorLens."
        )
    found = []
    items = manifest.get("results")
    for item in items if isinstance(items, list) else ():
        folder, name = (
            str(item.get(key, "")) if isinstance(item, dict) else "" for key in ("folder", "name")
        )
        if not _FOLDER.fullmatch(folder):
            raise InputError("This session's manifest names a folder that PriorLens does not write.")
        found.append({"folder": folder, "name": name[:200] or "photo"})
    if not 1 <= len(found) <= MOST_ROWS or len({item["folder"] for item in found}) < len(found):
        raise InputError(f"expected 1 to {MOST_ROWS} results in a session, got {len(found)}.")
    for info in archive.infolist():
        folder, _, file = info.filename.partition("/")
        known = info.filename == "manifest.json" or (
            _FOLDER.fullmatch(folder) and (file in _JSONS or is_result_file(file))
        )
        if not known:
            raise InputError("This session holds a file that PriorLens does not write.")
    return found


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _MOST_JSON:
        raise ValueError(name)
    return archive.read(name)


def _filler(archive: zipfile.ZipFile, item: Mapping[str, str]) -> Any:
    prefix = f"{item['folder']}/"
    files = [i.filename.removeprefix(prefix) for i in archive.infolist() if i.filename.startswith(prefix)]

    def fill(folder: Path) -> None:
        if len(files) > _MOST_FILES_OF_A_RESULT:
            raise ValueError("too many files")
        for file in files:
            if is_result_file(file):
                write_atomically(archive.read(prefix + file), folder / file)
                if file.endswith(".png"):
                    inspect_image(folder / file, drawn=bool(_OVERLAY.fullmatch(file)))
        stored = StoredComparison.from_json(json.loads(_read(archive, f"{prefix}comparison.json")))
        viewer = json.loads(_read(archive, f"{prefix}viewer.json"))
        _write(stored.to_json(), folder / "comparison.json")
        _write(_viewer(viewer, folder, item["name"], stored), folder / "viewer.json")
        for file in _JSONS[2:]:
            if file in files:
                value = json.loads(_read(archive, prefix + file))
                _write(_numbers(value) if file == "displacements.json" else _pictures(value), folder / file)

    return fill


def _viewer(given: Mapping[str, Any], folder: Path, name: str, stored: StoredComparison) -> dict[str, Any]:
    """The payload anew: numbers and texts as given, addresses and scores of this store's making."""
    panes = [_pane(pane, folder, stored) for pane in as_written_now(dict(given))["panes"]]
    names = [pane["name"] for pane in panes]
    protocol = given.get("protocol", {}).get("id")
    out = {
        "id": folder.name,
        "title": name,
        "query": f"result={folder.name}",
        "width": _whole(given["width"]),
        "height": _whole(given["height"]),
        "reference": given["reference"] if given["reference"] in names else names[0],
        "scored_against": stored.scored_against,
        "protocol": given["protocol"] if protocol in PROTOCOLS and _is_plain(given["protocol"]) else None,
        "visible": [n for n in given["visible"] if n in names],
        "panes": panes,
        "flow": None,
    }
    out["protocol"] = out["protocol"] or {"id": "rgb", "label": "RGB", "title": ""}
    flow = given.get("flow")
    if isinstance(flow, dict) and (folder / "alignment.bin").is_file():
        whole = {key: _whole(flow[key]) for key in ("columns", "rows", "width", "height")}
        scales = {key: float(flow[key]) for key in ("scale_x", "scale_y", "step_px")}
        out["flow"] = {"file": stored_address(folder.name, "alignment.bin"), **whole, **scales}
    return out


def _pane(given: Mapping[str, Any], folder: Path, stored: StoredComparison) -> dict[str, Any]:
    name, file = str(given["name"]), str(given["file"]).rsplit("/", 1)[-1]
    if not _PANE.fullmatch(name) or not is_result_file(file) or not _SHA256.fullmatch(str(given["sha256"])):
        raise ValueError("pane")
    kept = stored.scores.get(name)
    scores = Scores(kept.psnr, kept.ssim, kept.protocol) if kept else None
    texts = {
        key: str(given[key])[:_LONGEST] if given.get(key) is not None else None for key in ("badge", "origin")
    }
    made = {
        "name": name,
        "label": str(given["label"])[:_LONGEST],
        "file": stored_address(folder.name, file),
        "width": _whole(given["width"]),
        "height": _whole(given["height"]),
        "sha256": str(given["sha256"]),
    }
    if "scores" not in given:  # an overlay
        return made | ({"legend_below": True} if given.get("legend_below") is True else {})
    source = {"badge": texts["badge"], "origin": texts["origin"] or "", "source": given.get("source") is True}
    return (
        made
        | source
        | caption_scores(scores, stored.scored_against)
        | {"follows": given.get("follows") is True}
    )


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 100_000:
        raise ValueError("expected a whole number")
    return value


def _is_plain(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"id", "label", "title"}
        and all(isinstance(v, str) for v in value.values())
    )


def _pictures(value: Any) -> Any:
    """Lists of data: addresses of pictures, and lists of such."""
    if isinstance(value, list):
        return [_pictures(item) for item in value[:_MOST_FILES_OF_A_RESULT]]
    if not isinstance(value, str) or not _PICTURE.fullmatch(value):
        raise ValueError("expected a picture")
    return value


def _numbers(value: Any) -> Any:
    if not isinstance(value, dict):
        raise ValueError("expected numbers by name")
    return {str(key)[:40]: [float(number) for number in row[:1000]] for key, row in list(value.items())[:8]}


def _write(value: Any, path: Path) -> None:
    write_atomically(json.dumps(value, allow_nan=False).encode(), path)
