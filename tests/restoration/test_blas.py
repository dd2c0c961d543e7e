"""Linear algebra on one thread while we compute; the host's setting before and afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import cv2  # noqa: F401 - one of the libraries that are counted
import pytest
import scipy.linalg  # noqa: F401 - one of the libraries that are counted
from threadpoolctl import threadpool_info, threadpool_limits

import restoration
from restoration.alignment import align_anyway
from restoration.blas import one_thread
from restoration.distortion import analyse
from restoration.metrics import score
from tests.conftest import textured


def threads() -> set[int]:
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


@pytest.fixture(autouse=True)
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A host program that chose two threads."""
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    with threadpool_limits(limits=2, user_api="blas"):
        yield


def test_one_inside_and_the_hosts_number_afterwards() -> None:
    assert threads() == {2}
    with one_thread():
        assert threads() == {1}
        with one_thread():
            assert threads() == {1}
        assert threads() == {1}
    assert threads() == {2}


def test_an_error_ends_it() -> None:
    with pytest.raises(ValueError, match="stop"), one_thread():
        raise ValueError("stop")
    assert threads() == {2}


def test_a_second_thread_leaves_the_firsts_limit_alone() -> None:
    def other() -> None:
        with one_thread():
            pass

    thread = threading.Thread(target=other)
    with one_thread():
        thread.start()
        thread.join()
        assert threads() == {1}
    assert threads() == {2}


def test_the_callers_own_setting_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    with one_thread():
        assert threads() == {2}


def test_importing_changes_nothing() -> None:
    code = """
from threadpoolctl import threadpool_limits, threadpool_info
import cv2, numpy, scipy.linalg
limit = threadpool_limits(limits=2, user_api="blas")
import restoration
print({i["num_threads"] for i in threadpool_info() if i["user_api"] == "blas"})
"""
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.strip() == "{2}"


def test_the_functions_that_compute_are_inside() -> None:
    seen: dict[str, set[int]] = {}

    def at(name: str) -> Callable[..., None]:
        return lambda *_: seen.setdefault(name, threads())

    image = textured(64, 80)
    alignment = restoration.align(image, image, progress=at("align"))
    restoration.restore(image, "haze/dcp", progress=at("restore"))
    restoration.compare(image, task="haze", progress=at("compare"))
    analyse(alignment, image, image, score=score, align=align_anyway, progress=at("analyse"))
    assert seen == {name: {1} for name in ("align", "restore", "compare", "analyse")}
    assert threads() == {2}
