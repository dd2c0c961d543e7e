"""One running page for the tests of a worker, a fresh visitor for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from restoration import degrade, save_image, simulate_generator
from tests.browser.page.running import WAIT_MS, running_app
from tests.conftest import textured


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_app(tmp_path_factory.mktemp("page")) as address:
        yield address


@pytest.fixture
def page(browser: Any, server: str) -> Iterator[Any]:
    """A fresh visitor; afterwards: no error in the console, no request to any other host."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(WAIT_MS)
    # With a listener that stays, file choosers are always caught: those of `expect_file_chooser` come and go with it, and
    # a chooser opened soon after another may find that the driver is just letting go.
    opened.on("filechooser", lambda _: None)
    troubles: list[str] = []
    opened.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda e: troubles.append(str(e)))
    host = urlsplit(server).netloc
    opened.on(
        "request",
        lambda r: (
            troubles.append(f"foreign request {r.url}")
            if urlsplit(r.url).scheme in ("http", "https", "ws", "wss") and urlsplit(r.url).netloc != host
            else None
        ),
    )
    yield opened
    context.close()
    # Gradio's own event stream complains when a page is left or reloaded, and when it closes while an event joins.
    of_the_stream = ("AbortError", "Connection errored", "ERR_INCOMPLETE_CHUNKED_ENCODING", "TypeError: network error",
                     "Unexpected error 404")  # fmt: skip
    assert [t for t in troubles if not any(known in t for known in of_the_stream)] == []


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    truth = textured(120, 180, seed=8)
    save_image(degrade(truth, "low_light", seed=2), folder / "night.png")
    save_image(simulate_generator(truth, seed=2).image, folder / "night_generated.png")
    save_image(truth, folder / "night_gt.png")
    (folder / "letter.png").write_text("Dear reviewer, this is not an image.")
    return folder
