"""What the model is asked for: the task's prompt, or the user's own, with a version of its content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from restoration.errors import InputError
from restoration.gpt.models import MAX_PROMPT_CHARS
from restoration.tasks import Task

_PADDING = "The outer margins are a mirrored fill; keep the picture inside them exactly where it is."


@dataclass(frozen=True)
class Prompt:
    text: str
    version: str
    """The task (or "own") and the first digits of the text's SHA-256: two texts never share one."""


def build_prompt(task: Task, own: str | None = None, *, padded: bool = False) -> Prompt:
    """The prompt for a task. `own` replaces the task's text; `padded` adds a sentence on the margins
    to the task's text. Raises InputError for an empty or overlong prompt."""
    if own is None:
        text = f"{task.prompt} {_PADDING}" if padded else task.prompt
    else:
        text = own.strip()
    if not text or len(text) > MAX_PROMPT_CHARS:
        raise InputError(
            f"prompt: expected 1 to {MAX_PROMPT_CHARS} characters, got {len(text)}. Change the prompt."
        )
    try:
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    except UnicodeEncodeError:
        raise InputError("prompt: expected text, got characters that are none. Type it again.") from None
    return Prompt(text, f"{'own' if own is not None else task.id}-{digest}")
