"""`table`: from the folders of stored comparisons, in natural order, to files that know what they hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from restoration.cli import main
from restoration.cli.table import FILES, RECORD
from restoration.image import save_image
from restoration.pipeline import compare
from restoration.reporting import write_comparison
from tests.conftest import textured


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("results")
    for n in (10, 2):
        truth = textured(40, 48, seed=n)
        found = compare(
            truth // 2, task="low_light", truth=truth, results={"A": truth // 2 + 60}, run_models=False
        )
        write_comparison(found, top / f"photo {n}")
    return top


def test_photos_come_in_natural_order_with_a_column_a_method(results: Path, tmp_path: Path) -> None:
    assert main(["table", str(results), "--out", str(tmp_path / "t"), "--measure", "gmsd"]) == 0
    written = sorted(path.name for path in (tmp_path / "t").iterdir())
    assert written == sorted([*FILES, RECORD])
    record = json.loads((tmp_path / "t" / RECORD).read_text())
    assert record["photos"] == ["photo 2", "photo 10"]
    assert "gmsd" in (tmp_path / "t/table.csv").read_text()


def test_a_folder_that_compare_did_not_write_is_named(
    results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_image(textured(10, 10), tmp_path / "x" / "degraded.png")
    assert main(["table", str(tmp_path / "x"), "--out", str(tmp_path / "t")]) == 2
    assert "found no comparison.json" in capsys.readouterr().err
    assert main(["table", str(results), "--reference", "Z", "--out", str(tmp_path / "t")]) == 2
    assert "Z" in capsys.readouterr().err


def test_it_never_writes_over_what_is_not_its_own(results: Path, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("mine")
    assert main(["table", str(results), "--out", str(tmp_path)]) == 2
    assert (tmp_path / "table.csv").read_text() == "mine"
