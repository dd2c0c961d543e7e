"""Results on disk: one folder a comparison, under a name that cannot be guessed.

The folder is the whole truth of a result (lossless panes, comparison.json, viewer.json), so a reload,
a copied link or a restarted server finds it again. Old folders are removed by age and number.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restoration import Comparison, InputError, write_atomically, write_comparison

_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_KEEP_RESULTS = 400
_KEEP_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, eq=False)
class Result:
    id: str
    name: str
    """What the user called the photo."""
    folder: Path
    data: dict[str, Any]
    """comparison.json."""
    viewer: dict[str, Any]
    """viewer.json, the viewer's payload."""


def safe_name(name: str) -> str:
    """`name` as a folder's name on any system, inside an archive too."""
    kept = "".join(c if c.isalnum() or c in " -_." else "_" for c in name).strip(" .")
    return kept[:80] or "photo"


def model_ids(data: dict[str, Any]) -> dict[str, str]:
    """pane → model id of a comparison.json."""
    return {pane: str(made["id"]) for pane, made in data["models"].items()}


class ResultStore:
    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self._remove_old()

    def save(
        self,
        comparison: Comparison,
        name: str,
        payload: Callable[[Comparison, Path], dict[str, Any]],
        *,
        result_id: str | None = None,
    ) -> Result:
        """Write `comparison` to a new folder, or over that of `result_id`; `payload` makes the viewer's part."""

        def fill(folder: Path) -> None:
            write_comparison(comparison, folder)
            viewer = payload(comparison, folder)
            write_atomically(json.dumps(viewer).encode(), folder / "viewer.json")

        return self.new(name, fill, result_id=result_id)

    def new(self, name: str, fill: Callable[[Path], None], *, result_id: str | None = None) -> Result:
        """A result whose folder `fill` writes; nothing is left of it where that fails."""
        folder = self.root / (result_id or secrets.token_urlsafe(18))
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            fill(folder)
            # Written last: a folder with a name in it is complete.
            write_atomically(json.dumps({"name": name}).encode(), folder / "result.json")
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return self.load(folder.name)

    def load(self, result_id: str) -> Result:
        """Raises InputError when there is no such result (any more)."""
        folder = self.root / str(result_id)
        if not self.has(result_id):
            raise InputError("This result is no longer kept here. Run the comparison again.")
        read = {
            n: json.loads((folder / f"{n}.json").read_text("utf-8"))
            for n in ("result", "comparison", "viewer")
        }
        return Result(folder.name, str(read["result"]["name"]), folder, read["comparison"], read["viewer"])

    def has(self, result_id: str) -> bool:
        return bool(_ID.fullmatch(str(result_id))) and (self.root / str(result_id) / "result.json").is_file()

    def _remove_old(self) -> None:
        folders = sorted(
            (f for f in self.root.iterdir() if f.is_dir()), key=lambda f: f.stat().st_mtime, reverse=True
        )
        for position, folder in enumerate(folders):
            if position >= _KEEP_RESULTS or time.time() - folder.stat().st_mtime > _KEEP_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
