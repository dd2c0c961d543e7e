from __future__ import annotations

import pytest

from restoration.spreadsheet import spreadsheet_text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\tx", "  =HYPERLINK(1)", "＝1"])
def test_a_formula_becomes_a_text(text: str) -> None:
    assert spreadsheet_text(text) == "'" + text


@pytest.mark.parametrize("text", ["street 1.png", "", "1-2", "a=b"])
def test_other_texts_stay(text: str) -> None:
    assert spreadsheet_text(text) == text
