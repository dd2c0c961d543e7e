"""The Models tab: the registry as it is, with every model's state; on a local run, its memory, device and files."""

from __future__ import annotations

import gradio as gr

from app.compare_tab import select_js
from app.events import QUIET
from app.model_handlers import CHECKPOINTS, ModelHandlers
from restoration import TASKS


def build_models_tab(handlers: ModelHandlers, *, local: bool) -> None:
    """`local`: whoever looks at the page owns the machine: may load networks, pick the device, add checkpoints."""
    with gr.Row(elem_classes="pg-bar", elem_id="models-bar"):
        task = gr.Radio(
            [("All", "all"), *((t.label, t.id) for t in TASKS.values())],
            value="all", label="Task", elem_classes="pg-chips", elem_id="models-task",
        )  # fmt: skip
        if local:
            device = gr.Radio(
                handlers.devices(), value=handlers.engine.device, label="Networks run on",
                elem_classes="pg-chips", elem_id="models-device",
            )  # fmt: skip
            file = gr.UploadButton(
                "Add a checkpoint file…", file_types=CHECKPOINTS, elem_id="models-file", scale=0, min_width=210,
                size="sm",
            )  # fmt: skip
    status = gr.HTML(elem_id="models-status")
    table = gr.HTML(handlers.table("all"), js_on_load=select_js("act"), elem_id="models")
    task.change(handlers.table, task, table, **QUIET)
    if local:
        table.select(
            handlers.act, task, [status, table], concurrency_id="device", concurrency_limit=1, **QUIET
        )
        file.upload(handlers.drop_in, [file, task], [status, table], concurrency_id="device", **QUIET)
        device.input(handlers.choose_device, device, status, **QUIET)
