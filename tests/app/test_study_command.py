"""The study's command: when it is meant, and what ends it at once."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from app.command import main
from app.study_command import serve_study, study_asked
from tests.restoration.study.conftest import write_study


def test_when_a_study_is_meant() -> None:
    assert study_asked(["--study", "folder"])
    assert study_asked(["--port", "1", "--study=folder"])
    assert not study_asked([])
    assert not study_asked(["--studying"])


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
