"""65 runs of one client, closed event streams, and what a refusal says."""

from __future__ import annotations

import threading

import pytest

from app.runs import Busy, Run, Runs, rounded_time
from app.turns import Turns

GENEROUS = 60.0


class Work:
    """Runs that go on until they are told to end, whether or not they were asked to stop."""

    def __init__(self) -> None:
        self.end = threading.Event()
        self.ended = threading.Semaphore(0)

    def __call__(self, run: Run) -> None:
        assert self.end.wait(GENEROUS)
        self.ended.release()


@pytest.fixture
def work():
    work = Work()
    yield work
    work.end.set()


def make(most: int = 100, most_per_address: int = 5) -> Runs:
    return Runs(Turns(), most=most, most_per_address=most_per_address)


def test_sixty_five_runs_of_one_session_are_one(work: Work) -> None:
    runs = make()
    runs.start("s", "a", work)
    for _ in range(64):
        with pytest.raises(Busy, match="still going"):
            runs.start("s", "a", work)
    assert runs.count() == 1
    runs.start("another", "b", work)  # nobody else notices


def test_sixty_five_sessions_of_one_address_are_a_few(work: Work) -> None:
    runs = make()
    refused = []
    for number in range(65):
        try:
            runs.start(f"s{number}", "a", work)
        except Busy as error:  # noqa: PERF203
            refused.append(str(error))
    assert len(refused) == 60
    assert all("Come back in" in text for text in refused)
    runs.start("another", "b", work)


def test_the_page_as_a_whole_is_bounded_and_stopped_threads_count(work: Work) -> None:
    runs = make(most=3)
    for number in range(3):
        runs.start(f"s{number}", f"a{number}", work)
    runs.stop("s0")
    with pytest.raises(Busy, match="3 runs are waiting"):
        runs.start("new", "b", work)


def test_a_stopped_run_makes_room_for_the_sessions_next(work: Work) -> None:
    runs = make()
    first = runs.start("s", "a", work)
    assert runs.stop("s")
    assert first.stop.is_set()
    assert not runs.stop("s")
    runs.start("s", "a", work)
    assert runs.count() == 2  # the first thread has not ended


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_run_that_fails_is_over() -> None:
    runs = make()
    threads: list[threading.Thread] = []

    def fail(run: Run) -> None:
        threads.append(threading.current_thread())
        begun.set()
        raise ValueError

    begun = threading.Event()
    runs.start("s", "a", fail)
    assert begun.wait(GENEROUS)
    threads[0].join(GENEROUS)
    assert runs.count() == 0
    runs.start("s", "a", lambda run: None)


def test_a_refusal_says_when_to_come_back(work: Work) -> None:
    turns = Turns()
    turns.learn("comparison", 0.7, 100.0)
    runs = Runs(turns, most=1, most_per_address=1)
    with turns.turn("comparison", 0.7):
        runs.start("s", "a", work)
        with pytest.raises(Busy, match="Come back in about 2 minutes"):
            runs.start("t", "a", work)


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.0, "5 s"), (7.2, "10 s"), (55, "55 s"), (56, "1 minute"), (61, "2 minutes")]
)
def test_times_in_words(seconds: float, words: str) -> None:
    assert rounded_time(seconds) == words
