"""generate(): a degraded image in, a generated one out, at most one payment for each distinct request."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from restoration.control import Progress, RunControl
from restoration.errors import InputError
from restoration.gpt.cached_request import Caller, GeneratedSample, cached_request, raise_kept_refusal, stored
from restoration.gpt.catalogue import Provider
from restoration.gpt.errors import CallError
from restoration.gpt.framing import crop_output
from restoration.gpt.job import Job, Options, check_count, plan_job
from restoration.gpt.keys import ApiKey, conceal, find_key
from restoration.gpt.ledger import Budget, Ledger
from restoration.gpt.models import DEFAULT_MODEL, DEFAULT_QUALITY
from restoration.gpt.pricing import price_usage
from restoration.gpt.service import Deadline, require_client
from restoration.gpt.single_flight import wait_for
from restoration.gpt.store import CacheEntry, data_root
from restoration.gpt.terms import CallTerms, no_pace
from restoration.image import ImageArray
from restoration.records import GptOutput
from restoration.tasks import Task


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
    `client` is an `openai.OpenAI`; without one, `api_key` or OPENAI_API_KEY and OPENAI_BASE_URL are used. Gemini models
    take no client, but `api_key` or GEMINI_API_KEY and GOOGLE_GEMINI_BASE_URL, and have no previews. `quality`: empty for
    the model's own; of Gemini models the size of the picture, "1K", "2K" or "4K".
    `size_policy`: "snap" (nearest standard canvas), "pad" (fit into a canvas, cut the fill off again) or
    "native" (nearest free size). `n`: paint that many and return the first; see `generate_many`.
    `on_partial(preview, index)` is called for previews of a stream. `budget`: dollars for this call, or
    a `Budget`. `cache=False` paints anew; earlier pictures are kept. `cancelled()` is polled, from another
    thread too, and before every call: what is cancelled before it costs nothing. A picture that still
    arrives after it is kept. `timeout_s` covers everything, waiting between tries included;
    by default ten minutes, or a given client's own timeout.

    Raises InputError for a bad argument or a combination the model does not take, CallError (a GptError;
    its `kind` says which) when no picture came, RefusedError, BudgetError, Cancelled.
    """
    api_key = conceal(api_key)
    many = generate_many(
        degraded, task, n=n, options=Options(model or DEFAULT_MODEL, quality, size_policy, input_fidelity, prompt, stream),
        client=client, on_partial=on_partial, api_key=api_key, budget=budget, cache=cache, progress=progress,
        cancelled=cancelled, timeout_s=timeout_s,
    )  # fmt: skip
    return many[0]


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
    pace: Callable[[], float] = no_pace,
) -> list[GptOutput]:
    """`n` samples of the same request, oldest first; only those not painted before are asked for.
    Fewer come back where the service sends fewer or `budget` ends first, and their notes say so; BudgetError
    is raised where it pays for none. Give one `Budget` to all calls of a run to share its `per_run_usd`.
    Otherwise as `generate`.
    `pace()` is called before every request and says how many seconds to wait, to keep within a rate; that
    time is not counted by `timeout_s`."""
    api_key = conceal(api_key)
    terms = CallTerms(client, api_key, budget, cache, timeout_s, pace)
    job = plan_job(degraded, task, options or Options(), client)
    return samples_of(job, n, terms, RunControl(progress, cancelled), on_partial)


def samples_of(
    job: Job,
    n: int,
    terms: CallTerms,
    control: RunControl,
    on_partial: Callable[[ImageArray, int], None] | None = None,
) -> list[GptOutput]:
    """`n` samples of the planned request: those in the cache first, the rest asked for on these terms."""
    check_count(n)
    root = data_root()
    entry = CacheEntry(root, job.key)
    if terms.cache:
        samples = stored(entry)
        if len(samples) >= n:
            return [_output(job, sample) for sample in samples[:n]]
        raise_kept_refusal(entry)
    service = job.model.service
    require_client(service)
    key = _key_for(terms, service)
    if key.occurs_in(job.prompt.text):
        raise InputError(
            "prompt: the API key stands in it. Remove it; the prompt is stored with the picture."
        )
    deadline = Deadline(
        terms.seconds,
        time.monotonic() + terms.seconds,
        threading.Event(),
        terms.pace,
        control.cancelled or (lambda: False),
    )
    limits = terms.limits

    def work(show: Callable[[ImageArray], None]) -> list[GeneratedSample]:
        caller = Caller(key, terms.client, Ledger(root), limits, deadline, show)
        return cached_request(job, n, entry, terms.cache, caller)

    def show_cropped(preview: ImageArray, index: int) -> None:
        if on_partial is not None:
            on_partial(crop_output(preview, job.framing)[0], index)

    samples = wait_for(work, deadline, control, show_cropped)
    return [_output(job, sample) for sample in samples]


def count_missing(job: Job, n: int) -> int:
    """How many of `n` samples would have to be asked for. Raises RefusedError where they would not be."""
    entry = CacheEntry(data_root(), job.key)
    missing = max(0, n - len(stored(entry)))
    if missing:
        raise_kept_refusal(entry)
    return missing


def _key_for(terms: CallTerms, service: Provider) -> ApiKey:
    if terms.client is not None:
        return ApiKey(str(getattr(terms.client, "api_key", "") or "none"))
    key = find_key(terms.api_key, service)
    if key is None:
        raise CallError(
            "no_key",
            f"No API key: set {service.key_variables[0]}, or type a key into the page. Uploads, the released set, the "
            "simulator and everything in the cache work without one.",
        )
    return key


def _output(job: Job, sample: GeneratedSample) -> GptOutput:
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
    """Below the data folder: a report should not contain the path of a home directory."""
    try:
        return path.relative_to(data_root()).as_posix()
    except ValueError:
        return path.name
