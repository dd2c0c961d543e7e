"""The table of pairs before a run."""

from __future__ import annotations

import json
import re
from html import unescape

from app.rendering.pairs import pair_table
from app.uploads import GivenFiles, match_uploads


def table(given: GivenFiles) -> str:
    return pair_table(match_uploads(given), given)


def test_what_leaves_no_doubt_needs_no_table() -> None:
    assert table(GivenFiles(["/p/a.png"])) == ""
    assert table(GivenFiles(["/p/a.png"], ["/g/other.png"], ["/t/third.png"])) == ""
    assert table(GivenFiles(["/p/a.png", "/p/b.png"])) == ""


def test_one_row_a_photo_and_one_menu_a_companion() -> None:
    given = GivenFiles(
        ["/p/a.png", "/p/b.png"], truth=["/t/a_gt.png"], results=["/r/0/a__M.png", "/r/1/b__M.png"]
    )
    shown = table(given)
    assert re.findall("<th scope='row'><span class='pg-name' title='([^']+)'", shown) == ["a.png", "b.png"]
    assert shown.count("<select") == 4
    files = json.loads(unescape(re.search("data-files='([^']+)'", shown)[1]))  # type: ignore[index]
    assert files == {"truth|": [[0, "a_gt.png"]], "result|M": [[0, "a__M.png"], [1, "b__M.png"]]}
    assert "2 of 2 photos have files" in shown
    assert "left-over" not in shown


def test_photos_and_files_that_stay_alone_are_named_and_escaped() -> None:
    given = GivenFiles(["/p/a.png", "/p/<b>.png"], truth=["/t/a.png", "/t/<i>.png"])
    shown = table(given)
    assert "1 of 2 photos have files" in shown
    assert "&lt;b&gt;.png: no file belongs to it" in shown
    assert "&lt;i&gt;.png: was not used as ground truth" in shown
    assert "<b>.png" not in shown
