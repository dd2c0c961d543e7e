from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from fake_openai import FakeOpenAI, Step

from restoration.settings import get_settings

KEY = "sk-test-0123456789abcdefABCDEF"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of its own, a key, no service, and none of the caller's settings."""
    for name in (
        "GEMINI_API_KEY",
        "GOOGLE_API_KEY",
        "GOOGLE_GEMINI_BASE_URL",
        "OPENAI_BASE_URL",
        "OPENAI_CUSTOM_HEADERS",
        "OPENAI_LOG",
        "OPENAI_ORG_ID",
        "OPENAI_PROJECT_ID",
    ):
        monkeypatch.delenv(name, raising=False)
    for name in ("PRIORLENS_DAY_USD", "PRIORLENS_VISITOR_USD", "PRIORLENS_TOTAL_USD", "SYSTEM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("PRIORLENS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setattr("restoration.gpt.service._FIRST_PAUSE_S", 0.01)
    get_settings.cache_clear()
    yield tmp_path / "data"
    get_settings.cache_clear()


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., FakeOpenAI]]:
    """`serve(step, ...)` starts a scripted service and points the environment at it."""
    with ExitStack() as stack:

        def start(*script: Step) -> FakeOpenAI:
            fake = stack.enter_context(FakeOpenAI(*script))
            monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
            return fake

        yield start


@pytest.fixture
def photo() -> np.ndarray:
    """A smooth (60, 90, 3) picture with one structure in it."""
    y, x = np.mgrid[0:60, 0:90]
    image = np.stack([x * 2, y * 3, 255 - x - y], axis=-1).astype(np.uint8)
    image[20:30, 40:70] = (200, 40, 90)
    return image
