"""The form without a browser: the suggested task, and which file belongs to which photo."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from app import form_handlers
from app.handlers import Handlers
from app.uploads import GivenFiles
from restoration import list_examples


def test_a_single_photo_gets_a_suggestion(handlers: Handlers, uploads: Path) -> None:
    for example in list_examples():
        task, said = handlers.form.suggest([str(example.degraded_path)])
        assert task["value"] == example.task
        assert "suggested" in said
    assert handlers.form.suggest(None)[1] == ""
    assert "damaged" in handlers.form.suggest([str(uploads / "broken.png")])[1]


def test_pairs_are_shown_and_can_be_corrected() -> None:
    photos, results = ["/p/x.png", "/p/y.png"], ["/r/0/x__A.png", "/r/1/z__A.png"]
    corrections, table, switch = form_handlers.pairs(GivenFiles(photos, results=results))
    assert corrections == {}
    assert switch["visible"] is True
    assert "1 of 2 photos have files" in table
    assert "z__A.png: was not used as result" in table
    event = SimpleNamespace(_data={"column": "result|A", "photo": 1, "file": 1})
    corrections, table = form_handlers.correct(GivenFiles(photos, results=results), event)  # type: ignore[arg-type]
    assert corrections == {"result|A": {"1": 1}}
    assert "2 of 2 photos have files" in table
    assert "left-over" not in table
    assert form_handlers.pairs(GivenFiles(photos[:1], truth=["/t/gt.png"]))[1] == ""
