"""Handlers that open a result: from the page itself, its address, a link, an example, a row."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app import rendering
from app.engine import Engine
from app.error_messages import sentence, shown
from app.saved_rows import checked_rows
from app.session_rows import Rows


class OpeningHandlers:
    """Each returns the id of the result to show; the page's `current` carries it to the handlers that show it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def open_page(self, kept: Any, request: gr.Request) -> tuple[Rows, str | None, str]:
        """(rows of the session, result to show, notice): what the link asks for, else the session's last,
        else the first example."""
        rows = checked_rows(kept, self.engine.store)
        asked = dict(request.query_params)
        notice = ""
        if asked.get("result") or asked.get("example"):
            try:
                result = self.engine.open(example=asked.get("example"), result=asked.get("result"))
                return rows, result.id if result else None, ""
            except Exception as error:  # the page's boundary: it opens whatever a link asks for
                notice = sentence(error)
        last = next((row["id"] for row in reversed(rows) if row.get("id")), None)
        if last and not notice:
            return rows, last, ""
        try:
            first = self.engine.open(example=None, result=None)
        except Exception as error:
            return rows, None, rendering.status(notice or sentence(error), "error")
        if notice and first:
            notice = f"{notice} Shown instead: {first.name}."
        return rows, first.id if first else None, rendering.status(notice, "error") if notice else ""

    def open_address(self, event: gr.EventData) -> str | None:
        """What an address that one came back to names; without a name, what the page shows at first."""
        with shown():
            result = self.engine.open(
                example=event._data.get("example") or None, result=event._data.get("result") or None
            )
        return result.id if result else None

    def open_example(self, event: gr.EventData) -> str:
        with shown():
            return self.engine.examples.result(str(event._data["example"])).id

    def open_row(self, event: gr.EventData) -> str:
        return str(event._data["result"])
