"""The Compare tab without a browser: findings, scores, tables, the archive, results of other methods."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from app import rendering
from app.archive import archive_of
from app.handlers import Handlers
from app.results import is_result_file
from tests.app.asking import asking, run


def test_several_results_make_one_zip(handlers: Handlers, uploads: Path) -> None:
    _, rows, current = run(handlers, [uploads / "d/one.png", uploads / "d/two.png"], [], [])[-1]
    form = handlers.compare.archive(current, rows)
    ids = re.findall("name='id' value='([^']+)'", form)
    assert ids == [row["id"] for row in rows]
    name, pieces = archive_of(handlers.compare.engine.store, ids)
    assert name.startswith("one-and-1-more-priorlens")
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as opened:
        assert {n.split("/")[0] for n in opened.namelist()} == {"one", "two"}
        assert opened.testzip() is None
    assert handlers.compare.archive(None, rows) == ""
    assert handlers.compare.archive("example-haze-palace", rows).count("name='id'") == 1


def test_scores_under_another_protocol(handlers: Handlers) -> None:
    current = handlers.opening.open_page("[]", asking())[1]
    rgb, luma, mean = (handlers.compare.show(current, p)[:3] for p in ("rgb", "y", "rgb-gtmean"))
    for same, other in zip(rgb, luma, strict=True):
        assert same != other
    payload, findings, table = mean
    assert "disputed" in table
    assert "disputed" in findings
    assert payload["protocol"]["id"] == "rgb-gtmean"
    captions = [{p["name"]: p["score_text"] for p in made[0]["panes"]} for made in (rgb, luma)]
    assert "(rgb)" in captions[0]["guided"]
    assert "(y)" in captions[1]["guided"]
    assert handlers.compare.show(current, "y")[:3] == luma  # kept, not made again
    assert handlers.compare.show(None)[1:3] == ("", "")


class TestResultsOfOthers:
    """A photo with results of three methods and two generators, through the run's own handler."""

    def test_every_method_is_a_pane_with_scores(self, kept: Any) -> None:
        panes = {p["name"]: p for p in kept.viewer["panes"]}
        assert panes["result-a"]["label"] == "A"
        assert panes["result-a"]["scores"][0]["name"] == "PSNR"
        assert panes["generated"]["label"] == "gpt-4o"
        assert panes["generated-nano"]["badge"] == "nano (upload)"
        assert "result-b-i-aligned" in panes
        assert "baseline" not in panes
        assert kept.comparison.models == {}
        assert {"result-a", "generated-nano"} <= set(kept.viewer["visible"])

    def test_tables_name_methods_and_are_escaped(self, kept: Any, handlers: Handlers) -> None:
        viewer, findings, scores, _ = handlers.compare.show(kept.id)
        assert "Of 2 results, <b>B &lt;i&gt;</b> is nearest to ground truth" in findings
        assert "<i>" not in scores
        assert scores.count("data-testid='reports'") == 1
        assert "gpt-4o (upload)" in scores
        assert viewer["panes"]

    def test_a_row_says_the_best_result(self, kept: Any, handlers: Handlers) -> None:
        row = rendering.row_of(kept)
        assert float(row["result"]) > 20
        assert "baseline" not in row
        assert "Best result" in handlers.compare.rows([row], kept.id)

    def test_their_files_are_served(self, kept: Any) -> None:
        for pane in kept.viewer["panes"]:
            assert is_result_file(pane["file"].rsplit("/", 1)[-1]), pane["file"]


def test_one_photo_can_be_copied(kept: Any, handlers: Handlers) -> None:
    _, _, scores, _ = handlers.compare.show(kept.id)
    assert scores.count("<textarea") == 3
    assert "B &lt;i&gt;" in scores
