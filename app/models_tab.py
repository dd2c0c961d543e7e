"""The Models tab: the registry as it is, with every model's state; on a local run, its memory and device."""

from __future__ import annotations

import gradio as gr

from app.events import QUIET
from app.model_handlers import ModelHandlers
from restoration import TASKS


def build_models_tab(handlers: ModelHandlers, *, local: bool) -> None:
    """`local`: whoever looks at the page owns the machine, and may load networks and pick its device."""
    task = gr.Radio(
        [("All", "all"), *((t.label, t.id) for t in TASKS.values())],
        value="all", label="Task", elem_classes="pg-chips", elem_id="models-task",
    )  # fmt: skip
    if local:
        with gr.Row(equal_height=True):
            model = gr.Dropdown(handlers.loadable(), value=None, label="Network", elem_id="models-model")
            device = gr.Dropdown(handlers.devices(), value="auto", label="Device", elem_id="models-device")
            load = gr.Button("Load", elem_id="models-load", scale=0, min_width=110)
            unload = gr.Button("Unload", elem_id="models-unload", scale=0, min_width=110)
        status = gr.HTML(elem_id="models-status")
    table = gr.HTML(handlers.table("all"), elem_id="models")
    task.change(handlers.table, task, table, **QUIET)
    if local:
        load.click(
            handlers.load, [model, task], [status, table], concurrency_id="device", api_visibility="private"
        )
        unload.click(handlers.unload, [model, task], [status, table], **QUIET)
        device.input(handlers.choose_device, device, status, **QUIET)
