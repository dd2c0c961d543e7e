"""The Batch tab: every photo of the session, sorted, plotted, and the cases worth a look."""

from __future__ import annotations

import gradio as gr

from app.compare_tab import CompareTab, follow_protocol, protocol_choice, select_js
from app.events import QUIET, SLOW
from app.handlers import Handlers
from app.plots import plotly_script
from app.rendering.methods import COPY_JS
from app.session_table import COLUMNS, KINDS
from restoration import MEASURES, missing_weights

_ADD = "Add the shipped examples"

_ASK_JS = """
(rows) => [rows, confirm("Delete all results of this list that you made, for good? Links to them will open nothing.")]
"""

# Plotly draws into our own element, so that a click on a point can open its photo.
_SCATTER_JS = """
const draw = () => {
  const target = element.querySelector(".pg-scatter");
  if (!target || !window.Plotly) return;
  const figure = props.value;
  if (!figure || !figure.data) { window.Plotly.purge(target); return; }
  window.Plotly.react(target, figure.data, figure.layout, { displayModeBar: false, responsive: true });
  target.removeAllListeners?.("plotly_click");
  target.on("plotly_click", (event) => trigger("select", { result: event.points[0].customdata }));
};
watch("value", draw);
draw();
"""


def measure_choices() -> list[tuple[str, str]]:
    """Those that can be computed here, beside PSNR and SSIM."""
    return [
        (m.label, m.id)
        for m in MEASURES.values()
        if m.id not in ("psnr", "ssim") and not missing_weights(m.id)
    ]


def _missing() -> str | None:
    """What a measure lacks, and where it goes. The folder is named in the documentation: a page shows no paths."""
    lacking = [m.label for m in MEASURES.values() if missing_weights(m.id)]
    return (
        f"{' and '.join(lacking)} need weights: docs/other-methods.md says where to put them."
        if lacking
        else None
    )


def build_batch_tab(handlers: Handlers, compare: CompareTab, tabs: gr.Tabs, in_sight: gr.State) -> None:
    """Table and plot are drawn while `in_sight` names this tab: they would be for every photo of a run otherwise."""
    batches, prepared = handlers.batch, handlers.prepared
    columns = [(column.label, key) for key, column in COLUMNS.items()]
    sort = gr.State(("gain", True))
    with gr.Row(elem_classes="pg-bar", elem_id="batch-bar"):
        kind = gr.Radio(
            [(label, key) for key, (label, _) in KINDS.items()],
            value="all", label="Show", elem_classes="pg-chips", elem_id="batch-kind",
        )  # fmt: skip
        examples = gr.Button(_ADD, elem_id="batch-examples", scale=0, min_width=230, size="sm")
        delete = gr.Button("Delete my results", elem_id="batch-delete", scale=0, min_width=170, size="sm")
        session = gr.UploadButton(
            "Open a session",
            file_types=[".priorlens"],
            elem_id="batch-session",
            scale=0,
            min_width=150,
            size="sm",
        )
        clear = gr.Button("Clear the list", elem_id="batch-clear", scale=0, min_width=140, size="sm")
    said = gr.HTML(elem_id="batch-status")
    protocol = protocol_choice("batch-protocol")
    table = gr.HTML(
        batches.table([], ("gain", True)), js_on_load=select_js("result") + select_js("sort", "input"), elem_id="batch"
    )  # fmt: skip
    with gr.Row(equal_height=True, elem_id="method-controls"):
        measures = gr.CheckboxGroup(
            measure_choices(), value=[], label="More measures in the table of methods", info=_missing(),
            elem_classes="pg-chips", elem_id="measures", scale=3,
        )  # fmt: skip
        reference = gr.Dropdown(
            [], value=None, label="Differences to", visible=False, elem_id="reference", min_width=200
        )
    methods = gr.HTML("", js_on_load=COPY_JS, elem_id="methods")
    with gr.Row(equal_height=True):
        across = gr.Dropdown(columns, value="moved", label="Across", elem_id="batch-x")
        up = gr.Dropdown(columns, value="gain", label="Up", elem_id="batch-y")
    scatter = gr.HTML(
        None,
        html_template='<div class="pg-scatter" role="img" aria-label="Scatter plot of the photos above"></div>',
        js_on_load=_SCATTER_JS,
        head=plotly_script(),
        elem_id="batch-scatter",
    )
    table.input(batches.sort, sort, sort, **QUIET)
    follow_protocol(protocol, compare.protocol)
    gr.on(
        [compare.rows.change, sort.change, protocol.change, kind.change, in_sight.change],
        prepared.table_in_sight,
        [in_sight, compare.rows, sort, protocol, kind],
        table,
        **SLOW,
        **QUIET,
    )
    gr.on(
        [compare.rows.change, across.change, up.change, protocol.change, kind.change, in_sight.change],
        prepared.scatter_in_sight,
        [in_sight, compare.rows, across, up, protocol, kind],
        scatter,
        **SLOW,
        **QUIET,
    )
    gr.on(
        [compare.rows.change, protocol.change, measures.change, reference.input, in_sight.change],
        prepared.methods_in_sight,
        [in_sight, compare.rows, measures, reference, protocol],
        [methods, reference],
        trigger_mode="always_last",
        **SLOW,
        **QUIET,
    )
    compare.rows.change(batches.axes, [compare.rows, across, up], [across, up], **QUIET)
    examples.click(
        lambda: gr.update(value="Adding the examples…", interactive=False), None, examples, **QUIET
    ).then(batches.add_examples, compare.rows, compare.rows, **QUIET).then(
        lambda: gr.update(value=_ADD, interactive=True), None, examples, **QUIET
    )
    session.upload(
        batches.open_session, [session, compare.rows], [compare.rows, compare.current, said], **QUIET
    )
    clear.click(batches.clear, None, compare.rows, **QUIET)
    sure = gr.Checkbox(visible=False)  # filled by the browser after it has asked the visitor
    delete.click(
        batches.delete, [compare.rows, sure], [compare.rows, compare.current, said], js=_ASK_JS, **QUIET
    )
    for component in (table, scatter):
        component.select(handlers.opening.open_row, None, compare.current, **QUIET).then(
            lambda: (gr.Tabs(selected="compare"), ""), None, [tabs, compare.notice], **QUIET
        )
