"""Runs one function over many images: in this machine's processes, or on a Dask cluster.

Both give results in the order in which they come, run an image again when its worker died, and report an image
that killed two workers instead of running it for ever.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress

from restoration.benchmark.predict import Done, ImageTask
from restoration.errors import InputError, RestorationError
from restoration.settings import get_settings
from restoration.side_by_side import limit_process

Work = Callable[[ImageTask], Done]
_ATTEMPTS = 2
_SCHEDULER_S = 20
"""A scheduler that has not answered by then is taken for absent; Dask tries to connect until then."""
_IMAGES_A_WORKER = 200
"""After so many images a worker is replaced: memory that a library keeps does not add up over a long run."""


def run_local(work: Work, tasks: Sequence[ImageTask], workers: int, threads: int = 1) -> Iterator[Done]:
    """Results of `work` over `tasks` in `workers` processes of `threads` threads; with one worker and few tasks, in this process."""
    if workers <= 1 and len(tasks) <= 2:
        for task in tasks:
            yield _guarded(work, task)
        return
    # A part at a time, so that workers are replaced now and then.
    size = _IMAGES_A_WORKER * workers
    for start in range(0, len(tasks), size):
        part = tasks[start : start + size]
        open_tasks = {task.image: task for task in part}
        try:
            for done in _run_part(work, part, workers, threads):
                del open_tasks[done.image]
                yield done
        except BrokenProcessPool:
            # Which image ended its process is not known: the rest of the part runs one process an image.
            for task in open_tasks.values():
                yield _isolated(work, task, threads)


def _isolated(work: Work, task: ImageTask, threads: int) -> Done:
    """`task` in a process of its own, so that one that ends its process takes no other with it."""
    for _ in range(_ATTEMPTS):
        with suppress(BrokenProcessPool):
            return next(_run_part(work, [task], 1, threads))
    return Done(task.image, 0.0, 0.0, f"its process was ended {_ATTEMPTS} times (out of memory?)")


def _run_part(work: Work, tasks: Sequence[ImageTask], workers: int, threads: int) -> Iterator[Done]:
    context = _context()
    given = (threads, dict(os.environ))
    with ProcessPoolExecutor(workers, context, initializer=_start_worker, initargs=given) as pool:
        waiting: set[Future[Done]] = {pool.submit(_guarded, work, task) for task in tasks}
        try:
            while waiting:
                finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def run_dask(work: Work, tasks: Sequence[ImageTask], scheduler: str) -> Iterator[Done]:
    """The same on the Dask cluster at `scheduler` ("tcp://host:port"); an image whose worker died is run again there.

    Raises InputError when Dask is not installed or the scheduler does not answer.
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise InputError(
            "--scheduler: expected the package dask[distributed]. pip install distributed."
        ) from None
    try:
        client = Client(scheduler, timeout=_SCHEDULER_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(
            f"--scheduler {scheduler}: no scheduler answered there ({type(error).__name__})."
        ) from None
    with client:
        futures = {
            client.submit(
                _guarded, work, task, key=f"priorlens-{task.run}-{task.image}", pure=False, retries=2
            ): task
            for task in tasks
        }
        for future in as_completed(futures, loop=client.loop):
            task = futures[future]
            failure = future.exception()
            if failure is None:
                yield future.result()
            else:
                yield Done(task.image, 0.0, 0.0, f"{type(failure).__name__} on the cluster")
            future.release()


def _context() -> multiprocessing.context.BaseContext:
    """Processes that begin from one that has imported everything once, where the system has such; never forked from this one, whose
    threads and devices may be in use."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["restoration.benchmark.predict"])
    return context


def _start_worker(threads: int, environment: dict[str, str]) -> None:
    # The server that workers come from keeps the environment of when it began.
    os.environ.clear()
    os.environ.update(environment)
    get_settings.cache_clear()
    limit_process(threads)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A run that was killed leaves no process behind: a worker that waits for work would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _guarded(work: Work, task: ImageTask) -> Done:
    """An image that cannot be done is reported; the others go on."""
    try:
        return work(task)
    except RestorationError as error:
        return Done(task.image, 0.0, 0.0, str(error))
