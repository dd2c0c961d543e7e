"""What the page says about an error: one sentence and a next step, for whatever happened."""

from __future__ import annotations

from typing import Any

import gradio as gr

from restoration import RestorationError, machine_limit


def sentence(error: BaseException) -> str:
    if isinstance(error, RestorationError):
        return str(error)
    return machine_limit(error) or (
        f"An unexpected error ({type(error).__name__}). Please report it with the photo that caused it."
    )


class shown:
    """Errors a caller can meet, and the machine's own limits, become the page's own error messages."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, RestorationError) or (error is not None and machine_limit(error)):
            raise gr.Error(sentence(error), title="This did not work", print_exception=False) from None
