"""Texts of CSV files as a spreadsheet shows them."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet runs texts that begin so: the name of a file could be a formula."""


def spreadsheet_text(text: str) -> str:
    """`text` for a cell of a CSV file: never a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
