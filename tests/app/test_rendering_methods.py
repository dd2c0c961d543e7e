"""The table of methods as HTML, and the texts that its buttons copy."""

from __future__ import annotations

import re

import numpy as np

from app.rendering.methods import copy_line, methods_table
from restoration import MethodTable


def table(psnr: list[list[float]], against: str = "truth") -> MethodTable:
    methods = ("Degraded", "A <i>", "B")[: len(psnr[0])]
    photos = tuple(f"photo {n}" for n in range(len(psnr)))
    return MethodTable(photos, methods, ("psnr",), "rgb", against, {"psnr": np.array(psnr, float)})


TWO = [[10, 21, 20], [11, 25, 22]]


def test_the_method_with_most_wins_is_marked() -> None:
    html = methods_table(table(TWO), None)
    rows = re.findall("<tr><th scope='row'>(.*?)</tr>", html)[:3]
    assert ["pg-best" in row for row in rows] == [False, True, False]
    assert "larger is better" in html
    assert "2 photos, against ground truth" in html


def test_change_from_the_input_is_no_quality_and_wins_nothing() -> None:
    html = methods_table(table(TWO, "input"), None)
    assert "pg-best" not in html
    assert "larger is better" not in html
    assert "<span class='pg-detail'>change from input, not quality</span></caption>" in html


def test_every_number_is_there_photo_by_photo_where_there_are_several() -> None:
    html = methods_table(table(TWO), "B")
    by_photo = html[html.index("methods-by-photo") :]
    assert re.findall("<td>([0-9.]+)</td>", by_photo) == [f"{v:.2f}" for row in TWO for v in row]
    assert "Difference to B" in html
    assert "methods-by-photo" not in methods_table(table(TWO[:1]), None)
    assert "1 photo, " in methods_table(table(TWO[:1]), None)


def test_names_are_escaped_in_the_table_and_in_what_is_copied() -> None:
    html = methods_table(table(TWO), None)
    assert "<i>" not in html
    texts = dict(
        re.findall("<textarea data-text='(\\w+)'[^>]*>(.*?)</textarea>", copy_line(table(TWO)), re.S)
    )
    assert set(texts) == {"csv", "markdown", "latex"}
    assert all("A &lt;i&gt;" in text for text in (texts["csv"], texts["markdown"]))
