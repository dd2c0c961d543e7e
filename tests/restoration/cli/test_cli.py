from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from restoration.cli import VERBS, main
from restoration.image import load_image, save_image
from restoration.synthesis import degrade, simulate_generator
from tests.conftest import ROOT, textured


@pytest.fixture
def files(tmp_path: Path) -> Path:
    truth = textured(96, 128)
    save_image(truth, tmp_path / "truth.png")
    save_image(degrade(truth, "haze", seed=1), tmp_path / "hazy.png")
    save_image(simulate_generator(truth, seed=1).image, tmp_path / "generated.png")
    return tmp_path


def run(*arguments: object) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "restoration", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def test_compare_writes_everything(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = files / "out"
    code = main(["compare", str(files / "hazy.png"), "--task", "haze", "--generated", str(files / "generated.png"),
                 "--truth", str(files / "truth.png"), "--out", str(out)])  # fmt: skip
    assert code == 0
    assert {p.name for p in out.iterdir()} == {
        "comparison.json", "degraded.png", "generated.png", "aligned.png", "baseline.png", "guided.png",
        "distortion.png", "influence.png", "truth.png",
    }  # fmt: skip
    data = json.loads((out / "comparison.json").read_text())
    assert {"psnr", "ssim", "protocol"} <= set(data["scores"]["guided"])
    shown = capsys.readouterr().out
    assert "guided" in shown
    assert "PSNR dB" in shown
    assert f"reached the result: {data['influence']['sentence']}\n" in shown
    assert np.array_equal(load_image(out / "degraded.png"), load_image(files / "hazy.png"))


def test_compare_simulates_only_when_asked_and_from_truth(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["compare", str(files / "hazy.png"), "--task", "haze", "--out", str(files / "o")]
    assert main([*arguments, "--simulate"]) == 2
    assert "--truth" in capsys.readouterr().err
    assert main([*arguments, "--simulate", "--truth", str(files / "truth.png")]) == 0
    assert (
        json.loads((files / "o" / "comparison.json").read_text())["provenance"]["generated"]["label"]
        == "simulated"
    )


def test_align_and_restore(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(
            [
                "align",
                str(files / "generated.png"),
                str(files / "hazy.png"),
                "--task",
                "haze",
                "--out",
                str(files / "a"),
            ]
        )
        == 0
    )
    assert {"aligned.png", "distortion.json", "flow.png", "labels.png"} <= {
        p.name for p in (files / "a").iterdir()
    }
    assert "proportions" in capsys.readouterr().out
    assert (
        main(["restore", str(files / "hazy.png"), "--model", "haze/dcp", "--out", str(files / "r.png")]) == 0
    )
    assert load_image(files / "r.png").shape == (96, 128, 3)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda f: ["compare", f / "absent.png", "--task", "haze", "--out", f / "o"], "found nothing"),
        (lambda f: ["compare", f / "text.png", "--task", "haze", "--out", f / "o"], "got text"),
        (lambda f: ["compare", f / "hazy.png", "--task", "snow", "--out", f / "o"], "invalid choice"),
        (lambda f: ["compare", f / "hazy.png", "--task", "haze"], "required: --out"),
        (lambda f: ["compare", f / "hazy.png", "--task", "haze", "--truth", f / "small.png", "--out", f / "o"], "128×96"),
        (lambda f: ["compare", f / "hazy.png", "--task", "haze", "--out", f / "text.png"], "expected a folder"),
        (lambda f: ["compare", f / "hazy.png", "--task", "haze", "--baseline", "haze/dcq", "--out", f / "o"], "haze/dcp"),
        (lambda f: ["restore", f / "hazy.png", "--model", "haze/transfer", "--out", f / "r.png"], "prior"),
        (lambda f: ["restore", f / "hazy.png", "--model", "haze/dcp", "--out", f / "r.exe"], "expected a name ending"),
        (lambda f: ["nothing"], "invalid choice"),
        (lambda f: [], "required"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line_and_code_2(
    files: Path,
    make,
    words: str,
    capsys: pytest.CaptureFixture[str],  # type: ignore[no-untyped-def]
) -> None:
    (files / "text.png").write_text("not an image, really")
    save_image(textured(20, 30), files / "small.png")
    try:
        code = main([str(a) for a in make(files)])
    except SystemExit as stop:
        code = int(stop.code or 0)
    said = capsys.readouterr().err.strip()
    assert code == 2
    assert words in said
    assert len(said.splitlines()) == 1
    assert not [p for p in files.rglob("*") if p.name.startswith(".") or p.name == "comparison.json"]


def test_help_of_every_verb_works_as_a_process() -> None:
    code, out, err = run("--help")
    assert code == 0
    assert all(verb in out for verb in VERBS), err
    code, _, err = run("compare")
    assert code == 2
    assert len(err.strip().splitlines()) == 1
