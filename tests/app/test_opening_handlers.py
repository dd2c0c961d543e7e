"""Links, kept rows and examples open what they name."""

from __future__ import annotations

import json

from app.handlers import Handlers
from tests.app.asking import asking


def test_links_open_what_they_name(handlers: Handlers) -> None:
    assert handlers.opening.open_page("[]", asking())[1] == "example-haze-palace"
    assert handlers.opening.open_page("[]", asking(example="rain-cat"))[1] == "example-rain-cat"
    rows, current, said = handlers.opening.open_page('[{"id": "gone"}]', asking(result="../../etc"))
    assert rows == []
    assert current == "example-haze-palace"
    assert "no longer kept" in said
    assert "Shown instead: Palace in haze" in said


def test_what_a_browser_kept_comes_back_with_the_columns_of_today(handlers: Handlers) -> None:
    current = handlers.opening.open_page("[]", asking())[1]
    failed = {"id": None, "name": "x", "error": "damaged"}
    rows, shown, _ = handlers.opening.open_page(
        json.dumps([{"id": current, "name": "old", "numbers": {}}, failed]), asking()
    )
    assert rows[0]["numbers"]["influence"] is not None
    assert rows[1] == failed
    assert shown == current
