from __future__ import annotations

import threading
import warnings

import pytest

from restoration.notices import collect


class Notice(UserWarning):
    pass


def issue(text: str) -> None:
    warnings.warn(Notice(text), stacklevel=2)


def test_each_text_once_and_again_the_next_time() -> None:
    for _ in range(2):
        with collect(Notice) as found:
            issue("tiles")
            issue("tiles")
            issue("the CPU")
        assert found == ["tiles", "the CPU"]


def test_other_warnings_are_shown_as_ever() -> None:
    with pytest.warns(RuntimeWarning, match="not mine"), collect(Notice) as found:
        warnings.warn("not mine", RuntimeWarning, stacklevel=1)
    assert found == []


def test_outside_nothing_is_kept_back() -> None:
    with collect(Notice):
        pass
    with pytest.warns(Notice, match="loud"):
        issue("loud")


def test_inner_listeners_hear_first() -> None:
    with collect(Notice) as outer:
        with collect(Notice) as inner:
            issue("inside")
        issue("outside")
    assert (inner, outer) == (["inside"], ["outside"])


def test_threads_hear_their_own(recwarn: pytest.WarningsRecorder) -> None:
    together = threading.Barrier(2)
    heard: dict[str, list[str]] = {}

    def work(name: str) -> None:
        with collect(Notice) as found:
            together.wait(5)
            issue(name)
            together.wait(5)
        heard[name] = found

    threads = [threading.Thread(target=work, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {"a": ["a"], "b": ["b"]}
    assert not recwarn.list


def test_an_error_ends_listening() -> None:
    before = warnings.showwarning
    with pytest.raises(ValueError, match="stop"), collect(Notice):
        raise ValueError("stop")
    assert warnings.showwarning is before
