"""The Benchmark tab of a local run: a run of `benchmark export` as tables and plots; a click opens an image with every
method in the viewer."""

from __future__ import annotations

import gradio as gr

from app.benchmark_handlers import BenchmarkHandlers
from app.compare_tab import CompareTab, select_js
from app.events import QUIET
from app.plots import plotly_script
from app.rendering.benchmark import KINDS

_PLOT_JS = """
const draw = () => {
  const target = element.querySelector(".pg-scatter");
  if (!target) return;
  if (!window.Plotly) {  // its script is still on the way
    setTimeout(draw, 100);
    return;
  }
  const figure = props.value;
  if (!figure || !figure.data) { window.Plotly.purge(target); return; }
  window.Plotly.react(target, figure.data, figure.layout, { displayModeBar: false, responsive: true });
  target.removeAllListeners?.("plotly_click");
  target.on("plotly_click", (event) => {
    const image = event.points[0].customdata;
    if (image) trigger("select", { image });
  });
};
watch("value", draw);
draw();
"""


def build_benchmark_tab(handlers: BenchmarkHandlers, compare: CompareTab, tabs: gr.Tabs) -> None:
    run, sort = gr.State(None), gr.State(("psnr", True))
    with gr.Row(equal_height=True, elem_id="run-bar"):
        folder = gr.Textbox(
            label="Folder of a run", placeholder="runs/dense-haze", elem_id="run-folder", scale=4, max_lines=1
        )
        load = gr.Button("Load", elem_id="run-load", scale=0, min_width=120)
    status = gr.HTML(elem_id="run-status")
    summary = gr.HTML("", elem_id="run-summary")
    with gr.Row(equal_height=True):
        method = gr.Dropdown([], label="Method", visible=False, elem_id="run-method")
        over = gr.Dropdown([], label="Over", visible=False, elem_id="run-over")
    kind = gr.Radio(list(KINDS), value="all", label="Show", elem_classes="pg-chips", elem_id="run-kind")
    table = gr.HTML(
        handlers.show(None, None, None, "all", ("psnr", True))[0],
        js_on_load=select_js("image") + select_js("sort", "input"),
        elem_id="run-images",
    )
    with gr.Row():  # one below the other where the window is narrow
        plots = []
        for name, label in (
            ("run-distributions", "Distributions of PSNR by method"),
            ("run-gains", "Gain on every image, sorted"),
        ):
            with gr.Column(min_width=320):
                plots.append(
                    gr.HTML(
                        None,
                        html_template=f'<div class="pg-scatter" role="img" aria-label="{label}"></div>',
                        js_on_load=_PLOT_JS,
                        head=plotly_script(),
                        elem_id=name,
                    )
                )
    spread, gains = plots
    shown = [table, spread, gains]
    gr.on(
        [load.click, folder.submit],
        handlers.load,
        [folder, kind, sort],
        [status, run, summary, method, over, *shown],
        **QUIET,
    )
    given = [run, method, over, kind, sort]
    table.input(handlers.sort, sort, sort, **QUIET)
    gr.on([method.input, over.input, kind.input, sort.change], handlers.show, given, shown, **QUIET)
    for component in (table, gains):
        component.select(handlers.open_image, run, [compare.current, status], **QUIET).then(
            lambda said: gr.skip() if said else gr.Tabs(selected="compare"), status, tabs, **QUIET
        )
