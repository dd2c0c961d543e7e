"""Errors a caller can meet. Every message says what was expected, what came, and what to do."""

from __future__ import annotations

import errno


class RestorationError(Exception):
    """Base of every error that PriorLens raises on purpose. `str(error)` is fit to show to a user."""


class InputError(RestorationError):
    """An argument is outside its contract: an unknown task, sizes that do not fit, a bad option."""


class ImageError(InputError):
    """A file is not a readable image, or an array is not an image (uint8, RGB, (H, W, 3))."""


class OutputError(InputError):
    """A file could not be written: no permission, no room, a folder in the way. What was there before is unharmed."""


class ModelError(RestorationError):
    """A model is unknown, its weights are missing or damaged, or it does not fit the request."""


class GptError(RestorationError):
    """A generated image could not be obtained; nothing was put in its place."""


class Cancelled(RestorationError):
    """The caller asked to stop. No result was produced and nothing was left half-written."""


def printable(text: str, limit: int = 120) -> str:
    """`text` safe for one line of a message: control characters escaped, shortened in the middle."""
    text = "".join(
        c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in str(text)
    )
    if len(text) > limit:
        text = f"{text[: limit // 2]}…{text[-limit // 2 + 1 :]}"
    return text


_MEMORY = (
    "The memory of this machine is used up. Scale the image down, or try again when less else is running."
)
_DISK = "The disk of this machine is full. Free space, or delete results that are not needed, then try again."
_READ_ONLY = (
    "The folder to write to cannot be written ({reason}). Choose one that you can write to; the page's own is set by "
    "PRIORLENS_DATA."
)
_BY_NUMBER = {
    errno.ENOMEM: _MEMORY,
    errno.ENOSPC: _DISK,
    errno.EDQUOT: _DISK,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _READ_ONLY,
    errno.EPERM: _READ_ONLY,
    errno.ENOTDIR: _READ_ONLY,
    errno.EMFILE: "Too many files are open on this machine. Try again in a minute, or raise its limit (ulimit -n).",
}


def machine_limit(error: BaseException) -> str | None:
    """A sentence and a next step where `error` says that this machine has no memory or disk left, or a folder that
    cannot be written; None for every other error. No path is quoted."""
    if isinstance(error, OSError):
        said = _BY_NUMBER.get(error.errno or 0)
        return said and said.format(reason=(error.strerror or "not allowed").lower())
    text = str(error).lower()
    # NumPy and Python raise MemoryError; PyTorch a RuntimeError, OpenCV its own class, both with these words.
    words = (
        "out of memory",
        "can't allocate memory",
        "not enough memory",
        "insufficient memory",
        "failed to allocate",
    )
    if isinstance(error, MemoryError) or any(word in text for word in words):
        return _MEMORY
    return None
