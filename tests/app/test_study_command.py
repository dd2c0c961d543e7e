"""The study's command: when it is meant, and what ends it at once."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from app.command import main
from app.study_command import serve_study, study_arguments
from tests.conftest import ROOT
from tests.restoration.study.conftest import write_study


def test_when_a_study_is_meant() -> None:
    assert study_arguments(["--study", "folder"], {}) == ["--study", "folder"]
    assert study_arguments(["--port", "1", "--study=folder"], {}) == ["--port", "1", "--study=folder"]
    assert study_arguments([], {}) is None
    assert study_arguments(["--studying"], {"PRIORLENS_STUDY": " "}) is None
    assert study_arguments(["--study", "a"], {"PRIORLENS_STUDY": "b"}) == ["--study", "a"]
    assert study_arguments(["--port", "1"], {"PRIORLENS_STUDY": "b"}) == ["--study=b", "--port", "1"]


@pytest.mark.parametrize("hosted", [False, True], ids=["local", "on a Space"])
def test_a_variable_starts_a_study(tmp_path: Path, hosted: bool) -> None:
    folder = write_study(tmp_path / "rated", 16, 16)
    settings = {
        "PRIORLENS_STUDY": str(folder),
        "PRIORLENS_DATA": str(tmp_path / "data"),
        "GRADIO_SERVER_PORT": "0",
    }
    environ = os.environ | settings | ({"SYSTEM": "spaces"} if hosted else {})
    with subprocess.Popen(
        [sys.executable, str(ROOT / "app.py")],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            said = ""
            while "Results:" not in said:
                line = process.stdout.readline()
                assert line, said
                said += line
            port = re.search(r"For raters:  http://[^/]+:(\d+)/", said)
            assert port is not None
            answer = httpx.get(f"http://127.0.0.1:{port[1]}/", timeout=60)
            assert "<title>" in answer.text
            in_a_frame = "huggingface.co" in answer.headers["content-security-policy"]
            assert in_a_frame == hosted
        finally:
            process.terminate()
            process.wait(60)
    votes = tmp_path / "data" / "studies" / "rated.sqlite3" if hosted else folder / "study.sqlite3"
    assert votes.is_file()
    assert (folder / "study.sqlite3").is_file() != hosted  # a Space's own folder is lost when it restarts


def test_a_port_that_is_taken_and_ports_that_are_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(write_study(tmp_path / "rated", 16, 16))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert serve_study(["--study", folder, "--port", port]) == 2
    told = capsys.readouterr()
    assert f"cannot listen on 127.0.0.1, port {port} (" in told.err
    assert "Name a free one with --port" in told.err
    assert told.out == ""
    assert main(["--study", folder, "--port", "70000"]) == 2
    assert "expected a port from 0 to 65535, got 70000" in capsys.readouterr().err


def test_options_that_are_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        serve_study(["--study"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "python app.py: argument --study: expected one argument. See --study FOLDER --help.\n"
    )
    assert serve_study(["--study", "x", "--trials", "1"]) == 2
    assert "trials: expected a whole number from 2 to 1000" in capsys.readouterr().err
