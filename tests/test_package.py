"""The wheel: built, installed without its dependencies into an empty folder, used from another one."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import restoration

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.needs("wheel")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel holds, as in site-packages."""
    built = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = built.glob("*.whl")
    target = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def _run(installed: Path, folder: Path, *arguments: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(installed), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def test_code_weights_and_examples_come_along(installed: Path, tmp_path: Path) -> None:
    told = _run(
        installed,
        tmp_path,
        "-c",
        "import restoration as r, app; print(r.__file__); print(len(r.list_examples()));"
        "print(*[m.id for m in r.list_models() if m.state == 'missing'])",
    ).splitlines()
    assert told[0].startswith(str(installed))
    assert int(told[1]) == len(restoration.list_examples())
    missing = {m.id for m in restoration.list_models() if m.state == "missing"}
    assert set(" ".join(told[2:]).split()) == missing
    assert (installed / "restoration" / "py.typed").is_file()


def test_the_command_compares_from_another_folder(installed: Path, tmp_path: Path) -> None:
    example = restoration.list_examples()[0]
    _run(
        installed,
        tmp_path,
        "-c",
        "import sys; from app.command import main; sys.exit(main(sys.argv[1:]))",
        *("restore", str(example.degraded_path), "--model", f"{example.task}/baseline", "--out", "out.png"),
    )
    restored = restoration.load_image(tmp_path / "out.png")
    assert restored.shape == restoration.load_image(example.degraded_path).shape


def test_one_version_everywhere(installed: Path, tmp_path: Path) -> None:
    shown = _run(installed, tmp_path, "-m", "restoration", "--version")
    assert shown.split() == ["PriorLens", restoration.__version__]


def test_every_requirement_says_why() -> None:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            assert "#" in line, f"{line}: say why it is needed"
