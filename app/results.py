"""Results on disk: one folder a comparison, under a name that cannot be guessed.

The folder holds everything of a result: lossless panes, comparison.json, viewer.json, alignment.bin,
displacements.json, evidence.json, thumbnails.json, and result.json, which is written last. It is never changed afterwards, so a
reload, a copied link or a restarted server finds it again, and what was read once can be kept in memory. Whatever can
be made again from it (overlays, other protocols) is kept apart; see `derived`.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.panes import as_written_now
from restoration import InputError, StoredComparison, write_atomically

_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_EXAMPLE = "example-"
_FILE = re.compile(r"[a-z0-9_-]{1,80}\.(png|bin)")
_IN_MEMORY = 256


@dataclass(frozen=True, eq=False)
class Result:
    id: str
    name: str
    """What the user called the photo."""
    folder: Path
    owner: str
    """Of the visitor who may delete it; empty: nobody."""
    comparison: StoredComparison
    viewer: dict[str, Any]
    """The viewer's payload."""

    def path(self, pane: str) -> Path:
        """Of a pane or overlay that is stored with the result."""
        return self.folder / f"{pane}.png"

    def thumbnails(self) -> list[str]:
        """Degraded and restored photo as data: addresses; none in a result of an older version."""
        found = self._side_file("thumbnails.json")
        return [str(address) for address in found] if isinstance(found, list) else []

    def close_ups(self) -> list[list[str]]:
        """For the report's first places: photo and generated image there, as data: addresses; none in older results."""
        found = self._side_file("evidence.json")
        return found if isinstance(found, list) else []

    def displacements(self) -> dict[str, Any]:
        """For `plots.displacement_histogram`; empty without a generated image."""
        found = self._side_file("displacements.json")
        return found if isinstance(found, dict) else {}

    def _side_file(self, name: str) -> Any:
        try:
            return json.loads((self.folder / name).read_text("utf-8"))
        except (OSError, ValueError):
            return None


def safe_name(name: str) -> str:
    """`name` as a folder's name on any system, inside an archive too."""
    kept = "".join(c if c.isalnum() or c in " -_." else "_" for c in name).strip(" .")
    return kept[:80] or "photo"


def example_result_id(example_id: str) -> str:
    """The id under which a shipped example's result is stored."""
    return f"{_EXAMPLE}{example_id}"


def is_result_id(text: object) -> bool:
    return bool(_ID.fullmatch(str(text)))


def is_result_file(name: str) -> bool:
    """Whether a result may hold a file of that name for the viewer to read."""
    return bool(_FILE.fullmatch(name))


@dataclass(frozen=True)
class StoredEntry:
    """A stored result, as far as its removal is concerned."""

    id: str
    made: float
    """Seconds since 1970."""
    bytes: int
    """On disk; a file that several results share counts for each in part."""


class ResultStore:
    def __init__(self, root: Path, *, making: Path | None = None, examples: Path | None = None) -> None:
        """`root` holds the visitors' results. In `making`, on the same disk, they are written and moved from when they
        are whole. The shipped examples', which every server makes for itself under ids of their own, lie in
        `examples`: so several servers may share `root`."""
        self.root = root
        self._making = making or root / ".making"
        self._examples = examples or root
        root.mkdir(parents=True, exist_ok=True)
        self._loaded: OrderedDict[str, Result] = OrderedDict()
        self._lock = threading.Lock()

    def new(
        self, name: str, fill: Callable[[Path], None], *, result_id: str | None = None, owner: str = ""
    ) -> Result:
        """A result whose folder `fill` writes; nothing is left of it where that fails. With `result_id` it takes the
        place of the result of that name. `owner` names the visitor who may delete it."""
        made = self._making / (result_id or secrets.token_urlsafe(18))
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        try:
            fill(made)
            # Written last: a folder with a name in it is complete.
            write_atomically(json.dumps({"name": name, "owner": owner}).encode(), made / "result.json")
            folder = self.folder(made.name)
            shutil.rmtree(folder, ignore_errors=True)
            made.rename(folder)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
        self._forget(folder.name)
        return self.load(folder.name)

    def load(self, result_id: str) -> Result:
        """Raises InputError when there is no such result (any more), or it cannot be read."""
        if not self.has(result_id):
            raise InputError("This result is no longer kept here. Run the comparison again.")
        with self._lock:
            known = self._loaded.get(result_id)
            if known is not None:
                self._loaded.move_to_end(result_id)
                return known
        result = self._read(self.folder(result_id))
        with self._lock:
            self._loaded[result_id] = result
            while len(self._loaded) > _IN_MEMORY:
                self._loaded.popitem(last=False)
        return result

    def kept(self, ids: Iterable[str]) -> list[Result]:
        """Those of the results that are still kept, each once. Raises InputError where none is."""
        found = [self.load(i) for i in dict.fromkeys(ids) if self.has(i)]
        if not found:
            raise InputError("None of these results is kept here any more. Run the comparison again.")
        return found

    def has(self, result_id: object) -> bool:
        return is_result_id(result_id) and (self.folder(str(result_id)) / "result.json").is_file()

    def folder(self, result_id: str) -> Path:
        """Where the result of that id lies, if there is one."""
        return (self._examples if result_id.startswith(_EXAMPLE) else self.root) / result_id

    def remove(self, result_id: str) -> bool:
        """Delete a result, or the remainder of one; whether there was one."""
        if not is_result_id(result_id) or not self.folder(result_id).is_dir():
            return False
        # First the file that makes it a result, so that a part of one cannot be opened.
        (self.folder(result_id) / "result.json").unlink(missing_ok=True)
        shutil.rmtree(self.folder(result_id), ignore_errors=True)
        self._forget(result_id)
        return True

    def _read(self, folder: Path) -> Result:
        try:
            result, comparison, viewer = (
                json.loads((folder / f"{n}.json").read_text("utf-8"))
                for n in ("result", "comparison", "viewer")
            )
            return Result(
                folder.name,
                str(result["name"]),
                folder,
                str(result.get("owner", "")),
                StoredComparison.from_json(comparison),
                as_written_now(viewer),
            )
        except (OSError, ValueError, KeyError, TypeError):
            raise InputError(
                "This result is damaged and cannot be opened. Run the comparison again."
            ) from None

    def _forget(self, result_id: str) -> None:
        with self._lock:
            self._loaded.pop(result_id, None)

    def entries(self) -> list[StoredEntry]:
        """The visitors' results, the newest first, and what looks like the remainder of one."""
        found = []
        for folder in self.root.iterdir():
            if folder.name.startswith(".") or not folder.is_dir():
                continue
            try:
                files = [path.stat() for path in folder.iterdir()]
                made = folder.stat().st_mtime
            except OSError:  # removed meanwhile
                continue
            found.append(StoredEntry(folder.name, made, sum(f.st_size // max(1, f.st_nlink) for f in files)))
        return sorted(found, key=lambda entry: entry.made, reverse=True)
