"""Handlers of the Models tab, and the model menus of the Compare tab."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app import words
from app.engine import Engine
from restoration import RestorationError, devices, get_task, list_models, load_model, unload_model


class ModelHandlers:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def table(self, task: str) -> str:
        return words.model_table(list_models(None if task == "all" else task))

    def choices(self, task: str) -> tuple[Any, Any]:
        """(baseline, guided) menus: the task's own, or any model that is here or can be downloaded."""
        if task == "auto":
            own = gr.update(choices=[("The task's own", "")], value="")
            return own, own
        usable = [m for m in list_models(task) if m.state != "missing"]

        def menu(guided: bool) -> Any:
            default = get_task(task).guided if guided else get_task(task).baseline
            found = [(f"{m.label} · {m.id}", m.id) for m in usable if m.needs_prior == guided]
            return gr.update(choices=[(f"The task's own ({default})", ""), *found], value="")

        return menu(False), menu(True)

    def loadable(self) -> list[str]:
        return [m.id for m in list_models() if m.parameters and m.state != "missing"]

    def load(self, model: str | None, task: str, progress: gr.Progress = gr.Progress()) -> tuple[str, str]:  # noqa: B008
        """(status, table) after loading a model now, its weights downloaded if need be."""
        if not model:
            return words.status("Choose a model first.", "error"), self.table(task)
        try:
            load_model(model, self.engine.device, progress=lambda f, m: progress(f, desc=m))
        except RestorationError as error:
            return words.status(str(error), "error"), self.table(task)
        return words.status(f"{model} is loaded."), self.table(task)

    def unload(self, model: str | None, task: str) -> tuple[str, str]:
        was_loaded = bool(model) and unload_model(str(model))
        said = f"{model} is no longer in memory." if was_loaded else "That model was not loaded."
        return words.status(said), self.table(task)

    def choose_device(self, device: str) -> str:
        self.engine.device = device
        return words.status(f"Networks run on {device} from now on.")

    def devices(self) -> list[str]:
        return ["auto", *devices()]
