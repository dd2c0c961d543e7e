from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from restoration.errors import OutputError
from restoration.image import load_image
from restoration.pipeline import compare, simulated_output
from restoration.records import Comparison
from restoration.reporting import stream_zip, write_comparison, write_files
from restoration.synthesis import degrade
from tests.conftest import textured


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    truth = textured(96, 128)
    return compare(degrade(truth, "haze"), task="haze", generated=simulated_output(truth), truth=truth)


def test_files_hold_exactly_the_panes(comparison: Comparison, tmp_path: Path) -> None:
    written = {p.name for p in write_comparison(comparison, tmp_path)}
    overlays = {"distortion.png", "influence.png"}
    assert written == {f"{n}.png" for n in comparison.panes} | overlays | {"comparison.json"}
    for name, image in comparison.panes.items():
        assert np.array_equal(load_image(tmp_path / f"{name}.png"), image)


def test_the_label_travels_inside_the_files(comparison: Comparison, tmp_path: Path) -> None:
    write_comparison(comparison, tmp_path)
    for name in ("generated", "aligned", "guided"):
        assert "simulated" in Image.open(tmp_path / f"{name}.png").text["Source"]
    assert "Source" not in Image.open(tmp_path / "baseline.png").text
    assert (
        json.loads((tmp_path / "comparison.json").read_text())["provenance"]["generated"]["label"]
        == "simulated"
    )


def test_the_influence_is_a_picture_and_numbers(comparison: Comparison, tmp_path: Path) -> None:
    write_comparison(comparison, tmp_path)
    assert comparison.influence is not None
    assert load_image(tmp_path / "influence.png").shape == comparison.panes["degraded"].shape
    data = json.loads((tmp_path / "comparison.json").read_text())["influence"]
    assert data["taken"] == pytest.approx(comparison.influence.taken)
    assert data["leak"]["level"] == comparison.influence.leak.level
    assert "map" not in data


def test_an_unwritable_folder_is_an_error(comparison: Comparison, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="could not be written"):
        write_files({"a.png": b"x"}, tmp_path / "file")


def test_zip_keeps_names_apart(comparison: Comparison, tmp_path: Path) -> None:
    write_comparison(comparison, tmp_path / "a")
    (tmp_path / "a" / "viewer.json").write_text("{}")
    with zipfile.ZipFile(
        io.BytesIO(b"".join(stream_zip({"one": tmp_path / "a", "two": tmp_path / "a"})))
    ) as archive:
        names = archive.namelist()
        assert "one/guided.png" in names
        assert "two/comparison.json" in names
        assert not any("viewer" in n for n in names)
        assert archive.testzip() is None
