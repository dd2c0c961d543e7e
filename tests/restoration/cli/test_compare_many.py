"""`compare` with results of other methods and several generators, for one photo and for folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from restoration.cli import main
from restoration.image import load_image, save_image
from restoration.synthesis import degrade, simulate_generator
from tests.conftest import textured


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """photos/{1,2,10}.png, truth, folders of two methods (one lacks 10) and of one generator."""
    top = tmp_path_factory.mktemp("many")
    for number, name in enumerate(("1", "2", "10")):
        clean = textured(64, 96, seed=number)
        save_image(clean, top / "truth" / f"{name}_gt.png")
        save_image(degrade(clean, "haze", seed=number), top / "photos" / f"{name}_hazy.png")
        save_image(clean, top / "a" / f"{name}_restored.png")
        save_image(simulate_generator(clean, seed=number).image, top / "gpt" / f"{name}.png")
        if name != "10":
            save_image(np.roll(clean, 4, 1), top / "b" / f"{name}.png")
    save_image(textured(20, 20), top / "b" / "unknown.png")
    return top


def record(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "comparison.json").read_text("utf-8"))
    return found


def test_one_photo_with_any_number_of_results(
    top: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    arguments = ["compare", str(top / "photos/1_hazy.png"), "--task", "haze", "--truth", str(top / "truth/1_gt.png"),
                 "--result", f"Method A={top / 'a/1_restored.png'}", "--result", f"B={top / 'b/1.png'}",
                 "--generated", f"GPT-4o={top / 'gpt/1.png'}", "--generated", f"Other={top / 'gpt/1.png'}",
                 "--out", str(out)]  # fmt: skip
    assert main(arguments) == 0
    data = record(out)
    assert [(m["kind"], m["label"]) for m in data["methods"]] == [
        ("photo", "Degraded"),
        ("result", "Method A"),
        ("result", "B"),
        ("generated", "GPT-4o"),
        ("generated", "Other"),
    ]
    for method in data["methods"]:
        assert (out / method["file"]).is_file()
        if method["aligned"]:
            assert (out / method["aligned"]["file"]).is_file()
    assert data["methods"][1]["scores"]["psnr"] == "inf"
    assert data["methods"][3]["source"]["model"] == "GPT-4o"
    assert set(data["files"]) == {p.name for p in out.iterdir()} - {"comparison.json"}
    assert (out / "result-b-distortion.png").is_file()
    assert np.array_equal(load_image(out / "result-method-a.png"), load_image(top / "a/1_restored.png"))
    shown = capsys.readouterr().out
    assert "Method A" in shown
    assert "B: Its content is displaced" in shown
    # Once more, with fewer: what the first run made and this one does not is gone.
    assert main([*arguments[:8], "--out", str(out)]) == 0
    assert not (out / "result-b.png").exists()


def test_a_folder_is_paired_by_name_in_natural_order(
    top: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    code = main(["compare", str(top / "photos"), "--task", "haze", "--truth", str(top / "truth"),
                 "--result", f"A={top / 'a'}", "--result", f"B={top / 'b'}", "--out", str(out)])  # fmt: skip
    assert code == 0
    said = capsys.readouterr()
    assert (
        said.out.index("1_hazy (1 of 3)")
        < said.out.index("2_hazy (2 of 3)")
        < said.out.index("10_hazy (3 of 3)")
    )
    assert "not there for this photo: B" in said.out
    assert "unknown.png not used, because no photo has this name" in said.err
    assert [m["label"] for m in record(out / "2_hazy")["methods"]] == ["Degraded", "A", "B"]
    assert [m["label"] for m in record(out / "10_hazy")["methods"]] == ["Degraded", "A"]
    assert record(out / "10_hazy")["methods"][1]["scores"]["psnr"] == "inf"


def test_one_folder_holds_one_folder_a_method_or_marked_names(top: Path, tmp_path: Path) -> None:
    for method in ("a", "b"):
        for number in ("1", "2"):
            save_image(load_image(top / "b" / f"{number}.png"), tmp_path / "all" / method / f"{number}.png")
            save_image(load_image(top / "b" / f"{number}.png"), tmp_path / "flat" / f"{number}__{method}.png")
    for given in ("all", "flat"):
        out = tmp_path / f"out-{given}"
        assert main(["compare", str(top / "photos"), "--task", "haze", "--result", str(tmp_path / given),
                     "--out", str(out)]) == 0  # fmt: skip
        assert [m["label"] for m in record(out / "1_hazy")["methods"]] == ["Degraded", "a", "b"]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--result", "A=a/1_restored.png", "--result", "A=b/1.png"], "'A' is given twice"),
        (["--result", "=a/1_restored.png"], "expected NAME=FILE"),
        (["--result", "A="], "expected NAME=FILE"),
        (["--result", "A=absent.png"], "found nothing"),
        (["--generated", "a/1_restored.png", "--generated", "b/1_restored.png"], "found nothing"),
    ],
)
def test_wrong_options_are_refused_in_one_line(
    top: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    more: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(top)
    assert main(["compare", "photos/1_hazy.png", "--task", "haze", *more, "--out", str(tmp_path / "o")]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1


def test_files_of_nobody_are_refused(top: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_image(textured(20, 20), tmp_path / "x" / "other.png")
    save_image(textured(20, 20), tmp_path / "x" / "more.png")
    code = main(["compare", str(top / "photos"), "--task", "haze", "--result", f"X={tmp_path / 'x'}",
                 "--out", str(tmp_path / "o")])  # fmt: skip
    assert code == 2
    assert "--result X: none of its 2 files belongs to a photo" in capsys.readouterr().err


def test_one_broken_photo_does_not_stop_the_others(
    top: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photos = tmp_path / "photos"
    save_image(load_image(top / "photos/1_hazy.png"), photos / "1.png")
    (photos / "2.png").write_text("no image")
    code = main(
        ["compare", str(photos), "--task", "haze", "--result", f"A={top / 'a'}", "--out", str(tmp_path / "o")]
    )
    assert code == 1
    assert (tmp_path / "o/1/comparison.json").is_file()
    assert "1 of 2 photos failed" in capsys.readouterr().err


def test_an_input_is_never_overwritten(top: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "o"
    save_image(load_image(top / "a/1_restored.png"), out / "result-a.png")
    code = main(["compare", str(top / "photos/1_hazy.png"), "--task", "haze", "--result", f"A={out / 'result-a.png'}",
                 "--out", str(out)])  # fmt: skip
    assert code == 2
    assert "is an input of this run" in capsys.readouterr().err


def test_a_folder_ends_with_its_table_and_table_makes_others(
    top: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    arguments = ["compare", str(top / "photos"), "--task", "haze", "--truth", str(top / "truth"),
                 "--result", f"A={top / 'a'}", "--result", f"B={top / 'b'}", "--out", str(out)]  # fmt: skip
    assert main([*arguments, "--measure", "gmsd", "--reference", "A"]) == 0
    data = json.loads((out / "table.json").read_text("utf-8"))
    assert data["methods"] == ["Degraded", "A", "B"]
    assert data["photos"] == ["1_hazy", "2_hazy", "10_hazy"]
    assert list(data["measures"]) == ["psnr", "ssim", "gmsd"]
    assert data["measures"]["psnr"]["values"][2][2] is None
    assert data["measures"]["psnr"]["summary"][1]["mean"] == "inf"
    assert (out / "table.tex").read_text("utf-8").count("tabular") == 2
    assert "difference to A" in capsys.readouterr().out
    other = tmp_path / "table"
    assert main(["table", str(out), "--protocol", "y", "--out", str(other)]) == 0
    again = json.loads((other / "table.json").read_text("utf-8"))
    assert again["protocol"] == "y"
    assert again["measures"]["psnr"]["values"][0][0] != data["measures"]["psnr"]["values"][0][0]
    assert main(["table", str(tmp_path / "absent"), "--out", str(other)]) == 2
    assert main(["table", str(out), "--reference", "X", "--out", str(other)]) == 2


def test_one_photo_prints_what_was_asked(
    top: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["compare", str(top / "photos/1_hazy.png"), "--task", "other", "--truth", str(top / "truth/1_gt.png"),
                 "--result", f"A={top / 'a/1_restored.png'}", "--measure", "haarpsi", "--out", str(tmp_path / "o")])  # fmt: skip
    assert code == 0
    assert "HaarPSI, against ground truth, rgb" in capsys.readouterr().out


@pytest.mark.parametrize("half", ["left", "right"])
def test_pictures_of_double_width_hold_their_truth(half: str, tmp_path: Path) -> None:
    truth = textured(60, 80, seed=2)
    degraded = np.clip(truth.astype(int) + 20, 0, 255).astype(np.uint8)
    sides = [degraded, truth] if half == "left" else [truth, degraded]
    save_image(np.hstack(sides), tmp_path / "in" / "1.png")
    save_image(truth, tmp_path / "a" / "1.png")
    common = [
        "compare",
        str(tmp_path / "in"),
        "--task",
        "other",
        "--result",
        f"A={tmp_path / 'a'}",
        "--halves",
        half,
    ]
    assert main([*common, "--out", str(tmp_path / "out")]) == 0
    found = json.loads((tmp_path / "out/1/comparison.json").read_text())
    photo, result = (method["scores"]["psnr"] for method in found["methods"])
    assert photo == pytest.approx(22.1, abs=0.5)
    assert result == "inf"
    assert load_image(tmp_path / "out/1/degraded.png").shape == truth.shape
    assert main([*common, "--truth", str(tmp_path / "a"), "--out", str(tmp_path / "o2")]) == 2
