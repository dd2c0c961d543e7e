"""A lock on a file: one holder at a time, between threads too, and it can be given up."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from restoration.errors import GptError
from restoration.gpt.locks import hold


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    path, order = tmp_path / "lock", []
    entered, leave, asked = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        with hold(path, lambda: False) as held:
            order.append(("first", held))
            entered.set()
            leave.wait(60)
            order.append(("first leaves", True))

    def waiting() -> bool:
        asked.set()
        return False

    def second() -> None:
        with hold(path, waiting) as held:
            order.append(("second", held))

    threads = [threading.Thread(target=work) for work in (first, second)]
    threads[0].start()
    assert entered.wait(60)
    threads[1].start()
    assert asked.wait(60)
    leave.set()
    for thread in threads:
        thread.join(60)
    assert order == [("first", True), ("first leaves", True), ("second", True)]


def test_who_gives_up_does_not_hold_it(tmp_path: Path) -> None:
    with hold(tmp_path / "lock", lambda: False) as first, hold(tmp_path / "lock", lambda: True) as second:
        assert (first, second) == (True, False)
    with hold(tmp_path / "lock", lambda: True) as again:
        assert again


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(GptError, match="could not be locked"), hold(tmp_path / "none" / "lock", lambda: True):
        pass
