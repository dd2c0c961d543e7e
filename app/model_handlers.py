"""Handlers of the Models tab, and the model menus of the Compare tab."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from app import rendering
from app.engine import Engine
from app.error_messages import sentence
from app.rendering.models import model_table
from restoration import (
    InputError,
    ModelInfo,
    devices,
    list_models,
    load_model,
    printable,
    unload_model,
)

CHECKPOINTS = [".safetensors", ".pth", ".pt", ".ckpt", ".pkl", ".bin", ".tar"]

FUSED = (
    ("The baseline, guided", ""),
    ("The baseline, guided, tone of the generated image", "tone:generated"),
    ("The baseline, guided, tone of the photo", "tone:photo"),
)
"""What the guided result can be besides a model made for priors; the first takes the photo's tone where there is ground
truth, else that of the generated image."""


class ModelHandlers:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def table(self, task: str) -> str:
        """The registry; with buttons to load and unload where the page runs on the visitor's own machine."""
        return model_table(
            list_models(None if task == "all" else task), buttons=not self.engine.settings.hosted
        )

    def choices(self, task: str) -> tuple[Any, Any]:
        """(baseline, guided) menus: the task's own, or any model that is here or can be downloaded. The guided result is
        the baseline's, fused with the prior, unless a model made for priors is chosen."""
        fused = list(FUSED)
        if task == "auto":
            return gr.update(choices=[("The task's own", "")], value=""), gr.update(choices=fused, value="")
        usable = [m for m in list_models(task) if m.state not in ("missing", "damaged")]

        def menu(guided: bool) -> Any:
            first = fused if guided else [("The task's own", "")]
            found = [(f"{m.label} · {m.id}", m.id) for m in usable if m.needs_prior == guided]
            return gr.update(choices=[*first, *found], value="")

        return menu(False), menu(True)

    def act(self, task: str, event: gr.EventData) -> Iterator[tuple[str, str]]:
        """What a button in the table asks for, "load ID" or "unload ID". Yields (status, table)."""
        what, _, model = str(event._data["act"]).partition(" ")
        if what == "unload":
            unload_model(model)
            yield rendering.status(f"{model} is no longer in memory."), self.table(task)
            return
        yield (
            rendering.progress_bar(0.1, f"Loading {model}, its weights downloaded first if need be"),
            gr.skip(),
        )
        yield self._loaded(model), self.table(task)

    def drop_in(self, file: str | None, task: str) -> Iterator[tuple[str, str]]:
        """A checkpoint chosen on a local run: kept in the models folder if it is one, else refused with the reason.
        Yields (status, table)."""
        if not file:
            return
        source = Path(file)
        yield rendering.progress_bar(0.1, f"Reading {printable(source.name)}"), gr.skip()
        try:
            model = self._keep(source)
        except Exception as error:  # the page's boundary: a file may be anything
            yield rendering.status(sentence(error), "error"), self.table(task)
            return
        yield rendering.status(f"{model.id} is ready, on every tab: {model.source}."), self.table(task)

    def choose_device(self, device: str) -> str:
        self.engine.device = device
        chosen = "the best device there is" if device == "auto" else device
        return rendering.status(f"Networks run on {chosen} from now on.")

    def devices(self) -> list[str]:
        return ["auto", *devices()]

    def _loaded(self, model: str) -> str:
        try:
            load_model(model, self.engine.device)
        except Exception as error:  # the page's boundary
            return rendering.status(sentence(error), "error")
        return rendering.status(f"{model} is loaded.")

    def _keep(self, source: Path) -> ModelInfo:
        """Copy a checkpoint into the models folder and try it. Nothing is left of one that does not load."""
        folder = self.engine.settings.models_dir
        kept = folder / source.name
        shown = printable(source.name)
        if not source.name.lower().endswith(tuple(CHECKPOINTS)):
            raise InputError(
                f"{shown}: expected a checkpoint ({', '.join(CHECKPOINTS)}), got another kind of file."
            )
        if kept.exists():
            raise InputError(
                f"{shown}: a file of this name is in the models folder already. Rename one of them."
            )
        before = {m.id: m.state for m in list_models()}
        folder.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(source, kept)
            changed = [m for m in list_models() if before.get(m.id) != m.state]
            if not changed:
                raise InputError(f"{shown}: not recognised as weights of any model.")
            load_model(changed[0].id, self.engine.device)
        except BaseException:
            kept.unlink(missing_ok=True)
            raise
        return changed[0]
