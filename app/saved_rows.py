"""The rows of a visitor's photos that the browser kept (see kept_rows.js). A browser may send anything: they are cut,
checked, and made again from what is stored."""

from __future__ import annotations

import json
from typing import Any

from app import rendering
from app.results import ResultStore
from restoration import InputError

KEPT_ROWS_JS = """() => {
  try { return [localStorage.getItem("priorlens-photos") ?? "[]"]; } catch { return ["[]"]; }
}"""
MOST_ROWS = 200
_LONGEST_TEXT = 2_000_000
_KEPT = ("id", "name", "task", "example", "error")
_LONGEST_NAME, _LONGEST_ERROR = 200, 500


def rows_text(rows: list[dict[str, Any]]) -> str:
    """What a browser keeps of its rows, as JSON: which photos, and what failed. The rest is made again."""
    return json.dumps([{key: row[key] for key in _KEPT if row.get(key) is not None} for row in rows])


def checked_rows(text: Any, store: ResultStore) -> list[dict[str, Any]]:
    """The last rows, each once, without results that are gone. `text` is JSON; anything else is no rows."""
    saved = _parsed(text)
    rows: list[dict[str, Any]] = []
    seen = set()
    for row in saved[-MOST_ROWS:] if isinstance(saved, list) else ():
        if not isinstance(row, dict):
            continue
        result_id = row.get("id")
        if isinstance(result_id, str) and result_id not in seen and store.has(result_id):
            seen.add(result_id)
            try:
                rows.append(rendering.row_of(store.load(result_id)))
            except InputError:  # damaged, or removed at this moment
                continue
        elif result_id is None and isinstance(row.get("error"), str):
            rows.append(_failed(row))
    return rows


def _parsed(text: Any) -> Any:
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _failed(row: dict[str, Any]) -> dict[str, Any]:
    kept = {"id": None, "name": str(row.get("name", "photo"))[:_LONGEST_NAME]}
    kept |= {
        key: str(row[key])[:_LONGEST_NAME] for key in ("task", "example") if isinstance(row.get(key), str)
    }
    return kept | {"error": row["error"][:_LONGEST_ERROR]}
