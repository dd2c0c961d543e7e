"""Work of a run that is a pure function of a number, done by several processes and handed over in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

import cv2
import torch.utils.data

Item = TypeVar("Item")
_AHEAD = 4
_START = "spawn"
"""How processes begin: forked ones hang in OpenCV's threads."""


def prefetched(draw: Callable[[int], Item], numbers: range, workers: int) -> Iterator[Item]:
    """`draw(n)` for every number, in order. `workers` processes draw ahead; with 0 it is one thread."""
    if not workers:
        yield from _by_thread(draw, numbers)
        return
    yield from torch.utils.data.DataLoader(
        _Items(draw),
        batch_size=None,
        sampler=numbers,
        num_workers=workers,
        prefetch_factor=_AHEAD,
        multiprocessing_context=_START,
        collate_fn=_unchanged,
        worker_init_fn=_calm,
    )


def _by_thread(draw: Callable[[int], Item], numbers: range) -> Iterator[Item]:
    with ThreadPoolExecutor(1) as pool:
        drawing: Future[Item] | None = None
        for number in numbers:
            ahead = pool.submit(draw, number)
            if drawing is not None:
                yield drawing.result()
            drawing = ahead
        if drawing is not None:
            yield drawing.result()


class _Items(torch.utils.data.Dataset[Item], Generic[Item]):
    def __init__(self, draw: Callable[[int], Item]) -> None:
        self._draw = draw

    def __getitem__(self, number: int) -> Item:
        return self._draw(number)


def _unchanged(item: Item) -> Item:
    return item


def _calm(_: int) -> None:
    # Each process uses one core.
    cv2.setNumThreads(1)
