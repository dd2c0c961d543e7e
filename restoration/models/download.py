"""Fetching a published file of weights: exactly the bytes that were announced, or an error.

Not through pooch or huggingface_hub: the files lie in repositories of GitHub, and pooch neither takes up a download where it stopped nor
bounds what it reads by the announced size.
"""

from __future__ import annotations

import os
import threading
import urllib.error
import urllib.request
from pathlib import Path

from restoration.control import UNCONTROLLED, RunControl
from restoration.errors import ModelError
from restoration.outputs import file_sha256
from restoration.weight_table import WeightsFile

_CHUNK = 1 << 16
_TIMEOUT_S = 30
_locks: dict[Path, threading.Lock] = {}
_locks_guard = threading.Lock()


def download(weights: WeightsFile, folder: Path, control: RunControl = UNCONTROLLED) -> Path:
    """Fetch `weights` into `folder` and return the file.

    Never more than the announced size is read; an interrupted download is taken up where it stopped; the
    file appears under its name only when its SHA-256 is right. Raises ModelError and Cancelled.
    """
    target = folder / weights.file
    with _locks_guard:
        lock = _locks.setdefault(target, threading.Lock())
    with lock:
        if target.is_file() and file_sha256(target) == weights.sha256:
            return target
        partial = target.with_name(f".{weights.file}.{weights.sha256[:8]}.part")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _fetch(weights, partial, control)
        except urllib.error.HTTPError as error:
            raise _failed(weights, f"the server answered {error.code} {error.reason}") from None
        except (OSError, ValueError) as error:  # URLError and timeouts are OSErrors
            raise _failed(weights, str(getattr(error, "reason", "") or error)) from None
        if file_sha256(partial) != weights.sha256:
            partial.unlink()
            raise _failed(weights, "the file that came is not the published one (its SHA-256 differs)")
        os.replace(partial, target)
        return target


def _fetch(weights: WeightsFile, partial: Path, control: RunControl) -> None:
    done = partial.stat().st_size if partial.is_file() else 0
    if done >= weights.size:
        partial.unlink(missing_ok=True)
        done = 0
    request = urllib.request.Request(weights.url, headers={"Accept-Encoding": "identity"})
    if done:
        request.add_header("Range", f"bytes={done}-")
    with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as response:
        if done and response.status != 206:
            done = 0  # a server without ranges begins again
        announced = response.headers.get("Content-Length")
        if announced is not None and done + int(announced) != weights.size:
            raise ValueError(f"expected {weights.size} bytes, the server announces {done + int(announced)}")
        with partial.open("ab" if done else "wb") as file:
            while chunk := response.read(_CHUNK):
                control.check(f"{weights.file}: the download was stopped; it can be taken up again.")
                done += len(chunk)
                if done > weights.size:
                    file.truncate(0)
                    raise ValueError(f"expected {weights.size} bytes, more came")
                file.write(chunk)
                control.report(done / weights.size, f"Downloading {weights.file}")
    if done < weights.size:
        raise ValueError(f"the connection ended after {done} of {weights.size} bytes; try again to go on")


def _failed(weights: WeightsFile, reason: str) -> ModelError:
    return ModelError(
        f"{weights.file}: could not be downloaded from {weights.url} ({reason}). Check the connection, or "
        "fetch it by hand and put it into the models folder (PRIORLENS_MODELS)."
    )
