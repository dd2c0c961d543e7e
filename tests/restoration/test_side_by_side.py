"""A process that is kept to one thread does its parts one after another, and with the same result."""

from __future__ import annotations

import multiprocessing
import threading
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest

from restoration import side_by_side as module
from restoration.side_by_side import limit_process, side_by_side


def names() -> set[str]:
    with side_by_side(2) as pool:
        return set(pool.map(lambda _: threading.current_thread().name, range(4)))


def limited() -> tuple[set[str], int, int, int]:
    import cv2
    import torch

    from restoration.models.device import usable_cpus

    limit_process(1)
    return names(), torch.get_num_threads(), cv2.getNumThreads(), usable_cpus()


def test_threads_beside_the_callers_unless_the_process_is_kept_to_one() -> None:
    assert threading.current_thread().name not in names()
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        assert pool.submit(limited).result() == ({"MainThread"}, 1, 1, 1)


def test_results_and_errors_are_those_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    import restoration as r

    clean = np.kron(
        np.random.default_rng(0).integers(20, 235, (12, 16, 3), np.uint8), np.ones((8, 8, 1), np.uint8)
    )
    generated = r.simulate_generator(clean, seed=1).image
    alone = r.align(generated, clean)
    monkeypatch.setattr(module, "_limit", 1)
    one = r.align(generated, clean)
    assert np.array_equal(alone.flow, one.flow)
    with side_by_side(2) as pool, pytest.raises(ZeroDivisionError):
        pool.submit(lambda: 1 / 0).result()
