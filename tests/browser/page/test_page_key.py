"""A key typed on the page, used for one run and searched for everywhere afterwards: disk, log, configuration, event
streams, the links that Gradio offers, the memory of the idle process."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.browser.page.running import WAIT_MS, running_app
from tests.conftest import ROOT

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


MODELS = {
    "OpenAI": ("", lambda: FakeOpenAI(stream()), "OPENAI_BASE_URL"),
    "Google": ("gemini-3.1-flash-image · Google", FakeGemini, "GOOGLE_GEMINI_BASE_URL"),
}


@pytest.fixture(params=MODELS)
def paid(browser: Any, files: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    model, service, variable = MODELS[request.param]
    if model:
        pytest.importorskip("google.genai")
    with (
        service() as fake,
        running_app(tmp_path, **{variable: fake.base_url}, SYSTEM="spaces") as address,
    ):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        sent: list[str] = []
        page.on("request", lambda r: sent.append(f"{r.url} {r.post_data or ''}"))
        page.goto(address)
        page.get_by_test_id("findings").wait_for()
        page.locator("#degraded input[type=file]").set_input_files(files / "night.png")
        page.get_by_text("Options: ").click()
        page.locator("#source").get_by_text("OpenAI or Gemini API").click()
        page.get_by_text("Estimate: about $").wait_for()
        if model:
            page.locator("#api-model input").click()
            page.get_by_role("option", name=model).click()
            page.get_by_text("No GEMINI_API_KEY is set").wait_for()
            page.get_by_text("prices of 2026-10-07").wait_for()
        page.locator("#api-key input").fill(KEY)
        page.locator("#run").click()
        page.get_by_test_id("findings").get_by_text("(api)").wait_for()
        page.get_by_test_id("status").get_by_text("Spent in this run").wait_for()
        yield address, page, sent, fake
        context.close()


def test_the_key_is_nowhere_after_its_run(paid: Any, tmp_path: Path) -> None:
    address, page, sent, fake = paid
    headers = fake.requests[0].headers
    assert KEY in (headers.get("x-goog-api-key"), headers.get("authorization", "").removeprefix("Bearer "))
    assert not [request for request in sent if KEY in request], "the browser never sends it in one piece"
    session = next(match[1] for r in sent if (match := re.search("session_hash=([a-z0-9]+)", r)))
    for path in ("", "config", "gradio_api/info", f"gradio_api/deep_link?session_hash={session}"):
        assert KEY not in httpx.get(f"{address}{path}", timeout=60).text
    assert httpx.get(f"{address}gradio_api/deep_link?session_hash={session}").status_code == 404
    assert KEY not in page.content()
    kept = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert kept
    assert not [p for p in kept if KEY.encode() in p.read_bytes()]
    if not os.path.exists(f"/proc/{address.pid}/mem"):
        return
    for _ in range(10):
        found = copies_in_memory(address.pid, KEY)
        if not found:
            break
        time.sleep(1)
    assert found == []
