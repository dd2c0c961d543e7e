"""The table of methods on regions: as CSV, Markdown and LaTeX, with names that would break each."""

from __future__ import annotations

import csv
import io

import pytest

from restoration.errors import InputError
from restoration.records import Scores
from restoration.reporting.figure.ranking import RegionRow, ranking_table

ROWS = [
    RegionRow("=A|B", (Scores(31.0, 0.91, "rgb"), Scores(28.0, 0.8, "rgb")), (1, 2)),
    RegionRow("50 %_x", (Scores(30.0, 0.9, "rgb"), Scores(29.0, 0.82, "rgb")), (2, 1)),
]


def test_the_mean_rank_is_over_regions() -> None:
    assert [row.mean_rank for row in ROWS] == [1.5, 1.5]
    assert RegionRow("c", ROWS[0].scores, (1, 1)).mean_rank == 1.0


def test_csv_holds_every_number_and_no_formula() -> None:
    head, first, _ = csv.reader(io.StringIO(ranking_table(ROWS, "csv")))
    assert head == ["method", "psnr_1", "ssim_1", "rank_1", "psnr_2", "ssim_2", "rank_2", "mean_rank"]
    assert first[0] == "'=A|B", "a spreadsheet would compute it"
    assert [float(cell) for cell in first[1:]] == [31.0, 0.91, 1, 28.0, 0.8, 2, 1.5]


def test_markdown_and_latex_escape_names() -> None:
    assert "| =A\\|B |" in ranking_table(ROWS, "md")
    assert r"50 \%\_x &" in ranking_table(ROWS, "tex")
    with pytest.raises(InputError, match="csv, md or tex"):
        ranking_table(ROWS, "html")
