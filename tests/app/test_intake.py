"""What an upload's answer names, and what is refused before it is read. Over HTTP: test_hosted_http.py."""

from __future__ import annotations

from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app import intake
from app.intake import Intake, _listed
from app.runs import Busy

Usage = namedtuple("Usage", "free")


@pytest.mark.parametrize(
    ("answer", "paths"),
    [
        (b'["/a.png", 5, null, "/b.png"]', ["/a.png", "/b.png"]),
        (b'{"path": "/a.png"}', []),
        (b"no json", []),
        (b"", []),
    ],
)
def test_only_paths_of_a_list_are_looked_at(answer: bytes, paths: list[str]) -> None:
    assert _listed(answer) == paths


@pytest.fixture
def gate(tmp_path: Path) -> Any:
    taken: list[int] = []
    engine = SimpleNamespace(
        quota=SimpleNamespace(take_upload=lambda visitor, size: taken.append(size)),
        visitors=SimpleNamespace(of=lambda request: "anna"),
        folder=SimpleNamespace(uploads=tmp_path),
    )
    return SimpleNamespace(intake=Intake(None, engine), engine=engine, taken=taken)  # type: ignore[arg-type]


def scope(length: bytes | None) -> Any:
    headers = [] if length is None else [(b"content-length", length)]
    return {"type": "http", "method": "POST", "path": "/gradio_api/upload", "headers": headers}


@pytest.mark.parametrize("length", [None, b"", b"many", b"-5"])
def test_an_upload_of_unknown_length_is_refused_and_takes_no_quota(gate: Any, length: bytes | None) -> None:
    assert gate.intake._refusal(scope(length))[0] == 411
    assert gate.taken == []


def test_a_full_disk_and_a_used_up_quota_are_said(gate: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake.shutil, "disk_usage", lambda folder: Usage(500_000_000 + 99))
    assert gate.intake._refusal(scope(b"100"))[0] == 507
    assert gate.intake._refusal(scope(b"99")) is None
    assert gate.taken == [100, 99]

    def full(visitor: str, size: int) -> None:
        raise Busy("Come back in an hour.")

    gate.engine.quota.take_upload = full
    assert gate.intake._refusal(scope(b"1")) == (429, "Come back in an hour.")


def test_unfit_files_are_deleted_and_only_inside_the_folder_of_uploads(gate: Any, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.png"
    outside.write_text("no image")
    inside = tmp_path / "a.png"
    inside.write_text("no image")
    assert gate.intake._unfit(f'["{inside}", "{outside}"]'.encode()) is not None
    assert (inside.exists(), outside.exists()) == (False, True)
    outside.unlink()
    assert gate.intake._unfit(b"[]") is None
