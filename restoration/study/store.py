"""The votes: one SQLite file in WAL mode that only grows. Triggers refuse UPDATE, DELETE and REPLACE in every table.

A vote is on the disk (synchronous = FULL) before the rater sees the next pair. Who changes an answer adds a row; the
last one counts. Of a rater the file holds a number, a hash of a random token, and times. Several servers on one machine
may share it; a network drive may not hold it, as SQLite's WAL does not work there.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import sqlite3
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from restoration.errors import InputError, RestorationError, machine_limit, printable
from restoration.study.design import allot, catch_positions, draw
from restoration.study.tokens import token_hash
from restoration.study.votes import (
    APPLICATION,
    QUESTIONS,
    SCHEMA,
    Rater,
    Trial,
    Vote,
    make_tables,
    shown_to,
    stored_time,
    trial_of_row,
)

FILE_NAME = "study.sqlite3"
_NAME_LENGTH = 10


class Store:
    def __init__(self, path: Path) -> None:
        """An existing file of votes. Raises InputError where there is none, or another kind of file."""
        self.path = path
        if not path.is_file():
            raise InputError(
                f"{printable(path.name)}: expected the votes of a study, found no file. A study makes it when it is "
                "first opened: `priorlens --study FOLDER`."
            )
        with self._open() as db:
            found = db.execute("PRAGMA application_id").fetchone()[0]
            schema = db.execute("PRAGMA user_version").fetchone()[0]
        if found != APPLICATION or schema != SCHEMA:
            raise InputError(
                f"{printable(path.name)}: expected votes of schema {SCHEMA}, got "
                f"{f'schema {schema}' if found == APPLICATION else 'another kind of database'}. Name another file "
                "with --database."
            )
        self.facts: dict[str, Any] = self._facts()
        # While one connection is open, closing another does not have to write the whole log back.
        kept = sqlite3.connect(path, check_same_thread=False)
        kept.execute("SELECT COUNT(*) FROM facts").fetchone()
        self.close = weakref.finalize(self, kept.close)
        """Leaves one file behind instead of three; what is stored does not depend on it."""
        self.methods = tuple(self.facts["methods"])
        self.images = tuple(self.facts["images"])
        self.seed = int(self.facts["seed"])

    @classmethod
    def create(cls, path: Path, facts: Mapping[str, Any]) -> Store:
        """A new file with what the study is about. Where another server has made it meanwhile, that file. Raises RestorationError where
        it cannot be written."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as db:
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("BEGIN IMMEDIATE")
                if not db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]:
                    make_tables(db)
                    values = {"results_token": secrets.token_urlsafe(24), "created": stored_time(), **facts}
                    db.executemany(
                        "INSERT INTO facts VALUES (?, ?)",
                        [(name, json.dumps(value)) for name, value in values.items()],
                    )
                db.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise _unusable(path, error) from None
        return cls(path)

    def check_writable(self) -> None:
        """Raises RestorationError where no vote could be stored."""
        with self._writing() as db:
            db.execute("CREATE TABLE writable (x)")
            db.execute("DROP TABLE writable")

    # --- raters ---------------------------------------------------------------

    def join(self, token: str, wanted: int) -> Rater:
        """A new rater, who is to see `wanted` trials. `token`: random, kept by the rater's browser."""
        with self._writing() as db:
            added = db.execute(
                "INSERT INTO raters (token_sha256, created) VALUES (?, ?)", (token_hash(token), stored_time())
            )
            self._allot(db, int(added.lastrowid or 0), wanted)
            return self._rater(db, token)  # type: ignore[return-value]

    def rater(self, token: str) -> Rater | None:
        with self._open() as db:
            return self._rater(db, token)

    def count_raters(self) -> int:
        with self._open() as db:
            return int(db.execute("SELECT COUNT(*) FROM raters").fetchone()[0])

    def more(self, token: str, wanted: int) -> Rater | None:
        """Further trials for a rater who has answered all, where pairs are left that they have not seen."""
        with self._writing() as db:
            rater = self._rater(db, token)
            if rater is not None and rater.done >= rater.total:
                self._allot(db, rater.id, wanted)
            return self._rater(db, token)

    # --- trials ---------------------------------------------------------------

    def trial(self, token: str, position: int | None = None) -> Trial | None:
        """The rater's trial at `position`, one that was shown; by default the first that is not answered, drawn now if
        it was not yet. None where there is none."""
        if position is None:
            found = self._next(token)
            if found is not None:
                return found
        with self._open() as db:
            rater = self._rater(db, token)
            if rater is None or position is None:
                return None
            row = db.execute(
                "SELECT * FROM trials WHERE rater = ? AND position = ?", (rater.id, position)
            ).fetchone()
            return row and trial_of_row(db, row)

    def _next(self, token: str) -> Trial | None:
        with self._writing() as db:
            rater = self._rater(db, token)
            if rater is None:
                return None
            row = db.execute(
                "SELECT * FROM trials t WHERE rater = ? AND NOT EXISTS (SELECT 1 FROM votes WHERE trial = t.id)"
                " ORDER BY position LIMIT 1",
                (rater.id,),
            ).fetchone()
            if row is not None:
                return trial_of_row(db, row)
            position = rater.done
            allotted = db.execute(
                "SELECT start, trials, catches FROM allotments WHERE rater = ? AND start <= ? AND ? < start + trials",
                (rater.id, position, position),
            ).fetchone()
            if allotted is None:
                return None
            placement = draw(
                self.methods,
                self.images,
                shown_to(db, rater.id),
                seed=self.seed,
                rater=rater.id,
                position=position,
                catch=position in catch_positions(self.seed, rater.id, *allotted),
            )
            if placement is None:
                return None
            db.execute(
                "INSERT INTO trials (token, rater, position, image, left, right, created) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    secrets.token_urlsafe(18),
                    rater.id,
                    position,
                    placement.image,
                    placement.left,
                    placement.right,
                    stored_time(),
                ),
            )
            row = db.execute(
                "SELECT * FROM trials WHERE rater = ? AND position = ?", (rater.id, position)
            ).fetchone()
            return trial_of_row(db, row)

    def trial_of(self, trial_token: str) -> Trial | None:
        """The trial whose pictures have this token in their addresses."""
        with self._open() as db:
            row = db.execute("SELECT * FROM trials WHERE token = ?", (trial_token,)).fetchone()
            return row and trial_of_row(db, row)

    def vote(
        self, token: str, trial_token: str, answers: Mapping[str, str], seconds: float, submission: str
    ) -> bool:
        """Store the answers to both questions; False where this rater was not shown that trial. The same `submission`
        again (a browser that heard no reply) stores nothing twice."""
        with self._writing() as db:
            row = db.execute(
                "SELECT t.id FROM trials t JOIN raters r ON r.id = t.rater WHERE t.token = ? AND r.token_sha256 = ?",
                (trial_token, token_hash(token)),
            ).fetchone()
            if row is None:
                return False
            if not db.execute(
                "SELECT 1 FROM votes WHERE trial = ? AND submission = ?", (row["id"], submission)
            ).fetchone():
                db.executemany(
                    "INSERT INTO votes (trial, question, answer, seconds, submission, created) VALUES (?, ?, ?, ?, ?, ?)",
                    [
                        (row["id"], question, answers[question], seconds, submission, stored_time())
                        for question in QUESTIONS
                    ],
                )
            return True

    # --- reading --------------------------------------------------------------

    def votes(self) -> list[Vote]:
        """Every stored answer in the order in which it came, changed ones too."""
        with self._open() as db:
            rows = db.execute(
                "SELECT v.id, r.token_sha256 AS rater, t.position, t.image, t.left, t.right, v.question, v.answer, v.seconds,"
                " v.created, NOT EXISTS (SELECT 1 FROM votes w WHERE w.trial = v.trial AND w.question = v.question"
                " AND w.id > v.id) AS counts FROM votes v JOIN trials t ON t.id = v.trial JOIN raters r ON r.id = t.rater"
                " ORDER BY v.id"
            ).fetchall()
        return [
            Vote(**{**row, "rater": row["rater"][:_NAME_LENGTH], "counts": bool(row["counts"])})
            for row in rows
        ]

    def count_votes(self) -> int:
        with self._open() as db:
            return int(db.execute("SELECT COUNT(*) FROM votes").fetchone()[0])

    # --- inside ---------------------------------------------------------------

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with contextlib.closing(sqlite3.connect(self.path, timeout=30, isolation_level=None)) as db:
                db.row_factory = sqlite3.Row
                db.execute("PRAGMA foreign_keys = ON")
                db.execute("PRAGMA synchronous = FULL")
                yield db
        except sqlite3.Error as error:
            raise _unusable(self.path, error) from None

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, alone among all writers."""
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def _facts(self) -> dict[str, Any]:
        with self._open() as db:
            return {row[0]: json.loads(row[1]) for row in db.execute("SELECT name, value FROM facts")}

    def _rater(self, db: sqlite3.Connection, token: str) -> Rater | None:
        row = db.execute(
            "SELECT id, token_sha256 FROM raters WHERE token_sha256 = ?", (token_hash(token),)
        ).fetchone()
        if row is None:
            return None
        done = db.execute(
            "SELECT COUNT(*) FROM trials t WHERE rater = ? AND EXISTS (SELECT 1 FROM votes WHERE trial = t.id)",
            (row["id"],),
        ).fetchone()[0]
        total = db.execute(
            "SELECT COALESCE(SUM(trials), 0) FROM allotments WHERE rater = ?", (row["id"],)
        ).fetchone()[0]
        return Rater(row["id"], row["token_sha256"][:_NAME_LENGTH], done, total)

    def _allot(self, db: sqlite3.Connection, rater: int, wanted: int) -> None:
        start, catches = db.execute(
            "SELECT COALESCE(SUM(trials), 0), COALESCE(SUM(catches), 0) FROM allotments WHERE rater = ?",
            (rater,),
        ).fetchone()
        cells = len(self.images) * len(self.methods) * (len(self.methods) - 1) // 2
        trials, catches = allot(wanted, cells - (start - catches))
        if trials:
            db.execute(
                "INSERT INTO allotments (rater, start, trials, catches, created) VALUES (?, ?, ?, ?, ?)",
                (rater, start, trials, catches, stored_time()),
            )


def _unusable(path: Path, error: Exception) -> RestorationError:
    step = machine_limit(error) or "Put it where you can write, with --database FILE."
    return RestorationError(
        f"{printable(path.name)}: expected a file of votes that can be read and written, got: {error}. {step}"
    )
