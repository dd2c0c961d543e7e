"""The table of photos × methods: numbers worked out by hand, every form read back."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import math
from pathlib import Path

import numpy as np
import pytest

from restoration.benchmark.method_table import MethodTable, measured, method_table
from restoration.errors import InputError
from restoration.image import load_image
from restoration.measures import measure
from restoration.pipeline import compare
from restoration.reporting import StoredComparison, write_comparison
from restoration.synthesis import degrade
from tests.conftest import textured


def table(**values: list[list[float]]) -> MethodTable:
    first = next(iter(values.values()))
    photos = tuple(f"p{i}" for i in range(len(first)))
    methods = ("Degraded", "A", "B & C")[: len(first[0])]
    return MethodTable(
        photos, methods, tuple(values), "rgb", "truth", {k: np.array(v) for k, v in values.items()}
    )


PSNR = [[10.0, 20.0, 22.0], [12.0, 25.0, 24.0], [11.0, 23.0, 26.0]]


def test_means_ranks_wins_and_differences_are_right() -> None:
    rows = table(psnr=PSNR).summary("psnr", "A")
    assert [row["mean"] for row in rows] == pytest.approx([11, 68 / 3, 24])
    assert [row["mean_rank"] for row in rows] == pytest.approx([3, 5 / 3, 4 / 3])
    assert [row["wins"] for row in rows] == [0, 1, 2]
    assert [row["difference"] for row in rows] == pytest.approx([11 - 68 / 3, 0, 4 / 3])
    assert rows[2]["low"] <= 24 <= rows[2]["high"]
    assert rows[2]["difference_low"] == pytest.approx(-1)
    assert rows[2]["difference_high"] == pytest.approx(3)


def test_smaller_is_better_turns_ranks_and_wins() -> None:
    rows = table(de2000=PSNR).summary("de2000")
    assert [row["wins"] for row in rows] == [3, 0, 0]
    assert rows[0]["mean_rank"] == 1


def test_missing_numbers_are_left_out_and_infinite_ones_kept() -> None:
    rows = table(psnr=[[10.0, math.nan, 20.0], [10.0, 30.0, math.inf]]).summary("psnr", "A")
    assert [row["n"] for row in rows] == [2, 1, 2]
    assert rows[2]["mean"] == math.inf
    assert [row["wins"] for row in rows] == [0, 0, 1]
    assert math.isnan(rows[1]["low"])


def test_csv_holds_every_number() -> None:
    made = table(psnr=PSNR, ssim=[[0.1, math.nan, 0.3]] * 3)
    read = list(csv.DictReader(io.StringIO(made.to_csv())))
    assert len(read) == 9
    assert [float(r["psnr"]) for r in read if r["method"] == "A"] == [20, 25, 23]
    assert [r["ssim"] for r in read if r["method"] == "A"] == ["", "", ""]
    assert {r["protocol"] for r in read} == {"rgb"}


def test_markdown_and_latex_are_whole_and_escaped() -> None:
    made = table(psnr=PSNR)
    markdown = made.to_markdown("A")
    assert "difference to A" in markdown
    assert "| B & C | 3 | 24.00 |" in markdown
    assert "| p1 | 12.00 | 25.00 | 24.00 |" in markdown
    widths = {line.count("|") for line in markdown.splitlines() if line.startswith("|") and "p1" not in line}
    assert widths == {9, 5}
    tex = made.to_latex("A")
    assert r"B \& C & \textbf{24.00} \\" in tex
    for rule in (r"\toprule", r"\midrule", r"\bottomrule", r"\end{tabular}"):
        assert tex.count(rule) == 1
    body = [line for line in tex.splitlines() if not line.startswith("%")]
    assert not any("&" in line and line.count("&") != 1 + (r"\&" in line) for line in body)


def test_without_ground_truth_numbers_are_called_change() -> None:
    made = dataclasses.replace(table(psnr=PSNR, gmsd=PSNR), against="input")
    for text in (made.to_markdown(), made.to_latex(), json.dumps(made.to_json())):
        assert "PSNR" not in text
        assert "Change" in text
    assert "textbf" not in made.to_latex()
    assert "↑" not in made.to_markdown()


def test_json_is_plain() -> None:
    data = json.loads(json.dumps(table(psnr=PSNR).to_json(), allow_nan=False))
    assert data["reference"] == "A"
    assert data["measures"]["psnr"]["values"] == PSNR


def test_an_unknown_reference_is_refused() -> None:
    with pytest.raises(InputError, match="expected one of Degraded, A, B & C"):
        table(psnr=PSNR).to_markdown("X")


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, StoredComparison]]:
    found = []
    for seed in (1, 2):
        folder = tmp_path_factory.mktemp(f"c{seed}")
        truth = textured(64, 80, seed=seed)
        results = {"Same": truth, "Shifted": np.roll(truth, 4, 1)} if seed == 1 else {"Same": truth}
        comparison = compare(degrade(truth, "haze", seed), task="haze", truth=truth, results=results)
        write_comparison(comparison, folder)
        written = json.loads((folder / "comparison.json").read_text())
        found.append((folder, StoredComparison.from_json(written)))
    return found


class TestFromComparisons:
    @pytest.mark.parametrize("protocol", ["rgb", "y-crop4"])
    def test_numbers_are_those_of_the_stored_images(
        self, stored: list[tuple[Path, StoredComparison]], protocol: str
    ) -> None:
        folder, comparison = stored[0]
        found = measured(comparison, lambda pane: folder / f"{pane}.png", ("psnr", "ssim", "gmsd"), protocol)
        assert list(found) == ["Degraded", "Same", "Shifted"]
        truth, aligned = (load_image(folder / f"{n}.png") for n in ("truth", "result-shifted-aligned"))
        assert found["Shifted"] == measure(aligned, truth, ("psnr", "ssim", "gmsd"), protocol)

    def test_stored_scores_need_no_image(self, stored: list[tuple[Path, StoredComparison]]) -> None:
        found = measured(stored[0][1], lambda pane: Path("absent"))
        assert found["Same"]["psnr"] == math.inf

    def test_methods_that_a_photo_lacks_are_empty(self, stored: list[tuple[Path, StoredComparison]]) -> None:
        rows = [(folder.name, s, measured(s, lambda pane: Path("absent"))) for folder, s in stored]
        made = method_table(rows, ("psnr", "ssim"), "rgb")
        assert made.methods == ("Degraded", "Same", "Shifted")
        assert math.isnan(made.values["psnr"][1, 2])
        assert made.against == "truth"
        with pytest.raises(InputError, match="at least one"):
            method_table([], ("psnr",), "rgb")
