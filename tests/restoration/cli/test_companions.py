"""Photos and their companions by name, before anything is decoded."""

from __future__ import annotations

from pathlib import Path

import pytest

from restoration.cli.companions import plan_jobs, read_named
from restoration.errors import InputError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("photos/a.png", "photos/b.png", "gt/a.png", "gt/b.png", "gen/a_out.png", "mine/b.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    return tmp_path


def test_a_name_before_the_path_and_a_path_that_holds_the_sign(tmp_path: Path) -> None:
    odd = tmp_path / "a=b.png"
    odd.write_bytes(b"")
    assert read_named(["GPT  4o=x.png", str(odd), "y.png"], "--generated", default="someone") == [
        ("GPT 4o", Path("x.png")),
        ("someone", odd),
        ("someone", Path("y.png")),
    ]
    for text in ("=x.png", "name="):
        with pytest.raises(InputError, match="expected NAME=FILE or NAME=FOLDER"):
            read_named([text], "--result")


def test_every_photo_gets_what_is_called_like_it(folder: Path) -> None:
    found = plan_jobs(
        folder / "photos",
        truth=folder / "gt",
        generated=[("", folder / "gen")],
        results=[("mine", folder / "mine")],
    )
    first, second = found.jobs
    assert [first.title, second.title] == ["a", "b"]
    assert first.truth == folder / "gt" / "a.png"
    assert first.generated == {"": folder / "gen" / "a_out.png"}
    assert first.missing == ["mine"]
    assert second.missing == [""]
    assert second.results == {"mine": folder / "mine" / "b.png"}
    assert set(second.inputs) == {folder / n / "b.png" for n in ("photos", "gt", "mine")}


def test_what_belongs_to_no_photo_is_said_or_refused(folder: Path) -> None:
    (folder / "gt" / "zebra.png").write_bytes(b"")
    found = plan_jobs(folder / "photos", truth=folder / "gt", generated=[], results=[])
    assert len(found.notes) == 1
    assert "zebra.png" in found.notes[0]
    (folder / "other").mkdir()
    (folder / "other" / "zebra.png").write_bytes(b"")
    with pytest.raises(InputError, match="none of its 1 files belongs to a photo, such as zebra"):
        plan_jobs(folder / "photos", truth=None, generated=[], results=[("mine", folder / "other")])


def test_two_methods_of_one_name_are_refused(folder: Path) -> None:
    twice = [("A", folder / "gen"), ("A", folder / "mine")]
    with pytest.raises(InputError, match="'A' is given twice"):
        plan_jobs(folder / "photos", truth=None, generated=twice, results=[])


def test_photos_of_one_name_in_two_folders_have_titles_of_their_own(tmp_path: Path) -> None:
    for name in ("one/a.png", "two/a.png", "two/b.jpg", "two/b.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    found = plan_jobs(tmp_path, truth=None, generated=[], results=[])
    assert [job.title for job in found.jobs] == ["one__a", "two__a", "two__b.jpg", "two__b.png"]
