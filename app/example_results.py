"""The shipped examples' results: computed once a server start, in a thread of their own, shared by all visitors."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timezone

from app.pictures import thumbnail
from app.results import Result, ResultStore
from app.storing import store_comparison
from app.views import OnDevice, Views
from restoration import (
    Example,
    GptOutput,
    compare,
    get_example,
    inspect_image,
    list_examples,
    load_image,
)


class ExampleResults:
    def __init__(self, store: ResultStore, views: Views, device: str, on_device: OnDevice) -> None:
        """The first one is begun at once."""
        self._store, self._views, self._device, self._on_device = store, views, device, on_device
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="examples")
        self._results: dict[str, Future[Result]] = {}
        self._lock = threading.Lock()
        first = self.first_id()
        if first is not None:
            self._future(get_example(first))

    def result(self, example_id: str) -> Result:
        """Waits for it where it is not ready yet. Raises RestorationError."""
        return self._future(get_example(example_id)).result()

    def first_id(self) -> str | None:
        return next((example.id for example in list_examples()), None)

    def _future(self, example: Example) -> Future[Result]:
        """The work under way or done; work that failed is tried again, as its cause may have passed."""
        with self._lock:
            known = self._results.get(example.id)
            if known is None or (known.done() and known.exception() is not None):
                self._results[example.id] = self._worker.submit(self._compute, example)
            return self._results[example.id]

    def prepare(self, *, everything: bool) -> None:
        """Begin all of them, one after another, and wait for the first, or for all: who opens the page sees it at
        once, and no visitor's run waits behind an example."""
        futures = [self._future(example) for example in list_examples()]
        wait(futures if everything else futures[:1])

    def _compute(self, example: Example) -> Result:
        width, height = inspect_image(example.degraded_path)
        return self._on_device("comparison", width * height / 1e6, lambda: self._made(example))

    def _made(self, example: Example) -> Result:
        degraded, generated, truth = example.load()
        output = GptOutput(
            image=generated,
            source="simulated",
            model="simulated",
            prompt="",
            created=datetime.fromtimestamp(example.generated_path.stat().st_mtime, timezone.utc),
            cost_usd=0.0,
            note=example.generation,
        )
        comparison = compare(degraded, task=example.task, generated=output, truth=truth, device=self._device)
        result = store_comparison(self._store, comparison, example.title, example=example)
        self._views.remember(result.id, comparison)
        return result


def example_thumbnails() -> dict[str, str]:
    """Example id → a small picture of its degraded photo as a data: address."""
    return {e.id: thumbnail(load_image(e.degraded_path)) for e in list_examples()}
