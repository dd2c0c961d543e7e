from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.about_tab import limits_text
from restoration.settings import read_settings
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"PRIORLENS_DATA": "{file}/below"}, "cannot be written (not a directory)"),
        ({"PRIORLENS_MAX_MP": "many"}, "PRIORLENS_MAX_MP: expected a positive number"),
    ],
)
def test_a_start_that_fails_is_one_sentence(tmp_path: Path, variables: dict[str, str], said: str) -> None:
    (tmp_path / "file").write_text("")
    given = {name: value.format(file=tmp_path / "file") for name, value in variables.items()}
    environment = os.environ | {"PRIORLENS_DATA": str(tmp_path)} | given
    ended = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 1
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_the_page_states_its_limits() -> None:
    hosted = limits_text(read_settings({"SYSTEM": "spaces"}))
    for words in ("12.2 megapixels", "20 photos", "120 photos an hour", "2000 MB", "24 runs"):
        assert words in hosted
    local = limits_text(read_settings({}))
    assert "64 megapixels" in local
    assert "an hour" not in local
