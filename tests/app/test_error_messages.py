"""What the page says about errors names no folder of the server."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from app import error_messages
from app.error_messages import sentence, without_paths
from restoration import GptError, get_settings
from tests.conftest import ROOT


@pytest.fixture(autouse=True)
def fresh() -> None:
    error_messages._roots.cache_clear()


def test_files_of_the_server_keep_their_last_name_only() -> None:
    data = get_settings().data_dir
    for root in (data, Path(tempfile.gettempdir()), ROOT, Path(sys.prefix)):
        said = without_paths(f"{root}/gpt/index.sqlite3: the index cannot be used ({root}/gpt/x.lock).")
        assert said == "index.sqlite3: the index cannot be used (x.lock)."
    assert without_paths(f"{data}: read-only") == "the data folder: read-only"
    assert without_paths(f"{data}/gpt/answers/ab: full") == "ab: full"


def test_other_texts_stay_as_they_are() -> None:
    for text in ("photo.png: 3/4 of it", "https://example.com/tmpx/y", "/sets/mine: no such folder", "a / b"):
        assert without_paths(text) == text


def test_errors_are_said_without_paths() -> None:
    said = sentence(GptError(f"{get_settings().data_dir}/gpt/index.sqlite3: cannot be used."))
    assert said == "index.sqlite3: cannot be used."
    assert str(ROOT) not in sentence(OSError(30, "Read-only file system", f"{ROOT}/x"))
