"""Handlers behind "Another model": which ones can run on the open photo, and a pane more for the one chosen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from app import rendering
from app.engine import Engine
from app.error_messages import sentence
from app.extra_panes import add_model, addable
from app.following import follow, share_of
from app.run_handlers import HEARTBEAT_S, session_of, waiting
from app.runs import Busy, Run
from app.session_rows import Rows
from app.steps import Steps


class ExtraPaneHandlers:
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

    def share(self, result_id: str | None) -> Any:
        """The control of how far to follow, as the open result stands; off without a guided pane."""
        found = (
            share_of(self.engine.store.load(result_id))
            if result_id and self.engine.store.has(result_id)
            else None
        )
        return gr.update(value=1.0 if found is None else found, interactive=found is not None)

    def follow(self, result_id: str | None, share: float, rows: Rows, request: gr.Request) -> tuple[Any, ...]:
        """(status, rows, current result): the open result with its guided pane at another share."""
        if not result_id:
            return gr.skip(), gr.skip(), gr.skip()
        try:
            base = self.engine.store.load(result_id)
            if share_of(base) == share:
                return "", gr.skip(), gr.skip()
            owner = self.engine.visitors.of(request).person
            made = follow(self.engine.store, base, share, owner=owner)
        except Exception as error:  # the page's boundary: the open result stays
            return rendering.status(sentence(error), "error"), gr.skip(), gr.skip()
        shown = [row | {"id": made.id} if row.get("id") == result_id else row for row in rows]
        return "", shown, made.id

    async def add(
        self, result_id: str | None, model: str | None, rows: Rows, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Yields (status, rows, current result): the open result with another pane, in the place of the old one."""
        if not result_id or not model:
            yield rendering.status("Choose a model first.", "error"), rows, gr.skip()
            return
        steps: Steps[tuple[str, Any]] = Steps()
        address = self.engine.visitors.of(request).address
        try:
            run = self.engine.runs.start(
                session_of(request), address, lambda run: self._work(run, result_id, model, steps)
            )
        except Busy as busy:
            yield rendering.status(str(busy), "error"), rows, gr.skip()
            return
        said = f"Running {model}"
        try:
            while True:
                yield rendering.progress_bar(0.1, said), gr.skip(), gr.skip()
                for what, value in await steps.take(HEARTBEAT_S):
                    if what == "said":
                        said = value
                    elif what == "failed":
                        yield rendering.status(sentence(value), "error"), rows, gr.skip()
                        return
                    else:
                        shown = [row | {"id": value} if row.get("id") == result_id else row for row in rows]
                        yield "", shown, value
                        return
        finally:
            run.stop.set()

    def _work(self, run: Run, result_id: str, model: str, steps: Steps[tuple[str, Any]]) -> None:
        """The run's thread."""
        try:
            base = self.engine.store.load(result_id)
            made = self.engine.on_device(
                "model",
                int(base.viewer["width"]) * int(base.viewer["height"]) / 1e6,
                lambda: add_model(
                    self.engine.store,
                    base,
                    model,
                    alignment=lambda: self.engine.views.alignment(base),
                    device=self.engine.device,
                    progress=lambda fraction, message: steps.put(("said", f"Running {model}")),
                ),
                address=run.address,
                cancelled=run.stop.is_set,
                waiting=lambda place: steps.put(("said", waiting(place))),
            )
        except (
            BaseException
        ) as error:  # the page's boundary: a model may fail in any way, the open result stays
            steps.put(("failed", error))
        else:
            steps.put(("done", made.id))
