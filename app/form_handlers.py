"""Handlers of the form: the line it folds to while photos are compared and afterwards."""

from __future__ import annotations

from app.photo_form import compared_line
from app.uploads import match_uploads
from restoration import TASKS

Files = list[str] | None


def comparing(degraded: Files, generated: Files, truth: Files, task: str) -> str:
    """Folds the form; it stays open where there is nothing to compare."""
    return _line(degraded, generated, truth, task, running=True)


def compared(degraded: Files, generated: Files, truth: Files, task: str) -> str:
    return _line(degraded, generated, truth, task, running=False)


def _line(degraded: Files, generated: Files, truth: Files, task: str, *, running: bool) -> str:
    if not degraded:
        return ""
    photos, _ = match_uploads(degraded, generated or [], truth or [])
    label = TASKS[task].label.lower() if task in TASKS else ""
    return compared_line(photos, running=running, task=label)
