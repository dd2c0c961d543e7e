from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import numpy as np
import pytest

from restoration.atomic import write_atomically
from restoration.errors import ImageError, InputError
from restoration.image import encode_png, save_image
from restoration.outputs import OWN_TEXT, claim_folder, refuse_inputs, write_results
from tests.conftest import textured

PICTURE = encode_png(textured(20, 30), OWN_TEXT)


class TestInputs:
    def test_by_path(self, tmp_path: Path) -> None:
        (tmp_path / "p.png").write_bytes(PICTURE)
        with pytest.raises(InputError, match="is an input of this run"):
            refuse_inputs([tmp_path / "sub" / ".." / "p.png"], [str(tmp_path / "p.png")])
        refuse_inputs([tmp_path / "q.png"], [str(tmp_path / "p.png"), None])

    @pytest.mark.parametrize("link", ["symbolic", "hard", "folder"])
    def test_through_a_link(self, tmp_path: Path, link: str) -> None:
        (tmp_path / "real").mkdir()
        given = tmp_path / "real" / "p.png"
        given.write_bytes(PICTURE)
        output = tmp_path / "out.png"
        if link == "symbolic":
            output.symlink_to(given)
        elif link == "hard":
            os.link(given, output)
        else:
            (tmp_path / "linked").symlink_to(tmp_path / "real")
            output = tmp_path / "linked" / "p.png"
        with pytest.raises(InputError, match="input"):
            refuse_inputs([output], [given])

    def test_but_for_case(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="input"):
            refuse_inputs([tmp_path / "Photo.PNG"], [tmp_path / "photo.png"])


class TestFolder:
    def test_stale_files_of_ones_own_go(self, tmp_path: Path) -> None:
        claim_folder(tmp_path, ["a.png", "b.png"], "r.json")
        write_results({"a.png": PICTURE, "b.png": PICTURE}, tmp_path, "r.json", {"n": 1})
        claim_folder(tmp_path, ["a.png"], "r.json")
        write_results({"a.png": PICTURE}, tmp_path, "r.json", {"n": 2})
        assert {p.name for p in tmp_path.iterdir()} == {"a.png", "r.json"}
        record = json.loads((tmp_path / "r.json").read_text())
        assert record["n"] == 2
        assert set(record["files"]) == {"a.png"}

    def test_what_somebody_changed_or_added_stays(self, tmp_path: Path) -> None:
        write_results({"a.png": PICTURE, "b.png": PICTURE}, tmp_path, "r.json", {})
        (tmp_path / "b.png").write_bytes(b"changed by hand")
        (tmp_path / "notes.txt").write_text("mine")
        write_results({"a.png": PICTURE}, tmp_path, "r.json", {})
        assert (tmp_path / "b.png").read_bytes() == b"changed by hand"
        assert (tmp_path / "notes.txt").read_text() == "mine"

    def test_somebody_elses_file_is_not_overwritten(self, tmp_path: Path) -> None:
        (tmp_path / "a.png").write_bytes(encode_png(textured(20, 30)))
        before = (tmp_path / "a.png").read_bytes()
        for attempt in (
            lambda: claim_folder(tmp_path, ["a.png"], "r.json"),
            lambda: write_results({"a.png": PICTURE}, tmp_path, "r.json", {}),
        ):
            with pytest.raises(InputError, match="is there already"):
                attempt()
        assert (tmp_path / "a.png").read_bytes() == before
        assert [p.name for p in tmp_path.iterdir()] == ["a.png"]

    def test_a_record_cannot_point_outside(self, tmp_path: Path) -> None:
        outside = tmp_path / "precious.txt"
        outside.write_text("x")
        out = tmp_path / "out"
        out.mkdir()
        import hashlib

        digest = hashlib.sha256(b"x").hexdigest()
        (out / "r.json").write_text(json.dumps({"files": {"../precious.txt": digest, "a.png": digest}}))
        write_results({"a.png": PICTURE}, out, "r.json", {})
        assert outside.exists()

    def test_somebody_elses_record(self, tmp_path: Path) -> None:
        (tmp_path / "r.json").write_text('{"my": "data"}')
        with pytest.raises(InputError, match=r"r\.json is there already"):
            claim_folder(tmp_path, [], "r.json")


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
class TestPermissions:
    @pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
    def test_new_files_follow_the_umask(self, tmp_path: Path, mask: int, mode: int) -> None:
        before = os.umask(mask)
        try:
            save_image(textured(8, 8), tmp_path / "x.png")
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / "x.png").stat().st_mode) == mode

    def test_a_replaced_file_keeps_its_own(self, tmp_path: Path) -> None:
        path = tmp_path / "x.bin"
        path.write_bytes(b"old")
        for mode in (0o600, 0o640, 0o755):
            path.chmod(mode)
            write_atomically(b"new", path)
            assert stat.S_IMODE(path.stat().st_mode) == mode

    def test_a_link_stays_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "real").write_bytes(b"old")
        (tmp_path / "link").symlink_to("real")
        write_atomically(b"new", tmp_path / "link")
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "real").read_bytes() == b"new"


def test_names_that_are_no_paths(tmp_path: Path) -> None:
    for wrong in (3, None, [1], np.zeros(3)):
        with pytest.raises(ImageError, match="expected a path"):
            save_image(textured(8, 8), wrong)  # type: ignore[arg-type]
