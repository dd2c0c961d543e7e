"""Checks on the arguments of every public function: an error of ours says what was expected.

`@checked(seed=whole(0), protocol=text, …)` passes each named argument through a check that returns it, converted
where that is safe, or raises InputError. Images and masks have their checks in `restoration.image`.
"""

from __future__ import annotations

import functools
import inspect
import math
import numbers
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from restoration.errors import InputError, printable

P = ParamSpec("P")
R = TypeVar("R")
Check = Callable[[Any, str], Any]
"""(value, the argument's name) → the value to use. Raises InputError."""


def checked(**checks: Check) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorator: every argument that is given passes its check; defaults do not."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)
        unknown = checks.keys() - signature.parameters.keys()
        assert not unknown, f"{function.__name__} has no {unknown}"

        @functools.wraps(function)
        def entrance(*args: P.args, **kwargs: P.kwargs) -> R:
            given = signature.bind(*args, **kwargs)
            for name, check in checks.items():
                if name in given.arguments:
                    given.arguments[name] = check(given.arguments[name], name)
            return function(*given.args, **given.kwargs)

        return entrance

    return decorate


def optional(check: Check) -> Check:
    """None, or what `check` takes."""
    return lambda value, name: None if value is None else check(value, name)


def text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise _expected(name, "a text", value)
    return value


def whole(low: int, high: int | None = None) -> Check:
    """Whole numbers, NumPy's too."""

    def check(value: Any, name: str) -> int:
        allowed = (
            f"a whole number of at least {low}" if high is None else f"a whole number from {low} to {high}"
        )
        if not isinstance(value, numbers.Integral):
            raise _expected(name, allowed, value)
        plain = int(value)
        if plain < low or (high is not None and plain > high):
            raise _expected(name, allowed, value)
        return plain

    return check


def number(low: float, high: float) -> Check:
    """Finite numbers from `low` to `high`."""

    def check(value: Any, name: str) -> float:
        plain = _as_float(value)
        if not math.isfinite(plain) or not low <= plain <= high:
            raise _expected(name, f"a number from {low:g} to {high:g}", value)
        return plain

    return check


def a(kind: type | tuple[type, ...], words: str) -> Check:
    """Instances of a class, which `words` names."""

    def check(value: Any, name: str) -> Any:
        if not isinstance(value, kind):
            raise _expected(name, words, value)
        return value

    return check


def path(value: Any, name: str) -> Path:
    if not isinstance(value, (str, bytes, os.PathLike)):
        raise _expected(name, "a path", value)
    return Path(os.fsdecode(os.fspath(value)))


def texts(value: Any, name: str) -> list[str]:
    """A list or tuple of texts."""
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
        raise _expected(name, "a list of texts", value)
    return list(value)


def text_table(value: Any, name: str) -> dict[str, str]:
    """A mapping of texts to texts."""
    if not isinstance(value, Mapping) or not all(isinstance(v, str) for pair in value.items() for v in pair):
        raise _expected(name, "texts by their names", value)
    return dict(value)


def byte_table(value: Any, name: str) -> dict[str, bytes]:
    """A mapping of texts to bytes."""
    right = isinstance(value, Mapping) and all(
        isinstance(k, str) and isinstance(v, (bytes, bytearray)) for k, v in value.items()
    )
    if not right:
        raise _expected(name, "bytes by the names of files", value)
    return dict(value)


def _as_float(value: Any) -> float:
    try:
        return float(value) if isinstance(value, numbers.Real) else math.nan
    except OverflowError:
        return math.nan


def _expected(name: str, what: str, value: Any) -> InputError:
    return InputError(f"{name}: expected {what}, got {came(value)}.")


def came(value: Any) -> str:
    """`value` in a few printable words."""
    if value is None or isinstance(value, (bool, numbers.Number)):
        return printable(repr(value), 40)
    if isinstance(value, str):
        return printable(repr(value), 60)
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple):
        return f"{getattr(value, 'dtype', '')} of shape {shape}".strip()
    return f"{'an' if type(value).__name__[:1].lower() in 'aeiou' else 'a'} {type(value).__name__}"
