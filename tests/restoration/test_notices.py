from __future__ import annotations

import threading
import warnings

import pytest

from restoration.notices import collect, notify


class Notice(UserWarning):
    pass


def test_each_text_once_and_again_the_next_time() -> None:
    for _ in range(2):
        with collect() as found:
            notify(Notice("tiles"))
            notify(Notice("tiles"))
            notify(Notice("the CPU"))
        assert found == ["tiles", "the CPU"]


def test_warnings_are_left_alone() -> None:
    before = warnings.showwarning
    with collect() as found:
        assert warnings.showwarning is before
        with pytest.warns(RuntimeWarning, match="not mine"):
            warnings.warn("not mine", RuntimeWarning, stacklevel=1)
    assert found == []


def test_another_threads_catch_warnings_takes_nothing_away(recwarn: pytest.WarningsRecorder) -> None:
    """It puts back the hooks of the moment it began, whichever thread set new ones since."""
    with warnings.catch_warnings(), collect() as found:
        inside = warnings.catch_warnings()
        inside.__enter__()
        notify(Notice("first"))
        inside.__exit__()
        notify(Notice("second"))
    assert found == ["first", "second"]
    assert not recwarn.list


def test_without_a_listener_it_is_a_warning_of_the_caller() -> None:
    with collect():
        pass
    with pytest.warns(Notice, match="loud") as caught:
        notify(Notice("loud"))
    assert len(caught) == 1


def test_inner_listeners_hear_first() -> None:
    with collect() as outer:
        with collect() as inner:
            notify(Notice("inside"))
        notify(Notice("outside"))
    assert (inner, outer) == (["inside"], ["outside"])


def test_threads_hear_their_own(recwarn: pytest.WarningsRecorder) -> None:
    together = threading.Barrier(2)
    heard: dict[str, list[str]] = {}

    def work(name: str) -> None:
        with collect() as found:
            together.wait(60)
            notify(Notice(name))
            together.wait(60)
        heard[name] = found

    threads = [threading.Thread(target=work, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {"a": ["a"], "b": ["b"]}
    assert not recwarn.list


def test_an_error_ends_listening() -> None:
    with pytest.raises(ValueError, match="stop"), collect() as found:
        raise ValueError("stop")
    with pytest.warns(Notice):
        notify(Notice("later"))
    assert found == []
