"""Images of a run as comparisons that figures and review files are made of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from restoration.benchmark import choose_cases, export, run_case, score_run
from restoration.cli import main
from restoration.errors import InputError
from restoration.image import load_image
from restoration.reporting import read_stored_comparison
from tests.restoration.benchmark.test_export_and_score import request


@pytest.fixture
def run(hazy_set: Path, tmp_path: Path) -> Path:
    export(request(hazy_set, tmp_path / "run"))
    return tmp_path / "run"


def test_the_worst_and_the_best_are_those_of_the_scores(run: Path) -> None:
    table = score_run(run).table.pivot(index="image", columns="method", values="psnr")
    by_psnr = table["haze/dcp"].sort_values()
    found = choose_cases(run, method="haze/dcp", worst=2, best=1)
    assert found == [*by_psnr.index[:2], by_psnr.index[-1]]
    gain = (table["haze/dcp+prior"] - table["haze/dcp"]).sort_values()
    assert choose_cases(run, method="haze/dcp+prior", over="haze/dcp", worst=1, best=1) == [gain.index[0], gain.index[-1]]
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


def test_from_a_run_to_a_figure(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "cases"
    assert main(["benchmark", "cases", str(run), "--method", "haze/dcp", "--worst", "2", "--out", str(out)]) == 0
    folders = [Path(line) for line in capsys.readouterr().out.split()]
    assert len(folders) == 2
    stored = read_stored_comparison(folders[0])
    assert [m.label for m in stored.methods][:2] == ["Degraded", "simulated, strength 1"]
    assert stored.models["result-haze-dcp"].id == "haze/dcp"
    figure = ["figure", *map(str, folders), "--region", "4,4,12,12", "--out", str(tmp_path / "worst.png")]
    assert main(figure) == 0
    assert (tmp_path / "worst.png").stat().st_size > 1000
    assert main(["benchmark", "cases", str(run), "--method", "haze/dcp", "--worst", "2", "--out", str(out)]) == 0  # again
    assert main(["benchmark", "cases", str(run), "--out", str(out)]) == 2
    assert "say which images" in capsys.readouterr().err
