from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from restoration.cli import VERBS, main
from restoration.image import load_image, save_image
from restoration.settings import get_settings
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
        (lambda f: ["compare", f / "hazy.png", "--task", "moire", "--out", f / "o"], "invalid choice"),
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


def test_inputs_are_never_overwritten(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = files / "a"
    folder.mkdir()
    for name in ("degraded.png", "truth.png"):
        shutil.copy(files / ("hazy.png" if name == "degraded.png" else "truth.png"), folder / name)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    photo, truth = folder / "degraded.png", folder / "truth.png"
    (files / "link.png").symlink_to(photo)
    for arguments in (
        ["compare", photo, "--task", "haze", "--truth", truth, "--out", folder],
        ["compare", files / "link.png", "--task", "haze", "--out", folder],
        ["restore", photo, "--model", "haze/dcp", "--out", photo],
        ["restore", photo, "--model", "haze/dcp", "--out", files / "link.png"],
        ["restore", photo, "--model", "haze/dcp", "--out", folder / "DEGRADED.png"],
    ):
        assert main([str(a) for a in arguments]) == 2
        assert "input" in capsys.readouterr().err
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_a_second_comparison_leaves_nothing_of_the_first(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = files / "out"
    first = ["compare", files / "hazy.png", "--task", "haze", "--truth", files / "truth.png",
             "--generated", files / "generated.png", "--out", out]  # fmt: skip
    assert main([str(a) for a in first]) == 0
    (out / "mine.png").write_bytes((files / "truth.png").read_bytes())
    assert main(["compare", str(files / "hazy.png"), "--task", "haze", "--out", str(out)]) == 0
    assert {p.name for p in out.iterdir()} == {"comparison.json", "degraded.png", "baseline.png", "mine.png"}
    shutil.copy(files / "truth.png", out / "truth.png")
    before = (out / "truth.png").read_bytes()
    capsys.readouterr()
    assert main([str(a) for a in first]) == 2
    assert "truth.png is there already" in capsys.readouterr().err
    assert (out / "truth.png").read_bytes() == before


def test_the_suffix_is_refused_before_any_work(
    files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("restoration.cli.restore.restore", lambda *_, **__: pytest.fail("worked first"))
    for name in ("x.gif", "x", "x.exe"):
        arguments = ["restore", str(files / "hazy.png"), "--model", "haze/dcp", "--out", str(files / name)]
        assert main(arguments) == 2
        assert "expected a name ending" in capsys.readouterr().err


def test_a_console_without_infinity(files: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "restoration", "compare", str(files / "hazy.png"), "--task", "haze",
         "--out", str(files / "o")],
        cwd=ROOT, capture_output=True, timeout=120, env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "inf" in done.stdout.decode("cp1252")


def test_the_device_of_the_environment(
    files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRIORLENS_DEVICE", "cuda:7")
    get_settings.cache_clear()
    arguments = [
        "restore",
        str(files / "hazy.png"),
        "--model",
        "haze/baseline",
        "--out",
        str(files / "r.png"),
    ]
    assert main(arguments) == 2
    assert "cuda" in capsys.readouterr().err
    assert main([*arguments, "--device", "cpu"]) == 0


def test_help_of_every_verb_works_as_a_process() -> None:
    code, out, err = run("--help")
    assert code == 0
    assert all(verb in out for verb in VERBS), err
    code, _, err = run("compare")
    assert code == 2
    assert len(err.strip().splitlines()) == 1
