"""A key typed on the page, used for one run and searched for everywhere afterwards: disk, log, configuration, event
streams, the links that Gradio offers, the memory of the idle process."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import needs
from tests.browser.page.running import WAIT_MS, running_app
from tests.conftest import ROOT
from tests.until import until

sys.path.insert(0, str(ROOT / "tests" / "restoration" / "gpt"))

from tests.restoration.gpt.fake_gemini import FakeGemini
from tests.restoration.gpt.fake_openai import FakeOpenAI, stream

KEY = "sk-search-me-0123456789abcdefghijklmnop"


def copies_in_memory(pid: int, secret: str) -> list[bytes]:
    """What stands around each copy of `secret` in the writable memory of a process."""
    found, wanted = [], secret.encode()
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            span, rights, *_ = line.split()
            start, end = (int(x, 16) for x in span.split("-"))
            if not rights.startswith("rw") or "[v" in line:
                continue
            for at in range(start, end, 64_000_000):
                try:
                    memory.seek(at)
                    block = memory.read(min(64_000_000 + len(wanted), end - at))
                except (OSError, ValueError, OverflowError):
                    break
                place = block.find(wanted)
                while place >= 0:
                    found.append(block[max(0, place - 40) : place + 80])
                    place = block.find(wanted, place + 1)
    return found


MODELS = {"OpenAI": "", "Google": "gemini-3.1-flash-image · Google"}


class PaidPage:
    """A hosted page between two paid services."""

    def __init__(self, address: Any, folder: Path, services: dict[str, Any]) -> None:
        self.address, self.folder, self.services = address, folder, services

    def ask(self, page: Any, photo: Path, *, model: str = "", key: str = KEY) -> None:
        """Open the page, choose the service, type the key and run."""
        page.set_default_timeout(WAIT_MS)
        page.goto(self.address)
        page.get_by_test_id("findings").wait_for()
        page.locator("#degraded input[type=file]").set_input_files(photo)
        page.get_by_text("Options: ").click()
        page.locator("#source").get_by_text("OpenAI or Gemini API").click()
        page.get_by_text("Estimate: about $").wait_for()
        if model:
            page.locator("#api-model input").click()
            page.get_by_role("option", name=model).click()
            page.get_by_text("No GEMINI_API_KEY is set").wait_for()
            page.get_by_text("prices of 2026-10-07").wait_for()
        page.locator("#api-key input").fill(key)
        page.locator("#run").click()

    def written(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file()]


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaidPage]:
    folder = tmp_path_factory.mktemp("paid")
    with FakeOpenAI(stream()) as openai, FakeGemini() as google:
        bases = {"OPENAI_BASE_URL": openai.base_url, "GOOGLE_GEMINI_BASE_URL": google.base_url}
        with running_app(folder, **bases, SYSTEM="spaces") as address:
            yield PaidPage(address, folder, {"OpenAI": openai, "Google": google})


@pytest.fixture
def visitor(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def test_a_generated_image_is_paid_once_previewed_and_cached(
    paid: PaidPage, visitor: Any, files: Path
) -> None:
    """Key typed, price said, previews seen, result and cost shown; after a reload the same costs nothing."""
    fake, previewed = paid.services["OpenAI"], threading.Event()
    fake.script = [stream(gate=previewed)]
    paid.ask(visitor, files / "night_gt.png")
    visitor.locator(".pg-preview img").wait_for()
    previewed.set()
    visitor.get_by_test_id("findings").get_by_text("(api)").wait_for()
    visitor.get_by_test_id("status").get_by_text("Spent in this run: $0.0").wait_for()
    paid.ask(visitor, files / "night_gt.png")
    visitor.get_by_test_id("findings").get_by_text("(cache)").wait_for()
    assert fake.calls == 1


@pytest.mark.parametrize("service", MODELS)
def test_the_key_is_nowhere_after_its_run(paid: PaidPage, visitor: Any, files: Path, service: str) -> None:
    if service == "Google":
        needs.ensure("gemini")
    address, page, sent = paid.address, visitor, []
    page.on("request", lambda r: sent.append(f"{r.url} {r.post_data or ''}"))
    paid.ask(page, files / "night.png", model=MODELS[service])
    page.get_by_test_id("findings").get_by_text("(api)").wait_for()
    page.get_by_test_id("status").get_by_text("Spent in this run").wait_for()
    headers = paid.services[service].requests[-1].headers
    assert KEY in (headers.get("x-goog-api-key"), headers.get("authorization", "").removeprefix("Bearer "))
    assert not [request for request in sent if KEY in request], "the browser never sends it in one piece"
    session = next(match[1] for r in sent if (match := re.search("session_hash=([a-z0-9]+)", r)))
    for path in ("", "config", "gradio_api/info", f"gradio_api/deep_link?session_hash={session}"):
        assert KEY not in httpx.get(f"{address}{path}", timeout=60).text
    assert httpx.get(f"{address}gradio_api/deep_link?session_hash={session}").status_code == 404
    assert KEY not in page.content()
    kept = paid.written()
    assert kept
    assert not [p for p in kept if KEY.encode() in p.read_bytes()]
    if os.path.exists(f"/proc/{address.pid}/mem"):  # Linux
        until(lambda: not copies_in_memory(address.pid, KEY), "no copy of the key is in memory", 30)
