"""The Compare tab: examples, uploads, run, and the result side by side."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import gradio as gr

from app import form_handlers
from app.events import QUIET, SLOW, EventValues, place_of
from app.generation_panel import send_key_js
from app.handlers import Handlers
from app.photo_form import LOST_JS, SHOW_RESULT_JS, PhotoForm, build_photo_form
from app.protocols import CHOICES
from app.rendering import status as said
from app.rendering.methods import COPY_JS
from app.saved_rows import rows_text
from app.viewer import build_viewer

_OPENING = said("Opening the comparison. An example that was not opened before takes a few seconds.")

# A row that was clicked shows its photo: where the viewer is out of sight, the list moves up to make room for it.
_ROW_JS = """
element.addEventListener("click", (event) => {
  const viewer = document.querySelector("#viewer");
  if (!event.target.closest("button[data-result]") || viewer.getBoundingClientRect().top < innerHeight * 0.6) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
});
"""


# Back and Forward open what their address names; the viewer makes a step of every result that is opened.
_BACK_JS = """
window.addEventListener("popstate", (event) => {
  const query = new URLSearchParams(event.state?.priorlens ?? location.search);
  const viewer = window.priorlens?.viewer;
  if (!viewer || viewer.query() === String(query)) return;
  trigger("select", { example: query.get("example"), result: query.get("result") });
});
"""


@dataclass(frozen=True)
class CompareTab:
    """The components that other parts of the page read or fill."""

    current: gr.State
    rows: gr.State
    kept: gr.Textbox
    """The rows that the browser kept, as JSON."""
    viewer: gr.HTML
    protocol: gr.Radio
    """The one choice of the whole page; see `follow_protocol`."""
    saved_protocol: gr.BrowserState
    notice: gr.HTML
    """That a result is being opened, or why it could not be; gone with the next result."""
    archive: gr.HTML


def build_compare_tab(handlers: Handlers, browser_secret: str) -> CompareTab:
    opening, shown, extra = handlers.opening, handlers.compare, handlers.extra_panes
    current, rows = gr.State(None), gr.State([])
    kept = gr.Textbox(visible=False)
    # Filled by the browser with its address's part after #, whenever a result is shown.
    view = gr.Textbox(visible=False)
    # The secret is stored on the server: what a browser kept can be read after a restart.
    saved_protocol = gr.BrowserState("rgb", storage_key="priorlens-protocol", secret=browser_secret)
    form = build_photo_form(handlers.generation)
    example = gr.HTML(shown.examples(), js_on_load=select_js("example"), elem_id="examples")
    notice = gr.HTML(_OPENING, elem_id="notice")
    row_table = gr.HTML(js_on_load=select_js("result") + _ROW_JS, elem_id="rows")
    findings = gr.HTML(elem_id="findings")
    viewer = build_viewer()
    with gr.Row(elem_classes="pg-below"):
        with gr.Column(scale=1, min_width=300):
            protocol = protocol_choice("protocol")
            scores = gr.HTML(js_on_load=COPY_JS, elem_id="scores")
        with gr.Column(scale=1, min_width=300, elem_id="beside"):
            with gr.Row(equal_height=False, elem_id="following"):
                follow = gr.Slider(
                    0, 1, value=1, step=0.05, label="How far to follow the generated image", interactive=False,
                    info="0: the baseline, 1: the full guided result. Shown at once; scored and stored when released or applied.",
                    elem_id="follow", min_width=220,
                )  # fmt: skip
                apply = gr.Button("Apply", elem_id="apply-follow", scale=0, min_width=90)
            with gr.Row(equal_height=True, elem_id="addition"):
                model = gr.Dropdown(
                    [], value=None, label="Another model on this photo", min_width=220, elem_id="add-model"
                )
                add = gr.Button("Add its pane", elem_id="add", scale=0, min_width=130)
            added = gr.HTML(elem_id="add-status")
            archive = gr.HTML(elem_id="zip")

    running = _build_run(handlers, form, rows, current)
    form.cancel.click(handlers.runs.cancel, None, form.cancel, **SLOW, **QUIET)
    # First, and in the browser: what an event sets off runs in turn, and the server may be busy with the example.
    steps = gr.HTML(None, html_template="<span></span>", js_on_load=_BACK_JS, elem_id="steps")
    example.select(None, None, notice, js=f"() => {json.dumps(_OPENING)}", **QUIET)
    opened = [
        running,
        example.select(
            opening.open_example, None, current, show_progress="minimal", api_visibility="private"
        ),
        row_table.select(opening.open_row, None, current, **QUIET),
        steps.select(opening.open_address, None, current, **QUIET),
    ]
    opened.append(
        add.click(lambda: gr.update(interactive=False), None, add, **QUIET).then(
            extra.add, [current, model, rows], [added, rows, current],
            **SLOW, **QUIET,
        ).then(lambda: gr.update(interactive=True), None, add, **QUIET)
    )  # fmt: skip
    for event in opened:
        event.then(lambda: "", None, notice, **QUIET)
    current.change(extra.choices, current, model, **QUIET)
    current.change(extra.share, current, follow, **QUIET)
    # In the browser: the blend of both panes follows the slider at once.
    follow.input(None, follow, None, js="(share) => window.priorlens.viewer.blend(share)", **QUIET)
    # The pointer was released; the keyboard causes no such event.
    gr.on(
        [follow.release, apply.click],
        extra.follow,
        [current, follow, rows],
        [added, rows, current],
        **QUIET,
    ).then(lambda: "", None, notice, **QUIET)
    rows.change(rows_text, rows, kept, **QUIET).then(
        None, kept, None, js="(rows) => window.priorlens.keepRows(rows)", **QUIET
    )
    # In the browser: whoever reloads at once finds the choice again.
    protocol.change(None, protocol, saved_protocol, js="(chosen) => chosen", **QUIET)
    # One event for both, and the last one counts: two that overtake each other would leave the older numbers.
    gr.on(
        [current.change, protocol.change], handlers.prepared.show, [current, protocol, view],
        [viewer, findings, scores, example], js="(result, protocol) => [result, protocol, location.hash]",
        trigger_mode="always_last", **SLOW, **QUIET,
    )  # fmt: skip
    gr.on([current.change, rows.change], shown.archive, [current, rows], archive, **QUIET)
    gr.on(
        [rows.change, current.change, protocol.change], handlers.prepared.rows, [rows, current, protocol], row_table,
        trigger_mode="always_last", **SLOW, **QUIET,
    )  # fmt: skip
    return CompareTab(current, rows, kept, viewer, protocol, saved_protocol, notice, archive)


def _build_run(handlers: Handlers, form: PhotoForm, rows: gr.State, current: gr.State) -> Any:
    """Events of the form's files and of its button; returns that of the run."""
    for zone in form.zones:
        zone.upload(handlers.form.seen, zone, None, **QUIET)
    form.degraded.change(handlers.form.suggest, form.degraded, [form.task, form.status], **QUIET)
    form.task.change(handlers.models.choices, form.task, [form.baseline, form.guided], **QUIET)

    def pairs(values: EventValues) -> Any:
        return form_handlers.pairs(form.files(values))

    def correct(values: EventValues, event: gr.EventData) -> Any:
        return form_handlers.correct(form.files(values), event)

    def comparing(values: EventValues) -> tuple[str, str]:
        return form_handlers.comparing(form.files(values), values[form.task]), "Cancel"

    def compared(values: EventValues) -> str:
        return form_handlers.compared(form.files(values), values[form.task])

    async def run(values: EventValues, request: gr.Request) -> AsyncIterator[tuple[Any, ...]]:
        async with aclosing(handlers.runs.run(form.request(values), values[rows], request)) as steps:
            async for step in steps:
                yield step

    gr.on(
        [zone.change for zone in form.zones], pairs, form.file_inputs,
        [form.corrections, form.pairs, form.run_models], trigger_mode="always_last", **QUIET,
    )  # fmt: skip
    form.pairs.input(correct, form.file_inputs, [form.corrections, form.pairs], **QUIET)
    named = {*form.file_inputs, form.task}
    inputs = {*form.inputs, rows}
    running = form.run.click(comparing, named, [form.compared, form.cancel], **QUIET).then(
        run, inputs, [form.status, rows, current], js=send_key_js(place_of(form.panel.ticket, inputs)),
        **SLOW, **QUIET,
    )  # fmt: skip
    running.success(compared, named, form.compared, **QUIET).then(
        None, None, None, js=SHOW_RESULT_JS, **QUIET
    )
    # In the browser: the server may be out of reach.
    running.failure(None, None, [form.status, form.compared], js=LOST_JS, **QUIET)
    return running


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
