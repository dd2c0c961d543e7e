"""The whole page in a real Chromium, started as a user starts it: `python app.py`."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from restoration import degrade, save_image, simulate_generator
from tests.conftest import ROOT, textured
from tests.restoration.gpt.fake_openai import FakeOpenAI, stream

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")]
WAIT_MS = 60_000


@contextmanager
def running_app(data: Path, **variables: str) -> Iterator[str]:
    """`python app.py` on a free port; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI", "PRIORLENS"))}
    environment |= {
        "GRADIO_SERVER_PORT": str(port),
        "PRIORLENS_DATA": str(data),
        "GRADIO_TEMP_DIR": str(data / "tmp"),
    }
    process = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(600):
            if process.poll() is not None:
                pytest.fail(f"app.py ended:\n{process.stdout.read() if process.stdout else ''}")
            try:
                urllib.request.urlopen(address, timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        try:
            log, _ = process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            log, _ = process.communicate()
        (data / "server.log").write_text(log or "")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_app(tmp_path_factory.mktemp("page")) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                  "--disable-sync", "--no-first-run"],
        )  # fmt: skip
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any, server: str) -> Iterator[Any]:
    """A fresh visitor; afterwards: no error in the console, no request to any other host."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(WAIT_MS)
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
    # Gradio's own event stream complains when a page is left or reloaded.
    assert [t for t in troubles if "AbortError" not in t and "Connection errored" not in t] == []


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    truth = textured(120, 180, seed=8)
    save_image(degrade(truth, "low_light", seed=2), folder / "night.png")
    save_image(simulate_generator(truth, seed=2).image, folder / "night_generated.png")
    save_image(truth, folder / "night_gt.png")
    (folder / "letter.png").write_text("Dear reviewer, this is not an image.")
    return folder


def test_opens_on_the_first_example_already_computed(page: Any, server: str) -> None:
    page.goto(server)
    findings = page.get_by_test_id("findings")
    findings.wait_for()
    assert "Palace in haze" in findings.inner_text()
    assert "simulated" in findings.inner_text()
    assert page.get_by_test_id("scores").locator("tbody tr").count() == 5
    for pane in ("degraded", "generated", "baseline", "guided"):
        page.get_by_test_id(f"pane-{pane}").wait_for()
        page.locator(f"[data-testid='badge-{pane}'][data-state='exact']").wait_for()


def test_upload_run_and_read_the_table(page: Any, server: str, files: Path) -> None:
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    page.get_by_text("Compare your own photos").click()
    for name, file in (
        ("degraded", "night.png"),
        ("generated", "night_generated.png"),
        ("truth", "night_gt.png"),
    ):
        page.locator(f"#{name} input[type=file]").set_input_files(files / file)
        page.locator(f"#{name}").get_by_text(re.compile("night")).first.wait_for()
    page.get_by_text("Task suggested from the photo").wait_for()
    page.locator("#generator textarea, #generator input").fill("GPT-4o")
    page.locator("#run").click()
    page.locator("[data-testid=rows] button", has_text="night").wait_for()
    page.get_by_test_id("findings").get_by_text("GPT-4o (upload)").wait_for()
    table = page.get_by_test_id("scores").inner_text()
    assert "Against ground truth" in table
    values = {
        row.locator("th").inner_text().split()[0]: float(row.locator("td").first.inner_text())
        for row in page.get_by_test_id("scores").locator("tbody tr").all()
    }
    assert values["Prior-guided"] > values["Degraded"]
    page.locator("[data-testid='badge-guided'][data-state='exact']").wait_for()
    with page.expect_download() as download:
        page.locator("#zip").click()
    assert download.value.suggested_filename.endswith(".zip")
    page.reload()  # the session survives
    page.locator("[data-testid=rows] button", has_text="night").wait_for()


def test_a_bad_file_is_a_clear_message_and_nothing_is_lost(page: Any, server: str, files: Path) -> None:
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    page.get_by_text("Compare your own photos").click()
    page.locator("#degraded input[type=file]").set_input_files(files / "letter.png")
    page.get_by_test_id("status").get_by_text("got text").wait_for()
    page.locator("#run").click()
    page.get_by_test_id("rows").get_by_text("got text").wait_for()
    assert "Palace in haze" in page.get_by_test_id("findings").inner_text()


def test_distortion_and_models_tabs(page: Any, server: str) -> None:
    page.goto(f"{server}?example=haze-launch")
    page.get_by_test_id("findings").get_by_text("Launch in haze").wait_for()
    page.get_by_role("tab", name="Distortion").click()
    page.get_by_test_id("verdicts").wait_for()
    assert page.get_by_test_id("verdicts").locator("tbody tr").count() == 4
    image = page.locator("#overlay-image img")
    image.wait_for()
    first = image.get_attribute("src")
    page.locator("#overlay").get_by_text("Flow as colour").click()
    page.wait_for_function("src => document.querySelector('#overlay-image img')?.src !== src", arg=first)
    page.get_by_role("tab", name="Models").click()
    assert page.get_by_test_id("models").locator("tbody tr").count() >= 6


def test_without_a_key_the_page_says_so(page: Any, server: str) -> None:
    page.goto(server)
    page.get_by_text("Compare your own photos").click()
    page.locator("#source").get_by_text("OpenAI API").click()
    page.get_by_text("No OPENAI_API_KEY is set").wait_for()


def test_a_generated_image_is_paid_once_previewed_and_cached(
    browser: Any, files: Path, tmp_path: Path
) -> None:
    """Key typed, price said, previews seen, result and cost shown; after a reload the same costs nothing."""
    key = "sk-test-0123456789abcdefghij"
    with (
        FakeOpenAI(stream(pause=0.5)) as fake,
        running_app(tmp_path, OPENAI_BASE_URL=fake.base_url) as address,
    ):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)

        def run() -> None:
            page.goto(address)
            page.get_by_test_id("findings").wait_for()
            page.get_by_text("Compare your own photos").click()
            page.locator("#degraded input[type=file]").set_input_files(files / "night.png")
            page.locator("#source").get_by_text("OpenAI API").click()
            page.get_by_text("Estimate: about $").wait_for()
            page.locator("#api-key input").fill(key)
            page.locator("#run").click()

        run()
        page.locator(".pg-preview img").wait_for()
        page.get_by_test_id("findings").get_by_text("(api)").wait_for()
        page.get_by_test_id("status").get_by_text("Spent today: $0.0").wait_for()
        run()
        page.get_by_test_id("findings").get_by_text("(cache)").wait_for()
        context.close()
        assert len(fake.requests) == 1
    written = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert written
    assert not [p for p in written if key.encode() in p.read_bytes()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fits_a_phone(browser: Any, server: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme, has_touch=True)
    page = context.new_page()
    page.goto(server)
    page.get_by_test_id("findings").wait_for(timeout=WAIT_MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_batch_sorts_and_a_click_opens_a_photo(page: Any, server: str) -> None:
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    page.get_by_role("tab", name="Batch").click()
    page.get_by_text("No photos yet").wait_for()
    page.locator("#batch-examples").click()
    rows = page.locator("table[data-testid=batch] tbody tr")
    page.locator("table[data-testid=batch]").wait_for()
    assert rows.count() == 6
    gains = [float(row.locator("td").nth(3).inner_text()) for row in rows.all()]
    assert gains == sorted(gains)
    page.locator(".pg-scatter .point").first.wait_for()
    rows.last.locator("button").click()
    name = rows.last.locator("button").text_content()
    page.get_by_test_id("findings").get_by_text(str(name)).wait_for()
    assert page.get_by_role("tab", name="Compare").get_attribute("aria-selected") == "true"
