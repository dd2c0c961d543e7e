"""The two loops on small files: resume, refusal, unchanged bytes, and every figure once more in pandas and SciPy."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest
from scipy import stats

from restoration.benchmark import ExportRequest, export, predict, score_run
from restoration.benchmark.pool import run_local
from restoration.benchmark.predict import ImageTask
from restoration.benchmark.runs import image_slug, read_manifest
from restoration.errors import InputError, ModelError
from restoration.image import load_image, save_image
from restoration.metrics import score
from tests.conftest import ROOT
from tests.restoration.benchmark import ending
from tests.restoration.benchmark.conftest import request


def test_scores_are_those_of_the_stored_images(run_folder: Path, hazy_set: Path) -> None:
    table = score_run(run_folder, ["rgb", "y"]).table
    assert len(table) == 6 * 5 * 2
    assert set(table["kind"]) == {"photo", "generated", "aligned", "baseline", "guided"}
    row = table[
        (table["method"] == "haze/dcp") & (table["protocol"] == "rgb") & (table["image"] == "03_hazy.png")
    ].iloc[0]
    stored = load_image(run_folder / "predictions" / "haze-dcp" / "03_hazy.png.png")
    expected = score(stored, load_image(hazy_set / "GT" / "03_GT.png"))
    assert (row["psnr"], row["ssim"]) == (expected.psnr, expected.ssim)
    simulated = table[table["simulated"]]["method"].unique().tolist()
    assert simulated == ["simulated, strength 1", "simulated, strength 1, aligned", "haze/dcp+prior"]


def test_parquet_csv_and_summary_agree_with_pandas_and_scipy(run_folder: Path) -> None:
    score_run(run_folder)
    table = pd.read_parquet(run_folder / "scores.parquet")
    again = pd.read_csv(run_folder / "scores.csv", keep_default_na=False)
    pd.testing.assert_series_equal(table["psnr"], again["psnr"])
    assert (table["schema"] == 1).all()
    summary = json.loads((run_folder / "summary.json").read_text())
    rows = {row["method"]: row for row in summary["protocols"]["rgb"]["psnr"]}
    wide = table.pivot(index="image", columns="method", values="psnr")
    ranks = stats.rankdata(-wide.to_numpy(), axis=1).mean(axis=0)
    p_values = {}
    for position, method in enumerate(wide.columns):
        assert rows[method]["mean"] == pytest.approx(wide[method].mean())
        assert rows[method]["mean_rank"] == pytest.approx(ranks[position])
        assert rows[method]["wins"] == int((wide[method] == wide.max(axis=1)).sum())
        assert rows[method]["low"] <= rows[method]["mean"] <= rows[method]["high"]
        if method != summary["reference"]:
            difference = wide[method] - wide[summary["reference"]]
            assert rows[method]["difference"] == pytest.approx(difference.mean())
            p_values[method] = stats.wilcoxon(difference).pvalue
    largest = 0.0
    for position, (method, p) in enumerate(sorted(p_values.items(), key=lambda item: item[1])):
        largest = max(largest, min(1.0, p * (len(p_values) - position)))
        assert rows[method]["p_holm"] == pytest.approx(largest)


def test_scoring_again_elsewhere_gives_the_same_bytes(
    run_folder: Path, hazy_set: Path, tmp_path: Path
) -> None:
    first = {path.name: path.read_bytes() for path in score_run(run_folder).files}
    elsewhere = tmp_path / "moved"
    shutil.copytree(run_folder, elsewhere / "run")
    shutil.move(hazy_set, elsewhere / "set")
    with pytest.raises(InputError, match="--set NAME=DIR"):
        score_run(elsewhere / "run")
    again = score_run(elsewhere / "run", top=elsewhere / "set")
    assert {path.name: path.read_bytes() for path in again.files} == first


def test_another_file_in_the_truths_place_is_refused(run_folder: Path, hazy_set: Path) -> None:
    save_image(np.zeros((48, 64, 3), np.uint8), hazy_set / "GT" / "01_GT.png")
    with pytest.raises(InputError, match="SHA-256"):
        score_run(run_folder)


def test_a_run_resumes_and_makes_only_what_is_missing(
    run_folder: Path, hazy_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {p: p.stat().st_mtime_ns for p in (run_folder / "predictions").rglob("*.png")}
    lost = run_folder / "records" / "haze-dcp" / "02_hazy.png.json"
    lost.unlink()
    result = export(request(hazy_set, run_folder))
    assert (result.made, result.kept) == (1, 5)
    changed = [p for p, time in before.items() if p.stat().st_mtime_ns != time]
    assert [p.parent.name for p in changed] == ["haze-dcp"]


def test_a_further_model_joins_and_another_configuration_is_refused(run_folder: Path, hazy_set: Path) -> None:
    result = export(request(hazy_set, run_folder, models=("haze/transfer",)))
    assert result.made == 6
    names = [m.name for m in read_manifest(run_folder).methods]
    assert names[-1] == "haze/transfer"
    assert "haze/dcp" in names
    for changes in ({"seed": 1}, {"protocol": "y"}, {"simulate": 2.0}, {"tone": "generated"}, {"limit": 3}):
        with pytest.raises(InputError, match="another --out"):
            export(request(hazy_set, run_folder, **changes))
    save_image(np.zeros((48, 64, 3), np.uint8), hazy_set / "hazy" / "01_hazy.png")
    with pytest.raises(InputError, match="another --out"):
        export(request(hazy_set, run_folder))


def test_generated_images_from_a_folder(hazy_set: Path, tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    outputs.mkdir()
    for n in (1, 2, 4):
        save_image(load_image(hazy_set / "GT" / f"{n:02d}_GT.png"), outputs / f"{n:02d}_hazy_restored.png")
    asked = request(
        hazy_set,
        tmp_path / "run",
        simulate=None,
        models=("haze/dcp+prior",),
        generated=(("GPT-4o", outputs),),
    )
    result = export(asked)
    assert len(result.without_generated) == 3
    table = score_run(tmp_path / "run").table
    assert sorted(table[table["method"] == "GPT-4o"]["image"]) == [
        "01_hazy.png",
        "02_hazy.png",
        "04_hazy.png",
    ]
    assert not table["simulated"].any()


def test_an_unpaired_set_is_change_from_input(tmp_path: Path) -> None:
    top = tmp_path / "dicm"
    top.mkdir()
    save_image(np.full((40, 40, 3), 30, np.uint8), top / "01.png")
    export(ExportRequest("dicm", top, tmp_path / "run", models=("low_light/lime",)))
    table = score_run(tmp_path / "run").table
    assert set(table["against"]) == {"input"}
    assert "not quality" in (tmp_path / "run" / "summary.md").read_text()
    with pytest.raises(InputError, match="no ground truth to redraw"):
        export(ExportRequest("dicm", top, tmp_path / "other", simulate=1.0))


def test_bad_requests_before_any_work(hazy_set: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        export(request(hazy_set, tmp_path / "run", models=("haze/none",)))
    with pytest.raises(InputError, match="--generated or --simulate"):
        export(request(hazy_set, tmp_path / "run", simulate=None))
    with pytest.raises(InputError, match="expected a run"):
        score_run(tmp_path)
    assert not (tmp_path / "run").exists()


def test_an_image_that_ends_its_worker_is_reported_and_the_others_are_done(hazy_set: Path) -> None:
    plain = ImageTask("", "", "", None, None, "haze", (), {}, None, 0, "photo", "cpu")
    tasks = [replace(plain, image=str(n)) for n in range(3)]
    done = list(run_local(ending.ends_its_process, tasks, 2))
    assert sorted(d.image for d in done) == ["0", "1", "2"]
    assert [d.image for d in done if d.error] == ["1"]


_EXPORT = """
import sys
from pathlib import Path
from restoration.benchmark import ExportRequest, export
if __name__ == "__main__":
    top, out, workers = sys.argv[1:]
    done = lambda done, position, total: print(done.image, flush=True)
    export(ExportRequest("dense-haze", Path(top), Path(out), models=("haze/dcp", "haze/dcp+prior"), simulate=1.0), workers=int(workers), report=done)
"""


def test_a_run_killed_half_way_leaves_no_process_and_loses_at_most_what_was_in_work(
    run_folder: Path, hazy_set: Path, tmp_path: Path
) -> None:
    script, out = tmp_path / "run.py", tmp_path / "killed"
    script.write_text(_EXPORT, "utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script), str(hazy_set), str(out), "1"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    first = [process.stdout.readline().strip() for _ in range(2)]
    workers = [child.pid for child in psutil.Process(process.pid).children(recursive=True)]
    assert workers
    process.kill()
    process.communicate()
    psutil.wait_procs([psutil.Process(pid) for pid in workers if psutil.pid_exists(pid)], timeout=120)
    assert not [pid for pid in workers if psutil.pid_exists(pid)]

    kept = {path: path.stat().st_mtime_ns for path in (out / "records").rglob("*.json")}
    assert len(kept) >= 2 * 4  # the two images that were reported, four predictions each
    for image in first:
        assert len([path for path in kept if path.name == f"{image_slug(image)}.json"]) == 4
    result = export(request(hazy_set, out))
    assert result.failed == ()
    assert result.kept + result.made == 6
    assert result.kept >= 2
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    names = {path.relative_to(run_folder) for path in (run_folder / "predictions").rglob("*")}
    assert {path.relative_to(out) for path in (out / "predictions").rglob("*")} >= names
    for path in (run_folder / "predictions").rglob("*.png"):
        assert (out / path.relative_to(run_folder)).read_bytes() == path.read_bytes()


def test_workers_and_one_process_write_the_same(hazy_set: Path, run_folder: Path, tmp_path: Path) -> None:
    result = export(request(hazy_set, tmp_path / "two", limit=2), workers=2)
    assert (result.made, result.failed) == (2, ())
    made = [path.relative_to(tmp_path / "two") for path in (tmp_path / "two" / "predictions").rglob("*.png")]
    assert len(made) == 2 * 4  # generated, aligned, and two models
    for path in made:
        assert (tmp_path / "two" / path).read_bytes() == (run_folder / path).read_bytes()


def test_names_of_images_become_different_file_names() -> None:
    names = ["a.png", "a.jpg", "x/a.png", "x a.png", "ä.png", "ö.png"]
    assert len({image_slug(n) for n in names}) >= len(names) - 1  # "x/a.png" and "x a.png" are one name
    assert image_slug("a.png") == "a.png"


def test_double_width_pictures_are_cut(tmp_path: Path) -> None:
    both = np.zeros((20, 60, 3), np.uint8)
    both[:, 30:] = 200
    save_image(both, tmp_path / "1.png")
    degraded, truth = predict.read_pair(tmp_path / "1.png", None, "right")
    assert truth is not None
    assert (degraded.mean(), truth.mean(), degraded.shape) == (200, 0, (20, 30, 3))
