"""The open result on the Compare tab: the viewer's payload, findings, scores, rows, examples, downloads."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app import rendering
from app.engine import Engine
from app.error_messages import shown
from app.example_results import example_thumbnails
from app.panes import rescored
from app.rendering.methods import copy_line
from app.results import Result
from app.saving import save_options
from app.session_rows import Rows, rows_under
from app.sources import PRIOR, reported
from app.stages import stage_key
from app.views import stage_pane
from restoration import PaneScores, StageScore, list_examples


class CompareHandlers:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._thumbnails = example_thumbnails()

    def show(self, result_id: str | None, protocol: str = "rgb", view: str | None = "") -> tuple[Any, ...]:
        """(viewer, findings, scores, examples) of one result. `view` is the part of the page's address after #: where
        it shows stages of the alignment, the viewer gets their panes."""
        strip = self.examples(result_id)
        if not result_id:
            return gr.skip(), "", "", strip
        with shown():
            result = self.engine.store.load(result_id)
            scored = self.scored(result, protocol, stages=_shown_stages(result, view))
        return *scored, strip

    def scored(self, result: Result, protocol: str, *, stages: str) -> tuple[Any, ...]:
        """(viewer, findings, scores) under a protocol. `stages`: pane whose stages of alignment are added; empty: none."""
        scores = self.engine.rescoring.scores(result, protocol)
        captions: dict[str, PaneScores | StageScore] = dict(scores)
        viewer = result.viewer
        if stages:
            viewer = self.engine.views.with_stages(result, stages)
            captions |= {
                stage_pane(stages, stage_key(row)): row
                for row in self.engine.rescoring.stages(result, protocol, stages)
            }
        return (
            rescored(viewer, captions, protocol) | {"save": save_options(result)},
            rendering.findings(result, scores),
            rendering.score_table(result, scores)
            + self._copies(result, protocol)
            + rendering.report_table(result),
        )

    def rows(self, rows: Rows, result_id: str | None, protocol: str = "rgb") -> str:
        """The table of the session's photos; what is shown stays as it is."""
        return rendering.row_table(rows_under(self.engine, rows, protocol), result_id, protocol)

    def examples(self, result_id: str | None = None) -> str:
        return rendering.example_strip(list_examples(), self._thumbnails, result_id)

    def archive(self, result_id: str | None, rows: Rows) -> str:
        """The download button: the open result, or its whole session where it is one of several."""
        if not result_id:
            return ""
        session = [str(row["id"]) for row in rows if row.get("id")]
        return rendering.archive_form(session if result_id in session else [result_id])

    def _copies(self, result: Result, protocol: str) -> str:
        """The table as text to be copied: this photo's methods."""
        if sum(m.kind != "photo" for m in result.comparison.methods) == 0:
            return ""
        return copy_line(self.engine.measuring.table([result], ("psnr", "ssim"), protocol))


def _shown_stages(result: Result, view: str | None) -> str:
    """The pane whose stages of alignment are shown by the part of an address after #; empty where it shows none."""
    view = view or ""  # a client without the page's script sends nothing
    if f"view={result.id}" not in view or not ("stage-" in view or "rung-" in view):
        return ""
    panes = [method.pane for method in reported(result)]
    # Longer names first: one may begin with another.
    others = sorted((p for p in panes if p != PRIOR and stage_pane(p, "") in view), key=len)
    return others[-1] if others else PRIOR if PRIOR in panes else ""
