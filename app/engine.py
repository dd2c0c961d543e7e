"""The objects of one server, and the steps of one uploaded photo: read, fetch the generated image, compare, store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

from app.derived import DerivedFiles
from app.example_results import ExampleResults
from app.generation import Fetched, GeneratedFor, Generation, fetch_generated
from app.keys import KeyDesk
from app.listeners import Listeners
from app.measuring import Measuring
from app.memory import give_memory_back
from app.priority import step_back
from app.quota import Quota
from app.rescoring import Rescoring
from app.results import Result, ResultStore
from app.retention import Retention
from app.runs import Runs
from app.saving import exif_of
from app.server_folder import ServerFolder
from app.sessions import Sessions
from app.shutdown import PaidCalls
from app.storing import store_comparison
from app.turns import Place, Turns
from app.upload_files import UploadFiles
from app.uploads import UploadedPhoto
from app.views import Views
from app.visitors import Visitor, Visitors, server_secret
from restoration import (
    Budget,
    Cancelled,
    Comparison,
    ImageFile,
    InputError,
    Progress,
    Settings,
    compare,
    inspect_image,
    read_image,
    suggest_task,
)

T = TypeVar("T")
_DEVICE_THREAD = "priorlens-device"
_CALLS_AT_ONCE = 8
"""Visitors who wait for OpenAI at the same time; each holds a decoded photo."""


@dataclass(frozen=True)
class Choice:
    """What is to be done with each photo."""

    task: str = "auto"
    baseline: str | None = None
    """Model id; None or empty: the task's own."""
    guided: str | None = None
    """A model id; "tone:generated" or "tone:photo" for the baseline's result fused with the prior in that tone."""
    run_models: bool = False
    """Ours beside results of other methods; without any they run anyway."""
    halves: str = ""
    """"left" or "right": photos are of double width, that half is degraded, the other its truth; empty: they are not."""


@dataclass(frozen=True)
class Told:
    """The callbacks of a run. All are called in the run's threads."""

    progress: Progress
    preview: Callable[[str], None]
    """Takes data: addresses of an image that is not complete yet."""
    cancelled: Callable[[], bool]
    waiting: Callable[[Place], None]


class Engine:
    def __init__(self, settings: Settings, folder: ServerFolder | None = None) -> None:
        """`folder`: this process's own; a new one where none is given."""
        self.settings = settings
        self.device = settings.device
        self.turns = Turns()
        self.runs = Runs(
            self.turns, most=settings.max_waiting, most_per_address=settings.max_waiting_per_address
        )
        self.quota = Quota(hourly_photos=settings.max_hourly_photos, daily_bytes=settings.max_visitor_bytes)
        self.visitors = Visitors(
            server_secret(settings.data_dir),
            trusted_proxies=settings.trusted_proxies,
            trust_loopback=settings.trusts_local_proxy,
        )
        self.sessions = Sessions()
        self.listeners = Listeners()
        self.keys = KeyDesk()
        # One thread computes for all visitors: the libraries' own threads and memory pools belong to it.
        self._device_thread = ThreadPoolExecutor(
            1, _DEVICE_THREAD, initializer=step_back if settings.hosted else None
        )
        self._calls = threading.BoundedSemaphore(_CALLS_AT_ONCE)
        self.paid_calls = PaidCalls()
        self.folder = folder or ServerFolder(settings.data_dir)
        self.store = ResultStore(
            settings.data_dir / "results", making=self.folder.making, examples=self.folder.examples
        )
        self.uploads = UploadFiles(self.store, self.folder.uploads)
        self.derived = DerivedFiles(settings.data_dir / "derived")
        self.views = Views(self.derived, self.on_device)
        self.rescoring = Rescoring(self.derived, self.views)
        self.measuring = Measuring(self.derived, self.rescoring, self.on_device)
        self.examples = ExampleResults(self.store, self.views, self.device, self.on_device)
        self.retention = Retention(self.store, self.derived, self.folder.uploads, settings, self.remove)
        self.retention.start()

    def open(self, *, example: str | None, result: str | None) -> Result | None:
        """What a link asks for, else the first example, else nothing. Raises RestorationError."""
        if result:
            return self.store.load(result)
        wanted = example or self.examples.first_id()
        return self.examples.result(wanted) if wanted else None

    def on_device(
        self,
        kind: str,
        megapixels: float,
        work: Callable[[], T],
        *,
        address: str = "",
        cancelled: Callable[[], bool] = lambda: False,
        waiting: Callable[[Place], None] = lambda place: None,
    ) -> T:
        """`work()` in its turn on the device; blocks until it is done, and is part of the turn where it is asked for
        in one. Raises what it raises, and Cancelled."""
        if threading.current_thread().name.startswith(_DEVICE_THREAD):
            return work()
        with self.turns.turn(kind, megapixels, address=address, cancelled=cancelled, waiting=waiting):
            try:
                return self._device_thread.submit(work).result()
            finally:
                give_memory_back()

    def run(
        self,
        photo: UploadedPhoto,
        choice: Choice,
        generation: Generation,
        *,
        visitor: Visitor,
        budget: Budget,
        told: Told,
    ) -> tuple[Result, tuple[str, ...]]:
        """Compare one uploaded photo; returns the stored result and notices. Waiting for an image from a service
        does not hold the device, and waiting for the device holds no decoded photo. Raises RestorationError."""
        width, height = inspect_image(self.uploads.current(photo.degraded), name=photo.name)
        output = None
        if generation.source == "api":
            while not self._calls.acquire(timeout=0.5):
                told.waiting(Place(_CALLS_AT_ONCE, None, "other visitors' images are generated"))
                if told.cancelled():
                    raise Cancelled("Stopped before the service was asked.")
            try:
                with self.paid_calls.one():
                    output = self._fetched(photo, choice, generation, budget, told)[1]
            finally:
                self._calls.release()
        return self.on_device(
            "comparison",
            width * height / 1e6,
            lambda: self._compared(photo, choice, generation, visitor, budget, told, output),
            address=visitor.address,
            cancelled=told.cancelled,
            waiting=told.waiting,
        )

    def _fetched(
        self, photo: UploadedPhoto, choice: Choice, generation: Generation, budget: Budget, told: Told
    ) -> tuple[GeneratedFor, Fetched]:
        """The photo, read, and its generated image."""
        told.progress(0.0, "Reading the photo")
        there = self.uploads.current_photo(photo)
        degraded = read_image(there.degraded, name=photo.name)
        truth = read_image(there.truth) if there.truth else None
        if choice.halves:
            degraded, other = _halved(degraded, choice.halves)
            truth = truth or other
        task = choice.task if choice.task != "auto" else suggest_task(degraded.pixels).task
        wanted = GeneratedFor(there, degraded, truth, task, budget)
        told.progress(0.01, "Obtaining the generated image")
        output = fetch_generated(
            wanted, generation, self.settings, preview=told.preview, cancelled=told.cancelled
        )
        return wanted, output

    def _compared(
        self,
        photo: UploadedPhoto,
        choice: Choice,
        generation: Generation,
        visitor: Visitor,
        budget: Budget,
        told: Told,
        output: Fetched,
    ) -> tuple[Result, tuple[str, ...]]:
        """Runs on the device's thread. `output` is what a service has generated already."""
        if generation.source == "api":
            generation = replace(generation, source="none", key=None)
        wanted, fetched = self._fetched(photo, choice, generation, budget, told)
        degraded, truth = wanted.degraded, wanted.truth
        _, _, tone = (choice.guided or "").partition("tone:")
        comparison = compare(
            degraded.pixels,
            task=wanted.task,
            generated=fetched if output is None else output,
            truth=truth.pixels if truth else None,
            results={label: read_image(path).pixels for label, path in wanted.photo.results},
            baseline=choice.baseline or None,
            guided=None if tone else choice.guided or None,
            run_models=choice.run_models or not wanted.photo.results,
            tone=tone or None,
            device=self.device,
            progress=told.progress,
            # A paid image is stored by now: the comparison can be made again.
            cancelled=lambda: told.cancelled() or self.paid_calls.stopping.is_set(),
        )
        told.progress(1.0, "Writing the images, lossless")
        cut = (
            (f"Only the {choice.halves} half is the photo, as chosen under Options.",)
            if choice.halves
            else ()
        )
        notices = (*cut, *degraded.notices, *(truth.notices if truth else ()), *comparison.notices)
        result = self.keep(comparison, photo.title, owner=visitor.person, exif=exif_of(wanted.photo.degraded))
        if not choice.halves:  # the stored photo is a half of what was uploaded
            self.uploads.give_way(photo, result)
        self.quota.add_bytes(visitor, sum(f.stat().st_size for f in result.folder.iterdir() if f.is_file()))
        return result, notices

    def keep(self, comparison: Comparison, name: str, *, owner: str = "", exif: bytes = b"") -> Result:
        """Store a comparison under a new id, with the photo's EXIF, for `owner` to delete. Raises ImageError where it
        cannot be written."""
        result = store_comparison(self.store, comparison, name, owner=owner, exif=exif)
        self.retention.soon()
        self.views.remember(result.id, comparison)
        return result

    def remove(self, result_id: str) -> bool:
        """Delete a result and all that was made from it; whether there was one."""
        self.views.forget(result_id)
        self.derived.remove(result_id)
        return self.store.remove(result_id)

    def remove_own(self, ids: Iterable[str], owner: str) -> int:
        """Delete the results among `ids` that `owner` made, and those they were made from; how many went."""
        wanted, gone = list(ids), 0
        while wanted:
            result_id = wanted.pop()
            if not self.store.has(result_id):
                continue
            result = self.store.load(result_id)
            if not owner or result.owner != owner:
                continue
            base = result.viewer.get("base")
            wanted += [base] if isinstance(base, str) else []
            gone += self.remove(result_id)
        return gone


def _halved(file: ImageFile, degraded: str) -> tuple[ImageFile, ImageFile]:
    """(degraded photo, its truth) of a picture of double width; a middle column of an odd width belongs to none."""
    middle = file.pixels.shape[1] // 2
    if not middle:
        raise InputError(f"{file.name}: expected a picture of double width, got one of a single column.")
    left, right = file.pixels[:, :middle].copy(), file.pixels[:, -middle:].copy()
    own, other = (left, right) if degraded == "left" else (right, left)
    return replace(file, pixels=own), replace(file, pixels=other)
