"""What many tests share: small deterministic photos, a private data folder, the optional real material."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy; see restoration/blas.py
os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # before torch: tests run beside each other
os.environ.setdefault("PRIORLENS_REPEATABLE", "1")  # however busy the machine is
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault(
        "OMP_NUM_THREADS", "1"
    )  # a worker a core: threads that wait for each other's turn gain nothing

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from restoration.image import ImageArray
from restoration.settings import get_settings
from tests import needs, schedule

ROOT, SHARED = needs.ROOT, needs.SHARED


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):  # of pytest-xdist
        items.sort(key=lambda item: schedule.place(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class LongestFirst(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return schedule.unit(nodeid)

    config.option.loadscopereorder = False  # by number of tests
    return LongestFirst(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        for name in mark.args:
            needs.ensure(name)


@pytest.fixture(autouse=True)
def private_data(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test reads or writes the user's data folder, and none has a key."""
    monkeypatch.setenv("PRIORLENS_DATA", str(tmp_path_factory.mktemp("data")))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "PRIORLENS_MODELS", "SYSTEM"):
        monkeypatch.delenv(name, raising=False)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def textured(height: int = 120, width: int = 160, seed: int = 0) -> ImageArray:
    """A structured image: smooth colour, shapes with edges, fine texture."""
    rng = np.random.default_rng(seed)
    base = cv2.resize(
        rng.uniform(40, 210, (4, 5, 3)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    for _ in range(14):
        centre = (int(rng.integers(0, width)), int(rng.integers(0, height)))
        cv2.circle(
            base,
            centre,
            int(rng.integers(3, max(4, min(height, width) // 6))),
            rng.uniform(0, 255, 3).tolist(),
            -1,
        )
    base += cv2.GaussianBlur(rng.normal(0, 30, (height, width, 3)).astype(np.float32), (0, 0), 1.0)
    return np.clip(base, 0, 255).astype(np.uint8)


@pytest.fixture
def photo() -> ImageArray:
    return textured()


@pytest.fixture
def shared() -> Path:
    """The folder of real images; tests that need it skip when it is absent."""
    needs.ensure("shared")
    return SHARED
