"""Handlers of the Batch tab. The rows belong to the session; their results are in the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from app import plots, rendering, session_table
from app.engine import Engine
from app.error_messages import sentence
from app.rendering.batch_table import batch_table
from app.rendering.methods import methods_table
from app.results import example_result_id
from app.session_rows import Rows, rows_under
from app.snapshot import open_session, session_bytes
from restoration import MEASURES, TASKS, InputError, RestorationError, list_examples, missing_weights

Sort = Sequence[Any]
"""(column, whether the worst come first)."""


class BatchHandlers:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def table(self, rows: Rows, sort: Sort, protocol: str = "rgb", kind: str = "all") -> str:
        """The batch table under a protocol, sorted, cut down to one kind of photos."""
        store = self.engine.store
        pictures = {
            r["id"]: store.load(r["id"]).thumbnails() for r in rows if r.get("id") and store.has(r["id"])
        }
        column, worst_first = sort
        found = rows_under(self.engine, rows, protocol)
        return batch_table(
            found, pictures, sort=column, worst_first=worst_first, protocol=protocol, kind=kind
        )

    def methods(
        self, rows: Rows, measures: Sequence[str], reference: str | None, protocol: str = "rgb"
    ) -> tuple[str, Any]:
        """(table of methods, menu of references). Empty where no photo has two images to compare."""
        store = self.engine.store
        results = [store.load(r["id"]) for r in rows if r.get("id") and store.has(r["id"])]
        results = [r for r in results if len(r.comparison.methods) > 1]
        if not results:
            return "", gr.update(choices=[], value=None, visible=False)
        wanted = [m for m in MEASURES if m in ("psnr", "ssim", *measures) and not missing_weights(m)]
        try:
            table = self.engine.measuring.table(results, wanted, protocol)
        except RestorationError as error:
            return rendering.status(sentence(error), "error"), gr.skip()
        chosen = reference if reference in table.methods else None
        menu = gr.update(choices=list(table.methods), value=table.reference(chosen), visible=True)
        return methods_table(table, chosen), menu

    def scatter(
        self, rows: Rows, across: str, up: str, protocol: str = "rgb", kind: str = "all"
    ) -> dict[str, Any] | None:
        found = session_table.of_kind(rows_under(self.engine, rows, protocol), kind)
        return plots.scatter(found, *session_table.axes(found, across, up))

    def axes(self, rows: Rows, across: str, up: str) -> tuple[Any, Any]:
        """The menus of the axes, where no photo has a number for what they name."""
        if not rows or session_table.axes(rows, across, up) == (across, up):
            return gr.skip(), gr.skip()
        found = session_table.axes(rows, across, up)
        return gr.update(value=found[0]), gr.update(value=found[1])

    def sort(self, sort: Sort, event: gr.EventData) -> Sort:
        """By the heading clicked, worst first; the other way round where it was sorted so already."""
        column = str(event._data["sort"])
        return (column, not sort[1]) if column == sort[0] else (column, True)

    def add_examples(self, rows: Rows) -> Iterator[Rows]:
        """The session's rows, one more at a time: the shipped examples that are not among them yet. One that
        fails is a row too, with the reason, and is tried again the next time."""
        rows = [r for r in rows if not (r.get("error") and r.get("example"))]
        known = {row["id"] for row in rows}
        for example in list_examples():
            if example_result_id(example.id) in known:
                continue
            try:
                row = rendering.row_of(self.engine.examples.result(example.id))
            except Exception as error:  # the others are computed all the same
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

    def open_session(self, file: str | None, rows: Rows, request: gr.Request) -> tuple[Rows, str | None, str]:
        """(rows, the first result of the session, what is said) once a saved session was opened."""
        visitor = self.engine.visitors.of(request)
        try:
            if not file:
                raise InputError("Choose a file that ends in .priorlens.")
            found = open_session(
                self.engine.store,
                Path(file),
                owner=visitor.person,
                most_bytes=session_bytes(self.engine.settings),
            )
        except Exception as error:  # the page's boundary
            return rows, gr.skip(), rendering.status(sentence(error), "error")
        self.engine.quota.add_bytes(visitor, sum(f.stat().st_size for r in found for f in r.folder.iterdir()))
        self.engine.retention.soon()
        said = f"{len(found)} result{'s' if len(found) != 1 else ''} of the session opened."
        return [*rows, *(rendering.row_of(r) for r in found)], found[0].id, rendering.status(said)

    def clear(self) -> Rows:
        """An empty list. The results stay where they are until they are too old: a copied link still opens."""
        return []

    def delete(self, rows: Rows, sure: bool, request: gr.Request) -> tuple[Any, Any, str]:
        """(rows, result to show, status): where the visitor is `sure`, their own results are deleted at once, with all
        that was made of them."""
        if not sure:
            return gr.skip(), gr.skip(), ""
        person = self.engine.visitors.of(request).person
        gone = self.engine.remove_own([str(r["id"]) for r in rows if r.get("id")], person)
        first = self.engine.examples.first_id()
        said = f"{gone} result{'' if gone == 1 else 's'} deleted. Links to them open nothing any more."
        return [], example_result_id(first) if first else None, rendering.status(said)
