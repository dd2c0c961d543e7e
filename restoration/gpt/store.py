"""Raw answers as files. An answer is written to its own file while it arrives and renamed when it is
whole, so a crash leaves nothing, a whole answer, or a remainder that the next call for this entry handles. Layout, under `<data>/gpt/answers/<first two of key>/<key>/`:

    lock               held while a call for this key is under way
    0001.answer        one line of JSON (how it was asked), then the body exactly as it came
    0001.arriving      an answer on its way, or what a killed process had of it
    0001.unreadable    a whole answer without a usable picture; 0001.cut: a part of one. Kept for an inquiry
    refusal            the moderation's answer; the request is not made again
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from restoration.atomic import write_atomically
from restoration.errors import GptError, ImageError
from restoration.gpt.reply import Reply, UnreadableReply, read_reply
from restoration.settings import get_settings

_FREE_NEEDED = 64_000_000


@dataclass(frozen=True, eq=False)
class Answer:
    """A stored answer. `asked` is the JSON line: task, model, prompt, options, times, request id."""

    number: int
    path: Path
    asked: dict[str, Any]
    raw_sha256: str
    reply: Reply


def data_root() -> Path:
    """Where generated images, the index and their locks live."""
    return get_settings().data_dir / "gpt"


class CacheEntry:
    """Everything stored for one request key."""

    def __init__(self, root: Path, key: str) -> None:
        self.key = key
        self.folder = root / "answers" / key[:2] / key

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    def answers(self) -> list[Answer]:
        """Whole answers in the order they were made. Damaged ones are passed over. Raises GptError
        where they cannot be read at all: taking them for absent would mean paying again."""
        with self._accessible():
            found = [_read(path) for path in sorted(self.folder.glob("*.answer"))]
        return [answer for answer in found if answer is not None]

    def refusal(self) -> dict[str, Any] | None:
        try:
            kept = json.loads((self.folder / "refusal").read_bytes())
        except (OSError, ValueError):
            return None
        return kept if isinstance(kept, dict) else None

    def keep_refusal(self, asked: dict[str, Any], message: str, request_id: str) -> None:
        kept = {**asked, "message": message, "request_id": request_id, "refused": now_text()}
        with contextlib.suppress(ImageError):  # the caller gets the refusal, not this error
            write_atomically(json.dumps(kept, ensure_ascii=False).encode(), self.folder / "refusal")

    def forget_refusal(self) -> None:
        """The request was granted after all."""
        with contextlib.suppress(OSError):
            (self.folder / "refusal").unlink(missing_ok=True)

    def prepare(self) -> None:
        """Make sure that an answer could be kept, before anything is paid. Raises GptError."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self.folder).free
        except OSError as error:
            raise GptError(
                f"{self.folder}: generated pictures cannot be kept there ({error.strerror or error}). "
                "Set PRIORLENS_DATA to a folder that you can write to."
            ) from None
        if free < _FREE_NEEDED:
            raise GptError(
                f"{self.folder}: only {free / 1e6:.0f} MB are free, so a paid picture might not be kept. "
                "Free some space, or set PRIORLENS_DATA to another disk."
            )

    def recover(self) -> list[Answer]:
        """With the lock held: turn what a killed process left into answers, where it is whole."""
        found = []
        with self._accessible():
            for path in sorted(self.folder.glob("*.arriving")):
                answer = _read(path)
                _publish(path, path.with_suffix(".cut" if answer is None else ".answer"))
                if answer is not None:
                    found.append(answer)
        return found

    @contextlib.contextmanager
    def _accessible(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise GptError(
                f"{self.folder}: stored pictures could not be read ({error.strerror or error}). "
                "Check the folder's permissions and the disk."
            ) from None

    def next_number(self) -> int:
        return 1 + max((int(p.stem) for p in self.folder.glob("[0-9]*.*") if p.stem.isdigit()), default=0)


class PartialResponse:
    """An answer on its way to disk. Bytes are in the operating system's buffers as soon as `write` returns, also when the
    process is killed then. When the disk fails, the answer stays in memory."""

    def __init__(self, entry: CacheEntry, number: int, asked: dict[str, Any]) -> None:
        self.number = number
        self.body = bytearray()
        self.disk_error = ""
        self._path = entry.folder / f"{number:04d}.arriving"
        self.asked = asked
        self._file: int | None = None

    def begin(self, received: dict[str, Any]) -> None:
        """The answer's headers are in. A retry begins anew."""
        self.discard()
        self.asked = {**self.asked, **received, "received": now_text()}
        self.body.clear()
        try:
            self._file = os.open(
                self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o644
            )
        except OSError as error:
            self.disk_error = error.strerror or str(error)
        self._put(json.dumps(self.asked, ensure_ascii=False).encode("utf-8", "replace") + b"\n")

    def write(self, chunk: bytes) -> None:
        self.body += chunk
        self._put(chunk)

    def finish(self, suffix: str) -> Path | None:
        """Flush to the disk and give the file its final name; None where there is no file."""
        if self._file is None:
            return None
        try:
            os.fsync(self._file)
        except OSError as error:
            self.disk_error = error.strerror or str(error)
        self._close()
        final = self._path.with_suffix(suffix)
        try:
            _publish(self._path, final)
        except OSError as error:
            self.disk_error = error.strerror or str(error)
            return None
        return final

    def answer(self, reply: Reply, path: Path | None) -> Answer:
        digest = hashlib.sha256(self.body).hexdigest()
        return Answer(self.number, path or self._path, self.asked, digest, reply)

    def discard(self) -> None:
        self._close()
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _put(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view and self._file is not None:
                view = view[os.write(self._file, view) :]
        except OSError as error:  # the disk failed: the paid answer stays in memory
            self.disk_error = error.strerror or str(error)
            self._close()

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def now_text() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def _read(path: Path) -> Answer | None:
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        asked = json.loads(head)
        if not isinstance(asked, dict):
            return None
        reply = read_reply(body, str(asked.get("content_type", "")))
    except (ValueError, UnreadableReply):
        return None
    return Answer(int(path.stem), path, asked, hashlib.sha256(body).hexdigest(), reply)


def _publish(path: Path, final: Path) -> None:
    os.replace(path, final)
    if os.name == "posix":  # the new name is safe only once the folder is
        handle = os.open(final.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
