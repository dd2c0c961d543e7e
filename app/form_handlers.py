"""Handlers of the form: the line it folds to while photos are compared, and the pairs before anything runs."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app.photo_form import compared_line
from app.rendering.pairs import pair_table
from app.uploads import match_uploads
from restoration import TASKS

Files = list[str] | None


def comparing(degraded: Files, generated: Files, truth: Files, task: str, results: Files = None) -> str:
    """Folds the form; it stays open where there is nothing to compare."""
    return _line(degraded, generated, truth, task, results, running=True)


def compared(degraded: Files, generated: Files, truth: Files, task: str, results: Files = None) -> str:
    return _line(degraded, generated, truth, task, results, running=False)


def pairs(degraded: Files, generated: Files, truth: Files, results: Files) -> tuple[dict[str, Any], str, Any]:
    """(corrections, table of pairs, switch) after files came or went: new files, nothing corrected yet."""
    return {}, _table(degraded, generated, truth, results, {}), gr.update(visible=bool(results))


def correct(
    degraded: Files,
    generated: Files,
    truth: Files,
    results: Files,
    corrections: dict[str, dict[str, int]],
    event: gr.EventData,
) -> tuple[dict[str, dict[str, int]], str]:
    """(corrections, table) once the user gave a photo another file."""
    key, photo, file = (event._data[name] for name in ("column", "photo", "file"))
    changed = {**corrections, str(key): {**corrections.get(str(key), {}), str(int(photo)): int(file)}}
    return changed, _table(degraded, generated, truth, results, changed)


def _table(
    degraded: Files, generated: Files, truth: Files, results: Files, corrections: dict[str, dict[str, int]]
) -> str:
    fields = {"generated": generated or [], "truth": truth or [], "result": results or []}
    matched = match_uploads(
        degraded or [], fields["generated"], fields["truth"], fields["result"], corrections
    )
    return pair_table(matched, fields) if degraded else ""


def _line(
    degraded: Files, generated: Files, truth: Files, task: str, results: Files, *, running: bool
) -> str:
    if not degraded:
        return ""
    photos = match_uploads(degraded, generated or [], truth or [], results or []).photos
    label = TASKS[task].label.lower() if task in TASKS else ""
    return compared_line(photos, running=running, task=label)
