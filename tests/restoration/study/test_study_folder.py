"""What a study's folder must hold, and what is said where it does not."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from restoration.benchmark import ExportRequest, export
from restoration.errors import InputError
from restoration.image import load_image, save_image
from restoration.study.checking import check_study
from restoration.study.folder import list_study
from restoration.study.pictures import StudyPicture
from tests.restoration.study.conftest import METHODS, PHOTOS


def test_methods_inputs_and_truths_are_paired_by_name(folder: Path) -> None:
    (folder / "input" / "street.png").rename(folder / "input" / "street_hazy.png")
    (folder / ".cache").mkdir()
    found = list_study(folder)
    assert found.methods == METHODS
    assert [item.name for item in found.items] == [
        "forest.png",
        "harbour.png",
        "street_hazy.png",
        "tower.png",
    ]
    street = found.items[2]
    assert street.truth is not None
    assert street.truth.path == folder / "truth" / "street.png"
    assert {m: p.path for m, p in street.outputs.items()} == {m: folder / m / "street.png" for m in METHODS}
    assert found.items[3].truth is None
    assert found.notes == ("truth/: shown for 3 of 4 photos; lacks tower.png.",)
    checked, notes = check_study(found)
    assert (checked["tower.png"].width, checked["tower.png"].height) == (64, 48)
    assert notes == []


def test_degraded_is_a_name_for_the_inputs_and_unused_files_are_said(folder: Path) -> None:
    (folder / "input").rename(folder / "degraded")
    save_image(np.zeros((4, 4, 3), np.uint8), folder / "aurora" / "moon.png")
    found = list_study(folder)
    assert len(found.items) == len(PHOTOS)
    assert "aurora/: not shown, as no photo has this name: moon.png." in found.notes


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"expected a study's folder, found none .*Lay it out as"):
        list_study(tmp_path / "nothing")


def test_no_input_one_method_no_images(folder: Path) -> None:
    (folder / "input").rename(folder / "photos")
    with pytest.raises(
        InputError, match=r"expected a folder input/ \(or degraded/\).* found aurora/, .*photos/"
    ):
        list_study(folder)
    (folder / "photos").rename(folder / "input")
    for method in METHODS[1:]:
        (folder / method).rename(folder / f".{method}")
    with pytest.raises(InputError, match=r"at least two methods beside input/, found aurora/"):
        list_study(folder)
    (folder / "degraded").mkdir()
    with pytest.raises(InputError, match=r"expected one of input/, .*found degraded/, input/\. Keep one"):
        list_study(folder)


def test_missing_outputs_are_named_with_their_method(folder: Path) -> None:
    (folder / "aurora" / "street.png").unlink()
    (folder / "cumulus" / "tower.png").rename(folder / "cumulus" / "spire.png")
    with pytest.raises(InputError) as caught:
        list_study(folder)
    told = str(caught.value)
    assert "aurora/ lacks street.png" in told
    assert "cumulus/ lacks tower.png (found there, but of no photo or of several: spire.png)" in told


def test_unreadable_files_and_other_sizes_are_named(folder: Path) -> None:
    (folder / "borealis" / "forest.png").write_bytes(b"no image")
    cut = folder / "cumulus" / "harbour.png"
    cut.write_bytes(cut.read_bytes()[:900])
    with pytest.raises(InputError, match=r"method borealis: forest\.png.*method cumulus: harbour\.png"):
        check_study(list_study(folder))
    for name in ("borealis/forest", "cumulus/harbour"):
        save_image(np.zeros((48, 62, 3), np.uint8), folder / f"{name}.png")
    with pytest.raises(InputError) as caught:
        check_study(list_study(folder))
    assert "forest.png of method borealis is 62×48, its input 64×48" in str(caught.value)
    assert "harbour.png of method cumulus is 62×48" in str(caught.value)


def test_methods_with_the_same_picture_are_said(folder: Path) -> None:
    save_image(load_image(folder / "aurora" / "tower.png"), folder / "borealis" / "tower.png")
    _, notes = check_study(list_study(folder))
    assert notes == ["aurora and borealis are the same, pixel for pixel, on 1 of 4 photos."]


def test_a_benchmark_run_is_a_study(folder: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    request = ExportRequest(set="own", top=folder, out=run, models=("haze/dcp",), task="haze")
    _as_set(folder)
    export(request, workers=1)
    with pytest.raises(InputError, match=r"a run with at least two methods, got haze/dcp"):
        list_study(run)
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    twin = next(m for m in manifest["methods"] if m["name"] == "haze/dcp") | {"name": "other"}
    manifest["methods"].append(twin)
    (run / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(InputError, match=r"missing: other: "):
        list_study(run)
    (run / "predictions" / "other").symlink_to(run / "predictions" / "haze-dcp")
    found = list_study(run)
    assert found.methods == ("haze/dcp", "other")
    assert all(item.truth is not None for item in found.items)
    assert all(checked.width == 64 for checked in check_study(found)[0].values())


def test_halves_of_double_width_pictures(tmp_path: Path) -> None:
    image = np.zeros((4, 6, 3), np.uint8)
    image[:, 3:] = 200
    save_image(image, tmp_path / "both.png")
    left, right = (StudyPicture(tmp_path / "both.png", half).read() for half in ("left", "right"))
    assert (left.shape, right.shape) == ((4, 3, 3), (4, 3, 3))
    assert (left == 0).all()
    assert (right == 200).all()


def _as_set(folder: Path) -> None:
    """The catalogue's layout for folders of one's own."""
    (folder / "input" / "tower.png").unlink()
    (folder / "input").rename(folder / "degraded")
    (folder / "truth").rename(folder / "gt")
