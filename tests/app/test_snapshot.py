"""A session leaves as one file and comes back on another machine; what others made of such a file harms nobody."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.results import ResultStore
from app.snapshot import check_session, open_session, save_session
from app.storing import store_comparison
from restoration import ImageError, InputError, compare, degrade, simulated_output
from tests.conftest import textured

ROOM = 50_000_000


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[ResultStore, list[str], bytes]:
    store = ResultStore(tmp_path_factory.mktemp("store"))
    ids = []
    for n in range(2):
        truth = textured(64, 80, seed=n)
        made = compare(
            degrade(truth, "haze", seed=n),
            task="haze",
            generated=simulated_output(truth, seed=n),
            truth=truth,
        )
        ids.append(store_comparison(store, made, f"Photo <{n}>", owner="me", exif=b"secret place").id)
    name, pieces = save_session(store, [*ids, "x" * 24])
    assert name == "Photo _0_-and-1-more.priorlens"
    return store, ids, b"".join(pieces)


def rewritten(data: bytes, change: Callable[[str, bytes], tuple[str, bytes] | None], **more: bytes) -> bytes:
    """The zip with each file as `change` gives it back."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            made = change(info.filename, old.read(info.filename))
            if made is not None:
                new.writestr(*made)
        for name, content in more.items():
            new.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def changed_json(data: bytes, file: str, change: Callable[[Any], Any]) -> bytes:
    def edit(name: str, content: bytes) -> tuple[str, bytes]:
        return name, json.dumps(change(json.loads(content))).encode() if name == file else content

    return rewritten(data, edit)


def test_everything_comes_back_under_new_ids(saved: Any, tmp_path: Path) -> None:
    store, ids, data = saved
    file = tmp_path / "s.priorlens"
    file.write_bytes(data)
    other = ResultStore(tmp_path / "other")
    found = open_session(other, file, owner="you", most_bytes=ROOM)
    assert [r.name for r in found] == ["Photo <0>", "Photo <1>"]
    for old_id, new in zip(ids, found, strict=True):
        old = store.load(old_id)
        assert new.id not in ids
        assert new.owner == "you"
        assert new.comparison == old.comparison
        for path in old.folder.glob("*.png"):
            assert (new.folder / path.name).read_bytes() == path.read_bytes()
        back = json.loads(json.dumps(new.viewer).replace(new.id, old.id))
        assert back == old.viewer
        assert new.close_ups() == old.close_ups()
        assert new.thumbnails() == old.thumbnails()
        assert new.displacements() == old.displacements()


def test_owner_and_place_stay_at_home(saved: Any) -> None:
    _, _, data = saved
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any("exif" in name or name.endswith("result.json") for name in archive.namelist())
        assert b"secret place" not in b"".join(archive.read(n) for n in archive.namelist())


def test_addresses_and_scores_are_this_stores_own(saved: Any, tmp_path: Path) -> None:
    _, _, data = saved

    def evil(viewer: Any) -> Any:
        for pane in viewer["panes"]:
            pane |= {
                "file": f"https://evil.example/{pane['file'].rsplit('/', 1)[-1]}",
                "score_text": "<img src=x>",
                "more": 1,
            }
        return viewer | {"query": "example=../..", "id": "forged", "base": "forged", "more": "x"}

    file = tmp_path / "s.priorlens"
    file.write_bytes(changed_json(data, "000/viewer.json", evil))
    first = open_session(ResultStore(tmp_path / "other"), file, owner="", most_bytes=ROOM)[0]
    text = json.dumps(first.viewer)
    for word in ("evil", "forged", "<img", "more", "../"):
        assert word not in text
    assert all(pane["file"].startswith(f"results/{first.id}/") for pane in first.viewer["panes"])


def drop(name: str) -> Callable[[bytes], bytes]:
    return lambda data: rewritten(data, lambda n, c: None if n == name else (n, c))


ATTACKS: dict[str, Callable[[bytes], bytes]] = {
    "not a zip": lambda data: b"Dear reviewer",
    "empty": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "no manifest": drop("manifest.json"),
    "no comparison": drop("001/comparison.json"),
    "no viewer": drop("001/viewer.json"),
    "traversal": lambda data: rewritten(data, lambda n, c: (n, c), **{"..__..__evil.png": b"x"}),
    "foreign file": lambda data: rewritten(data, lambda n, c: (n, c), **{"000__evil.html": b"<script>"}),
    "other folder": lambda data: changed_json(data, "manifest.json", lambda m: m | {"results": [{"folder": "../x", "name": "n"}]}),
    "same folder twice": lambda data: changed_json(data, "manifest.json", lambda m: m | {"results": m["results"][:1] * 2}),
    "later schema": lambda data: changed_json(data, "manifest.json", lambda m: m | {"schema": 99}),
    "manifest is a list": lambda data: changed_json(data, "manifest.json", lambda m: [m]),
    "script as picture": lambda data: changed_json(data, "000/thumbnails.json", lambda t: ["javascript:alert(1)"]),
    "markup as picture": lambda data: changed_json(data, "000/evidence.json", lambda t: [["data:image/png;base64,x' onerror='alert(1)"]]),
    "pane with a path": lambda data: changed_json(data, "000/viewer.json", lambda v: v | {"panes": [p | {"name": "../x"} for p in v["panes"]]}),
    "no panes": lambda data: changed_json(data, "000/viewer.json", lambda v: v | {"panes": []}),
    "size of minus one": lambda data: changed_json(data, "000/viewer.json", lambda v: v | {"width": -1}),
    "text for numbers": lambda data: changed_json(data, "000/displacements.json", lambda v: {"edges_px": ["x"]}),
    "not an image": lambda data: rewritten(data, lambda n, c: (n, b"no image" if n == "001/guided.png" else c)),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_what_is_no_session_leaves_nothing(
    saved: Any, tmp_path: Path, attack: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / "s.priorlens"
    file.write_bytes(attack(saved[2]))
    store = ResultStore(tmp_path / "other")
    with pytest.raises((InputError, ImageError)):
        open_session(store, file, owner="", most_bytes=ROOM)
    assert store.entries() == []
    assert sorted(p.name for p in tmp_path.iterdir()) in (["other", "s.priorlens"], ["s.priorlens"])


def test_a_small_file_that_grows_is_refused_before_it_does(saved: Any, tmp_path: Path) -> None:
    bomb = rewritten(saved[2], lambda n, c: (n, b"\0" * 60_000_000 if n == "000/degraded.png" else c))
    assert len(bomb) < 5_000_000
    file = tmp_path / "bomb.priorlens"
    file.write_bytes(bomb)
    with pytest.raises(InputError, match="more than the 50 MB"):
        check_session(file, ROOM)
