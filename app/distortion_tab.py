"""The Distortion tab: how the generator bent the scene, in pictures, words and the stages."""

from __future__ import annotations

import gradio as gr

from app.compare_tab import CompareTab, follow_protocol, protocol_choice, select_js
from app.distortion_handlers import overlay_choices
from app.events import OVERLAYS, QUIET, SLOW
from app.handlers import Handlers
from app.stages import STAGES

_STAGES = [(label, f"stage-{key}") for key, label in STAGES.items()]


# A click on a place centres every pane of the viewer on it, then the page turns to the viewer.
_REGION_JS = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-x]");
  if (!button) return;
  const { x, y, size } = button.dataset;
  window.priorlens?.viewer?.set({ zoom: Math.max(0.25, Math.min(8, 160 / size)), x: Number(x), y: Number(y) });
  trigger("select", { x: Number(x), y: Number(y) });
});
"""


# What was asked for on this tab is shown on another one, further down.
_TO_VIEWER_JS = """
() => setTimeout(() => document.querySelector("#viewer")?.scrollIntoView({ block: "nearest" }), 100)
"""


def build_distortion_tab(handlers: Handlers, compare: CompareTab, tabs: gr.Tabs) -> None:
    reports, prepared = handlers.distortion, handlers.prepared
    nothing = gr.HTML(elem_id="distortion-none")
    source = gr.Radio([], label="Report of", visible=False, elem_classes="pg-chips", elem_id="report-of")
    with gr.Row(elem_id="distortion"):
        with gr.Column(scale=3, min_width=340):
            view = gr.Radio(
                overlay_choices(None), value="labels",
                label="Overlay on the photo", elem_classes="pg-chips", elem_id="overlay",
            )  # fmt: skip
            with gr.Column():  # a form of its own, apart from the one above
                stage = gr.Radio(
                    _STAGES, value=None, label="Or the generated image at each stage of alignment",
                    elem_classes="pg-chips", elem_id="stage",
                )  # fmt: skip
            image = gr.HTML(elem_id="overlay-image")
            regions = gr.HTML(js_on_load=_REGION_JS, elem_id="regions")
            histogram = gr.Plot(show_label=False, elem_id="histogram")
        with gr.Column(scale=2, min_width=340):
            verdicts = gr.HTML(elem_id="verdicts")
            protocol = protocol_choice("stages-protocol")
            stages = gr.HTML(js_on_load=select_js("stage"), elem_id="stages")
            waterfall = gr.Plot(show_label=False, elem_id="waterfall")
    current = compare.current
    view.input(lambda: None, None, stage, **QUIET)
    view.input(reports.show_view, [current, view, source], image, **OVERLAYS, **QUIET)
    stage.input(reports.show_view, [current, stage, source], image, **OVERLAYS, **QUIET)
    stages.select(
        reports.show_stage, [current, compare.protocol, source], compare.viewer, **OVERLAYS, **QUIET
    ).success(lambda: gr.Tabs(selected="compare"), None, tabs, **QUIET).then(
        None, None, None, js=_TO_VIEWER_JS, **QUIET
    )
    regions.select(lambda: gr.Tabs(selected="compare"), None, tabs, **QUIET).then(
        None, None, None, js=_TO_VIEWER_JS, **QUIET
    )
    report = [nothing, view, stage, verdicts, regions, histogram, image]
    current.change(
        reports.show_distortion, [current, view], [source, *report],
        **OVERLAYS, **QUIET,
    )  # fmt: skip
    source.input(
        reports.show_source, [current, view, source], report, trigger_mode="always_last", **OVERLAYS, **QUIET
    )
    follow_protocol(protocol, compare.protocol)
    # A result that is opened shows its first report, whatever was chosen for the last one.
    current.change(
        prepared.show_stages, [current, protocol], [stages, waterfall],
        trigger_mode="always_last", **SLOW, **QUIET,
    )  # fmt: skip
    gr.on(
        [source.input, protocol.change], prepared.show_stages_of, [current, protocol, source], [stages, waterfall],
        trigger_mode="always_last", **SLOW, **QUIET,
    )  # fmt: skip
