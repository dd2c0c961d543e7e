"""The Distortion tab: how the generator bent the scene, in pictures, words and the ladder."""

from __future__ import annotations

import gradio as gr

from app.events import QUIET
from app.handlers import Handlers
from restoration import OVERLAYS

RUNGS = [("Raw", "rung-raw"), ("Canvas", "rung-canvas"), ("Global", "rung-global"), ("Dense", "rung-dense")]


def build_distortion_tab(handlers: Handlers, current: gr.State) -> None:
    with gr.Row():
        with gr.Column(scale=3, min_width=340):
            view = gr.Radio(
                [*((label, name) for name, (label, _) in OVERLAYS.items()), ("Where samples disagree", "spread")],
                value="labels", label="Overlay on the degraded photo", elem_classes="pg-chips", elem_id="overlay",
            )  # fmt: skip
            rung = gr.Radio(
                RUNGS,
                value=None,
                label="Or watch the generated image straighten, rung by rung",
                elem_classes="pg-chips",
                elem_id="rung",
            )
            image = gr.Image(
                type="filepath", format="png", show_label=False, interactive=False,
                buttons=["download", "fullscreen"], elem_id="overlay-image", height=560,
            )  # fmt: skip
        with gr.Column(scale=2, min_width=340):
            verdicts = gr.HTML(elem_id="verdicts")
            ladder = gr.HTML(elem_id="ladder")
    view.input(lambda v: (v, None), view, [gr.State(), rung], **QUIET).then(
        handlers.show_view, [current, view], image, **QUIET
    )
    rung.input(handlers.show_view, [current, rung], image, **QUIET)
    current.change(handlers.show_distortion, [current, view], [verdicts, ladder, image], **QUIET)
