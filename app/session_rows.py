"""The rows of a visitor's photos, as the page's state holds them."""

from __future__ import annotations

from typing import Any

from app import rendering
from app.engine import Engine

Rows = list[dict[str, Any]]
"""Made by `rendering.row_of`; a photo that failed has no `id` and an `error`."""


def rows_under(engine: Engine, rows: Rows, protocol: str) -> Rows:
    """`rows` with the numbers and flags of another protocol. A result that is gone keeps its own."""
    if protocol == "rgb":
        return rows
    found = []
    for row in rows:
        if row.get("id") and engine.store.has(row["id"]):
            result = engine.store.load(row["id"])
            row = row | rendering.row_of(result, engine.rescoring.scores(result, protocol))
        found.append(row)
    return found
