"""Handlers of the Batch tab. The rows belong to the session; what they stand for is in the store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app import batch, plots, words
from app.batch_words import batch_table
from app.engine import Engine
from app.handlers import Rows, sentence
from restoration import TASKS, list_examples


class BatchHandlers:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def table(self, rows: Rows, column: str, worst_first: bool) -> str:
        """The batch table, sorted."""
        found = batch.ordered(rows, column, worst_first=worst_first)
        return batch_table(found, {r["id"]: self.engine.pictures(r["id"]) for r in found if r.get("id")})

    def scatter(self, rows: Rows, across: str, up: str) -> dict[str, Any] | None:
        return plots.scatter(rows, across, up)

    def add_examples(self, rows: Rows) -> Iterator[Rows]:
        """The session's rows, one more at a time: the shipped examples that are not among them yet. One that
        fails is a row too, with the reason, and is tried again the next time."""
        rows = [r for r in rows if not (r.get("error") and r.get("example"))]
        known = {row["id"] for row in rows}
        for example in list_examples():
            if f"example-{example.id}" in known:
                continue
            try:
                row = words.row_of(self.engine.example(example.id))
            except Exception as error:  # the others must not suffer
                row = {
                    "id": None,
                    "name": example.title,
                    "task": TASKS[example.task].label,
                    "example": example.id,
                    "error": sentence(error),
                }
            rows = [*rows, row]
            yield rows
        yield rows

    def clear(self) -> Rows:
        """An empty list. The results stay where they are until they are too old: a copied link still opens."""
        return []
