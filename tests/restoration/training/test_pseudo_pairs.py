"""Photos and generated images become training pairs, or are rejected with the reason."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from restoration.cli import main
from restoration.errors import InputError
from restoration.image import load_image, save_image
from restoration.synthesis import degrade, simulate_generator
from restoration.training.pairs import load_pairs
from restoration.training.pseudo_pairs import make_pseudo_pairs
from tests.conftest import textured


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Three rainy photos: one redrawn, one with another scene's image, one without; and an image of no photo."""
    photos, generated = tmp_path / "photos", tmp_path / "generated"
    photos.mkdir()
    generated.mkdir()
    for name, seed in (("same", 1), ("other", 2), ("alone", 3)):
        save_image(degrade(textured(192, 256, seed), "rain", seed=seed), photos / f"{name}.png")
    save_image(simulate_generator(textured(192, 256, 1), seed=5, strength=0.5).image, generated / "same.png")
    save_image(textured(192, 256, 99), generated / "other.png")
    save_image(textured(192, 256, 98), generated / "nobody.png")
    (generated / "alone.png").unlink(missing_ok=True)
    return photos, generated


def test_pairs_are_taken_or_rejected_with_a_reason(folders: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = make_pseudo_pairs(*folders, out, task="rain")
    state = {pair.name: pair for pair in found.pairs}
    assert state["same"].accepted
    assert not state["other"].accepted
    assert state["other"].reason == "not shown to be the same scene"
    assert found.without_generated == ("alone.png",)
    assert [name.split(": ")[-1] for name in found.without_photo] == ["nobody.png"]
    for folder in ("degraded", "aligned", "confidence"):
        assert [p.name for p in (out / folder).iterdir()] == ["same.png"]
    np.testing.assert_array_equal(
        load_image(out / "degraded" / "same.png"), load_image(folders[0] / "same.png")
    )
    stored = json.loads((out / "pairs.json").read_text())
    assert [pair["reason"] for pair in stored["pairs"] if pair["name"] == "other"] == [state["other"].reason]
    assert stored["tone"] == "input"
    page = (out / "audit.html").read_text()
    assert "1 of 2 pairs accepted" in page
    assert "http" not in page


def test_training_reads_them_without_aligning_again(
    folders: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    make_pseudo_pairs(*folders, out, task="haze", tone="keep")
    monkeypatch.setattr("restoration.training.pairs.align", None)
    (sample,) = load_pairs(out, "haze", truth=False, priors=True)
    assert sample.prior is not None
    assert sample.confidence is not None
    np.testing.assert_array_equal(sample.prior, load_image(out / "aligned" / "same.png"))
    assert sample.confidence.shape == sample.prior.shape[:2]
    assert sample.confidence.max() > 128


def test_names_cannot_inject_into_the_page(folders: tuple[Path, Path], tmp_path: Path) -> None:
    for folder in folders:
        (folder / "same.png").rename(folder / "<b>x.png")
    make_pseudo_pairs(*folders, tmp_path / "out", task="rain")
    page = (tmp_path / "out" / "audit.html").read_text()
    assert "<b>x" not in page
    assert "&lt;b&gt;x" in page


def test_a_folder_with_something_in_it_is_left_alone(
    folders: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InputError, match="new or empty folder"):
        make_pseudo_pairs(*folders, tmp_path, task="rain")
    arguments = ["pseudo-pairs", str(folders[0]), str(folders[1]), "--task", "rain", "--out", str(tmp_path)]
    assert main(arguments) == 2
    assert "new or empty folder" in capsys.readouterr().err
