"""Old things go while the server runs; what a killed server left goes when the next one starts; nothing of a living
one is touched."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.derived import DerivedFiles
from app.engine import Engine
from app.results import Result, ResultStore
from app.retention import Retention
from app.saved_rows import MOST_ROWS, checked_rows, rows_text
from app.server_folder import ServerFolder
from app.upload_files import UploadFiles
from app.uploads import UploadedPhoto
from restoration import Comparison, InputError, Scores, Settings, get_settings, write_comparison
from tests.conftest import ROOT, textured

DAY = 86_400.0


def result(store: ResultStore, name: str = "x", owner: str = "", base: str | None = None) -> Result:
    photo = textured(40, 50)
    comparison = Comparison(
        task="haze",
        panes={"degraded": photo, "baseline": photo},
        scores={name: Scores(20.0, 0.9, "rgb") for name in ("degraded", "baseline")},
        scored_against="input",
        models={"baseline": "haze/dcp"},
        provenance={},
        timings_s={},
    )

    def fill(folder: Path) -> None:
        write_comparison(comparison, folder)
        (folder / "viewer.json").write_text(json.dumps({"panes": [], "height": 40, "base": base}))

    return store.new(name, fill, owner=owner)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return dataclasses.replace(get_settings(), data_dir=tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> ResultStore:
    return ResultStore(tmp_path / "results")


Make = Callable[..., Retention]


@pytest.fixture
def retention(store: ResultStore, settings: Settings, tmp_path: Path) -> Make:
    def make(now: float | None = None, **limits: float) -> Retention:
        derived = DerivedFiles(tmp_path / "derived")
        clock = {} if now is None else {"clock": lambda: now}
        return Retention(
            store,
            derived,
            tmp_path / "uploads",
            dataclasses.replace(settings, **limits),
            store.remove,
            **clock,
        )

    return make


def age(found: Result, seconds: float) -> None:
    made = found.folder.stat().st_mtime - seconds
    os.utime(found.folder, (made, made))


def test_results_go_by_age(store: ResultStore, retention: Make) -> None:
    old, new = result(store), result(store)
    age(old, 8 * DAY)
    assert retention().sweep() == [old.id]
    assert store.has(new.id)
    with pytest.raises(InputError, match="no longer kept"):
        store.load(old.id)


def test_results_go_by_number_and_by_bytes_the_oldest_first(store: ResultStore, retention: Make) -> None:
    made = [result(store) for _ in range(4)]
    for position, one in enumerate(made):
        age(one, 100 - position)
    assert retention(keep_results=3).sweep() == [made[0].id]
    each = store.entries()[0].bytes
    assert set(retention(keep_bytes=int(2.5 * each)).sweep()) == {made[1].id}
    assert [store.has(m.id) for m in made] == [False, False, True, True]


def test_what_was_made_from_a_result_goes_with_it(
    store: ResultStore, retention: Make, tmp_path: Path
) -> None:
    kept, gone = result(store), result(store)
    derived = DerivedFiles(tmp_path / "derived")
    for one in (kept, gone):
        derived.file(one.id, "view-flow.png", lambda: b"x" * 1000)
    store.remove(gone.id)
    retention().sweep()
    assert [p.name for p in derived.root.iterdir()] == [kept.id]
    retention(keep_bytes=store.entries()[0].bytes).sweep()
    assert store.has(kept.id)


def test_uploads_go_by_age(retention: Make, tmp_path: Path) -> None:
    for name, hours in (("old", 7), ("new", 1)):
        path = tmp_path / "uploads" / name / "x.png"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"x")
        os.utime(path, (path.stat().st_mtime - hours * 3600,) * 2)
    retention().sweep()
    assert [p.name for p in (tmp_path / "uploads").iterdir()] == ["new"]


def test_what_a_killed_server_left_is_removed_and_a_living_one_is_left_alone(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from app.server_folder import ServerFolder;"
        "f = ServerFolder(Path(sys.argv[1]), sys.argv[2]); (f.uploads / 'private.png').write_bytes(b'x');"
        "(f.making / 'half').mkdir(); print(f.path, flush=True); time.sleep(600)"
    )
    temporary = tmp_path / "chosen"
    command = [sys.executable, "-c", script, str(tmp_path), str(temporary)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        left = Path(process.stdout.readline().strip())
        (temporary / "of the owner").write_text("x")
        beside = ServerFolder(tmp_path)
        assert (left / "making" / "half").is_dir()
        assert list(temporary.glob("*/private.png"))
        process.kill()
    next_one = ServerFolder(tmp_path)
    assert not left.exists()
    assert not list(temporary.rglob("private.png"))
    assert (temporary / "of the owner").exists()
    assert beside.uploads.is_dir()
    next_one.close()
    beside.close()
    assert not next_one.path.exists()


def test_two_servers_on_one_data_folder_have_examples_of_their_own(settings: Settings) -> None:
    one, two = Engine(settings), Engine(settings)
    first = one.examples.first_id()
    assert first is not None
    results = [engine.examples.result(first) for engine in (one, two)]
    assert results[0].id == results[1].id
    assert results[0].folder != results[1].folder
    made = result(one.store)
    assert two.store.load(made.id).name == "x"
    two.folder.close()
    assert one.store.load(results[0].id).path("degraded").is_file()


def test_only_who_made_a_result_deletes_it_with_what_it_was_made_from(settings: Settings) -> None:
    engine = Engine(settings)
    base = result(engine.store, owner="me")
    more = result(engine.store, owner="me", base=base.id)
    theirs, old = result(engine.store, owner="you"), result(engine.store)
    ids = [more.id, theirs.id, old.id, "x" * 24, "example-haze-palace"]
    assert engine.remove_own(ids, "me") == 2
    assert [engine.store.has(r.id) for r in (base, more, theirs, old)] == [False, False, True, True]
    assert engine.remove_own([old.id], "") == 0


def test_uploads_give_way_to_the_result_and_can_be_compared_again(store: ResultStore, tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    path = folder / "hash" / "photo.png"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x" * 100_000)
    outside = tmp_path / "mine.png"
    outside.write_bytes(b"y")
    uploads, made = UploadFiles(store, folder), result(store)
    photo = UploadedPhoto("photo.png", path, outside)
    assert uploads.current_photo(photo) == photo
    uploads.give_way(photo, made)
    assert path.stat().st_size < 200
    assert outside.read_bytes() == b"y"
    assert uploads.current_photo(photo) == UploadedPhoto("photo.png", made.path("degraded"), outside)
    path.write_bytes(b"uploaded again")
    assert uploads.current(path) == path
    uploads.give_way(photo, made)
    store.remove(made.id)
    with pytest.raises(InputError, match="Choose the file again"):
        uploads.current(path)


def test_a_closed_page_takes_its_uploads_along_unless_another_has_them_too(
    store: ResultStore, tmp_path: Path
) -> None:
    folder = tmp_path / "uploads"
    paths = [folder / name / "a.png" for name in ("mine", "ours")]
    for path in paths:
        path.parent.mkdir(parents=True)
        path.write_bytes(b"x")
    uploads = UploadFiles(store, folder)
    uploads.seen("me", paths)
    uploads.seen("you", paths[1:])
    uploads.seen("me", [tmp_path / "secret"])
    (tmp_path / "secret").write_text("x")
    uploads.forget("me")
    assert [path.exists() for path in paths] == [False, True]
    assert (tmp_path / "secret").exists()
    uploads.forget("you")
    assert not paths[1].exists()


def test_forged_and_huge_lists_are_cut(store: ResultStore) -> None:
    made = result(store, "mine")
    forged = {"id": made.id, "name": "<b>" * 90, "numbers": {"gain": "x" * 100}, "flags": ["x"] * 9}
    assert checked_rows(json.dumps([forged]), store)[0]["name"] == "mine"
    assert len(checked_rows(json.dumps([forged] * 2000), store)) == 1
    failed = {"id": None, "name": "n" * 900, "error": "e" * 900, "pictures": "x" * 1000, "task": 5}
    rows = checked_rows(json.dumps([failed] * 600), store)
    assert len(rows) == MOST_ROWS
    assert len(json.dumps(rows)) < 200_000
    assert checked_rows(json.dumps([failed] * 20_000), store) == []  # no page of ours sends so much
    for nonsense in (
        None,
        "x",
        {"id": made.id},
        [1, None, "x", [], {"id": "../.."}, {"id": 3, "error": 4}, {}],
    ):
        assert checked_rows(nonsense, store) == []
        assert checked_rows(json.dumps(nonsense), store) == []
    assert checked_rows("[" * 100_000, store) == []


def test_what_a_browser_keeps_is_small_and_plain() -> None:
    row = {"id": "a", "name": "x", "error": None, "numbers": {"gain": float("nan")}, "pictures": "x" * 1000}
    assert json.loads(rows_text([row])) == [{"id": "a", "name": "x"}]
