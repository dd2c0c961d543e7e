"""Images of a run as comparisons that figures and review files are made of."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from restoration.benchmark import choose_cases, run_case, run_scores, score_run
from restoration.benchmark.results import stored_scores
from restoration.benchmark.runs import read_manifest, record_path
from restoration.cli import main
from restoration.errors import InputError
from restoration.image import load_image
from restoration.reporting import read_stored_comparison


@pytest.fixture
def run(run_folder: Path) -> Path:
    return run_folder


def test_the_worst_and_the_best_are_those_of_the_scores(run: Path) -> None:
    table = score_run(run).table.pivot(index="image", columns="method", values="psnr")
    by_psnr = table["haze/dcp"].sort_values()
    found = choose_cases(run, method="haze/dcp", worst=2, best=1)
    assert found == [*by_psnr.index[:2], by_psnr.index[-1]]
    gain = (table["haze/dcp+prior"] - table["haze/dcp"]).sort_values()
    assert choose_cases(run, method="haze/dcp+prior", over="haze/dcp", worst=1, best=1) == [
        gain.index[0],
        gain.index[-1],
    ]
    assert len(choose_cases(run, method="haze/dcp", worst=9, best=9)) == 6


def test_a_case_holds_the_runs_images_and_numbers(run: Path, hazy_set: Path) -> None:
    case = run_case(run, "03_hazy.png", methods=["haze/dcp", "haze/dcp+prior"])
    assert list(case.panes) == ["degraded", "result-haze-dcp", "result-haze-dcp-prior", "truth"]
    stored = load_image(run / "predictions" / "haze-dcp" / "03_hazy.png.png")
    assert np.array_equal(case.panes["result-haze-dcp"], stored)
    table = score_run(run).table
    row = table[(table["method"] == "haze/dcp") & (table["image"] == "03_hazy.png")].iloc[0]
    assert case.scores["result-haze-dcp"].psnr == row["psnr"]
    with pytest.raises(InputError, match="expected an image of this run"):
        run_case(run, "nothing.png")
    with pytest.raises(InputError, match="expected a method of this run"):
        run_case(run, "03_hazy.png", methods=["haze/best"])


def test_stored_scores_count_only_while_they_are_those_of_the_predictions(run: Path) -> None:
    manifest = read_manifest(run)
    assert stored_scores(run, manifest, "rgb") is None
    made = run_scores(run)
    score_run(run)
    stored = stored_scores(run, manifest, "rgb")
    assert stored is not None
    pd.testing.assert_frame_equal(stored, made.table)
    assert choose_cases(run, method="haze/dcp", worst=6) == list(
        stored[stored["method"] == "haze/dcp"].sort_values("psnr")["image"]
    )
    assert stored_scores(run, manifest, "y") is None
    record = record_path(run, manifest.methods[-1], manifest.files[0].image)
    later = (run / "scores.parquet").stat().st_mtime + 10
    os.utime(record, (later, later))
    assert stored_scores(run, manifest, "rgb") is None  # a prediction is younger
    record.unlink()
    assert stored_scores(run, manifest, "rgb") is None  # a prediction is gone
    (run / "scores.parquet").write_bytes(b"no table")
    assert stored_scores(run, manifest, "rgb") is None


def test_a_figure_straight_from_a_run(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "there" / "worst.pdf"
    methods = ["--only", "haze/dcp", "--only", "haze/dcp+prior"]
    over = ["--method", "haze/dcp+prior", "--over", "haze/dcp"]
    assert main(["figure", str(run), *over, *methods, "--worst", "2", "--best", "1", "--out", str(out)]) == 0
    recipe = json.loads(out.with_suffix(".json").read_text())
    assert len(recipe["sources"]) == 3
    assert recipe["panes"] == ["degraded", "result-haze-dcp", "result-haze-dcp-prior", "truth"]
    chosen = choose_cases(run, method="haze/dcp+prior", over="haze/dcp", worst=2, best=1)
    assert [s["title"].split(" (")[0] for s in recipe["sources"]] == chosen
    assert "worst of haze/dcp+prior over haze/dcp: " in recipe["sources"][0]["title"]
    again = tmp_path / "again.pdf"
    assert main(["figure", str(out.with_suffix(".json")), "--out", str(again)]) == 0
    assert again.read_bytes() == out.read_bytes()
    assert main(["figure", str(run), *methods, "--out", str(tmp_path / "default.png")]) == 0
    assert len(json.loads((tmp_path / "default.json").read_text())["sources"]) == 2
    assert main(["figure", str(out.with_suffix(".json")), "--worst", "1", "--out", str(again)]) == 2
    assert "for a run" in capsys.readouterr().err
    assert main(["figure", str(run), "--worst", "-1", "--out", str(again)]) == 2
    assert "at least 0" in capsys.readouterr().err


def test_from_a_run_to_a_figure(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "cases"
    assert (
        main(["benchmark", "cases", str(run), "--method", "haze/dcp", "--worst", "2", "--out", str(out)]) == 0
    )
    folders = [Path(line) for line in capsys.readouterr().out.split()]
    assert len(folders) == 2
    stored = read_stored_comparison(folders[0])
    assert [m.label for m in stored.methods][:2] == ["Degraded", "simulated, strength 1"]
    assert stored.models["result-haze-dcp"].id == "haze/dcp"
    figure = ["figure", *map(str, folders), "--region", "4,4,12,12", "--out", str(tmp_path / "worst.png")]
    assert main(figure) == 0
    assert (tmp_path / "worst.png").stat().st_size > 1000
    assert (
        main(["benchmark", "cases", str(run), "--method", "haze/dcp", "--worst", "2", "--out", str(out)]) == 0
    )  # again
    assert main(["benchmark", "cases", str(run), "--out", str(out)]) == 2
    assert "say which images" in capsys.readouterr().err
