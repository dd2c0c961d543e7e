"""Errors a caller can meet. Every message says what was expected, what came, and what to do."""

from __future__ import annotations


class RestorationError(Exception):
    """Base of every error that PriorLens raises on purpose. `str(error)` is fit to show to a user."""


class InputError(RestorationError):
    """An argument is outside its contract: an unknown task, sizes that do not fit, a bad option."""


class ImageError(InputError):
    """A file is not a readable image, or an array is not an image (uint8, RGB, (H, W, 3))."""


class ModelError(RestorationError):
    """A model is unknown, its weights are missing or damaged, or it does not fit the request."""


class GptError(RestorationError):
    """A generated image could not be obtained; nothing was put in its place."""


class Cancelled(RestorationError):
    """The caller asked to stop. No result was produced and nothing was left half-written."""


def printable(text: str, limit: int = 120) -> str:
    """`text` safe for one line of a message: control characters escaped, shortened in the middle."""
    text = "".join(
        c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in text
    )
    if len(text) > limit:
        text = f"{text[: limit // 2]}…{text[-limit // 2 + 1 :]}"
    return text
