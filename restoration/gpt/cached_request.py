"""Getting the samples of one request: what is stored, what another run is just getting, and, for the
rest, calls that are paid. Everything here happens with the request's lock held."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from restoration.errors import GptError
from restoration.gpt import api_errors
from restoration.gpt.errors import CREDENTIAL_KINDS, BudgetError, CallError, RefusedError
from restoration.gpt.job import Job
from restoration.gpt.keys import ApiKey
from restoration.gpt.ledger import Budget, Ledger
from restoration.gpt.locks import hold
from restoration.gpt.pricing import price_usage
from restoration.gpt.reply import UnreadableReply, read_reply
from restoration.gpt.service import Deadline, ask
from restoration.gpt.store import Answer, CacheEntry, PartialResponse
from restoration.image import ImageArray


@dataclass(frozen=True, eq=False)
class GeneratedSample:
    answer: Answer
    index: int
    """Which of the answer's images."""
    new: bool
    note: str = ""


@dataclass(frozen=True, eq=False)
class Caller:
    """Who asks, who pays, and how long they wait."""

    key: ApiKey
    client: Any | None
    ledger: Ledger
    budget: Budget
    deadline: Deadline
    show: Callable[[ImageArray], None]
    """Takes the previews of a stream."""


def cached_request(job: Job, n: int, entry: CacheEntry, cache: bool, caller: Caller) -> list[GeneratedSample]:
    """`n` samples, or fewer where the service sends fewer. Raises CallError, GptError."""
    ledger, deadline = caller.ledger, caller.deadline
    entry.prepare()
    seen = ledger.last_finished(job.key)
    with hold(entry.lock, lambda: deadline.abandoned.is_set() or time.monotonic() > deadline.ends) as held:
        if not held:
            raise CallError(
                "timeout", "Another run is still waiting for the same picture. Try again in a while."
            )
        for answer in entry.recover():
            ledger.adopt(job.key, answer.number, price_usage(job.model.name, answer.reply.usage))
        samples: list[GeneratedSample] = []
        if cache:
            samples = stored(entry)
            raise_kept_refusal(entry)
            failure = ledger.failure_since(job.key, seen)
            if (
                len(samples) < n
                and failure is not None
                and failure.kind not in CREDENTIAL_KINDS | {"cancelled"}
            ):
                raise failure  # the same request, answered while we waited for the lock
        while len(samples) < n:
            wanted = 1 if job.streams else min(job.model.service.images_per_call, n - len(samples))
            try:
                call, wanted = _reserve(job, wanted, entry, caller)
            except BudgetError as error:
                if not samples:
                    raise
                return _with_note(samples, f"{len(samples)} of {n} samples were made. {error}")
            new = _call(job, wanted, call, entry, caller)
            samples += new
            if len(new) < wanted:
                break
        return samples[:n]


def _reserve(job: Job, wanted: int, entry: CacheEntry, caller: Caller) -> tuple[int, int]:
    """(id of the reservation, pictures it pays for): as many of `wanted` as the budget holds. Raises
    BudgetError where it does not hold one, CallError where nobody wants it any more."""
    caller.deadline.check()
    for images in range(wanted, 0, -1):
        try:
            call = caller.ledger.reserve(
                caller.budget, key=job.key, number=entry.next_number(), task=job.task.id,
                model=job.model.name, images=images, estimate_usd=job.price(images).usd,
            )  # fmt: skip
        except BudgetError:  # noqa: PERF203
            if images == 1:
                raise
        else:
            return call, images
    raise ValueError(f"wanted: expected at least 1, got {wanted}")


def _with_note(samples: list[GeneratedSample], note: str) -> list[GeneratedSample]:
    return [replace(sample, note=" ".join(filter(None, (sample.note, note)))) for sample in samples]


def _call(job: Job, wanted: int, call: int, entry: CacheEntry, caller: Caller) -> list[GeneratedSample]:
    """One paid request whose cost `call` has reserved: ask, store, settle."""
    ledger, key = caller.ledger, caller.key
    request = job.request(wanted)
    incoming = PartialResponse(entry, entry.next_number(), job.asked())
    try:
        ask(
            request, incoming, key=key, client=caller.client, deadline=caller.deadline, on_partial=caller.show
        )
        reply = read_reply(bytes(incoming.body), str(incoming.asked.get("content_type", "")))
    except (CallError, UnreadableReply) as problem:
        failure = _settle_failure(problem, incoming, key, job)
        billed = price_usage(job.model.name, getattr(problem, "usage", None))
        if isinstance(failure, RefusedError):
            entry.keep_refusal(job.asked(), str(failure), failure.request_id)
        with contextlib.suppress(
            GptError
        ):  # the error itself is raised, even where the ledger could not be written
            ledger.failed(call, failure, billed)
    else:
        entry.forget_refusal()
        return _settle_answer(
            job, wanted, ledger, call, incoming, incoming.answer(reply, incoming.finish(".answer"))
        )
    raise failure


def _settle_failure(
    problem: CallError | UnreadableReply, incoming: PartialResponse, key: ApiKey, job: Job
) -> CallError:
    """Keep the bytes that arrived, and say in one sentence what happened."""
    if isinstance(problem, CallError):
        if incoming.body:
            incoming.finish(".cut")
        else:
            incoming.discard()
        return problem
    if problem.error is not None:
        incoming.finish(".unreadable")
        return api_errors.from_error_object(
            problem.error, {"x-request-id": incoming.asked.get("request_id", "")}, key, job.model.service
        )
    path = incoming.finish(".cut" if problem.cut else ".unreadable")
    return api_errors.unreadable(
        key.redact(str(problem)), f" What came is kept at {path}." if path else "", cut=problem.cut
    )


def _settle_answer(
    job: Job, wanted: int, ledger: Ledger, call: int, incoming: PartialResponse, answer: Answer
) -> list[GeneratedSample]:
    notes = []
    if incoming.disk_error:
        notes.append(f"The answer could not be kept ({incoming.disk_error}): save this picture now.")
    if len(answer.reply.images) < wanted:
        notes.append(f"{wanted} pictures were asked for, {len(answer.reply.images)} came.")
    try:
        ledger.answered(call, price_usage(job.model.name, answer.reply.usage))
    except GptError as error:  # the picture is here and stored: never lose it over bookkeeping
        notes.append(str(error))
    return [GeneratedSample(answer, i, True, " ".join(notes)) for i in range(len(answer.reply.images))]


def stored(entry: CacheEntry) -> list[GeneratedSample]:
    """The samples in the cache, oldest first."""
    return [
        GeneratedSample(answer, i, False)
        for answer in entry.answers()
        for i in range(len(answer.reply.images))
    ]


def raise_kept_refusal(entry: CacheEntry) -> None:
    """Raise RefusedError where the moderation refused this very request before."""
    kept = entry.refusal()
    if kept is not None:
        day = str(kept.get("refused", ""))[:10]
        raise RefusedError(
            f"{kept.get('message', 'The moderation refused this request.')} "
            f"(Refused on {day}; not asked again. Turn the cache off to ask once more.)",
            request_id=str(kept.get("request_id", "")),
        )
