"""Source files as syntax trees."""

from __future__ import annotations

import ast


def parsed(text: str) -> ast.Module:
    """Once more where CPython 3.11 loses count because another thread parses at the same time (gh-106905)."""
    try:
        return ast.parse(text)
    except SystemError:
        return ast.parse(text)
