"""Handlers of the form: dropped files, the pairs before a run, and the line that replaces the form while photos are
compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import gradio as gr

from app import rendering
from app.engine import Engine
from app.error_messages import sentence
from app.photo_form import compared_line
from app.rendering.pairs import pair_table
from app.uploads import GivenFiles, match_uploads
from restoration import TASKS, RestorationError, read_image, suggest_task


class FormHandlers:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def suggest(self, degraded: list[str] | None) -> tuple[Any, str]:
        """(task radio, status) once photos were dropped: a single photo's task is suggested, and said why."""
        if not degraded:
            return gr.update(value="auto"), ""
        if len(degraded) > 1:
            return gr.update(value="auto"), rendering.status(
                f"{len(degraded)} photos; the task is suggested for each."
            )
        try:
            found = suggest_task(read_image(self.engine.uploads.current(degraded[0])).pixels)
        except RestorationError as error:
            return gr.update(value="auto"), rendering.status(sentence(error), "error")
        if TASKS[found.task].baseline is None and TASKS[found.task].rule is None:
            return gr.update(value=found.task), rendering.status(
                f"Nothing suggested: {found.reason}. Choose what degraded it, or compare images without a model."
            )
        return gr.update(value=found.task), rendering.status(
            f"Task suggested from the photo: {found.reason}. Change it if it is wrong."
        )

    def seen(self, files: list[str] | None, request: gr.Request) -> None:
        """Files that this page uploaded: they are removed when it is closed."""
        self.engine.uploads.seen(request.session_hash or "", files or ())


def comparing(given: GivenFiles, task: str) -> str:
    """Folds the form; it stays open where there is nothing to compare."""
    return _line(given, task, running=True)


def compared(given: GivenFiles, task: str) -> str:
    return _line(given, task, running=False)


def pairs(given: GivenFiles) -> tuple[dict[str, Any], str, Any]:
    """(corrections, table of pairs, switch) after files came or went: new files, nothing corrected yet."""
    fresh = replace(given, corrections={})
    return {}, _table(fresh), gr.update(visible=bool(given.results))


def correct(given: GivenFiles, event: gr.EventData) -> tuple[dict[str, dict[str, int]], str]:
    """(corrections, table) once the user gave a photo another file."""
    key, photo, file = (event._data[name] for name in ("column", "photo", "file"))
    changed = {column: dict(places) for column, places in given.corrections.items()}
    changed.setdefault(str(key), {})[str(int(photo))] = int(file)
    return changed, _table(replace(given, corrections=changed))


def _table(given: GivenFiles) -> str:
    return pair_table(match_uploads(given), given) if given.degraded else ""


def _line(given: GivenFiles, task: str, *, running: bool) -> str:
    if not given.degraded:
        return ""
    label = TASKS[task].label.lower() if task in TASKS else ""
    return compared_line(match_uploads(given).photos, running=running, task=label)
