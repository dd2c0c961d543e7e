"""Files that a command writes: never over an input, never over what is not its own, nothing stale left.

A results folder holds a JSON record with `files` {name: SHA-256}. Only a file that is exactly as it was written counts as
PriorLens's: it may be removed when a later run makes no such file. PNGs carry `OWN_TEXT` as well.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from restoration.atomic import write_atomically
from restoration.errors import InputError, printable

OWN_TEXT = {"Software": "PriorLens"}
_MARKS = (b"iTXtSoftware\0\0\0\0\0PriorLens", b"iTXtSource\0\0\0\0\0")
_RECORD_CEILING = 20_000_000
_OLD_RECORD = {"provenance", "timings_s", "scores"}
_OLD_UNMARKED = ("distortion.png", "influence.png", "spread.png")
"""Keys of a record, and files without `OWN_TEXT`, written before records listed their files."""


def refuse_inputs(outputs: Iterable[Path], inputs: Iterable[str | os.PathLike[str] | None]) -> None:
    """Raise InputError if an output is one of the inputs: the same path, through a link, or but for case."""
    files = [Path(given) for given in inputs if given is not None]
    for output in outputs:
        for given in files:
            if _is_same(output, given):
                raise InputError(
                    f"--out: {printable(str(output))} is an input of this run and would be overwritten. "
                    "Choose another name or folder."
                )


def _is_same(output: Path, given: Path) -> bool:
    try:
        if os.path.samefile(output, given):  # links of both kinds, and folders that ignore case
            return True
    except (OSError, ValueError):
        pass
    return _plain(output) == _plain(given)


def _plain(path: Path) -> str:
    try:
        return os.path.realpath(path).casefold()
    except (OSError, ValueError):
        return str(path).casefold()


def make_folder(path: str | os.PathLike[str]) -> Path:
    """`path` as a folder in which files can be made; made if absent. Raises InputError."""
    folder = Path(path)
    shown = printable(str(path))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"--out {shown}: expected a folder, could not make one ({reason}).") from None
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        raise InputError(f"--out {shown}: expected a folder that you can write to. Choose another.") from None
    return folder


def claim_folder(
    path: str | os.PathLike[str],
    names: Iterable[str],
    record: str,
    inputs: Iterable[str | os.PathLike[str] | None] = (),
) -> Path:
    """Before any work: the folder can be written to, and none of `names` in it is an input or someone else's.

    `record` is the name of the JSON record. Raises InputError.
    """
    names = [*names, record]
    folder = Path(path)
    refuse_inputs([folder / name for name in names], inputs)
    folder = make_folder(folder)
    _refuse_foreign(folder, names, record)
    return folder


def write_results(
    files: Mapping[str, bytes], folder: Path, record: str, facts: Mapping[str, Any]
) -> list[Path]:
    """Write `files`, then `record` (JSON of `facts` and `files`): a folder that has it is complete.

    Files of an earlier run that this one does not make are removed if nobody changed them. Raises InputError,
    OutputError.
    """
    _refuse_foreign(folder, [*files, record], record)
    for name, digest in _listed(folder / record).items():
        stale = folder / name
        if name not in files and _is(stale, digest):
            stale.unlink(missing_ok=True)
    (folder / record).unlink(missing_ok=True)
    paths = []
    for name, data in files.items():
        paths.append(folder / name)
        write_atomically(data, paths[-1])
    whole = {**facts, "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}}
    paths.append(folder / record)
    write_atomically(json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False).encode(), paths[-1])
    return paths


def is_own_png(path: Path) -> bool:
    """A PNG that says that PriorLens wrote it."""
    try:
        with path.open("rb") as file:
            head = file.read(8192)
    except OSError:
        return False
    return head.startswith(b"\x89PNG") and any(mark in head for mark in _MARKS)


def _refuse_foreign(folder: Path, names: Iterable[str], record: str) -> None:
    listed = _listed(folder / record)
    old = bool(_read(folder / record).keys() >= _OLD_RECORD)
    for name in names:
        path = folder / name
        if not os.path.lexists(path):
            continue
        if name == record:
            own = bool(listed) or old
        else:
            known = is_own_png(path) or _is(path, listed.get(name))
            own = path.is_file() and (known or (old and not listed and name in _OLD_UNMARKED))
        if not own:
            raise InputError(
                f"--out {printable(str(folder))}: {printable(name)} is there already and is not from an earlier run "
                "of this command; it would be overwritten. Choose another folder."
            )


def _listed(record: Path) -> dict[str, str]:
    files = _read(record).get("files")
    if not isinstance(files, dict):
        return {}
    plain = {str(k): str(v) for k, v in files.items()}
    return {k: v for k, v in plain.items() if Path(k).name == k and k not in ("", ".", "..")}


def _read(record: Path) -> dict[str, Any]:
    try:
        if record.stat().st_size > _RECORD_CEILING:
            return {}
        found = json.loads(record.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex. Raises OSError where it cannot be read."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _is(path: Path, digest: str | None) -> bool:
    """Whether a file can be read and has this SHA-256."""
    try:
        return file_sha256(path) == digest
    except OSError:
        return False
