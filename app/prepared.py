"""The views of a result under the page's protocol. Scores under another protocol than the stored one are computed once,
on the device and in turn: meanwhile this visitor waits, and the views of others do not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

import gradio as gr
from starlette.concurrency import run_in_threadpool

from app.batch_handlers import BatchHandlers
from app.compare_handlers import CompareHandlers
from app.distortion_handlers import DistortionHandlers
from app.engine import Engine
from app.error_messages import sentence
from app.run_handlers import session_of
from app.runs import Busy, Run
from app.session_rows import Rows
from app.sources import PRIOR, source_of
from app.steps import Steps


class Prepared:
    """Handlers of the same names, with what they need computed first."""

    def __init__(
        self, engine: Engine, compare: CompareHandlers, distortion: DistortionHandlers, batch: BatchHandlers
    ) -> None:
        self.engine, self._compare, self._distortion, self._batch = engine, compare, distortion, batch
        self._sessions: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def show(
        self, result_id: str | None, protocol: str, view: str | None, request: gr.Request
    ) -> tuple[Any, ...]:
        await self._prepare([result_id], protocol, request)
        return await run_in_threadpool(self._compare.show, result_id, protocol, view)

    async def rows(self, rows: Rows, result_id: str | None, protocol: str, request: gr.Request) -> str:
        await self._prepare([row.get("id") for row in rows], protocol, request)
        return await run_in_threadpool(self._compare.rows, rows, result_id, protocol)

    async def show_stages(self, result_id: str | None, protocol: str, request: gr.Request) -> tuple[str, Any]:
        """Of the first image that has a report."""
        return await self.show_stages_of(result_id, protocol, None, request)

    async def show_stages_of(
        self, result_id: str | None, protocol: str, pane: str | None, request: gr.Request
    ) -> tuple[str, Any]:
        await self._prepare([result_id], protocol, request, pane)
        return await run_in_threadpool(self._distortion.show_stages, result_id, protocol, pane)

    async def table(
        self, rows: Rows, sort: Sequence[Any], protocol: str, kind: str, request: gr.Request
    ) -> str:
        await self._prepare([row.get("id") for row in rows], protocol, request)
        return await run_in_threadpool(self._batch.table, rows, sort, protocol, kind)

    async def scatter(
        self, rows: Rows, across: str, up: str, protocol: str, kind: str, request: gr.Request
    ) -> dict[str, Any] | None:
        await self._prepare([row.get("id") for row in rows], protocol, request)
        return await run_in_threadpool(self._batch.scatter, rows, across, up, protocol, kind)

    async def methods_in_sight(
        self,
        in_sight: str,
        rows: Rows,
        measures: Sequence[str],
        reference: str | None,
        protocol: str,
        request: gr.Request,
    ) -> Any:
        if in_sight != "batch":
            return gr.skip(), gr.skip()
        await self._prepare([row.get("id") for row in rows], protocol, request)
        return await run_in_threadpool(self._batch.methods, rows, measures, reference, protocol)

    async def table_in_sight(
        self, in_sight: str, rows: Rows, sort: Sequence[Any], protocol: str, kind: str, request: gr.Request
    ) -> Any:
        return await self.table(rows, sort, protocol, kind, request) if in_sight == "batch" else gr.skip()

    async def scatter_in_sight(
        self, in_sight: str, rows: Rows, across: str, up: str, protocol: str, kind: str, request: gr.Request
    ) -> Any:
        return (
            await self.scatter(rows, across, up, protocol, kind, request)
            if in_sight == "batch"
            else gr.skip()
        )

    async def _prepare(
        self, ids: Sequence[object], protocol: str, request: gr.Request, pane: str | None = PRIOR
    ) -> None:
        """Returns at once where everything is there."""
        session = session_of(request)
        lock = self._sessions.setdefault(session, asyncio.Lock())
        async with lock:  # a change of protocol asks five times at once
            missing = [str(i) for i in dict.fromkeys(ids) if i and not self._ready(str(i), protocol, pane)]
            if not missing:
                return
            steps: Steps[BaseException | None] = Steps()
            address = self.engine.visitors.of(request).address
            try:
                run = self.engine.runs.start(
                    f"{session} scores", address, lambda run: self._work(run, missing, protocol, pane, steps)
                )
            except Busy as busy:
                raise gr.Error(str(busy), title="Not now", print_exception=False) from None
            try:
                while not (done := await steps.take(60.0)):
                    pass
            finally:
                run.stop.set()
        if done[-1] is not None:
            raise gr.Error(sentence(done[-1]), title="This did not work", print_exception=False)

    def _ready(self, result_id: str, protocol: str, pane: str | None) -> bool:
        store, scores = self.engine.store, self.engine.rescoring
        if not store.has(result_id):
            return True
        result = store.load(result_id)
        return scores.is_ready(result, protocol, source_of(result, pane))

    def _work(
        self,
        run: Run,
        ids: Sequence[str],
        protocol: str,
        pane: str | None,
        steps: Steps[BaseException | None],
    ) -> None:
        failed: BaseException | None = None
        try:
            for result_id in ids:
                result = self.engine.store.load(result_id)
                self.engine.on_device(
                    "scores",
                    int(result.viewer["width"]) * int(result.viewer["height"]) / 1e6,
                    partial(self.engine.rescoring.prepare, result, protocol, source_of(result, pane)),
                    address=run.address,
                    cancelled=run.stop.is_set,
                )
        except BaseException as error:  # the thread's boundary: every error is reported to the waiting event
            failed = error
        steps.put(failed)
