from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from restoration.reporting import stream_zip


@pytest.fixture
def results(tmp_path: Path) -> dict[str, Path]:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "comparison.json").write_text('{"task": "haze"}' * 50)
        (tmp_path / name / "guided.png").write_bytes(b"\x89PNG" + bytes(400))
        (tmp_path / name / "viewer.json").write_text("{}")
    return {name: tmp_path / name for name in ("one", "two")}


def unpacked(pieces: list[bytes]) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces)))


def test_each_folder_under_its_name_and_pngs_as_they_are(results: dict[str, Path]) -> None:
    found = unpacked(list(stream_zip(results, first={"README.txt": b"hello"})))
    assert found.namelist() == [
        "README.txt",
        *(f"{name}/{file}" for name in results for file in ("comparison.json", "guided.png")),
    ]
    assert found.testzip() is None
    assert found.read("two/guided.png") == (results["two"] / "guided.png").read_bytes()
    kinds = {info.filename: info.compress_type for info in found.infolist()}
    assert kinds["one/guided.png"] == zipfile.ZIP_STORED
    assert kinds["one/comparison.json"] == zipfile.ZIP_DEFLATED


def test_it_is_made_piece_by_piece(results: dict[str, Path]) -> None:
    assert len(list(stream_zip(results))) > 4


def test_what_is_removed_meanwhile_is_left_out(results: dict[str, Path]) -> None:
    pieces = stream_zip(results)
    begun = next(pieces)
    for file in results["two"].iterdir():
        file.unlink()
    names = unpacked([begun, *pieces]).namelist()
    assert names == ["one/comparison.json", "one/guided.png"]
