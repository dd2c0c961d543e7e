"""Small parts of the page: numbers as text, forms, bars, statuses; whatever comes from outside is escaped."""

from __future__ import annotations

import math
import re
from types import SimpleNamespace
from typing import Any

import pytest

from app.rendering.numbers import best_class, decibels, ratio
from app.rendering.parts import archive_form, example_strip, preview, progress_bar, status
from app.rendering.rows import reason, row_table

EVIL = '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    ("number", "text"), [(math.nan, "–"), (math.inf, "∞"), (-1.234, "−1.23"), (20.0, "20.00")]
)
def test_decibels(number: float, text: str) -> None:
    assert decibels(number) == text


def test_ratios_have_four_places() -> None:
    assert (ratio(0.98765), ratio(-0.5), ratio(math.nan)) == ("0.9877", "−0.5000", "–")
    assert (best_class(True), best_class(False)) == (" class='pg-best'", "")


def test_the_download_buttons_name_every_result() -> None:
    form = archive_form(["a", EVIL])
    assert form.count("name='id'") == 2
    assert "<script>" not in form
    assert "2 results" in form
    assert "this result" in archive_form(["a"])
    assert re.findall("formaction='([^']+)'", form) == ["review", "review", "session"]


def test_the_example_that_is_shown_is_pressed() -> None:
    examples: Any = [SimpleNamespace(id="one", title="One"), SimpleNamespace(id="two", title=EVIL)]
    strip = example_strip(examples, {"one": "data:1", "two": "data:2"}, "example-two")
    assert re.findall("data-example='([^']+)' aria-pressed='([^']+)'", strip) == [
        ("one", "false"),
        ("two", "true"),
    ]
    assert "<script>" not in strip


@pytest.mark.parametrize(("fraction", "percent"), [(-1, 0), (0.256, 26), (7, 100)])
def test_a_bar_stays_within_its_ends(fraction: float, percent: int) -> None:
    bar = progress_bar(fraction, EVIL)
    assert f'value="{percent}"' in bar
    assert "<script>" not in bar


def test_an_error_is_announced_at_once_and_notes_are_listed() -> None:
    assert 'role="alert"' in status("x", "error")
    told = status(EVIL, details=["one", EVIL])
    assert 'role="status"' in told
    assert told.count("<li>") == 2
    assert "<script>" not in told + preview(EVIL)


def row(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "task": "Haze", "state": "done"} | more


def test_rows_have_the_columns_that_any_of_them_fills() -> None:
    table = row_table([row("a", gain="+1.0"), row("b")], "b")
    assert re.findall("<th scope='col'>([^<]+)", table) == ["Photo", "Task", "Gain, dB", "State"]
    assert table.count("<td>–</td>") == 1
    assert re.findall("<tr( aria-current='true')?><th scope='row'><button type='button' data-result='(.)'", table) == [
        ("", "a"),
        (" aria-current='true'", "b"),
    ]  # fmt: skip
    assert row_table([], None) == ""


def test_a_photo_that_failed_is_a_row_without_a_button_and_its_name_stands_once() -> None:
    failed = {"id": None, "name": EVIL, "error": f"{EVIL}: is damaged"}
    table = row_table([row("a"), failed], None)
    assert table.count("data-result=") == 1
    assert "<script>" not in table
    assert reason(failed) == "<span>Failed: is damaged</span>"
    assert "colspan='2'" in table
