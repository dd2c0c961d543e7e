"""The handlers of Compare and Cancel: a run of photos in a thread of its own, shown step by step.

The event that shows a run is asynchronous and occupies no thread while it waits. It does not hold the device: the
run's thread does, until the work has really stopped (turns.py). Where the event ends, as its browser has left or the
visitor cancelled, the run is asked to stop.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

import gradio as gr

from app import rendering
from app.engine import Engine
from app.error_messages import sentence
from app.generation import Generation
from app.photo_run import Choice, PhotoRun, RunCallbacks
from app.run_notes import about, merged, named_few
from app.runs import Busy, Run, rounded_time
from app.session_rows import Rows
from app.spending import budget_of
from app.steps import Steps
from app.turns import Place
from app.uploads import GivenFiles, UploadedPhoto, match_uploads
from app.visitors import Visitor
from restoration import Budget, Cancelled, InputError, spending

Step = tuple[str, int, Any]
"""(what, number of the photo, its value): progress, preview, done, failed, stopped, and end as the last."""

HEARTBEAT_S = 2.0
"""An event that is silent longer would not notice that nobody listens any more."""
_MOST_IMAGES = 16
"""Of other methods and generators beside one photo, on a shared page: each is aligned and measured."""
_PAUSE_S = 0.2
"""Seconds between two steps that are shown."""


@dataclass(frozen=True, repr=False)
class RunRequest:
    """What the form holds when "Compare" is pressed."""

    files: GivenFiles
    choice: Choice = field(default_factory=Choice)
    generation: Generation = field(default_factory=Generation)
    """Without a key."""
    ticket: str | None = None
    """Of a visitor's own key, see keys.py."""


@dataclass(frozen=True)
class Order:
    """What a run is to do."""

    photos: list[UploadedPhoto]
    choice: Choice
    generation: Generation
    budget: Budget
    """One for all photos and samples."""
    visitor: Visitor


class RunHandlers:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def run(
        self, asked: RunRequest, rows: Rows, request: gr.Request
    ) -> AsyncGenerator[tuple[Any, ...], None]:
        """Yields (status, rows, current result) while photo after photo is compared."""
        if not asked.files.degraded:
            yield rendering.status("Choose at least one degraded photo first.", "error"), rows, gr.skip()
            return
        session, visitor = session_of(request), self.engine.visitors.of(request)
        self.engine.uploads.seen(session, asked.files.all)
        matched = match_uploads(asked.files)
        photos, notes = matched.photos, matched.notes
        steps: Steps[Step] = Steps()
        held = ExitStack()  # the visitor's key: overwritten when the run's thread has ended
        try:
            # Raises InputError for a ticket that is not good any more.
            key = held.enter_context(self.engine.keys.key_of(asked.ticket, visitor.person))
            generation = replace(asked.generation, key=key)
            budget = budget_of(
                self.engine.settings, visitor.id, own_key=key is not None, cap_usd=generation.cap_usd
            )
            order = Order(photos, asked.choice, generation, budget, visitor)
            run = self._start(session, order, steps.put, held)
        except InputError as error:  # Busy is one
            held.close()
            yield rendering.status(sentence(error), "error"), rows, gr.skip()
            return
        report = _Report(rows, photos, notes)
        try:
            async for shown in self._shown(steps, report, self.engine.listeners.unheard(session)):
                yield shown
            if generation.source == "api":
                notes.append(self._spent(budget))
            yield report.summary(), report.rows, report.opened()
        finally:
            run.stop.set()

    def cancel(self, request: gr.Request) -> Any:
        """Asks the run to stop; (the button's new text). The status is the run's alone: what it says last is never
        covered by an answer that arrives later."""
        self.engine.runs.stop(session_of(request))
        return gr.update(value="Stopping…")

    def forget(self, request: gr.Request) -> None:
        """The page was closed."""
        self.engine.uploads.forget(session_of(request))
        self.engine.runs.stop(session_of(request))

    async def _shown(
        self, steps: Steps[Step], report: _Report, left: Callable[[], bool]
    ) -> AsyncIterator[tuple[Any, ...]]:
        """What is shown after the steps taken at once, until the last, or until everybody has left."""
        shown_at = 0.0
        while True:
            taken = await steps.take(HEARTBEAT_S)
            changed = [report.note(step) for step in taken]
            if left() or (taken and taken[-1][0] == "end"):
                return
            if any(changed) or time.monotonic() - shown_at >= _PAUSE_S:
                shown_at = time.monotonic()
                yield report.bar(), report.rows if any(changed) else gr.skip(), report.opened()

    def _start(self, session: str, order: Order, put: Callable[[Step], None], held: ExitStack) -> Run:
        most = self.engine.settings.max_photos
        if len(order.photos) > most:
            raise Busy(
                f"At most {most} photos a run, got {len(order.photos)}. Choose fewer, and run the rest after."
            )
        given = max((len(p.results) + len(p.generators) for p in order.photos), default=0)
        if self.engine.settings.hosted and given > _MOST_IMAGES:
            raise Busy(
                f"On this page at most {_MOST_IMAGES} results and generated images a photo, got {given}. Compare them in "
                "several runs, or on your own machine."
            )
        # The quota last: a run that is refused for another reason does not count.
        return self.engine.runs.start(
            session,
            order.visitor.address,
            lambda run: self._work(run, order, put, held),
            admitted=lambda: self.engine.quota.take_photos(order.visitor, len(order.photos)),
        )

    def _work(self, run: Run, order: Order, put: Callable[[Step], None], held: ExitStack) -> None:
        """The run's thread."""
        try:
            for number, photo in enumerate(order.photos):
                put(self._one(run, order, photo, number, put))
                if run.stop.is_set():
                    break
        finally:
            held.close()
            put(("end", len(order.photos), None))

    def _one(
        self, run: Run, order: Order, photo: UploadedPhoto, number: int, put: Callable[[Step], None]
    ) -> Step:
        callbacks = RunCallbacks(
            progress=lambda fraction, message: put(("progress", number, (fraction, message))),
            preview=lambda address: put(("preview", number, address)),
            cancelled=run.stop.is_set,
            waiting=lambda place: put(("progress", number, (0.0, waiting(place)))),
        )
        try:
            outcome = PhotoRun(
                self.engine, photo, order.choice, order.generation, order.visitor, order.budget, callbacks
            ).result()
        except Cancelled as stop:
            return ("stopped", number, stop)
        except BaseException as error:  # the thread's boundary: every error is shown on the page
            return ("failed", number, error)
        return ("done", number, outcome)

    def _spent(self, budget: Budget) -> str:
        """On a shared page what others spent is not shown."""
        spent = spending(budget)
        if self.engine.settings.hosted:
            return f"Spent in this run: ${spent['run']:.4f}; by you today: ${spent['own']:.4f}."
        return f"Spent in this run: ${spent['run']:.4f}; today: ${spent['day']:.4f}; in total: ${spent['total']:.4f}."


class _Report:
    """What is known of a run so far, as the page shows it."""

    def __init__(self, rows: Rows, photos: list[UploadedPhoto], notes: list[str]) -> None:
        self.rows, self._photos, self._notes = rows, photos, notes
        self.current: Any = gr.skip()
        self._done = self._failed = 0
        self._fraction, self._message, self._preview = 0.0, "Starting", ""
        self._unpaid: list[str] = []

    def note(self, step: Step) -> bool:
        """Take in a step; whether the rows or the open result changed."""
        what, number, value = step
        name = self._photos[number].name if number < len(self._photos) else ""
        place = f"{name} ({number + 1} of {len(self._photos)}): " if len(self._photos) > 1 else ""
        if what == "progress":
            self._fraction, self._message = (number + value[0]) / len(self._photos), place + value[1]
        elif what == "preview":
            self._preview = rendering.preview(value)
        elif what == "stopped":
            left = [photo.name for photo in self._photos[number:]]
            self._notes.append(
                f"Cancelled. Not compared: {named_few(left)}. What was finished before is kept."
            )
        elif what == "failed":
            self._failed += 1
            self.rows = [*self.rows, {"id": None, "name": name, "error": sentence(value)}]
            self._notes.extend(about(name, [sentence(value)], several=len(self._photos) > 1))
            if getattr(value, "kind", "") == "budget":
                self._unpaid.append(name)
        elif what == "done":
            result, notices = value
            self._notes.extend(about(name, notices, several=len(self._photos) > 1))
            self.rows = [*self.rows, rendering.row_of(result)]
            self._done += 1
            # The first is opened, once: the view does not change with the next one.
            if self._done == 1:
                self.current = result.id
            self._preview = ""
            self._fraction, self._message = (number + 1) / len(self._photos), f"{place}done"
        return what in ("failed", "done")

    def opened(self) -> Any:
        """The result to open now, if any; said once."""
        current, self.current = self.current, gr.skip()
        return current

    def bar(self) -> str:
        return rendering.progress_bar(self._fraction, self._message) + self._preview

    def summary(self) -> str:
        if self._unpaid:
            self._notes.append(f"Not generated, as a spending cap was reached: {', '.join(self._unpaid)}.")
        several = len(self._photos) > 1 or self._failed
        missed = f"; {self._failed} failed" if self._failed else ""
        text = (
            f"{self._done} of {len(self._photos)} compared{missed}."
            if several
            else "Done."
            if self._notes
            else ""
        )
        kind = "error" if self._failed and not self._done else "info"
        return rendering.status(text, kind, merged(self._notes)) if text else ""


def waiting(place: Place) -> str:
    """What somebody who waits reads."""
    turns = "1 run is" if place.ahead == 1 else f"{place.ahead} runs are"
    about = f", about {rounded_time(place.seconds)}" if place.seconds is not None else ""
    now = f" Now: {place.running}." if place.running else ""
    return f"Waiting for the device: {turns} before yours{about}.{now}"


def session_of(request: gr.Request) -> str:
    return str(getattr(request, "session_hash", "") or secrets.token_hex(8))
