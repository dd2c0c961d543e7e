"""Stored predictions become rows of scores; a file that is another is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from restoration import metrics
from restoration.benchmark.runs import prediction_path, read_manifest, record_path
from restoration.benchmark.scoring import COLUMNS, read_facts, score_run, score_table
from restoration.errors import InputError
from restoration.image import load_image, save_image


def test_a_row_is_the_score_of_the_stored_prediction(run_folder: Path) -> None:
    manifest = read_manifest(run_folder)
    table, missing = score_table(run_folder, manifest, ("rgb", "y"))
    assert missing == []
    assert tuple(table.columns) == COLUMNS
    method, facts = manifest.methods[-1], manifest.files[2]
    _, truth = read_facts(facts, Path(manifest.top))
    assert truth is not None
    for protocol in ("rgb", "y"):
        at = (
            (table["image"] == facts.image)
            & (table["method"] == method.name)
            & (table["protocol"] == protocol)
        )
        right = metrics.score(load_image(prediction_path(run_folder, method, facts.image)), truth, protocol)
        assert table[at][["psnr", "ssim"]].to_numpy().tolist() == [[right.psnr, right.ssim]]
    assert len(table) == len(manifest.methods) * len(manifest.files) * 2


def test_the_photo_itself_is_a_row_without_a_record(run_folder: Path) -> None:
    manifest = read_manifest(run_folder)
    photo = score_table(run_folder, manifest, ("rgb",))[0].query("kind == 'photo'")
    assert len(photo) == len(manifest.files)
    assert set(photo["seconds"]) == {0.0}


def test_a_prediction_that_is_not_there_is_named_and_the_others_are_scored(run_folder: Path) -> None:
    manifest = read_manifest(run_folder)
    method = manifest.methods[1]
    record_path(run_folder, method, manifest.files[0].image).write_text("damaged")
    result = score_run(run_folder)
    assert result.missing == (f"{method.name}: {manifest.files[0].image}",)
    assert len(result.table) == len(manifest.methods) * len(manifest.files) - 1
    assert [path.name for path in result.files] == [
        "scores.parquet", "scores.csv", "summary.json", "summary.md", "summary.tex",
    ]  # fmt: skip
    assert json.loads((run_folder / "summary.json").read_text())["images"] == len(manifest.files)


def test_another_file_under_the_name_is_refused(run_folder: Path, hazy_set: Path) -> None:
    facts = read_manifest(run_folder).files[0]
    save_image(np.zeros((48, 64, 3), np.uint8), hazy_set / facts.path)
    with pytest.raises(InputError, match="not the file that the run was made on"):
        score_run(run_folder)
    (hazy_set / facts.path).unlink()
    with pytest.raises(InputError, match="Say where the set lies now"):
        score_run(run_folder)


def test_an_unknown_protocol_is_refused_before_any_work(run_folder: Path) -> None:
    with pytest.raises(InputError, match="--protocol moire: expected one of rgb"):
        score_run(run_folder, ["moire"])
