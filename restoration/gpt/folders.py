"""A whole folder: in parallel, within rate and budget, resumable through the cache, a table at the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path

from restoration.control import UNCONTROLLED, RunControl
from restoration.errors import Cancelled, InputError, RestorationError
from restoration.gpt.errors import CREDENTIAL_KINDS, BudgetError, CallError, RefusedError
from restoration.gpt.export import save_output
from restoration.gpt.generate import count_missing, samples_of
from restoration.gpt.job import Options, estimate_cost, plan_job
from restoration.gpt.terms import CallTerms
from restoration.image import IMAGE_SUFFIXES, ImageArray, load_image, printable
from restoration.outputs import is_own_png, refuse_inputs
from restoration.records import GptOutput
from restoration.tasks import Task, get_task

FOLDER_STATUSES = ("done", "cached", "priced", "refused", "failed", "stopped")


@dataclass(frozen=True)
class FolderRow:
    name: str
    status: str
    """done (paid now), cached, priced (dry run), refused, failed, or stopped (not asked)."""
    cost_usd: float | None = 0.0
    """Paid now, or for a dry run the estimate; None: not known."""
    seconds: float = 0.0
    message: str = ""
    kind: str = ""
    """The `CallError.kind` of a failure."""
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class FolderReport:
    rows: tuple[FolderRow, ...]
    run: str = ""

    def count(self, status: str) -> int:
        return sum(row.status == status for row in self.rows)

    @property
    def cost_usd(self) -> float:
        """Sum of the costs that are known."""
        return sum(row.cost_usd or 0.0 for row in self.rows)

    @property
    def cost_known(self) -> bool:
        return all(row.cost_usd is not None for row in self.rows)

    @property
    def ok(self) -> bool:
        return not any(row.status in ("refused", "failed", "stopped") for row in self.rows)


class Pace:
    """At most `per_minute` requests a minute, evenly spaced, over all threads."""

    def __init__(self, per_minute: float | None) -> None:
        if per_minute is not None and not per_minute > 0:
            raise InputError(f"per_minute: expected more than 0 requests, got {per_minute!r}.")
        self._gap = 60.0 / per_minute if per_minute else 0.0
        self._next = 0.0
        self._lock = threading.Lock()

    def __call__(self) -> float:
        """Take a turn; returns the seconds until it."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._gap
        return turn - now


def find_images(source: str | Path) -> list[Path]:
    """An image file itself, or the images of a folder by name. Raises InputError."""
    source = Path(source)
    if source.is_dir():
        paths = sorted(p for p in source.iterdir() if p.is_file() and p.suffix.lower() in IMAGE_SUFFIXES)
        if not paths:
            raise InputError(
                f"{printable(str(source))}: expected a folder with images, found none. Check the path."
            )
        return paths
    if source.is_file():
        return [source]
    raise InputError(
        f"{printable(str(source))}: expected an image or a folder, found nothing. Check the path."
    )


@dataclass(frozen=True, eq=False)
class FolderRequest:
    """What is asked for every image of `source`, a folder or one image, and how the requests are sent."""

    source: str | Path
    task: str | Task
    out: str | Path
    n: int = 1
    """Samples of each image."""
    options: Options = field(default_factory=Options)
    dry_run: bool = False
    """Price everything without key, network or files."""
    parallel: int = 4
    """Requests at a time."""
    per_minute: float | None = None
    """Requests a minute at most; None: no limit."""

    def __post_init__(self) -> None:
        if not 1 <= self.parallel <= 64:
            raise InputError(f"parallel: expected 1 to 64, got {self.parallel!r}.")


def generate_folder(
    request: FolderRequest,
    terms: CallTerms | None = None,
    control: RunControl = UNCONTROLLED,
    on_partial: Callable[[str, ImageArray, int], None] | None = None,
) -> FolderReport:
    """Generate for every image into the folder `out`: a PNG and its provenance
    as JSON each, named after the input (with `_2`, `_3` … for further samples). Run it again to resume:
    what was answered comes from the cache. The pace of `request` takes the place of that of `terms`.
    `on_partial(name, preview, index)` is called in worker threads. Failures of single images become
    rows; a failure of the key or account stops the rest. Raises InputError for a bad argument."""
    terms = terms or CallTerms()
    task = request.task if isinstance(request.task, Task) else get_task(request.task)
    estimate_cost(
        (1024, 1024), task, n=request.n, options=request.options
    )  # a refused combination fails here, once
    paths = find_images(request.source)
    targets = _targets(paths, Path(request.out), request.n)
    if request.dry_run:
        return FolderReport(tuple(_price_all(paths, task, request, terms)))
    limits = terms.limits
    shared = replace(terms, budget=limits, pace=Pace(request.per_minute))
    stop = threading.Event()
    reason: list[str] = []

    def one(path: Path) -> FolderRow:
        if stop.is_set():
            return FolderRow(
                path.name, "stopped", message=reason[0] if reason else "stopped before it was asked"
            )
        began = time.monotonic()
        outputs: list[GptOutput] = []
        try:
            job = plan_job(load_image(path), task, request.options, terms.client)
            show = None if on_partial is None else lambda image, i: on_partial(path.name, image, i)
            outputs = samples_of(job, request.n, shared, RunControl(cancelled=stop.is_set), show)
            files = _save(outputs, targets[path])
        except RestorationError as error:
            row = _failure(path.name, error, time.monotonic() - began, outputs)
            if row.kind in CREDENTIAL_KINDS and not stop.is_set():
                reason.append(row.message)
                stop.set()
            return row
        return _success(path.name, outputs, files, time.monotonic() - began)

    return FolderReport(tuple(_run_all(paths, one, request.parallel, stop, control)), limits.run)


def _run_all(
    paths: Sequence[Path],
    one: Callable[[Path], FolderRow],
    parallel: int,
    stop: threading.Event,
    control: RunControl,
) -> list[FolderRow]:
    rows: dict[Path, FolderRow] = {}
    pending: dict[Future[FolderRow], Path] = {}

    def collect() -> None:
        done, _ = wait(pending, 0.1, FIRST_COMPLETED)
        for future in done:
            rows[pending[future]] = future.result()
            del pending[future]
            control.report(len(rows) / len(paths), f"{len(rows)} of {len(paths)}")
        control.check("stopped")

    with ThreadPoolExecutor(min(parallel, len(paths)), "priorlens-folder") as pool:
        pending |= {pool.submit(one, path): path for path in paths}
        try:
            while pending:
                collect()
        except (KeyboardInterrupt, Cancelled):
            stop.set()  # the table of what was done is written before the process ends
        except BaseException:
            stop.set()
            raise
    rows |= {path: future.result() for future, path in pending.items()}  # all done: the pool is closed
    return [rows[path] for path in paths]


def _price_all(
    paths: Sequence[Path], task: Task, request: FolderRequest, terms: CallTerms
) -> list[FolderRow]:
    planned: set[str] = set()
    return [_price_one(path, task, request, terms, planned) for path in paths]


def _price_one(
    path: Path, task: Task, request: FolderRequest, terms: CallTerms, planned: set[str]
) -> FolderRow:
    try:
        job = plan_job(load_image(path), task, request.options, terms.client)
        missing = count_missing(job, request.n) if terms.cache else request.n
    except RestorationError as error:
        return _failure(path.name, error, 0.0)
    if not missing or (terms.cache and job.key in planned):
        return FolderRow(path.name, "cached")
    planned.add(job.key)
    estimate = job.price(missing)
    return FolderRow(path.name, "priced", estimate.usd, message=estimate.text)


def _success(name: str, outputs: Sequence[GptOutput], files: list[Path], seconds: float) -> FolderRow:
    status = "done" if any(output.source == "api" for output in outputs) else "cached"
    notes = " ".join(dict.fromkeys(output.note for output in outputs if output.note))
    return FolderRow(name, status, _paid(outputs), seconds, notes, files=tuple(map(str, files)))


def _paid(outputs: Sequence[GptOutput]) -> float | None:
    costs = [output.cost_usd for output in outputs if output.source == "api"]
    return None if None in costs else sum(cost or 0.0 for cost in costs)


def _failure(
    name: str, error: RestorationError, seconds: float, outputs: Sequence[GptOutput] = ()
) -> FolderRow:
    """`outputs`: what was painted before saving it failed."""
    kind = error.kind if isinstance(error, CallError) else ""
    cost = None if isinstance(error, CallError) and error.may_be_billed else _paid(outputs)
    if isinstance(error, RefusedError):
        status = "refused"
    elif isinstance(error, (BudgetError, Cancelled)):
        status = "stopped"
    else:
        status = "failed"
    return FolderRow(name, status, cost, seconds, str(error), kind)


def _save(outputs: Sequence[GptOutput], target: Path) -> list[Path]:
    files: list[Path] = []
    for output, path in zip(outputs, sample_paths(target, len(outputs))):
        files += save_output(output, path)
    return files


def sample_paths(target: Path, n: int) -> list[Path]:
    """Where the samples of one image go: NAME.png, NAME_2.png …"""
    return [target, *(target.with_name(f"{target.stem}_{i}.png") for i in range(2, n + 1))]


def _targets(paths: Sequence[Path], out: Path, n: int) -> dict[Path, Path]:
    """Where each image's output goes: no two the same, and none on top of an input."""
    if paths and out.resolve() == paths[0].parent.resolve():
        raise InputError(
            f"{printable(str(out))}: expected another folder than the input's; nothing is to be overwritten."
        )
    stems = [path.stem.casefold() for path in paths]
    targets = {
        path: out / (f"{path.stem}.png" if stems.count(path.stem.casefold()) == 1 else f"{path.name}.png")
        for path in paths
    }
    files = [file for target in targets.values() for file in sample_paths(target, n)]
    refuse_inputs([file for file in files if file.exists()], paths)
    for file in files:
        if file.is_file() and not is_own_png(file):
            raise InputError(
                f"{printable(str(file))} is there already and is not a generated image of ours; it would be "
                "overwritten. Choose another folder."
            )
    return targets
