"""A released data set: its files, card and checksums, read back by what reads it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from restoration.benchmark import ExportRequest, export
from restoration.cli import main
from restoration.gpt import list_released, match_released
from restoration.image import load_image, save_image
from restoration.synthesis import simulate_generator


@pytest.fixture
def generated(hazy_set: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "outputs"
    for n in (1, 2, 4):
        image = simulate_generator(load_image(hazy_set / "GT" / f"{n:02d}_GT.png"), seed=n).image
        save_image(image, folder / f"{n:02d}_output.png")
        facts = {"model": "gpt-image-1", "prompt": "Remove the haze.", "created": f"2026-11-0{n}T10:00:00+00:00",
                 "cost_usd": 0.25}  # fmt: skip
        (folder / f"{n:02d}_output.json").write_text(json.dumps(facts))
    return folder


def run(hazy_set: Path, generated: Path, out: Path, *more: str) -> int:
    return main(["benchmark", "release", "--set", f"dense-haze={hazy_set}", "--images", f"dense-haze={generated}",
                 "--generator", "GPT-4o", "--licence", "CC BY 4.0", "--out", str(out), *more])  # fmt: skip


def test_what_the_licence_does_not_allow_is_refused_unless_told(
    hazy_set: Path, generated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(hazy_set, generated, tmp_path / "out") == 2
    assert "not known to allow derived images" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_release_is_read_back(
    hazy_set: Path, generated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(hazy_set, generated, out, "--allow", "dense-haze") == 0
    said = capsys.readouterr()
    assert "3 images of 1 sets" in said.out
    assert "no generated image: dense-haze: 03_hazy.png" in said.err
    assert sorted(p.name for p in (out / "dense-haze").iterdir()) == [
        "01_hazy.png",
        "02_hazy.png",
        "04_hazy.png",
    ]
    assert (out / "dense-haze" / "02_hazy.png").read_bytes() == (generated / "02_output.png").read_bytes()
    table = pd.read_csv(out / "metadata.csv", keep_default_na=False)
    assert list(table["file_name"]) == [
        "dense-haze/01_hazy.png",
        "dense-haze/02_hazy.png",
        "dense-haze/04_hazy.png",
    ]
    assert set(table["model"]) == {"gpt-image-1"}
    assert (table["distortion"] != "").all()
    for line in (out / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    text = (out / "README.md").read_text()
    for word in ("3 images that gpt-image-1 made", "$0.75 for 3 of 3 images", "2026-11-01 to 2026-11-04", "Remove the haze.",
                 "research use (published with permission", 'license: "CC BY 4.0"', "of 3 |"):  # fmt: skip
        assert word in text, word
    assert str(tmp_path) not in text + (out / "metadata.csv").read_text()

    found = match_released(out, hazy_set / "hazy", dataset="dense-haze")
    assert [m.how for m in found.matched] == ["name"] * 3
    assert {image.group for image in list_released(out)} == {"dense-haze"}
    request = ExportRequest(
        "dense-haze", hazy_set, tmp_path / "run", generated=(("GPT-4o", out / "dense-haze"),)
    )
    assert export(request).made >= 3


def test_a_later_release_replaces_its_own_files_only(
    hazy_set: Path, generated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, options = tmp_path / "out", ("--allow", "dense-haze", "--no-distortion")
    assert run(hazy_set, generated, out, *options) == 0
    (generated / "04_output.png").unlink()
    (out / "dense-haze" / "mine.txt").write_text("mine")
    assert run(hazy_set, generated, out, *options) == 0
    assert not (out / "dense-haze" / "04_hazy.png").exists()
    assert (out / "dense-haze" / "mine.txt").read_text() == "mine"
    assert "How the scenes were changed" not in (out / "README.md").read_text()
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "README.md").write_text("mine")
    assert run(hazy_set, generated, foreign, *options) == 2
    assert (foreign / "README.md").read_text() == "mine"
    assert main(["benchmark", "release", "--set", f"dense-haze={hazy_set}", "--images", f"o-haze={generated}",
                 "--generator", "x", "--licence", "x", "--out", str(out)]) == 2  # fmt: skip
    assert "for the same sets" in capsys.readouterr().err
