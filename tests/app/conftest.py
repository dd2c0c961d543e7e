"""The shipped examples are compared once a process, however many engines the tests start; one engine for the handlers."""

from __future__ import annotations

import dataclasses
import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app import example_results
from app.engine import Engine
from app.handlers import Handlers
from app.photo_run import Choice
from app.run_handlers import RunRequest
from app.uploads import GivenFiles
from restoration import (
    Comparison,
    degrade,
    get_settings,
    save_image,
    simulate_generator,
)
from tests.app.asking import asking, everything
from tests.conftest import textured


@pytest.fixture(scope="session", autouse=True)
def examples_are_compared_once() -> Iterator[None]:
    """Every engine begins with the first example, and `compare` is deterministic."""
    compare, known, lock = example_results.compare, dict[tuple[Any, ...], Comparison](), threading.Lock()

    def once(degraded: Any, *, task: str, device: str, **options: Any) -> Comparison:
        key = hashlib.sha256(degraded.tobytes()).hexdigest(), task, device
        with lock:
            if key not in known:
                known[key] = compare(degraded, task=task, device=device, **options)
            return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(example_results, "compare", once)
        yield


@pytest.fixture(scope="session")
def uploads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hazy photos with generated images and ground truth, and a damaged file."""
    folder = tmp_path_factory.mktemp("uploads")
    truth = textured(90, 120, seed=4)
    for name in ("one", "two"):
        (folder / "d").mkdir(exist_ok=True)
        save_image(degrade(truth, "haze", seed=2), folder / "d" / f"{name}.png")
        save_image(simulate_generator(truth, seed=1).image, folder / f"{name}_generated.png")
        save_image(truth, folder / f"{name}_gt.png")
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    return folder


@pytest.fixture(scope="session")
def handlers(tmp_path_factory: pytest.TempPathFactory) -> Handlers:
    """All handlers of the page over one engine, shared by the files that test them one by one."""
    return Handlers.of(
        Engine(dataclasses.replace(get_settings(), data_dir=tmp_path_factory.mktemp("engine")))
    )


@pytest.fixture(scope="session")
def kept(handlers: Handlers, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The result of a photo with results of two methods and images of two generators, through the run's own handler."""
    folder = tmp_path_factory.mktemp("others")
    truth = textured(90, 120, seed=4)
    for name, image in {
        "x.png": degrade(truth, "haze", seed=1),
        "x_gt.png": truth,
        "x__A.png": np.rint(truth * 0.9).astype(np.uint8),
        "x__B <i>.png": np.roll(truth, 3, 1),
        "gpt-4o.png": simulate_generator(truth, seed=1).image,
        "nano.png": simulate_generator(truth, seed=2).image,
    }.items():
        save_image(image, folder / name)
    given = [str(folder / name) for name in ("x__A.png", "x__B <i>.png")]
    generated = [str(folder / name) for name in ("gpt-4o.png", "nano.png")]
    files = GivenFiles([str(folder / "x.png")], generated, [str(folder / "x_gt.png")], given)
    steps = everything(handlers.runs.run(RunRequest(files, Choice("haze")), [], asking()))
    return handlers.compare.engine.store.load(steps[-1][1][-1]["id"])
