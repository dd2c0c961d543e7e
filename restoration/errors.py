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
