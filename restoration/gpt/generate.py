"""generate(): a degraded image in, a generated one out, at most one payment for each distinct request."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from restoration.errors import GptError, InputError
from restoration.gpt import faults
from restoration.gpt.canvas import crop_output
from restoration.gpt.errors import CREDENTIAL_KINDS, CallError, RefusedError
from restoration.gpt.flight import wait_for
from restoration.gpt.job import Job, Options, check_count, plan_job
from restoration.gpt.keys import ApiKey, conceal, find_key
from restoration.gpt.ledger import Budget, Ledger, as_budget
from restoration.gpt.locks import hold
from restoration.gpt.models import DEFAULT_MODEL, DEFAULT_QUALITY, MAX_IMAGES_PER_CALL
from restoration.gpt.pricing import price_usage
from restoration.gpt.reply import UnreadableReply, read_reply
from restoration.gpt.service import Patience, ask
from restoration.gpt.store import Answer, Arrival, Entry, data_root
from restoration.image import ImageArray
from restoration.records import GptOutput, Progress
from restoration.tasks import Task

DEFAULT_TIMEOUT_S = 600.0
"""Pictures of the highest quality take minutes."""


@dataclass(frozen=True, eq=False)
class _Sample:
    answer: Answer
    index: int
    """Which of the answer's images."""
    new: bool
    note: str = ""


def generate(
    degraded: ImageArray,
    task: str | Task,
    *,
    client: Any | None = None,
    model: str | None = None,
    quality: str = DEFAULT_QUALITY,
    size_policy: str = "snap",
    input_fidelity: str | None = None,
    prompt: str | None = None,
    n: int = 1,
    stream: bool = False,
    on_partial: Callable[[ImageArray, int], None] | None = None,
    api_key: str | ApiKey | None = None,
    budget: Budget | float | None = None,
    cache: bool = True,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    timeout_s: float | None = None,
) -> GptOutput:
    """Restore `degraded` (H, W, 3) uint8 with a generative image model.

    A request that was answered before comes from the cache at no cost, without key or network.
    `client` is an `openai.OpenAI`; without one, `api_key` or OPENAI_API_KEY and OPENAI_BASE_URL are used.
    `size_policy`: "snap" (nearest standard canvas), "pad" (fit into a canvas, cut the fill off again) or
    "native" (nearest free size). `n`: paint that many and return the first; see `generate_many`.
    `on_partial(preview, index)` is called for previews of a stream. `budget`: dollars for this call, or
    a `Budget`. `cache=False` paints anew; earlier pictures are kept. `cancelled()` is polled; a picture
    that still arrives after it is kept. `timeout_s` covers everything, waiting between tries included;
    by default ten minutes, or a given client's own timeout.

    Raises InputError for a bad argument or a combination the model does not take, CallError (a GptError;
    its `kind` says which) when no picture came, RefusedError, BudgetError, Cancelled.
    """
    api_key = conceal(api_key)
    options = Options(model or DEFAULT_MODEL, quality, size_policy, input_fidelity, prompt, stream)
    outputs = generate_many(
        degraded, task, n=n, options=options, client=client, on_partial=on_partial, api_key=api_key,
        budget=budget, cache=cache, progress=progress, cancelled=cancelled, timeout_s=timeout_s,
    )  # fmt: skip
    return outputs[0]


def generate_many(
    degraded: ImageArray,
    task: str | Task,
    *,
    n: int,
    options: Options | None = None,
    client: Any | None = None,
    on_partial: Callable[[ImageArray, int], None] | None = None,
    api_key: str | ApiKey | None = None,
    budget: Budget | float | None = None,
    cache: bool = True,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    timeout_s: float | None = None,
    pace: Callable[[threading.Event], None] = lambda abandoned: None,
) -> list[GptOutput]:
    """`n` samples of the same request, oldest first; only those not painted before are asked for.
    Fewer come back where the service sends fewer, and their notes say so. Otherwise as `generate`.
    `pace(abandoned)` is called before every request and may block until that event, to keep within a rate."""
    api_key = conceal(api_key)
    check_count(n)
    timeout_s = _timeout_of(client) if timeout_s is None else timeout_s
    if not timeout_s > 0:
        raise InputError(f"timeout_s: expected more than 0 seconds, got {timeout_s!r}.")
    job = plan_job(degraded, task, options or Options(), client)
    root = data_root()
    entry = Entry(root, job.key)
    if cache:
        samples = _stored(entry)
        if len(samples) >= n:
            return [_output(job, sample) for sample in samples[:n]]
        _raise_kept_refusal(entry)
    key = _key_for(client, api_key)
    if key.occurs_in(job.prompt.text):
        raise InputError(
            "prompt: the API key stands in it. Remove it; the prompt is stored with the picture."
        )
    abandoned = threading.Event()
    patience = Patience(timeout_s, time.monotonic() + timeout_s, abandoned, pace)
    limits = as_budget(budget, own_key=api_key is not None)

    def work(show: Callable[[ImageArray], None]) -> list[_Sample]:
        return _obtain(job, n, entry, Ledger(root), limits, cache, key, client, patience, show)

    samples = wait_for(work, patience=patience, on_partial=on_partial, progress=progress, cancelled=cancelled)
    return [_output(job, sample) for sample in samples]


def _obtain(
    job: Job,
    n: int,
    entry: Entry,
    ledger: Ledger,
    budget: Budget,
    cache: bool,
    key: ApiKey,
    client: Any | None,
    patience: Patience,
    show: Callable[[ImageArray], None],
) -> list[_Sample]:
    """With the key's lock: take what others stored meanwhile, ask for the rest."""
    entry.prepare()
    seen = ledger.last_finished(job.key)
    with hold(
        entry.lock, lambda: patience.abandoned.is_set() or time.monotonic() > patience.deadline
    ) as held:
        if not held:
            raise CallError(
                "timeout", "Another run is still waiting for the same picture. Try again in a while."
            )
        for answer in entry.recover():
            ledger.adopt(job.key, answer.number, price_usage(job.model.name, answer.reply.usage))
        samples: list[_Sample] = []
        if cache:
            samples = _stored(entry)
            _raise_kept_refusal(entry)
            failure = ledger.failure_since(job.key, seen)
            if (
                len(samples) < n
                and failure is not None
                and failure.kind not in CREDENTIAL_KINDS | {"cancelled"}
            ):
                raise failure  # it was this very request, while we waited for it
        while len(samples) < n:
            wanted = 1 if job.options.stream else min(MAX_IMAGES_PER_CALL, n - len(samples))
            new = _call(job, wanted, entry, ledger, budget, key, client, patience, show)
            samples += new
            if len(new) < wanted:
                break
        return samples[:n]


def _call(
    job: Job,
    wanted: int,
    entry: Entry,
    ledger: Ledger,
    budget: Budget,
    key: ApiKey,
    client: Any | None,
    patience: Patience,
    show: Callable[[ImageArray], None],
) -> list[_Sample]:
    """One paid request: reserve, ask, store, settle."""
    request = job.request(wanted)
    number = entry.next_number()
    call = ledger.reserve(
        budget, key=job.key, number=number, task=job.task.id, model=job.model.name, images=wanted,
        estimate_usd=job.price(wanted).usd,
    )  # fmt: skip
    arrival = Arrival(entry, number, job.asked())
    try:
        ask(request, arrival, key=key, client=client, patience=patience, on_partial=show)
        reply = read_reply(bytes(arrival.body), str(arrival.asked.get("content_type", "")))
    except (CallError, UnreadableReply) as problem:
        fault = _settle_failure(problem, arrival, key)
        if isinstance(fault, RefusedError):
            entry.keep_refusal(job.asked(), str(fault), fault.request_id)
        ledger.failed(call, fault)
    else:
        entry.forget_refusal()
        return _settle_answer(
            job, wanted, ledger, call, arrival, arrival.answer(reply, arrival.finish(".answer"))
        )
    raise fault


def _settle_failure(problem: CallError | UnreadableReply, arrival: Arrival, key: ApiKey) -> CallError:
    """Keep what arrived as evidence, and say in one sentence what happened."""
    if isinstance(problem, CallError):
        if arrival.body:
            arrival.finish(".cut")
        else:
            arrival.discard()
        return problem
    if problem.error is not None:
        arrival.finish(".unreadable")
        return faults.from_error_object(
            problem.error, {"x-request-id": arrival.asked.get("request_id", "")}, key
        )
    path = arrival.finish(".cut" if problem.cut else ".unreadable")
    return faults.unreadable(
        key.redact(str(problem)), f" What came is kept at {path}." if path else "", cut=problem.cut
    )


def _settle_answer(
    job: Job, wanted: int, ledger: Ledger, call: int, arrival: Arrival, answer: Answer
) -> list[_Sample]:
    notes = []
    if arrival.disk_error:
        notes.append(f"The answer could not be kept ({arrival.disk_error}): save this picture now.")
    if len(answer.reply.images) < wanted:
        notes.append(f"{wanted} pictures were asked for, {len(answer.reply.images)} came.")
    try:
        ledger.answered(call, price_usage(job.model.name, answer.reply.usage))
    except GptError as error:  # the picture is here and stored: never lose it over bookkeeping
        notes.append(str(error))
    return [_Sample(answer, i, True, " ".join(notes)) for i in range(len(answer.reply.images))]


def count_stored(job: Job) -> int:
    """How many samples of a request are in the cache."""
    return len(_stored(Entry(data_root(), job.key)))


def _stored(entry: Entry) -> list[_Sample]:
    return [_Sample(answer, i, False) for answer in entry.answers() for i in range(len(answer.reply.images))]


def _raise_kept_refusal(entry: Entry) -> None:
    kept = entry.refusal()
    if kept is not None:
        day = str(kept.get("refused", ""))[:10]
        raise RefusedError(
            f"{kept.get('message', 'The moderation refused this request.')} "
            f"(Refused on {day}; not asked again. Turn the cache off to ask once more.)",
            request_id=str(kept.get("request_id", "")),
        )


def _timeout_of(client: Any | None) -> float:
    """The client's own limit on reading, where it is shorter than ours."""
    limit = getattr(client, "timeout", None)
    limit = getattr(limit, "read", limit)
    return min(float(limit), DEFAULT_TIMEOUT_S) if isinstance(limit, (int, float)) else DEFAULT_TIMEOUT_S


def _key_for(client: Any | None, api_key: ApiKey | None) -> ApiKey:
    if client is not None:
        return ApiKey(str(getattr(client, "api_key", "") or "none"))
    key = find_key(api_key)
    if key is None:
        raise CallError(
            "no_key",
            "No API key: set OPENAI_API_KEY, or type a key into the page. Uploads, the released set, the "
            "simulator and everything in the cache work without one.",
        )
    return key


def _output(job: Job, sample: _Sample) -> GptOutput:
    answer = sample.answer
    reply = answer.reply
    image, size_note = crop_output(reply.images[sample.index], job.framing)
    cost = price_usage(job.model.name, reply.usage)
    each = None if cost is None else cost / len(reply.images)
    skew = answer.asked.get("service_clock_ahead_s")
    skew_note = (
        f"This computer's clock and the service's differ by {abs(skew) / 60:.0f} minutes." if skew else ""
    )
    return GptOutput(
        image=image,
        source="api" if sample.new else "cache",
        model=reply.model or job.model.name,
        prompt=job.prompt.text,
        created=datetime.fromisoformat(str(answer.asked["received"])),
        cost_usd=each if sample.new else 0.0,
        note=" ".join(note for note in (size_note, sample.note, skew_note) if note),
        provenance={
            **{name: value for name, value in answer.asked.items() if name not in ("prompt", "content_type")},
            "returned_size": f"{reply.images[sample.index].shape[1]}x{reply.images[sample.index].shape[0]}",
            "reported_size": reply.size,
            "reported_quality": reply.quality,
            "usage": reply.usage,
            "paid_usd": each,
            "sample": f"{answer.number}.{sample.index + 1}",
            "raw_sha256": answer.raw_sha256,
            "raw_file": _relative(answer.path),
        },
    )


def _relative(path: Path) -> str:
    """Below the data folder: a report should not tell where a home directory is."""
    try:
        return path.relative_to(data_root()).as_posix()
    except ValueError:
        return path.name
