"""What the page says about an error: one sentence and a next step, for whatever happened."""

from __future__ import annotations

import re
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import gradio as gr

from restoration import RestorationError, get_settings, machine_limit


def sentence(error: BaseException) -> str:
    if isinstance(error, RestorationError):
        return without_paths(str(error))
    said = machine_limit(error)
    return (
        without_paths(said)
        if said
        else (
            f"An unexpected error ({type(error).__name__}). Please report it with the photo that caused it."
        )
    )


def without_paths(text: str) -> str:
    """`text` with files and folders of this server by their last name only: a visitor must not see where they lie."""
    for root in _roots():
        text = re.sub(
            rf"(?<![\w.]){re.escape(root)}(?![\w.-])((?:/[^\s:;,'\"()]*)*)",
            lambda found: found[1].rstrip("/.").rpartition("/")[2] or "the data folder",
            text,
        )
    return text


@lru_cache(maxsize=1)
def _roots() -> list[str]:
    """Folders whose paths must not be shown, the longest first."""
    settings = get_settings()
    folders: list[str | Path] = [
        settings.data_dir,
        settings.models_dir,
        tempfile.gettempdir(),
        Path(__file__).parent.parent,
        sys.prefix,
    ]
    if settings.hosted:
        folders.append(Path.home())
    names = {str(Path(f)) for f in folders} | {str(Path(f).resolve()) for f in folders}
    return sorted((name for name in names if len(name) > 1), key=len, reverse=True)


class shown:
    """Errors a caller can meet, and the machine's own limits, become the page's own error messages."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, RestorationError) or (error is not None and machine_limit(error)):
            raise gr.Error(sentence(error), title="This did not work", print_exception=False) from None
