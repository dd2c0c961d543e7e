"""What the file of votes holds: its tables, and their rows as records."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from restoration.study.design import Placement, Shown

QUESTIONS = ("nicer", "truer")
ANSWERS = ("left", "right", "tie")
APPLICATION = 0x504C5354  # "PLST"
SCHEMA = 1
_TABLES = {
    "facts": ("name TEXT PRIMARY KEY, value TEXT NOT NULL", "name = NEW.name"),
    "raters": (
        "id INTEGER PRIMARY KEY, token_sha256 TEXT NOT NULL UNIQUE, created TEXT NOT NULL",
        "id = NEW.id OR token_sha256 = NEW.token_sha256",
    ),
    "allotments": (
        "id INTEGER PRIMARY KEY, rater INTEGER NOT NULL REFERENCES raters, start INTEGER NOT NULL,"
        " trials INTEGER NOT NULL, catches INTEGER NOT NULL, created TEXT NOT NULL, UNIQUE (rater, start)",
        "id = NEW.id OR (rater = NEW.rater AND start = NEW.start)",
    ),
    "trials": (
        "id INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, rater INTEGER NOT NULL REFERENCES raters,"
        " position INTEGER NOT NULL, image TEXT NOT NULL, left TEXT NOT NULL, right TEXT NOT NULL,"
        " created TEXT NOT NULL, UNIQUE (rater, position)",
        "id = NEW.id OR token = NEW.token OR (rater = NEW.rater AND position = NEW.position)",
    ),
    "votes": (
        "id INTEGER PRIMARY KEY, trial INTEGER NOT NULL REFERENCES trials,"
        " question TEXT NOT NULL CHECK (question IN ('nicer', 'truer')),"
        " answer TEXT NOT NULL CHECK (answer IN ('left', 'right', 'tie')),"
        " seconds REAL NOT NULL, submission TEXT NOT NULL, created TEXT NOT NULL,"
        " UNIQUE (trial, submission, question)",
        "id = NEW.id OR (trial = NEW.trial AND submission = NEW.submission AND question = NEW.question)",
    ),
}


@dataclass(frozen=True)
class Rater:
    id: int
    name: str
    """The first characters of the token's hash: how reports call this rater."""
    done: int
    total: int


@dataclass(frozen=True)
class Trial:
    id: int
    token: str
    position: int
    """From 0."""
    placement: Placement
    answers: Mapping[str, str]
    """Question → answer; empty until it is answered."""


@dataclass(frozen=True)
class Vote:
    """One answer to one question, as it was stored."""

    id: int
    rater: str
    position: int
    image: str
    left: str
    right: str
    question: str
    answer: str
    seconds: float
    created: str
    counts: bool
    """False where the rater changed this answer later."""

    @property
    def catch(self) -> bool:
        return self.left == self.right


def make_tables(db: sqlite3.Connection) -> None:
    for table, (columns, same) in _TABLES.items():
        refused = f"BEGIN SELECT RAISE(ABORT, '{table}: rows are only added, never changed or removed'); END"
        db.execute(f"CREATE TABLE {table} ({columns})")
        db.execute(f"CREATE TRIGGER {table}_not_updated BEFORE UPDATE ON {table} {refused}")
        db.execute(f"CREATE TRIGGER {table}_not_deleted BEFORE DELETE ON {table} {refused}")
        # INSERT OR REPLACE removes rows without asking the trigger on DELETE.
        db.execute(
            f"CREATE TRIGGER {table}_not_replaced BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refused}"
        )
    db.execute("CREATE INDEX votes_by_trial ON votes (trial)")
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {SCHEMA}")


def shown_to(db: sqlite3.Connection, rater: int) -> list[Shown]:
    rows: Sequence[sqlite3.Row] = db.execute(
        "SELECT image, left, right, own, SUM(answered), SUM(1 - answered) FROM (SELECT image, left, right, rater = ?"
        " AS own, EXISTS (SELECT 1 FROM votes WHERE trial = t.id) AS answered FROM trials t)"
        " GROUP BY image, left, right, own",
        (rater,),
    ).fetchall()
    return [Shown(row[0], row[1], row[2], bool(row[3]), row[4], row[5]) for row in rows]


def trial_of_row(db: sqlite3.Connection, row: sqlite3.Row) -> Trial:
    answers = {
        vote["question"]: vote["answer"]
        for vote in db.execute("SELECT question, answer FROM votes WHERE trial = ? ORDER BY id", (row["id"],))
    }
    placement = Placement(row["image"], row["left"], row["right"])
    return Trial(row["id"], row["token"], row["position"], placement, answers)


def stored_time() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
