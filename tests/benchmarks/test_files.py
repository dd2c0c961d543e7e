"""The list of measured files: every difference is named, and the same files are found again by their hashes."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import docs, files
from benchmarks.shared import ROOT, shared_folder
from tests.needs import SHARED


def lay(data: Path) -> None:
    for name, text in (("haze/x/degraded/1.png", "a"), ("haze/x/clean/1.png", "b"), ("photos/p/2.jpg", "c")):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text(text)


def test_differences_are_named(tmp_path: Path) -> None:
    lay(tmp_path)
    known = list(files.rows(tmp_path))
    assert [row["set"] for row in known] == ["haze/x", "haze/x", "photos/p"]
    assert files.differences(tmp_path, known) == []
    (tmp_path / "photos/p/2.jpg").write_text("other")
    (tmp_path / "haze/x/clean/1.png").rename(tmp_path / "haze/x/clean/3.png")
    assert sorted(files.differences(tmp_path, known)) == [
        "another file: photos/p/2.jpg",
        "extra: haze/x/clean/3.png",
        "missing: haze/x/clean/1.png",
    ]


def test_the_same_files_are_found_in_a_copy_of_another_layout(tmp_path: Path) -> None:
    lay(tmp_path / "data")
    known = list(files.rows(tmp_path / "data"))
    public = tmp_path / "public" / "SET" / "hazy"
    public.mkdir(parents=True)
    (public / "0001.png").write_text("a")
    (public / "unrelated.png").write_text("z")
    (public.parent / "c.jpg").write_text("c")
    assert files.select(tmp_path / "public", tmp_path / "again", known) == ["haze/x/clean/1.png"]
    assert (tmp_path / "again/haze/x/degraded/1.png").read_text() == "a"
    assert not (tmp_path / "again/haze/x/clean").exists()


def test_every_benchmark_that_a_figure_names_says_which_files_it_reads() -> None:
    sets = {row["set"] for row in files.read()}
    for name, patterns in files.READS.items():
        assert (ROOT / "benchmarks" / f"{name}.py").is_file(), name
        for pattern in patterns:
            assert any(Path(one).match(pattern) for one in sets), f"{name}: {pattern}"
    assert len(docs.docs_blocks.read_table(docs.FILES)) == 1 + sum(bool(p) for p in files.READS.values())


def test_no_default_path_leads_out_of_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRIORLENS_SHARED", raising=False)
    assert shared_folder().is_relative_to(ROOT)
    for file in (ROOT / "benchmarks").glob("*.py"):
        text = file.read_text("utf-8")
        assert "../shared" not in text, file.name
        assert "ROOT.parent" not in text, file.name
        assert "parents[2]" not in text, file.name


@pytest.mark.needs("shared")
def test_the_list_is_that_of_the_shared_files() -> None:
    """Names only: the hashes are `python -m benchmarks.files --check`."""
    there = {p.relative_to(SHARED / "data").as_posix() for p in (SHARED / "data").rglob("*") if p.is_file()}
    assert {row["file"] for row in files.read()} == {
        n for n in there if Path(n).name not in ("README.md", "MANIFEST.tsv")
    }
