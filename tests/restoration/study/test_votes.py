"""The tables of votes: rows are only added, trials are read back, tokens are not stored."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta, timezone

import pytest

from restoration.study.tokens import token_hash
from restoration.study.votes import (
    ANSWERS,
    APPLICATION,
    QUESTIONS,
    SCHEMA,
    Vote,
    make_tables,
    shown_to,
    stored_time,
    trial_of_row,
)


@pytest.fixture
def db() -> sqlite3.Connection:
    opened = sqlite3.connect(":memory:")
    opened.row_factory = sqlite3.Row
    make_tables(opened)
    for rater in (1, 2):
        opened.execute("INSERT INTO raters VALUES (?, ?, 'now')", (rater, token_hash(f"t{rater}")))
    rows = [
        (1, 1, 0, "a.png", "x", "y"),
        (2, 1, 1, "a.png", "x", "y"),
        (3, 2, 0, "a.png", "x", "y"),
        (4, 2, 1, "b.png", "y", "x"),
    ]
    for key, rater, position, image, left, right in rows:
        opened.execute(
            "INSERT INTO trials VALUES (?, ?, ?, ?, ?, ?, ?, 'now')",
            (key, f"k{key}", rater, position, image, left, right),
        )
    for key, (trial, question, answer) in enumerate(
        [(1, "nicer", "left"), (1, "truer", "tie"), (3, "nicer", "right")], 1
    ):
        opened.execute(
            "INSERT INTO votes VALUES (?, ?, ?, ?, 2.5, ?, 'now')", (key, trial, question, answer, f"s{key}")
        )
    return opened


def test_what_was_shown_is_counted_by_placement_and_apart_for_the_rater(db: sqlite3.Connection) -> None:
    found = {(s.image, s.left, s.right, s.own): (s.answered, s.open) for s in shown_to(db, 1)}
    assert found == {
        ("a.png", "x", "y", True): (1, 1),
        ("a.png", "x", "y", False): (1, 0),
        ("b.png", "y", "x", False): (0, 1),
    }


def test_a_changed_answer_is_the_last_row(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO votes VALUES (9, 1, 'nicer', 'right', 1.0, 's9', 'now')")
    trial = trial_of_row(db, db.execute("SELECT * FROM trials WHERE id = 1").fetchone())
    assert trial.answers == {"nicer": "right", "truer": "tie"}
    assert (trial.placement.image, trial.placement.left, trial.placement.right) == ("a.png", "x", "y")
    assert trial_of_row(db, db.execute("SELECT * FROM trials WHERE id = 4").fetchone()).answers == {}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE votes SET answer = 'tie'",
        "DELETE FROM raters WHERE id = 2",
        "INSERT OR REPLACE INTO trials VALUES (1, 'other', 1, 7, 'a.png', 'x', 'y', 'now')",
        "INSERT INTO votes VALUES (7, 1, 'nicer', 'nothing', 1.0, 's7', 'now')",
        "INSERT INTO votes VALUES (7, 1, 'louder', 'left', 1.0, 's7', 'now')",
    ],
)
def test_rows_are_only_added_and_answers_are_known_ones(db: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(statement)


def test_the_file_says_what_it_is(db: sqlite3.Connection) -> None:
    assert db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION
    assert db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
    assert (QUESTIONS, ANSWERS) == (("nicer", "truer"), ("left", "right", "tie"))


def test_a_catch_trial_shows_one_picture_twice() -> None:
    def vote(left: str, right: str) -> Vote:
        return Vote(1, "r", 0, "a.png", left, right, "nicer", "tie", 1.0, "now", True)

    assert vote("x", "x").catch
    assert not vote("x", "y").catch


def test_times_are_in_utc_and_tokens_are_hashed() -> None:
    assert datetime.fromisoformat(stored_time()).utcoffset() == timedelta(0)
    assert datetime.fromisoformat(stored_time()).tzinfo == timezone.utc
    assert token_hash("t") != token_hash("u")
    assert token_hash("t") == "e3b98a4da31a127d4bde6e43033f66ba274cab0eb7eb1c70ec41402bf6273dd8"
