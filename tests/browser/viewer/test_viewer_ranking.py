"""Methods ranked on the regions that a person draws."""

from __future__ import annotations

from typing import Any

from tests.browser.viewer.viewing import VIEWER


def test_regions_rank_the_methods(page: Any) -> None:
    boxes = "[{ x: 3, y: 3, width: 40, height: 30 }, { x: 60, y: 40, width: 30, height: 30 }]"
    page.evaluate(f"{VIEWER}.set({{ regions: {boxes}, reference: 'truth' }})")
    table = page.get_by_test_id("roi-ranking")
    table.wait_for()
    page.wait_for_function("document.querySelectorAll('[data-testid=roi-ranking] tbody tr').length >= 3")
    heads = table.locator("thead th").all_inner_texts()
    assert heads == ["Method", "Region 1", "Region 2", "Mean rank"]
    rows = [
        [cell.inner_text() for cell in row.locator("th, td").all()] for row in table.locator("tbody tr").all()
    ]
    assert rows[0][0] == "Generated, aligned"  # it is the truth itself here
    assert rows[0][1:] == ["∞", "∞", "1"]
    assert [float(row[3]) for row in rows] == sorted(float(row[3]) for row in rows)
    cards = page.get_by_test_id("roi-crops-1")
    assert rows[1][1] in cards.get_by_test_id("region-guided").inner_text()  # one number, wherever it stands
    page.evaluate(f"{VIEWER}.set({{ reference: 'degraded' }})")
    table.wait_for(state="detached")  # closest to the input is not best
