"""The Models tab: the registry as it is, with every model's state."""

from __future__ import annotations

import gradio as gr

from app.events import QUIET
from app.handlers import Handlers
from restoration import TASKS


def build_models_tab(handlers: Handlers) -> None:
    task = gr.Radio(
        [("All", "all"), *((t.label, t.id) for t in TASKS.values())],
        value="all", label="Task", elem_classes="pg-chips", elem_id="models-task",
    )  # fmt: skip
    table = gr.HTML(handlers.models("all"), elem_id="models")
    task.change(handlers.models, task, table, **QUIET)
