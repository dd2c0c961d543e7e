"""The objects of one server: settings, queues, stores, and the thread that computes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from app.derived import DerivedFiles
from app.example_results import ExampleResults
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
from app.server_folder import ServerFolder
from app.sessions import Sessions
from app.shutdown import PaidCalls
from app.storing import store_comparison
from app.turns import Place, Turns
from app.upload_files import UploadFiles
from app.views import Views
from app.visitors import Visitors, server_secret
from restoration import (
    Comparison,
    Settings,
)

T = TypeVar("T")
_DEVICE_THREAD = "priorlens-device"
CALLS_AT_ONCE = 8
"""Visitors who wait for OpenAI at the same time; each holds a decoded photo."""


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
        self.calls = threading.BoundedSemaphore(CALLS_AT_ONCE)
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
