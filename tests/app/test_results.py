from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from app.results import Result, ResultStore, safe_name
from restoration import Comparison, InputError, Scores, write_comparison


@pytest.fixture
def comparison(photo: np.ndarray) -> Comparison:
    return Comparison(
        task="haze",
        panes={"degraded": photo, "baseline": photo},
        scores={"degraded": Scores(float("inf"), 1.0, "rgb")},
        scored_against="input",
        models={"baseline": "haze/dcp"},
        provenance={},
        timings_s={},
    )


def save(store: ResultStore, comparison: Comparison, name: str) -> Result:
    def fill(folder: Path) -> None:
        write_comparison(comparison, folder)
        (folder / "viewer.json").write_text(
            json.dumps({"panes": [{"file": f"{n}.png"} for n in comparison.panes]})
        )

    return store.new(name, fill)


def test_what_is_saved_is_found_again(comparison: Comparison, tmp_path: Path) -> None:
    saved = save(ResultStore(tmp_path), comparison, "Street <1>")
    found = ResultStore(tmp_path).load(saved.id)
    assert found.name == "Street <1>"
    assert found.comparison.scores["degraded"].psnr == float("inf")
    assert found.viewer == {"panes": [{"file": "degraded.png"}, {"file": "baseline.png"}]}
    assert len(saved.id) >= 24


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "x" * 20, "a/b" * 8, "%2e%2e" * 4, "\0" * 20])
def test_foreign_names_find_nothing(comparison: Comparison, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").mkdir()
    store = ResultStore(tmp_path / "store")
    assert not store.has(name)
    with pytest.raises(InputError, match="no longer kept"):
        store.load(name)


def test_a_failed_save_leaves_nothing(comparison: Comparison, tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        write_comparison(comparison, folder)
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        ResultStore(tmp_path).new("x", fail)
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]


def test_a_folder_without_its_last_file_is_no_result(comparison: Comparison, tmp_path: Path) -> None:
    store = ResultStore(tmp_path)
    saved = save(store, comparison, "x")
    assert json.loads((saved.folder / "result.json").read_text()) == {"name": "x", "owner": ""}
    (saved.folder / "result.json").unlink()
    assert not store.has(saved.id)


@pytest.mark.parametrize(
    ("name", "safe"),
    [("a/b\\c", "a_b_c"), ("..", "photo"), ("Straße 1", "Straße 1"), ("x\n\0", "x__"), ("", "photo")],
)
def test_names_inside_archives_are_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe
