from __future__ import annotations

import errno
import os
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from restoration import cli
from restoration.atomic import write_atomically
from restoration.errors import OutputError, machine_limit


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (lambda: np.empty(1 << 60, np.uint8), MemoryError),
        (lambda: torch.empty(1 << 60, dtype=torch.uint8), RuntimeError),
        (
            lambda: cv2.copyMakeBorder(
                np.zeros((30_000, 1), np.uint8), 0, 0, 1 << 30, 1 << 30, cv2.BORDER_CONSTANT
            ),
            cv2.error,
        ),
        (lambda: (_ for _ in ()).throw(MemoryError()), MemoryError),
    ],
    ids=["numpy", "torch", "opencv", "python"],
)
def test_memory_that_ends_is_said_in_words_whoever_reports_it(call, kind: type[BaseException]) -> None:
    with pytest.raises(kind) as caught:
        call()
    said = machine_limit(caught.value)
    assert said is not None
    assert said.startswith("The memory of this machine is used up. Scale")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "disk of this machine is full. Free space"),
        (errno.EROFS, "cannot be written (read-only file system). Choose"),
        (errno.EACCES, "cannot be written (permission denied). Choose"),
        (errno.EMFILE, "Too many files are open"),
    ],
)
def test_disk_and_folder(number: int, said: str) -> None:
    text = machine_limit(OSError(number, os.strerror(number), "/secret/place/x.png"))
    assert said in str(text)
    assert "secret" not in str(text)


def test_other_errors_are_not_the_machines() -> None:
    assert machine_limit(ValueError("x")) is None
    assert machine_limit(FileNotFoundError(errno.ENOENT, "no")) is None


def test_a_full_disk_says_so_and_shows_no_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"could not be written .* Free space") as caught:
        write_atomically(b"x", tmp_path / "folder" / "x.png")
    assert str(tmp_path) not in str(caught.value)
    assert list((tmp_path / "folder").iterdir()) == []


def test_the_command_line_has_no_traceback_for_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(arguments: object) -> int:
        raise MemoryError

    monkeypatch.setattr("restoration.cli.models.run", run)
    assert cli.main(["models"]) == 1
    assert capsys.readouterr().err == f"{machine_limit(MemoryError())}\n"
