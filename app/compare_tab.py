"""The Compare tab: examples, uploads, run, and the result side by side."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from app.addition_handlers import AdditionHandlers
from app.events import QUIET, SLOW
from app.generation_panel import build_generation_panel, build_source_radio, send_key_js
from app.handlers import Handlers
from app.model_handlers import ModelHandlers
from app.prepared import Prepared
from app.protocols import CHOICES
from app.run_handlers import RunHandlers
from app.viewer import build_viewer
from app.words import status as said
from restoration import TASKS

_SCRIPTS = [Path(__file__).with_name(name) for name in ("intake.js", "names.js", "protocol.js")]
_OPENING = said("Opening the comparison. An example that was not opened before takes a few seconds.")
_IMAGES = [".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".avif"]


# A row that was clicked shows its photo: where the viewer is out of sight, the list moves up to make room for it.
_ROW_JS = """
element.addEventListener("click", (event) => {
  const viewer = document.querySelector("#viewer");
  if (!event.target.closest("button[data-result]") || viewer.getBoundingClientRect().top < innerHeight * 0.6) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
});
"""


@dataclass(frozen=True)
class CompareTab:
    """The components that other parts of the page read or fill."""

    current: gr.State
    rows: gr.State
    saved: gr.BrowserState
    viewer: gr.HTML
    protocol: gr.Radio
    """The one choice of the whole page; see `follow_protocol`."""
    saved_protocol: gr.BrowserState
    notice: gr.HTML
    """That a result is being opened, or why it could not be; gone with the next result."""
    archive: gr.HTML


def build_compare_tab(
    handlers: Handlers,
    runs: RunHandlers,
    prepared: Prepared,
    models: ModelHandlers,
    additions: AdditionHandlers,
) -> CompareTab:
    # The secret is the server's own and outlives it: what a browser kept can be read after a restart.
    current, rows = gr.State(None), gr.State([])
    saved = gr.BrowserState([], storage_key="priorlens-rows", secret=handlers.browser_secret())
    # Filled by the browser with its address's part after #, whenever a result is shown.
    view = gr.Textbox(visible=False)
    saved_protocol = gr.BrowserState(
        "rgb", storage_key="priorlens-protocol", secret=handlers.browser_secret()
    )
    example = gr.HTML(handlers.examples(), js_on_load=select_js("example"), elem_id="examples")
    with gr.Accordion("Compare your own photos", open=False, elem_id="own"):
        with gr.Row(equal_height=True):
            degraded = _drop_zone("1 · Degraded photos", "degraded")
            generated = _drop_zone("2 · Generated images (optional)", "generated")
            truth = _drop_zone("3 · Ground truth (optional)", "truth")
        gr.HTML(_folder_buttons(), elem_id="folders")
        with gr.Row(equal_height=True):
            task = gr.Radio(
                [("Suggest", "auto"), *((t.label, t.id) for t in TASKS.values())],
                value="auto", label="What degraded the photo", min_width=280, elem_id="task",
            )  # fmt: skip
            source = build_source_radio()
        with gr.Row(equal_height=True):
            own = [("The task's own", "")]
            baseline = gr.Dropdown(
                own, value="", label="Baseline model", min_width=260, elem_id="baseline-model"
            )
            guided = gr.Dropdown(
                own, value="", label="Prior-guided model", min_width=260, elem_id="guided-model"
            )
        panel = build_generation_panel(handlers, source, degraded, task)
        with gr.Row(elem_classes="pg-actions"):
            run = gr.Button("Compare", variant="primary", elem_id="run", scale=0, min_width=160)
            cancel = gr.Button("Cancel", elem_id="cancel", scale=0, min_width=110, interactive=False)
    # Outside the section: what is inside exists only while it is open, and an image may be pasted before.
    gr.HTML(
        None,
        html_template='<p class="pg-intake-note" role="status"></p>',
        js_on_load="\n".join(script.read_text(encoding="utf-8") for script in _SCRIPTS),
        suffixes=" ".join(_IMAGES),
        elem_id="intake",
    )
    notice, status = gr.HTML(_OPENING, elem_id="notice"), gr.HTML(elem_id="status")
    row_table = gr.HTML(js_on_load=select_js("result") + _ROW_JS, elem_id="rows")
    findings = gr.HTML(elem_id="findings")
    viewer = build_viewer()
    with gr.Row(elem_classes="pg-below"):
        with gr.Column(scale=1, min_width=300):
            protocol = protocol_choice("protocol")
            scores = gr.HTML(elem_id="scores")
        with gr.Column(scale=1, min_width=300, elem_id="beside"):
            with gr.Row(equal_height=True, elem_id="addition"):
                model = gr.Dropdown(
                    [], value=None, label="Another model on this photo", min_width=220, elem_id="add-model"
                )
                add = gr.Button("Add its pane", elem_id="add", scale=0, min_width=130)
            added = gr.HTML(elem_id="add-status")
            archive = gr.HTML(elem_id="zip")

    for zone in (degraded, generated, truth):
        zone.upload(handlers.seen, zone, None, **QUIET)
    degraded.change(handlers.suggest, degraded, [task, status], **QUIET)
    task.change(models.choices, task, [baseline, guided], **QUIET)
    busy = [run, cancel]
    inputs = [degraded, generated, truth, task, baseline, guided, rows, *panel.inputs]
    running = run.click(lambda: _busy(True), None, busy, **QUIET).then(
        runs.run, inputs, [status, rows, current], js=send_key_js(inputs.index(panel.ticket)), **SLOW, **QUIET,
    )  # fmt: skip
    running.then(lambda: _busy(False), None, busy, **QUIET)
    cancel.click(runs.cancel, None, status, queue=False, **QUIET)
    # First, and in the browser: what an event sets off runs in turn, and the server may be busy with the example.
    example.select(None, None, notice, js=f"() => {json.dumps(_OPENING)}", **QUIET)
    opened = [
        running,
        example.select(
            handlers.open_example, None, current, show_progress="minimal", api_visibility="private"
        ),
        row_table.select(handlers.open_row, None, current, **QUIET),
    ]
    opened.append(
        add.click(lambda: gr.update(interactive=False), None, add, **QUIET).then(
            additions.add, [current, model, rows], [added, rows, current],
            **SLOW, **QUIET,
        ).then(lambda: gr.update(interactive=True), None, add, **QUIET)
    )  # fmt: skip
    for event in opened:
        event.then(lambda: "", None, notice, **QUIET)
    current.change(additions.choices, current, model, **QUIET)
    rows.change(lambda kept: kept, rows, saved, **QUIET)
    # In the browser: whoever reloads at once finds the choice again.
    protocol.change(None, protocol, saved_protocol, js="(chosen) => chosen", **QUIET)
    # One event for both, and the last one counts: two that overtake each other would leave the older numbers.
    gr.on(
        [current.change, protocol.change], prepared.show, [current, protocol, view],
        [viewer, findings, scores, example], js="(result, protocol) => [result, protocol, location.hash]",
        trigger_mode="always_last", **SLOW, **QUIET,
    )  # fmt: skip
    gr.on([current.change, rows.change], handlers.archive, [current, rows], archive, **QUIET)
    gr.on(
        [rows.change, current.change, protocol.change], prepared.rows, [rows, current, protocol], row_table,
        trigger_mode="always_last", **SLOW, **QUIET,
    )  # fmt: skip
    return CompareTab(current, rows, saved, viewer, protocol, saved_protocol, notice, archive)


def _drop_zone(label: str, elem_id: str) -> gr.File:
    return gr.File(
        label=label, file_count="multiple", file_types=_IMAGES, height=150, min_width=260, elem_id=elem_id
    )


def _folder_buttons() -> str:
    zones = {"degraded": "Degraded", "generated": "Generated", "truth": "Ground truth"}
    buttons = " ".join(
        f'<button type="button" data-zone="{zone}" aria-label="Choose a folder: {label}">{label}</button>'
        for zone, label in zones.items()
    )
    return (
        '<p class="pg-folders"><kbd>Ctrl</kbd> + <kbd>V</kbd> pastes an image. '
        f"Folders can be dropped, or chosen: {buttons}. Files of one name belong together.</p>"
    )


def select_js(kind: str, event: str = "select") -> str:
    """A click on a button with data-KIND triggers `event` with its value."""
    return f"""
element.addEventListener("click", (event) => {{
  const button = event.target.closest("button[data-{kind}]");
  if (button) trigger("{event}", {{ {kind}: button.dataset.{kind} }});
}});
"""


def protocol_choice(elem_id: str) -> gr.Radio:
    return gr.Radio(
        CHOICES, value="rgb", label="Protocol of every PSNR and SSIM", elem_classes=["pg-chips", "pg-protocol"],
        elem_id=elem_id,
    )  # fmt: skip


def follow_protocol(own: gr.Radio, chosen: gr.Radio) -> None:
    """A tab's own choice of protocol and the page's are one; in the browser, so that neither lags behind."""
    own.input(None, own, chosen, js="(value) => value", **QUIET)
    chosen.change(None, chosen, own, js="(value) => value", **QUIET)


def _busy(running: bool) -> tuple[dict[str, object], dict[str, object]]:
    return gr.update(interactive=not running), gr.update(interactive=running)
