"""Handlers of the Benchmark tab: a run's folder on this machine, read; its images, opened."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from app import rendering
from app.benchmark_plots import distributions, paired_gains
from app.engine import Engine
from app.error_messages import sentence
from app.rendering.benchmark import SORTS, chosen, image_table, method_summary
from restoration import InputError, RunOverview, RunScores, is_run, run_case, run_overview, run_scores

_KEPT = 4
_EMPTY = "<p class='pg-empty'>No run yet. Name the folder that <code>benchmark export</code> wrote.</p>"

Sort = Sequence[Any]
"""(column, whether the worst come first)."""


class BenchmarkHandlers:
    """For a local run only: visitors of a hosted page must not name folders of the machine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, int, str | None], RunScores] = OrderedDict()

    def load(self, folder: str, kind: str, sort: Sort) -> tuple[Any, ...]:
        """(status, run, methods' table, menus of method and of the other one, and what `show` gives) of a folder."""
        try:
            run = Path((folder or "").strip().strip('"')).expanduser()
            if not folder.strip() or not is_run(run):
                raise InputError(
                    "Expected the folder of a run (it holds manifest.json), found none there. `benchmark export` makes one."
                )
            scores = self._scores(run)
            overview = run_overview(run, scores)
        except Exception as error:  # the page's boundary
            hidden = gr.update(visible=False)
            return rendering.status(sentence(error), "error"), None, "", hidden, hidden, _EMPTY, None, None
        names = [m.name for m in scores.manifest.methods]
        return (
            "",
            str(run),
            method_summary(scores),
            gr.update(choices=names, value=overview.method, visible=True),
            gr.update(choices=names, value=overview.over, visible=True),
            *self._shown(overview, kind, sort),
        )

    def show(
        self, run: str | None, method: str | None, over: str | None, kind: str, sort: Sort
    ) -> tuple[Any, ...]:
        """(table of images, distributions, gains)."""
        if not run or not method or not over:
            return _EMPTY, None, None
        try:
            overview = self._overview(run, method, over)
        except Exception as error:
            return rendering.status(sentence(error), "error"), None, None
        return self._shown(overview, kind, sort)

    def _shown(self, overview: RunOverview, kind: str, sort: Sort) -> tuple[Any, ...]:
        column, worst_first = sort
        rows = chosen(overview, kind, column, bool(worst_first))
        return (
            image_table(overview, rows, column, bool(worst_first)),
            distributions(overview),
            paired_gains(overview),
        )

    def sort(self, sort: Sort, event: gr.EventData) -> Sort:
        """By the heading clicked, worst first; the other way round where it was sorted so already."""
        column = str(event._data["sort"])
        if column not in SORTS:
            return sort
        return (column, not sort[1]) if column == sort[0] else (column, True)

    def open_image(self, run: str | None, request: gr.Request, event: gr.EventData) -> tuple[Any, Any]:
        """(result with every method of the image that was clicked, status)."""
        try:
            if not run:
                raise InputError("Load a run first.")
            case = run_case(Path(run), str(event._data["image"]))
            owner = self.engine.visitors.of(request).person
            result = self.engine.keep(case, str(event._data["image"]), owner=owner)
        except Exception as error:
            return gr.skip(), rendering.status(sentence(error), "error")
        return result.id, ""

    def _overview(self, run: str, method: str, over: str) -> RunOverview:
        return run_overview(Path(run), self._scores(Path(run)), method=method, over=over)

    def _scores(self, run: Path) -> RunScores:
        """As stored, else computed once and kept in memory; nothing is written into the run."""
        key = str(run.resolve()), (run / "manifest.json").stat().st_mtime_ns, None
        with self._lock:
            if key not in self._known:
                self._known[key] = run_scores(run)
                while len(self._known) > _KEPT:
                    self._known.popitem(last=False)
            self._known.move_to_end(key)
            return self._known[key]
