"""One image's report on the Distortion tab: overlays, verdicts, places, stages of alignment."""

from __future__ import annotations

import time
from typing import Any

import gradio as gr

from app import plots, rendering
from app.compare_handlers import CompareHandlers
from app.engine import Engine
from app.error_messages import shown
from app.rendering import verdicts
from app.results import Result
from app.sources import PRIOR, as_source, label_of, note_of, reported, source_of
from app.stages import STAGES
from app.views import STORED, stage_pane
from restoration import OVERLAYS


class DistortionHandlers:
    def __init__(self, engine: Engine, compare: CompareHandlers) -> None:
        self.engine, self._compare = engine, compare

    def show_distortion(self, result_id: str | None, view: str | None) -> tuple[Any, ...]:
        """(whose report, then as `show_source`) of a result that is opened: the prior's, or the first there is."""
        found = reported(self.engine.store.load(result_id)) if result_id else []
        menu = gr.update(
            choices=[(m.label, m.pane) for m in found],
            value=found[0].pane if found else None,
            visible=len(found) > 1,
        )
        return menu, *self.show_source(result_id, view, None)

    def show_source(self, result_id: str | None, view: str | None, pane: str | None) -> tuple[Any, ...]:
        """(what is shown or missing, overlays to choose from, stages, verdicts, regions, histogram, the overlay) of one
        image's report; of the first where it has none."""
        if not result_id:
            return rendering.nothing_bent(None), gr.skip(), None, "", "", None, ""
        with shown():
            result = self.engine.store.load(result_id)
        pane = source_of(result, pane)
        choices = overlay_choices(result, pane)
        view = view if view in [name for _, name in choices] else choices[0][1]
        overlays = gr.update(choices=choices, value=view)
        chosen = as_source(result, pane)
        if chosen.comparison.distortion is None:
            return rendering.nothing_bent(result), overlays, None, "", "", None, ""
        with shown():
            views = self.engine.views
            close_ups, displacements = views.close_ups(result, pane), views.displacements(result, pane)
        return (
            rendering.distortion_heading(result, label_of(result, pane), note_of(result, pane)),
            overlays,
            None,
            verdicts.verdict_table(chosen),
            verdicts.region_table(chosen, close_ups),
            plots.displacement_histogram(displacements),
            self.show_view(result_id, view, pane),
        )

    def show_stages(self, result_id: str | None, protocol: str, pane: str | None = None) -> tuple[str, Any]:
        """(stages, waterfall) of one image's report under the chosen protocol."""
        if not result_id:
            return "", None
        with shown():
            result = self.engine.store.load(result_id)
            pane = source_of(result, pane)
            rows = self.engine.rescoring.stages(result, protocol, pane)
        chosen = as_source(result, pane)
        report = chosen.comparison.distortion
        waterfall = plots.stage_waterfall(report, rows, protocol) if report else None
        return rendering.stage_table(chosen, rows, protocol), waterfall

    def show_stage(
        self, result_id: str, protocol: str, pane: str | None, event: gr.EventData
    ) -> dict[str, Any]:
        """The viewer with every stage of one image in one pane, flipped by number keys; the chosen one first in sight."""
        with shown():
            result = self.engine.store.load(result_id)
            pane = source_of(result, pane)
            payload = self._compare.scored(result, protocol, stages=pane)[0]
        stages = [stage_pane(pane, key) for key in STAGES]
        against = "truth" if result.comparison.has_truth else "degraded"
        # Whoever asks for the same again, after looking at something else, is shown it again.
        asked = {"asked": time.time_ns()}
        view = {
            "layout": "flip",
            "panes": [*stages, against],
            "flip": stage_pane(pane, event._data["stage"]),
            "reference": against,
        }
        return payload | {"view": view | asked}

    def show_view(self, result_id: str | None, view: str | None, pane: str | None = None) -> str:
        """The chosen overlay or stage of one image of the result, as a figure; empty where there is nothing to draw."""
        if not result_id or not view:
            return ""
        with shown():
            result = self.engine.store.load(result_id)
            path = self.engine.views.view(result, view, source_of(result, pane))
        label = OVERLAYS[view][0] if view in OVERLAYS else STAGES.get(view.removeprefix("stage-"), view)
        return rendering.overlay_figure(f"results/{result_id}/{path.name}", label) if path else ""


def overlay_choices(result: Result | None, pane: str = PRIOR) -> list[tuple[str, str]]:
    """(label, name) of the overlays that a result has material for; influence and spread are the prior's alone."""
    measured = zip(("Prior influence", "Where samples disagree"), STORED, strict=True)
    return [
        *((label, name) for name, (label, _) in OVERLAYS.items()),
        *(
            (label, name)
            for label, name in measured
            if result and pane == PRIOR and result.path(name).is_file()
        ),
    ]
