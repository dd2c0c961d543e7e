"""Votes on disk: only added, never lost, resumed; several writers at once."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from restoration.errors import InputError, RestorationError
from restoration.study.store import Store, Trial
from tests.conftest import ROOT

FACTS = {"methods": ["a", "b", "c"], "images": ["1.png", "2.png", "3.png", "4.png"], "seed": 5}
BOTH = {"nicer": "left", "truer": "tie"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "study.sqlite3", FACTS)


def answer(store: Store, token: str, answers: dict[str, str] | None = None) -> Trial:
    trial = store.trial(token)
    assert trial is not None
    assert store.vote(token, trial.token, answers or BOTH, 2.5, f"submission {trial.position}")
    return trial


@pytest.mark.parametrize("table", ["facts", "raters", "allotments", "trials", "votes"])
def test_rows_cannot_be_changed_removed_or_replaced(store: Store, table: str) -> None:
    store.join("t", 8)
    answer(store, "t")
    with closing(sqlite3.connect(store.path)) as db:
        before = db.execute(f"SELECT * FROM {table}").fetchall()
        assert before
        column = db.execute(f"PRAGMA table_info({table})").fetchall()[1][1]
        marks = ", ".join("?" * len(before[0]))
        for change, values in (
            (f"UPDATE {table} SET {column} = {column}", ()),
            (f"DELETE FROM {table}", ()),
            (f"INSERT OR REPLACE INTO {table} VALUES ({marks})", before[0]),
        ):
            with pytest.raises(sqlite3.IntegrityError, match="rows are only added"):
                db.execute(change, values)
        db.rollback()
        assert db.execute(f"SELECT * FROM {table}").fetchall() == before
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_a_vote_of_the_same_keys_cannot_be_replaced_under_another_id(store: Store) -> None:
    store.join("t", 8)
    answer(store, "t")
    with closing(sqlite3.connect(store.path)) as db, pytest.raises(sqlite3.IntegrityError):
        db.execute(
            "INSERT OR REPLACE INTO votes (trial, question, answer, seconds, submission, created)"
            " SELECT trial, question, 'right', seconds, submission, created FROM votes"
        )


def test_a_rater_resumes_at_the_trial_that_is_open(store: Store) -> None:
    rater = store.join("t", 8)
    assert (rater.done, rater.total) == (0, 8)
    first = answer(store, "t")
    open_ = store.trial("t")
    again = Store(store.path)
    assert again.trial("t") == open_
    assert again.rater("t").done == 1  # type: ignore[union-attr]
    earlier = again.trial("t", 0)
    assert earlier is not None
    assert (earlier.token, earlier.answers) == (first.token, BOTH)
    assert again.trial("t", 7) is None
    assert again.rater("somebody else") is None
    assert again.trial("somebody else") is None


def test_an_answer_is_changed_by_a_further_row_and_sent_twice_stored_once(store: Store) -> None:
    store.join("t", 8)
    trial = answer(store, "t")
    assert store.vote("t", trial.token, {"nicer": "right", "truer": "right"}, 1, "submission 0")
    assert [v.answer for v in store.votes()] == ["left", "tie"]
    assert store.vote("t", trial.token, {"nicer": "right", "truer": "tie"}, 1, "another one")
    assert [(v.answer, v.counts) for v in store.votes()] == [
        ("left", False),
        ("tie", False),
        ("right", True),
        ("tie", True),
    ]
    assert store.rater("t").done == 1  # type: ignore[union-attr]


def test_nobody_votes_on_the_trials_of_another(store: Store) -> None:
    store.join("t", 8)
    store.join("u", 8)
    trial = store.trial("t")
    assert trial is not None
    assert not store.vote("u", trial.token, BOTH, 1, "submission")
    assert not store.vote("t", "no such trial", BOTH, 1, "submission")
    assert store.votes() == []


def test_a_session_ends_and_another_begins_until_all_pairs_were_seen(store: Store) -> None:
    store.join("t", 8)
    seen = [answer(store, "t") for _ in range(8)]
    assert store.trial("t") is None
    assert sum(trial.placement.catch for trial in seen) == 1
    rater = store.more("t", 8)
    assert rater is not None
    assert rater.total == 14  # 12 pairs, of which 7 were seen, and a catch trial for them
    assert store.more("t", 8) == rater  # not before these are answered
    seen += [answer(store, "t") for _ in range(6)]
    true = [
        (t.placement.image, frozenset((t.placement.left, t.placement.right)))
        for t in seen
        if not t.placement.catch
    ]
    assert len(true) == len(set(true)) == 12
    assert store.more("t", 8).total == 14  # type: ignore[union-attr]
    assert store.trial("t") is None


def test_the_order_comes_from_the_stored_seed(tmp_path: Path) -> None:
    orders = []
    for name, seed in (("x", 5), ("y", 5), ("z", 6)):
        store = Store.create(tmp_path / f"{name}.sqlite3", FACTS | {"seed": seed})
        store.join(f"random token {name}", 14)
        orders.append([answer(store, f"random token {name}").placement for _ in range(14)])
    assert orders[0] == orders[1] != orders[2]


def test_many_writers_at_once(store: Store) -> None:
    failed: list[BaseException] = []

    def rate(token: str) -> None:
        try:
            own = Store(store.path)
            own.join(token, 14)
            for _ in range(14):
                answer(own, token)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=rate, args=(f"rater {i}",)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    votes = store.votes()
    assert len(votes) == 8 * 14 * 2
    assert len({(v.rater, v.position, v.question) for v in votes}) == len(votes)
    assert all(v.counts for v in votes)


def test_a_killed_process_loses_no_vote(store: Store) -> None:
    """It votes, says so, and is killed without a chance to close anything."""
    program = (
        "import sys; from pathlib import Path; from restoration.study.store import Store\n"
        "store = Store(Path(sys.argv[1])); store.join('t', 14)\n"
        "for n in range(5):\n"
        "    store.vote('t', store.trial('t').token, {'nicer': 'left', 'truer': 'right'}, 1, f'number {n}')\n"
        "    print('voted', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(store.path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(5)] == [b"voted\n"] * 5
        process.send_signal(signal.SIGKILL)
    assert len(store.votes()) == 10
    assert store.trial("t").position == 5  # type: ignore[union-attr]


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found no file"):
        Store(tmp_path / "none.sqlite3")
    other = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE x (y)")
    for opened in (Store, lambda path: Store.create(path, FACTS)):
        with pytest.raises(InputError, match="another kind of database"):
            opened(other)
    text = tmp_path / "text.sqlite3"
    text.write_text("not a database" * 100)
    with pytest.raises(RestorationError, match="expected a file of votes"):
        Store(text)
    with pytest.raises(RestorationError, match=r"no\.sqlite3: expected a file of votes.*--database"):
        Store.create(text / "no.sqlite3", FACTS)
