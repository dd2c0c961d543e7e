"""The study reads released outputs and outputs of `generate` as they lie on disk."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from benchmarks.study_claims import experiments
from benchmarks.study_conditions import given_outputs
from benchmarks.study_released import released_folder, released_rows
from benchmarks.study_runs import SetRows
from restoration.errors import InputError
from restoration.gpt.job import pixels_digest
from restoration.image import load_image, save_image
from restoration.synthesis import simulate_generator


def scene(seed: int) -> np.ndarray:
    coarse = np.random.default_rng(seed).integers(20, 235, (12, 16, 3), np.uint8)
    return np.kron(coarse, np.ones((8, 8, 1), np.uint8))


@pytest.fixture
def hazy(tmp_path: Path) -> Path:
    """Two scenes in O-HAZE's layout."""
    top = tmp_path / "O-HAZE"
    for n in (1, 2):
        for folder, image in (("GT", scene(n)), ("hazy", scene(n) // 2 + 90)):
            (top / folder).mkdir(parents=True, exist_ok=True)
            save_image(image, top / folder / f"{n:02d}_outdoor_{folder}.png")
    return top


@pytest.fixture
def released(tmp_path: Path) -> Path:
    folder = tmp_path / "released" / "O-Haze"
    folder.mkdir(parents=True)
    for n in (1, 2):
        save_image(simulate_generator(scene(n), seed=n).image, folder / f"{n:02d}_outdoor.png")
    return folder.parent


def test_released_outputs_are_a_real_generator(hazy: Path, released: Path, tmp_path: Path) -> None:
    rows = released_rows([("o-haze", hazy)], released, tmp_path / "work", None)
    assert [(row["generator"], row["simulated"]) for row in rows.images] == [("GPT-4o", False)] * 2
    assert {row["network"] for row in rows.networks} == {"haze/dcp", "haze/baseline"}
    assert {row["file"] for row in rows.files} == {
        f"{folder}/{n:02d}_outdoor_{folder}.png" for folder in ("hazy", "GT") for n in (1, 2)
    }
    found = experiments(SetRows(), rows, [])
    tables = [table for e in found for table in e["tables"] if "GPT-4o" in str(table["rows"])]
    assert len(tables) == 3
    assert all(table["caption"].startswith("Real") for table in tables)


@pytest.mark.parametrize("name", ["O-Haze", "o_haze", "OHAZE"])
def test_a_released_folder_is_found_by_its_sets_name(released: Path, tmp_path: Path, name: str) -> None:
    (released / "O-Haze").rename(released / name)
    assert released_folder(released, "o-haze", tmp_path / "x").name == name


def test_an_archive_is_unpacked_and_no_path_leads_out_of_it(released: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(released / "LOL.zip", "w") as archive:
        archive.write(released / "O-Haze" / "01_outdoor.png", "results/1.png")
        archive.write(released / "O-Haze" / "02_outdoor.png", "../../22.png")
        archive.writestr("notes.txt", "x")
    folder = released_folder(released, "lol-v1", tmp_path / "unpacked")
    assert sorted(p.relative_to(tmp_path).as_posix() for p in folder.iterdir()) == [
        "unpacked/lol-v1/1.png",
        "unpacked/lol-v1/22.png",
    ]
    with pytest.raises(InputError, match=r"uieb.*O-Haze"):
        released_folder(released, "uieb", tmp_path / "unpacked")
    with pytest.raises(InputError, match="expected a folder"):
        released_folder(tmp_path / "absent", "uieb", tmp_path / "unpacked")


def test_outputs_of_generate_are_matched_by_the_photos_pixels(tmp_path: Path) -> None:
    photos, outputs = tmp_path / "photos", tmp_path / "outputs"
    photos.mkdir()
    for folder in ("a", "b"):
        (outputs / folder).mkdir(parents=True)
    save_image(scene(1) // 2 + 90, photos / "p.png")
    asked = {
        "input_sha256": pixels_digest(load_image(photos / "p.png")), "task": "haze", "model": "m", "prompt": "first",
        "framing": {"policy": "pad"}, "sample": "1.1",
    }  # fmt: skip
    for place, prompt in (("a/p.png", "first"), ("b/renamed.png", "second")):
        save_image(simulate_generator(scene(1), seed=3).image, outputs / place)
        (outputs / place).with_suffix(".json").write_text(json.dumps({**asked, "prompt": prompt}))
    save_image(scene(5), outputs / "a" / "stranger.png")  # no record beside it
    save_image(scene(6), outputs / "a" / "other.png")
    (outputs / "a" / "other.json").write_text(json.dumps({**asked, "input_sha256": "0" * 64}))
    (outputs / "a" / "generate.json").write_text("[]")
    rows, files = given_outputs(photos, outputs)
    assert sorted((row["photo"], row["prompt"], row["policy"]) for row in rows) == [
        ("p.png", "first", "pad"),
        ("p.png", "second", "pad"),
    ]
    assert sorted(row["file"] for row in files) == [
        "outputs/a/p.png",
        "outputs/b/renamed.png",
        "photos/p.png",
    ]
    shutil.rmtree(outputs / "a")
    shutil.rmtree(outputs / "b")
    with pytest.raises(InputError, match="found none"):
        given_outputs(photos, outputs)
