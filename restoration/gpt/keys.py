"""The API key: held in memory only, never printed, and removed from everything that a server sends back."""

from __future__ import annotations

import os
import re
from typing import NoReturn

from restoration.errors import InputError
from restoration.gpt.catalogue import Provider, providers

_HIDDEN = "[key]"
_KEY_LIKE = re.compile(r"\bsk-[\w\-*.…]{4,}|\bAIza[\w\-*.…]{16,}")
_SHORTEST_SECRET = 8  # shorter ones are placeholders ("none", "EMPTY") that also occur by chance


def looks_like_key(text: str) -> bool:
    return _KEY_LIKE.search(text) is not None


class ApiKey:
    """A key that shows as *** wherever an object is printed, logged or dumped, and cannot be pickled."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        text = text.strip()
        if not text or not text.isascii() or not text.isprintable() or " " in text:
            raise InputError(
                "API key: expected one word of plain characters, got something else. "
                "Copy the key again, without quotes, spaces or line breaks."
            )
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "ApiKey(***)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an API key is never written anywhere")

    def occurs_in(self, text: str) -> bool:
        return len(self._text) >= _SHORTEST_SECRET and self._text in text

    def redact(self, text: str) -> str:
        """`text` without this key and without anything that looks like one."""
        if self.occurs_in(text):
            text = text.replace(self._text, _HIDDEN)
        return _KEY_LIKE.sub(_HIDDEN, text)

    def scrubber(self) -> Scrubber:
        return Scrubber(self._text if len(self._text) >= _SHORTEST_SECRET else "")


class Scrubber:
    """Replaces a key in a byte stream by as many asterisks, across chunk boundaries."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._held = b""

    def __repr__(self) -> str:
        return "Scrubber(***)"

    def feed(self, chunk: bytes) -> bytes:
        if not self._secret:
            return chunk
        data = (self._held + chunk).replace(self._secret, b"*" * len(self._secret))
        # Hold back only what could be the beginning of the key.
        keep = next(
            (
                n
                for n in range(min(len(self._secret) - 1, len(data)), 0, -1)
                if self._secret.startswith(data[-n:])
            ),
            0,
        )
        self._held = data[len(data) - keep :] if keep else b""
        return data[: len(data) - keep]

    def flush(self) -> bytes:
        held, self._held = self._held, b""
        return held


def find_key(given: str | ApiKey | None, provider: Provider) -> ApiKey | None:
    """The key given, else the one that the environment has for the provider, else None. Raises InputError if it
    cannot be a key."""
    if isinstance(given, ApiKey):
        return given
    text = (given or "").strip() or _in_environment(provider)
    return ApiKey(text) if text else None


def _in_environment(provider: Provider) -> str:
    values = (os.environ.get(name, "").strip() for name in provider.key_variables)
    return next(filter(None, values), "")


def conceal(given: str | ApiKey | None) -> ApiKey | None:
    """The key given as an object that does not show it; for the first line of whatever takes a key, so
    that no frame above holds the text when something fails."""
    if given is not None and not isinstance(given, (str, ApiKey)):
        raise InputError(
            f"api_key: expected a text, got {type(given).__name__}."
        )  # the value is not shown, whatever its type
    if isinstance(given, str):
        return ApiKey(given) if given.strip() else None
    return given


def has_key(provider: str = "openai") -> bool:
    """The environment has a key for that provider. Says nothing about whether it works."""
    return bool(_in_environment(providers()[provider]))
