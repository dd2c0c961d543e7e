"""A run image by image, against pandas."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from restoration.benchmark import run_overview, run_scores
from restoration.benchmark.runs import read_manifest, record_path
from restoration.errors import InputError


@pytest.fixture
def run(run_folder: Path) -> Path:
    return run_folder


def test_gains_flips_and_the_best_are_those_of_the_table(run: Path) -> None:
    scores = run_scores(run)
    psnr = scores.table.pivot(index="image", columns="method", values="psnr")
    found = run_overview(run, scores, method="haze/dcp", over="degraded")
    gain = psnr["haze/dcp"] - psnr["degraded"]
    assert {row.image: row.gain for row in found.images} == pytest.approx(gain.to_dict())
    assert {row.image for row in found.images if row.flipped} == set(gain.index[gain * gain.mean() < 0])
    assert {row.image: row.best for row in found.images} == psnr.idxmax(axis=1).to_dict()
    assert [row.image for row in found.ordered("psnr")] == list(psnr["haze/dcp"].sort_values().index)
    assert [row.image for row in found.ordered("gain", worst_first=False)] == list(gain.sort_values().index)[
        ::-1
    ]
    assert found.psnr["haze/dcp"] == list(psnr["haze/dcp"])
    assert run_overview(run, scores).method == "haze/dcp+prior"
    assert run_overview(run, scores).over == "haze/dcp"
    with pytest.raises(InputError, match="expected a method of this run"):
        run_overview(run, scores, method="haze/best")


def test_the_most_bent_are_those_of_the_records_and_what_cannot_be_judged_is_unknown(run: Path) -> None:
    manifest = read_manifest(run)
    generated = next(m for m in manifest.methods if m.kind == "generated")
    for n, facts in enumerate(manifest.files):
        file = record_path(run, generated, facts.image)
        record = json.loads(file.read_text())
        record["distortion"] |= {"motion_px": 2.0 * n, "residual_px": {"median": 0.1, "p95": float(n), "max": 9.0},
                                 "reason": "too dark" if n == 5 else ""}  # fmt: skip
        file.write_text(json.dumps(record))
    found = run_overview(run, run_scores(run))
    order = found.ordered("bent")
    assert [row.bent for row in order[:-1]] == [4, 3, 2, 1, 0]
    assert math.isnan(order[-1].bent)
    assert math.isnan(found.ordered("moved", worst_first=False)[-1].moved)
    record_path(run, generated, manifest.files[0].image).write_text("no record")
    assert math.isnan(run_overview(run, run_scores(run)).images[0].bent)
