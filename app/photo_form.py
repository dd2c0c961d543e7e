"""The form: photos with their companions, one button, and what is seldom changed behind "Options". After a run it
folds to one line that says what was compared."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

import gradio as gr
from gradio.blocks import Block

from app.events import QUIET, EventValues
from app.generation_handlers import GenerationHandlers
from app.generation_panel import GenerationPanel, build_generation_panel, build_source_radio
from app.model_handlers import FUSED
from app.photo_run import Choice
from app.rendering.pairs import PAIRS_JS
from app.run_handlers import RunRequest
from app.uploads import GivenFiles, UploadedPhoto
from restoration import IMAGE_SUFFIXES, TASKS

_SCRIPTS = [
    Path(__file__).with_name(name)
    for name in ("intake.js", "names.js", "protocol.js", "kept_rows.js", "address.js", "form.js")
]
IMAGES = list(IMAGE_SUFFIXES)

_INVITATION = """
<div class="pg-invite">
  <h2>Compare your own photos</h2>
  <p>Drop a degraded photo and press Compare. What a generator such as GPT-4o or another method made of it, and the ground truth, are optional.</p>
</div>
"""

SHOW_RESULT_JS = "() => window.priorlens?.showResult?.()"
"""After a run: what was found comes into sight, and the focus with it; see form.js."""

LOST_JS = "() => [window.priorlens?.interrupted?.() ?? '', '']"
"""Where a run ended without its final step: the message, and the form unfolds."""

_OPTIONS = (
    "<button type='button' class='pg-options' aria-expanded='false' aria-controls='options'>"
    "Options: generated image, models, folders</button>"
)
_OPTIONS_JS = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const open = document.querySelector("#own").toggleAttribute("data-options");
  button.setAttribute("aria-expanded", String(open));
});
"""

_FOLDED_JS = """
element.addEventListener("click", (event) => {
  const act = event.target.closest("button[data-form]")?.dataset.form;
  if (act === "another") trigger("clear");
  if (act === "change") document.querySelector("#own").dataset.open = "";
  if (act) window.priorlens?.focusForm?.();
});
"""


@dataclass(frozen=True)
class PhotoForm:
    degraded: gr.File
    generated: gr.File
    truth: gr.File
    results: gr.File
    """Of other methods: one folder a method, or NAME__METHOD files."""
    run_models: gr.Checkbox
    halves: gr.Radio
    """Which half of pictures of double width is the degraded photo; empty: none are."""
    pairs: gr.HTML
    corrections: gr.State
    task: gr.Radio
    baseline: gr.Dropdown
    guided: gr.Dropdown
    panel: GenerationPanel
    run: gr.Button
    cancel: gr.Button
    status: gr.HTML
    """How far a run is, what it found, what went wrong."""
    compared: gr.HTML
    """What is or was compared, in one line; while it says something the form is folded."""

    @property
    def zones(self) -> list[gr.File]:
        return [self.degraded, self.generated, self.truth, self.results]

    @property
    def file_inputs(self) -> set[Block]:
        """What `files` reads."""
        return {*self.zones, self.corrections}

    def files(self, values: EventValues) -> GivenFiles:
        degraded, generated, truth, results = (values[zone] or [] for zone in self.zones)
        return GivenFiles(degraded, generated, truth, results, values[self.corrections] or {})

    @property
    def inputs(self) -> set[Block]:
        """What `request` reads."""
        options = {self.task, self.baseline, self.guided, self.run_models, self.halves}
        return {*self.file_inputs, *options, *self.panel.fields.values(), self.panel.ticket}

    def request(self, values: EventValues) -> RunRequest:
        choice = Choice(
            task=values[self.task],
            baseline=values[self.baseline],
            guided=values[self.guided],
            run_models=bool(values[self.run_models]),
            halves=values[self.halves] or "",
        )
        return RunRequest(
            self.files(values), choice, self.panel.generation(values), values[self.panel.ticket]
        )


def build_photo_form(handlers: GenerationHandlers) -> PhotoForm:
    with gr.Column(elem_id="own"):
        compared = gr.HTML("", js_on_load=_FOLDED_JS, elem_id="compared")
        gr.HTML(_INVITATION, elem_id="invitation")
        with gr.Row(elem_id="zones"):
            degraded = _drop_zone("Degraded photos", "degraded")
            generated = _drop_zone("Generated · optional", "generated")
            truth = _drop_zone("Ground truth · optional", "truth")
            results = _drop_zone("Results of other methods", "results")
        corrections = gr.State({})
        pairs = gr.HTML("", js_on_load=PAIRS_JS, elem_id="pairs")
        with gr.Row(elem_classes="pg-actions", elem_id="actions"):
            run = gr.Button("Compare", variant="primary", elem_id="run", scale=0, min_width=160)
            task = gr.Radio(
                [("Suggest", "auto"), *((t.label, t.id) for t in TASKS.values())],
                value="auto", label="What degraded the photo", min_width=280, elem_id="task",
                elem_classes="pg-chips",
            )  # fmt: skip
        run_models = gr.Checkbox(
            False, label="Run our models too", visible=False, container=False, elem_id="run-models"
        )
        gr.HTML(_OPTIONS, js_on_load=_OPTIONS_JS, elem_id="options-button")
        # Hidden by the page's style, not by Gradio: what stands in its fields stays where it is when it is closed.
        with gr.Column(elem_id="options"):
            gr.HTML(_folder_buttons(), elem_id="folders")
            with gr.Row(equal_height=True):
                source = build_source_radio()
                own = [("The task's own", "")]
                baseline = gr.Dropdown(
                    own, value="", label="Baseline model", min_width=240, elem_id="baseline-model"
                )
                guided = gr.Dropdown(
                    list(FUSED), value="", label="Prior-guided result", min_width=240, elem_id="guided-model"
                )
            halves = gr.Radio(
                [("One photo a file", ""), ("Left half degraded, right half truth", "left"),
                 ("Right half degraded, left half truth", "right")],
                value="", label="Photos of double width, as in DID-MDN or Rain800", elem_id="halves",
            )  # fmt: skip
            panel = build_generation_panel(handlers, source, degraded, task)
        with gr.Row(elem_id="running"):
            status = gr.HTML(elem_id="status")
            cancel = gr.Button("Cancel", elem_id="cancel", scale=0, min_width=110, size="sm")
    # Outside the form, which may be folded.
    gr.HTML(
        None,
        html_template='<p class="pg-intake-note" role="status"></p>',
        js_on_load="\n".join(script.read_text(encoding="utf-8") for script in _SCRIPTS),
        suffixes=" ".join(IMAGES),
        elem_id="intake",
    )
    compared.clear(
        lambda: (None, None, None, None, "", ""),
        None,
        [degraded, generated, truth, results, halves, compared],
        **QUIET,
    )
    return PhotoForm(
        degraded=degraded,
        generated=generated,
        truth=truth,
        results=results,
        run_models=run_models,
        halves=halves,
        pairs=pairs,
        corrections=corrections,
        task=task,
        baseline=baseline,
        guided=guided,
        panel=panel,
        run=run,
        cancel=cancel,
        status=status,
        compared=compared,
    )


def compared_line(photos: list[UploadedPhoto], *, running: bool = False, task: str = "") -> str:
    """The folded form: what is being, or was, compared. `task` where it is one for all."""
    first = photos[0]
    if len(photos) == 1:
        given = [
            kind
            for path, kind in ((first.generated, "generated image"), (first.truth, "ground truth"))
            if path
        ]
        if first.results:
            given.append(f"{len(first.results)} result{'s' if len(first.results) > 1 else ''}")
        what = f"<b>{escape(first.name)}</b>{' with its ' if given else ''}{' and '.join(given)}"
    else:
        counts = [
            (sum(p.generated is not None for p in photos), "with generated images"),
            (sum(p.truth is not None for p in photos), "with ground truth"),
            (sum(bool(p.results) for p in photos), "with results of other methods"),
        ]
        parts = [f"{count} {kind}" for count, kind in counts if count]
        what = f"<b>{len(photos)} photos</b>{', ' if parts else ''}{', '.join(parts)}"
    label = f" <span class='pg-chip'>{escape(task)}</span>" if task else ""
    verb = "Comparing" if running else "Compared"
    buttons = (
        ""
        if running
        else "<span class='pg-form-buttons'><button type='button' data-form='another'>Another photo</button>"
        "<button type='button' data-form='change'>Change</button></span>"
    )
    return f"<div class='pg-compared' data-testid='compared'><p>{verb} {what}{label}</p>{buttons}</div>"


def _drop_zone(label: str, elem_id: str) -> gr.File:
    return gr.File(
        label=label, file_count="multiple", file_types=IMAGES, height=116, min_width=150, elem_id=elem_id,
        elem_classes=["pg-zone"] if elem_id == "degraded" else ["pg-zone", "pg-more-zone"],
    )  # fmt: skip


def _folder_buttons() -> str:
    zones = {
        "degraded": "Degraded",
        "generated": "Generated",
        "truth": "Ground truth",
        "results": "Results of a method",
    }
    buttons = " ".join(
        f'<button type="button" data-zone="{zone}" aria-label="Choose a folder: {label}">{label}</button>'
        for zone, label in zones.items()
    )
    return (
        '<p class="pg-folders"><kbd>Ctrl</kbd> + <kbd>V</kbd> pastes an image. '
        f"Folders can be dropped, or chosen: {buttons}. Files of one name belong together; folders tell apart files "
        "that share one. Results: one folder a method, or files NAME__METHOD.png.</p>"
    )
