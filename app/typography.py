"""Text from elsewhere as people read it on the page. Never for CSV, JSON or what a field takes back."""

from __future__ import annotations

import re

_NEGATIVE = re.compile(r"(?<![\w.)])-(?=\.?\d)")


def minus(text: str) -> str:
    """`text` with a true minus sign (U+2212) before negative numbers; ranges, names and dates keep their hyphen."""
    return _NEGATIVE.sub("−", text)


def headline(text: str) -> str:
    """A clause as a sentence of its own: first letter upper case, the rest untouched, minus signs true."""
    return minus(text[:1].upper() + text[1:])
