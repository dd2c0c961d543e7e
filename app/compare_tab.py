"""The Compare tab: examples, uploads, run, and the result side by side."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from app.handlers import Handlers
from app.viewer import build_viewer
from restoration import TASKS

_IMAGES = [".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".avif"]
_SOURCES = [
    ("Upload a file", "upload"),
    ("OpenAI API", "api"),
    ("Simulate from ground truth", "simulate"),
    ("None", "none"),
]


@dataclass(frozen=True)
class CompareTab:
    """The components that other parts of the page read or fill."""

    current: gr.State
    rows: gr.State
    saved: gr.BrowserState
    status: gr.HTML
    archive: gr.DownloadButton


def build_compare_tab(handlers: Handlers) -> CompareTab:
    current, rows, saved = gr.State(None), gr.State([]), gr.BrowserState([], storage_key="priorlens-rows")
    example = gr.HTML(handlers.examples(), js_on_load=_select_js("example"), elem_id="examples")
    with gr.Accordion("Compare your own photos", open=False, elem_id="own"):
        with gr.Row(equal_height=True):
            degraded = gr.File(label="1 · Degraded photos", file_count="multiple", file_types=_IMAGES, height=132, elem_id="degraded")
            generated = gr.File(
                label="2 · Generated images (optional, same names)", file_count="multiple", file_types=_IMAGES, height=132, elem_id="generated"
            )
            truth = gr.File(
                label="3 · Ground truth (optional, same names)", file_count="multiple", file_types=_IMAGES, height=132, elem_id="truth"
            )
        with gr.Row(equal_height=True):
            task = gr.Radio(
                [("Suggest", "auto"), *((t.label, t.id) for t in TASKS.values())],
                value="auto", label="What degraded the photo", elem_id="task",
            )  # fmt: skip
            source = gr.Radio(_SOURCES, value="upload", label="Where the generated image comes from", elem_id="source")
        generator = gr.Textbox(label="Which model made the uploaded images?", placeholder="e.g. GPT-4o, gpt-image-1.5, Nano Banana Pro", max_lines=1, elem_id="generator")
        seed = gr.Number(0, label="Seed of the simulator", precision=0, visible=False, elem_id="seed")
        with gr.Group(visible=False) as api_group:
            api_note = gr.HTML(handlers.api_note())
            with gr.Row():
                api_model = gr.Dropdown(handlers.api_models(), label="Model", elem_id="api-model")
                api_key = gr.Textbox(label="Your OpenAI key (this session's memory only)", type="password", max_lines=1, elem_id="api-key")
        with gr.Row(elem_classes="pg-actions"):
            run = gr.Button("Compare", variant="primary", elem_id="run", scale=0, min_width=160)
            cancel = gr.Button("Cancel", elem_id="cancel", scale=0, min_width=110, interactive=False)
    status = gr.HTML(elem_id="status")
    row_table = gr.HTML(js_on_load=_select_js("result"), elem_id="rows")
    findings = gr.HTML(elem_id="findings")
    viewer = build_viewer()
    with gr.Row(elem_classes="pg-below"):
        scores = gr.HTML(elem_id="scores")
        archive = gr.DownloadButton("Download everything (zip)", value=None, elem_id="zip", scale=0, min_width=230, interactive=False)

    quiet = {"show_progress": "hidden", "api_visibility": "private"}
    source.change(
        lambda chosen: [gr.update(visible=chosen == kind) for kind in ("upload", "simulate", "api")],
        source, [generator, seed, api_group], **quiet,
    )  # fmt: skip
    degraded.change(handlers.suggest, degraded, [task, status], **quiet)
    busy = [run, cancel]
    running = run.click(lambda: _busy(True), None, busy, **quiet).then(
        handlers.run,
        [degraded, generated, truth, task, source, generator, api_model, api_key, seed, rows],
        [status, rows, current],
        concurrency_id="device", concurrency_limit=1, **quiet,
    )  # fmt: skip
    running.then(lambda: _busy(False), None, busy, **quiet)
    cancel.click(handlers.cancel, None, status, queue=False, **quiet)
    opened = [
        running,
        example.select(handlers.open_example, None, current, show_progress="minimal", api_visibility="private"),
        row_table.select(handlers.open_row, None, current, **quiet),
    ]
    for event in opened:
        event.then(handlers.archive, [current, rows], archive, **quiet)
    rows.change(lambda kept: kept, rows, saved, **quiet)
    gr.on([current.change, rows.change], handlers.show, [current, rows], [viewer, findings, scores, row_table, example], **quiet)
    return CompareTab(current, rows, saved, status, archive)


def _select_js(kind: str) -> str:
    """A click on a button with data-KIND triggers `select` with its value."""
    return f"""
element.addEventListener("click", (event) => {{
  const button = event.target.closest("button[data-{kind}]");
  if (button) trigger("select", {{ {kind}: button.dataset.{kind} }});
}});
"""


def _busy(running: bool) -> tuple[dict[str, object], dict[str, object]]:
    return gr.update(interactive=not running), gr.update(interactive=running)
