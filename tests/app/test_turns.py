"""The device is one thread's at a time, in a fair order; nothing here depends on how fast the machine is."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from app.turns import Place, Turns
from restoration import Cancelled

GENEROUS = 60.0


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Asker:
    """A thread that asks for a turn, says when it waits and when it runs, and ends when told."""

    def __init__(self, turns: Turns, name: str, log: list[str], address: str = "", mp: float = 1.0) -> None:
        self.places: list[Place] = []
        self.waits, self.runs, self.end, self.stop = (threading.Event() for _ in range(4))
        self.error: BaseException | None = None

        def seen(place: Place) -> None:
            self.places.append(place)
            self.waits.set()

        def work() -> None:
            try:
                with turns.turn("comparison", mp, address=address, cancelled=self.stop.is_set, waiting=seen):
                    log.append(name)
                    self.runs.set()
                    assert self.end.wait(GENEROUS)
            except Cancelled as error:
                self.error = error

        self.thread = threading.Thread(target=work, daemon=True)
        self.thread.start()

    def finish(self) -> None:
        self.end.set()
        self.join()

    def join(self) -> None:
        self.thread.join(GENEROUS)
        assert not self.thread.is_alive()


def until(event: threading.Event) -> None:
    assert event.wait(GENEROUS)


@pytest.fixture
def ask() -> Callable[..., Asker]:
    turns, log = Turns(), []

    def make(name: str, address: str = "", mp: float = 1.0) -> Asker:
        before = turns.count()
        asker = Asker(turns, name, log, address, mp)
        until(asker.waits if before else asker.runs)  # so the order of asking is the order of this test
        return asker

    make.turns, make.log = turns, log  # type: ignore[attr-defined]
    return make


def test_first_come_first_served_and_one_at_a_time(ask: Callable[..., Asker]) -> None:
    askers = [ask(name) for name in "abcd"]
    assert [asker.places[0].ahead if asker.places else 0 for asker in askers] == [0, 1, 2, 3]
    for number, asker in enumerate(askers):
        until(asker.runs)
        assert ask.log == list("abcd"[: number + 1])
        asker.finish()
    assert ask.turns.count() == 0


def test_somebody_who_asks_for_many_delays_others_by_one_turn(ask: Callable[..., Asker]) -> None:
    greedy = [ask(f"g{n}", "one") for n in range(5)]
    small = ask("small", "two")
    assert small.places[0].ahead == 2  # what runs, and the one of "one" whose turn comes next
    greedy[0].finish()
    until(greedy[1].runs)
    greedy[1].finish()
    until(small.runs)
    for asker in (small, *greedy):
        asker.finish()
    assert ask.log == ["g0", "g1", "small", "g2", "g3", "g4"]


def test_cancel_works_while_waiting_and_the_place_is_given_up(ask: Callable[..., Asker]) -> None:
    first, second, third = ask("a"), ask("b"), ask("c")
    second.stop.set()
    second.join()
    assert isinstance(second.error, Cancelled)
    assert ask.turns.count() == 2
    first.finish()
    until(third.runs)
    third.finish()
    assert ask.log == ["a", "c"]


def test_the_turn_is_held_until_the_work_has_really_stopped(ask: Callable[..., Asker]) -> None:
    """Cancelling what runs frees nothing: its thread still computes."""
    first, second = ask("a"), ask("b")
    first.stop.set()
    assert not second.runs.is_set()
    assert ask.turns.count() == 2
    first.finish()
    until(second.runs)
    second.finish()


def test_a_failure_gives_the_device_back() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="x"), turns.turn("comparison", 1.0):
        raise ValueError("x")
    with pytest.raises(RuntimeError), turns.turn("a", 1.0), turns.turn("b", 1.0, waiting=_raise):
        raise AssertionError("never here: the device is taken")
    assert turns.count() == 0


def _raise(place: Place) -> None:
    raise RuntimeError("who waited has left")


def test_the_time_is_estimated_from_measured_durations() -> None:
    clock = Clock()
    turns = Turns(clock)
    with turns.turn("comparison", 1.0):
        assert turns.seconds_left() is None  # nothing measured yet: nothing is promised
        clock.now += 13.0
    places: list[Place] = []
    with turns.turn("comparison", 2.3):  # about 26 s
        clock.now += 6.0

        def look(place: Place) -> None:
            places.append(place)
            raise RuntimeError

        with pytest.raises(RuntimeError), turns.turn("comparison", 1.0, waiting=look):
            pass
    assert places == [Place(1, pytest.approx(20.0), "comparison of 2.3 MP, for 6 s")]


def test_estimates_can_be_learnt_before_the_first_turn() -> None:
    turns = Turns(Clock())
    turns.learn("comparison", 0.7, 5.0)
    with turns.turn("comparison", 1.7):
        assert turns.seconds_left() == pytest.approx(10.0)
