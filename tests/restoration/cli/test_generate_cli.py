"""`python -m restoration generate` as a process, against a local service."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "tests" / "restoration" / "gpt"))

import fake_gemini as fg  # noqa: E402
import fake_openai as fo  # noqa: E402

from restoration.cli import main  # noqa: E402
from restoration.image import save_image  # noqa: E402
from restoration.settings import get_settings  # noqa: E402

KEY = "sk-cli-0123456789abcdef"


def surroundings(data: Path, fake: fo.FakeOpenAI | None, key: str) -> dict[str, str]:
    return {
        "PRIORLENS_DATA": str(data),
        "OPENAI_API_KEY": key,
        "OPENAI_BASE_URL": fake.base_url if fake else "http://127.0.0.1:9/v1",
        "GEMINI_API_KEY": key,
        "GOOGLE_GEMINI_BASE_URL": fake.base_url if fake else "http://127.0.0.1:9",
        "NO_PROXY": "*",
    }


@pytest.fixture
def run(tmp_path):
    """The command as a process."""

    def start(
        *arguments: str, fake: fo.FakeOpenAI | None = None, key: str = KEY
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "restoration", "generate", *arguments],
            cwd=ROOT, env=os.environ | surroundings(tmp_path / "data", fake, key),
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    return start


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    """The command in this process, for what ends before any image is made: starting one costs seconds."""

    def start(
        *arguments: str, fake: fo.FakeOpenAI | None = None, key: str = KEY
    ) -> subprocess.CompletedProcess[str]:
        for name, value in surroundings(tmp_path / "data", fake, key).items():
            monkeypatch.setenv(name, value)
        get_settings.cache_clear()
        capsys.readouterr()
        code = main(["generate", *arguments])
        said = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, said.out, said.err)

    return start


@pytest.fixture
def folder(tmp_path):
    for i in range(3):
        save_image(np.full((20, 30, 3), 60 * i, np.uint8), tmp_path / "in" / f"p{i}.png")
    return tmp_path / "in"


def test_a_folder_from_dry_run_to_cache(run, call, folder, tmp_path):
    out = tmp_path / "out"
    common = (str(folder), "--task", "haze", "--out", str(out), "--model", "gpt-image-2", "--budget", "5")
    dry = call(*common, "--dry-run", key="")
    assert dry.returncode == 0, dry.stderr
    assert "3 priced; would cost about $0." in dry.stdout
    assert not out.exists()
    tight = call(*common[:-1], "0.01", "--dry-run", key="")
    assert "over the budget of $0.01" in tight.stdout
    with fo.FakeOpenAI() as fake:
        done = run(*common, "--stream", fake=fake)
        assert done.returncode == 0, done.stderr
        assert "3 done; spent $0.1611" in done.stdout
        again = run(*common, fake=fake, key="")
        assert again.returncode == 0, again.stderr
        assert "3 cached; spent $0.0000, $0.1611 today" in again.stdout
        assert fake.calls == 3
    assert sorted(p.name for p in out.glob("*.png")) == ["p0.png", "p1.png", "p2.png"]
    facts = json.loads((out / "p1.json").read_text())
    assert facts["label"] == "gpt-image-2 (cache)"
    assert json.loads((out / "generate.json").read_text())["rows"][0]["status"] == "cached"
    for path in [*out.iterdir(), *(tmp_path / "data").rglob("*")]:
        assert not path.is_file() or KEY.encode() not in path.read_bytes()
    assert KEY not in done.stdout + done.stderr


def test_failures_end_with_1_and_bad_usage_with_2(run, call, folder, tmp_path):
    out = str(tmp_path / "out")
    with fo.FakeOpenAI(
        fo.picture(), fo.error(400, "moderation_blocked", "unsafe"), fo.error(400, message="odd")
    ) as fake:
        some = run(str(folder), "--task", "haze", "--out", out, "--parallel", "1", fake=fake)
        assert some.returncode == 1
        assert "1 done, 1 refused, 1 failed" in some.stdout
        one = call(str(folder / "p2.png"), "--task", "rain", "--out", out, fake=fake)
        assert one.returncode == 1
        calls = fake.calls
        for arguments in (
            (str(tmp_path / "none"), "--task", "haze", "--out", out),
            (str(folder), "--task", "haze", "--out", out, "--quality", "ultra"),
            (str(folder), "--task", "haze", "--out", out, "--budget", "-1"),
            (str(folder), "--task", "haze", "--out", out, "--fidelity", "high"),
            (str(folder), "--task", "haze", "--out", str(folder)),
        ):
            bad = call(*arguments, fake=fake)
            assert bad.returncode == 2, arguments
            assert len(bad.stderr.strip().splitlines()) == 1, bad.stderr
            assert bad.stdout == ""
        assert fake.calls == calls
    nokey = call(str(folder), "--task", "low_light", "--out", out, key="")
    assert nokey.returncode == 2
    assert "OPENAI_API_KEY" in nokey.stderr


@pytest.mark.needs("gemini")
def test_a_folder_through_gemini(run, call, folder, tmp_path):
    out = tmp_path / "out"
    common = (
        str(folder),
        "--task",
        "haze",
        "--out",
        str(out),
        "--model",
        "gemini-3.1-flash-image",
        "--budget",
        "1",
    )
    dry = call(*common, "--dry-run", key="")
    assert "3 priced; would cost about $0.2" in dry.stdout, dry.stderr
    with fg.FakeGemini() as fake:
        done = run(*common, fake=fake)
        assert done.returncode == 0, done.stderr
        assert "3 done; spent $0.20" in done.stdout
        again = run(*common, fake=fake, key="")
        assert "3 cached; spent $0.0000" in again.stdout, again.stderr
        assert fake.calls == 3
    assert json.loads((out / "p1.json").read_text())["label"] == "gemini-3.1-flash-image (cache)"
    for path in [*out.iterdir(), *(tmp_path / "data").rglob("*")]:
        assert not path.is_file() or KEY.encode() not in path.read_bytes()
    nokey = call(*common[:1], "--task", "rain", *common[3:], key="")
    assert (nokey.returncode, "GEMINI_API_KEY" in nokey.stderr) == (2, True)


def test_without_googles_client_the_command_says_how_to_get_it(run, folder, tmp_path, monkeypatch):
    hidden = tmp_path / "hidden" / "google" / "genai"
    hidden.parent.mkdir(parents=True)
    (hidden.parent / "__init__.py").touch()  # a package `google` without `genai` in it
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "hidden"))
    done = run(str(folder), "--task", "haze", "--out", str(tmp_path / "o"), "--model", "gemini-3-pro-image")
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1].count("priorlens[gemini]") == 1
