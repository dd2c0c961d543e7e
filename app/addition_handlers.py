"""Handlers behind "Another model": which ones can run on the open photo, and a pane more for the one chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from app import words
from app.additions import add_model, addable
from app.engine import Engine
from app.handlers import Rows, sentence


class AdditionHandlers:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def choices(self, result_id: str | None) -> Any:
        """The menu of models for the open result."""
        found = (
            addable(self.engine.store.load(result_id))
            if result_id and self.engine.store.has(result_id)
            else []
        )
        menu = [
            (f"{m.label} · {m.id}{', downloaded first' if m.state == 'downloadable' else ''}", m.id)
            for m in found
        ]
        return gr.update(choices=menu, value=None, interactive=bool(menu))

    def add(self, result_id: str | None, model: str | None, rows: Rows) -> Iterator[tuple[Any, ...]]:
        """Yields (status, rows, current result): the open result with another pane, in the place of the old one."""
        if not result_id or not model:
            yield words.status("Choose a model first.", "error"), rows, gr.skip()
            return
        yield words.progress_bar(0.1, f"Running {model}"), rows, gr.skip()
        try:
            base = self.engine.store.load(result_id)
            made = add_model(
                self.engine.store,
                base,
                model,
                alignment=lambda: self.engine.views.alignment(base),
                device=self.engine.device,
                progress=lambda fraction, message: None,
            )
        except Exception as error:  # the page's boundary: a model may fail in any way, the open result stays
            yield words.status(sentence(error), "error"), rows, gr.skip()
            return
        yield "", [row | {"id": made.id} if row.get("id") == result_id else row for row in rows], made.id
