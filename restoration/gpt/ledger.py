"""The index: one SQLite table of calls. It is the spending ledger, the history, and how one process
learns what happened to a call of another. Answers themselves are files (see store.py); a lost index
loses no picture.

A call's money is reserved before it is made and settled after it. A row left `reserved` by a crash,
and a call whose answer was lost, count at their estimate: they may have been billed.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from restoration.errors import GptError, InputError, machine_limit
from restoration.gpt.errors import BudgetError, CallError, from_kind
from restoration.gpt.store import data_root
from restoration.settings import get_settings

_SCHEMA = """
CREATE TABLE IF NOT EXISTS calls (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created REAL NOT NULL,
  key TEXT NOT NULL,
  number INTEGER NOT NULL,
  task TEXT NOT NULL,
  model TEXT NOT NULL,
  images INTEGER NOT NULL,
  run TEXT NOT NULL,
  payer TEXT NOT NULL,
  visitor TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('reserved', 'answered', 'failed', 'uncertain')),
  estimate_usd REAL,
  cost_usd REAL,
  kind TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS calls_by_key ON calls (key);
CREATE INDEX IF NOT EXISTS calls_by_time ON calls (created);
"""
_SPENT = "COALESCE(SUM(CASE WHEN state = 'failed' THEN 0 ELSE COALESCE(cost_usd, estimate_usd, 0) END), 0)"
_DAY_S = 86_400
_HOSTED_DAY_USD, _HOSTED_VISITOR_USD = 5.0, 0.5


@dataclass(frozen=True)
class Budget:
    """Caps in US dollars, each checked before a call; None: no cap. Days are UTC."""

    per_run_usd: float | None = None
    per_day_usd: float | None = None
    per_visitor_day_usd: float | None = None
    """For one `visitor`'s address and one day."""
    total_usd: float | None = None
    """Everything this payer ever spent here."""
    run: str = field(default_factory=lambda: uuid.uuid4().hex)
    """Calls with the same run share `per_run_usd`."""
    payer: str = "owner"
    """Whose key pays. Caps count the calls of the same payer only."""
    visitor: str = ""
    """An anonymous id of who asked, on a shared page: "ADDRESS" or "ADDRESS/PERSON". The cap counts all persons of
    an address together."""

    def __post_init__(self) -> None:
        for name in ("per_run_usd", "per_day_usd", "per_visitor_day_usd", "total_usd"):
            cap = getattr(self, name)
            if cap is not None and not (isinstance(cap, (int, float)) and 0 <= cap < 1e9):
                raise InputError(f"{name}: expected dollars, 0 or more, got {cap!r}.")

    @property
    def capped(self) -> bool:
        caps = (self.per_run_usd, self.per_day_usd, self.per_visitor_day_usd, self.total_usd)
        return any(cap is not None for cap in caps)


def as_budget(budget: Budget | float | None, *, own_key: bool = False) -> Budget:
    """A number is a cap on this run, on top of the environment's caps (see `budget_from_environment`).
    On a hosted page calls with a visitor's own key count apart from the owner's."""
    if isinstance(budget, Budget):
        return budget
    hosted = get_settings().hosted
    if hosted and own_key:
        return Budget(per_run_usd=budget, payer="visitors")
    return replace(budget_from_environment(hosted=hosted), per_run_usd=budget)


def budget_from_environment(*, hosted: bool = False, visitor: str = "") -> Budget:
    """Caps on the owner's key from PRIORLENS_DAY_USD, PRIORLENS_VISITOR_USD, PRIORLENS_TOTAL_USD.
    On a hosted page an unset day or visitor cap is $5 or $0.50: never unlimited."""

    def read(name: str, default: float | None) -> float | None:
        text = os.environ.get(name, "").strip()
        try:
            return float(text) if text else default
        except ValueError:
            raise InputError(f"{name}: expected dollars, got {text!r}. Correct or unset it.") from None

    return Budget(
        per_day_usd=read("PRIORLENS_DAY_USD", _HOSTED_DAY_USD if hosted else None),
        per_visitor_day_usd=read("PRIORLENS_VISITOR_USD", _HOSTED_VISITOR_USD if hosted else None),
        total_usd=read("PRIORLENS_TOTAL_USD", None),
        visitor=visitor,
    )


def spending(budget: Budget | None = None) -> dict[str, float]:
    """Dollars spent or set aside: {"run", "day", "visitor", "own", "total"} for the budget's run, payer, visitor.
    "visitor" is today's of the whole address, "own" today's of the person: what may be shown to them."""
    return Ledger(data_root()).spent(budget or Budget())


def history(limit: int = 100, visitor: str | None = None) -> list[dict[str, Any]]:
    """Past calls, the newest first: created, task, model, state, estimate_usd, cost_usd, message …"""
    return Ledger(data_root()).history(limit, visitor)


def _over(label: str, cap: float, spent: float, price: float, budget: Budget) -> str:
    """Why a call was not made. On a shared page the message does not contain what others spent."""
    made = f"this call would cost about ${price:.4f}. It was not made."
    if budget.visitor and label in ("day", "total"):
        again = "Come back tomorrow, or use" if label == "day" else "Use"
        return (
            f"The {label} cap of this page, which all visitors share, is nearly used up, and {made} "
            f"{again} a key of your own."
        )
    remedy = "Raise the cap, or choose a cheaper model, quality or size."
    if budget.visitor and label == "visitor":
        remedy = "Come back tomorrow, use a key of your own, or choose a cheaper model, quality or size."
    return f"The {label} cap is ${cap:.2f}: ${spent:.4f} is spent or set aside and {made} {remedy}"


class Ledger:
    """The calls table in `root`. Every method opens its own connection: safe in threads and after fork."""

    def __init__(self, root: Path) -> None:
        self._path = root / "index.sqlite3"

    def reserve(
        self,
        budget: Budget,
        *,
        key: str,
        number: int,
        task: str,
        model: str,
        images: int,
        estimate_usd: float | None,
    ) -> int:
        """Set the estimate aside and return the call's id. Raises BudgetError, and nothing is set aside."""
        if estimate_usd is None and budget.capped:
            raise BudgetError(
                f"The price of {model} with these options is not known, so no cap can be kept. "
                "Add the model to prices.json, choose another, or remove the cap."
            )
        with self._open() as db:
            for label, cap, spent in self._totals(db, budget):
                if cap is not None and spent + (estimate_usd or 0.0) > cap + 1e-9:
                    raise BudgetError(_over(label, cap, spent, estimate_usd or 0.0, budget))
            cursor = db.execute(
                "INSERT INTO calls (created, key, number, task, model, images, run, payer, visitor, state,"
                " estimate_usd) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'reserved', ?)",
                (
                    time.time(),
                    key,
                    number,
                    task,
                    model,
                    images,
                    budget.run,
                    budget.payer,
                    budget.visitor,
                    estimate_usd,
                ),
            )
            return int(cursor.lastrowid or 0)

    def answered(self, call: int, cost_usd: float | None) -> None:
        with self._open() as db:
            db.execute("UPDATE calls SET state = 'answered', cost_usd = ? WHERE id = ?", (cost_usd, call))

    def failed(self, call: int, error: CallError, cost_usd: float | None = None) -> None:
        """Give the money back, unless the call may have been billed. `cost_usd`: where it surely was."""
        state = "uncertain" if error.may_be_billed or cost_usd is not None else "failed"
        with self._open() as db:
            db.execute(
                "UPDATE calls SET state = ?, cost_usd = ?, kind = ?, message = ? WHERE id = ?",
                (state, cost_usd, error.kind, str(error), call),
            )

    def adopt(self, key: str, number: int, cost_usd: float | None) -> None:
        """Settle the reservation that a killed process left behind, now that its answer was found."""
        with self._open() as db:
            db.execute(
                "UPDATE calls SET state = 'answered', cost_usd = ?, kind = '', message = ''"
                " WHERE key = ? AND number = ? AND state IN ('reserved', 'uncertain')",
                (cost_usd, key, number),
            )

    def last_finished(self, key: str) -> int:
        """The id of the newest finished call for a key, 0 if there is none."""
        with self._open() as db:
            row = db.execute(
                "SELECT MAX(id) FROM calls WHERE key = ? AND state != 'reserved'", (key,)
            ).fetchone()
        return int(row[0] or 0)

    def failure_since(self, key: str, call: int) -> CallError | None:
        """How the newest call after `call` failed, None if it did not."""
        with self._open() as db:
            row = db.execute(
                "SELECT state, kind, message FROM calls WHERE key = ? AND id > ? ORDER BY id DESC LIMIT 1",
                (key, call),
            ).fetchone()
        if row is None or row[0] not in ("failed", "uncertain") or not row[1]:
            return None
        return from_kind(row[1], row[2], may_be_billed=row[0] == "uncertain")

    def spent(self, budget: Budget) -> dict[str, float]:
        """Dollars spent or set aside by this payer: in the run, today, by the visitor today, ever."""
        with self._open() as db:
            return {label: spent for label, _, spent in self._totals(db, budget)}

    def history(self, limit: int = 100, visitor: str | None = None) -> list[dict[str, Any]]:
        where, values = ("WHERE visitor = ?", [visitor]) if visitor is not None else ("", [])
        with self._open() as db:
            db.row_factory = sqlite3.Row
            rows = db.execute(
                f"SELECT * FROM calls {where} ORDER BY id DESC LIMIT ?", [*values, limit]
            ).fetchall()
        return [dict(row) for row in rows]

    @staticmethod
    def _totals(db: sqlite3.Connection, budget: Budget) -> Iterator[tuple[str, float | None, float]]:
        # Rows dated later than now (another clock) count as today's: a cap is reached rather too early.
        today = time.time() // _DAY_S * _DAY_S
        address = budget.visitor.split("/")[0] + "/"
        for label, cap, where, values in (
            ("run", budget.per_run_usd, "run = ?", (budget.run,)),
            ("day", budget.per_day_usd, "payer = ? AND created >= ?", (budget.payer, today)),
            (
                "visitor",
                budget.per_visitor_day_usd,
                "payer = ? AND created >= ? AND substr(visitor || '/', 1, ?) = ?",
                (budget.payer, today, len(address), address),
            ),
            (
                "own",
                None,
                "payer = ? AND created >= ? AND visitor = ?",
                (budget.payer, today, budget.visitor),
            ),
            ("total", budget.total_usd, "payer = ?", (budget.payer,)),
        ):
            yield (
                label,
                cap,
                float(db.execute(f"SELECT {_SPENT} FROM calls WHERE {where}", values).fetchone()[0]),
            )

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One transaction, begun with the write lock so that check and reservation are one step."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self._path, timeout=60, isolation_level=None)
            try:
                if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'calls_by_time'").fetchone():
                    db.executescript("BEGIN IMMEDIATE;" + _SCHEMA + "COMMIT;")
                db.execute("BEGIN IMMEDIATE")
                try:
                    yield db
                    db.execute("COMMIT")
                except BaseException:
                    with contextlib.suppress(sqlite3.Error):
                        db.execute("ROLLBACK")
                    raise
            finally:
                db.close()
        except (sqlite3.Error, OSError) as error:
            raise GptError(
                f"{self._path.name}: the index of calls cannot be used ({error}). "
                f"{machine_limit(error) or 'Check that the disk is not full or read-only.'} If the "
                "file is damaged, move it away: the pictures are separate files and are found again."
            ) from None
