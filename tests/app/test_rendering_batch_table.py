from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

from app.rendering.batch_table import batch_table
from app.session_table import COLUMNS

ROW: dict[str, Any] = {
    "id": "r",
    "name": "a",
    "task": "Haze",
    "numbers": dict.fromkeys(COLUMNS) | {"gain": -1.25, "influence": 44.4},
    "flags": [],
}
FAILED = {"id": None, "name": "<b>x</b>", "error": "The file is <damaged>."}


def test_a_failure_is_a_row_with_its_reason_and_counted() -> None:
    table = batch_table([ROW, FAILED], {})
    assert "1 failed" in table
    assert "Failed: The file is &lt;damaged&gt;." in table
    assert "<b>x</b>" not in table
    assert "1 failed" in table
    only = batch_table([FAILED], {})
    assert "1 photo; 1 failed." in only
    # Task, every column and the last one: the row is as wide as the head.
    assert only.count("scope='col'") == 1 + 1 + len(COLUMNS) + 1
    assert f"colspan='{len(COLUMNS) + 2}'" in only


def test_negative_numbers_read_as_such_and_are_saved_as_such() -> None:
    table = batch_table([ROW], {})
    assert "<td>−1.25</td>" in table
    assert "<td>44</td>" in table
    saved = re.search(r"href='data:application/json;charset=utf-8,([^']*)'", table)
    assert saved
    assert json.loads(unquote(saved[1]))["photos"][0]["gain_db"] == -1.25


def test_rows_of_an_older_page_have_dashes_where_it_measured_nothing() -> None:
    older = ROW | {"id": "o", "numbers": {"gain": 1.0}}
    assert "<td>–</td>" in batch_table([ROW, older], {})


def test_an_empty_batch_says_what_to_do() -> None:
    assert "No photos yet" in batch_table([], {})


def test_headings_sort_and_say_how_it_is_sorted() -> None:
    full = ROW | {"numbers": dict.fromkeys(COLUMNS, 1.0)}
    table = batch_table([full], {}, sort="moved", worst_first=True)
    assert table.count("aria-sort=") == len(COLUMNS)
    assert table.count("aria-sort='none'") == len(COLUMNS) - 1
    assert "aria-sort='descending'><button type='button' data-sort='moved'" in table
    assert "aria-sort='ascending'" in batch_table([full], {}, sort="moved", worst_first=False)


def test_the_table_can_be_cut_down_to_a_kind() -> None:
    flip = ROW | {"name": "flip", "flags": ["PSNR prefers guided, SSIM aligned"]}
    lost = ROW | {"name": "lost", "flags": ["guided loses to the baseline"]}
    rows = [ROW | {"name": "plain"}, flip, lost, FAILED]

    def names(kind: str) -> list[str]:
        return re.findall(
            r"title='([^']*)'>[^<]*</span>(?:</button>)?</th>", batch_table(rows, {}, kind=kind)
        )

    assert names("flip") == ["flip"]
    assert names("loses") == ["lost"]
    assert names("look") == ["flip", "lost"]
    assert names("failed") == ["&lt;b&gt;x&lt;/b&gt;"]
    assert len(names("all")) == 4
    assert "None of the 1 photos" in batch_table([ROW], {}, kind="flip")


def test_without_ground_truth_there_are_no_columns_of_dashes_and_distortion_sorts() -> None:
    rows = [
        ROW
        | {"id": str(m), "name": f"m{m}", "numbers": dict.fromkeys(COLUMNS) | {"moved": m, "invented": 9 - m}}
        for m in (2.0, 7.0, 4.0)
    ]
    table = batch_table(rows, {})
    assert "PSNR" not in table.split("</thead>")[0]
    assert "<td>–</td>" not in table
    assert "aria-sort='descending'><button type='button' data-sort='moved'" in table
    assert [float(m) for m in re.findall(r"<td>([\d.]+)</td><td>[\d.]+</td><td class='pg-words'", table)] == [
        7,
        4,
        2,
    ]
    assert "no ground truth: content moved by 4.0 px in the middle photo" in table
