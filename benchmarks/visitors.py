"""The hosted page under load: `python -m benchmarks.visitors [--visitors 1,5,20,50] [--tabs 2] [--minutes 0] [--large 0]`.

Starts the page as a Space does (SYSTEM=spaces) on loopback, with a data folder of its own, and sends visitors who all
come at once: each opens the page, uploads a photo and a generated image of `--megapixels`, and looks at the result.
`--tabs` of them, but never all, are tabs of a real Chromium, which only open the page. `--minutes` keeps one visitor after another
coming for that long and looks at what the server holds meanwhile. `--large` measures how long a small photo waits
behind one of so many megapixels. Bounded in count and in time, loopback only.
Prints a table of seconds (median, 95th percentile), refusals and errors, and the server's memory, disk, open files and
threads. Client and server share the machine's processors: the figures are upper bounds.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.visiting import Visit, visit
from restoration import encode_png, get_example, resize_image, simulate_generator

MOST_VISITORS, MOST_MINUTES = 100, 30.0
_START_S = 180.0
_FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --no-first-run"
)


@dataclass(frozen=True)
class Held:
    """What the server holds: MB resident and on disk, open files, threads."""

    memory_mb: float
    peak_mb: float
    disk_mb: float
    files: int
    threads: int


class Server:
    def __init__(self, process: subprocess.Popen[bytes], base: str, folder: Path) -> None:
        self.process, self.base, self.folder = process, base, folder

    def held(self) -> Held:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        value = {line.split(":")[0]: line.split()[1] for line in status.splitlines() if len(line.split()) > 1}
        files = list(Path(f"/proc/{self.process.pid}/fd").iterdir())
        disk = sum(f.stat().st_size for f in self.folder.rglob("*") if f.is_file())
        return Held(
            int(value["VmRSS"]) / 1000,
            int(value["VmHWM"]) / 1000,
            disk / 1e6,
            len(files),
            int(value["Threads"]),
        )


@contextmanager
def hosted(folder: Path, **settings: str) -> Iterator[Server]:
    """The page as a Space runs it, with further environment variables. Ready means: an example is shown at once."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "SYSTEM": "spaces",
        "PRIORLENS_DATA": str(folder / "data"),
        "GRADIO_TEMP_DIR": str(folder / "uploads"),
        "GRADIO_SERVER_NAME": "127.0.0.1",
        "GRADIO_SERVER_PORT": str(port),
        "GRADIO_ANALYTICS_ENABLED": "False",
        **settings,
    }
    for name in ("OPENAI_API_KEY", "SPACE_ID"):
        environment.pop(name, None)
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "app.py"], env=environment, stdout=log, stderr=log)
    server = Server(process, f"http://127.0.0.1:{port}", folder)
    try:
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline and process.poll() is None:
            first = asyncio.run(visit(server.base, b"", b"", runs=0, timeout_s=_START_S, headers={}))
            if not first.error:
                break
            time.sleep(0.5)
        else:
            raise SystemExit(f"The page did not start:\n{(folder / 'server.log').read_text()[-2000:]}")
        yield server
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def photos(megapixels: float, number: int) -> tuple[bytes, bytes]:
    """(photo, generated image) as PNG: an example's, resized, different for each visitor."""
    example = get_example("haze-palace") if number < 0 else _first()
    degraded, generated, _ = example.load()
    height, width = degraded.shape[:2]
    scale = (megapixels * 1e6 / (height * width)) ** 0.5
    photo = resize_image(degraded, round(width * scale), round(height * scale))
    photo = np.roll(photo, 8 * number, axis=1).copy()
    redrawn = (
        simulate_generator(photo, seed=number).image if number % 2 else np.roll(generated, number, axis=1)
    )
    return encode_png(photo), encode_png(redrawn.copy())


def _first() -> Any:
    from restoration import list_examples

    return next(iter(list_examples()))


async def crowd(server: Server, count: int, sent: list[tuple[bytes, bytes]], timeout_s: float) -> list[Visit]:
    """`count` visitors at once."""
    return list(
        await asyncio.gather(
            *(
                visit(server.base, *sent[n % len(sent)], runs=1, timeout_s=timeout_s, headers={})
                for n in range(count)
            )
        )
    )


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser of $CHROMIUM or the path; None where there is none."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS.split())
        yield browser
        browser.close()


def tabs(server: Server, count: int, seconds: list[float], timeout_s: float) -> None:
    """Open the page in `count` tabs of a real browser, each a visitor of its own; adds seconds until it is ready."""
    if not count:
        return
    with chromium() as browser:
        if browser is None:
            return
        pages = [browser.new_context().new_page() for _ in range(count)]
        for page in pages:
            began = time.monotonic()
            page.goto(server.base, timeout=timeout_s * 1000)
            page.get_by_test_id("findings").wait_for(timeout=timeout_s * 1000)
            page.locator("[data-testid='badge-degraded'][data-state='exact']").wait_for(
                timeout=timeout_s * 1000
            )
            seconds.append(time.monotonic() - began)


def spread(values: list[float]) -> str:
    """Median and 95th percentile."""
    if not values:
        return "–"
    return f"{np.median(values):.1f} / {np.percentile(values, 95):.1f}"


def stage(
    server: Server, count: int, sent: list[tuple[bytes, bytes]], tab_count: int, timeout_s: float
) -> str:
    seconds: list[float] = []
    tab_count = min(tab_count, count - 1)
    before = server.held().disk_mb
    browser = threading.Thread(target=tabs, args=(server, tab_count, seconds, timeout_s))
    browser.start()
    found = asyncio.run(crowd(server, count - tab_count, sent, timeout_s))
    browser.join()
    for text in sorted({v.error for v in found if v.error} | {v.refused for v in found if v.refused})[:5]:
        print(f"  {text}", file=sys.stderr)
    done = sum(v.result_s is not None for v in found)
    held = server.held()
    disk = f"{(held.disk_mb - before) / done:.1f}" if done else "–"
    told = sum(bool(v.places) for v in found)
    return (
        f"| {count} | {spread([v.ready_s for v in found if v.ready_s])} | {spread(seconds)} "
        f"| {spread([v.result_s for v in found if v.result_s])} | {told} | {sum(bool(v.refused) for v in found)} "
        f"| {sum(bool(v.error) for v in found)} | {held.memory_mb:.0f} / {held.peak_mb:.0f} | {disk} "
        f"| {held.files} | {held.threads} |"
    )


def behind_a_large_one(
    server: Server, megapixels: float, small: tuple[bytes, bytes], timeout_s: float
) -> str:
    """Seconds of a large and of a small photo alone, and of the small one that comes while the large one is computed."""
    large = photos(megapixels, 1)

    async def one(sent: tuple[bytes, bytes], after_s: float = 0.0) -> Visit:
        await asyncio.sleep(after_s)
        return await visit(server.base, *sent, runs=1, timeout_s=timeout_s, headers={})

    async def both(after_s: float) -> list[Visit]:
        return list(await asyncio.gather(one(large), one(small, after_s)))

    alone = [asyncio.run(one(sent)) for sent in (large, small)]
    together = asyncio.run(both(min(5.0, (alone[0].result_s or 0.0) / 3)))
    seconds = [f"{v.result_s:.1f}" if v.result_s else v.refused or v.error for v in (*alone, *together)]
    return (
        f"alone: {megapixels:g} MP {seconds[0]} s, small {seconds[1]} s; together: {megapixels:g} MP {seconds[2]} s, "
        f"small {seconds[3]} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--visitors", default="1,5,20,50", help="how many at once, stage after stage")
    parser.add_argument(
        "--tabs",
        type=int,
        default=2,
        help="so many of the visitors are real browser tabs, at least one is not",
    )
    parser.add_argument("--megapixels", type=float, default=1.0)
    parser.add_argument("--minutes", type=float, default=0.0, help="then one visitor after another, so long")
    parser.add_argument(
        "--large", type=float, default=0.0, help="megapixels of a photo that a small one waits behind"
    )
    parser.add_argument("--timeout", type=float, default=600.0, help="seconds that one stage may take")
    arguments = parser.parse_args()
    counts = [min(int(text), MOST_VISITORS) for text in arguments.visitors.split(",") if text]
    sent = [photos(arguments.megapixels, number) for number in range(min(max(counts, default=1), 8))]
    with tempfile.TemporaryDirectory(prefix="priorlens-visitors-") as name, hosted(Path(name)) as server:
        print(f"at start: {server.held()}")
        print("| visitors | page ready s | in a tab s | result s | told their place | refused | errors "
              "| memory / peak MB | disk MB a result | files | threads |\n|" + "---|" * 11)  # fmt: skip
        for count in counts:
            print(stage(server, count, sent, arguments.tabs, arguments.timeout), flush=True)
        if arguments.large:
            print(behind_a_large_one(server, arguments.large, sent[0], arguments.timeout), flush=True)
        deadline = time.monotonic() + 60 * min(arguments.minutes, MOST_MINUTES)
        number = 0
        while time.monotonic() < deadline:
            asyncio.run(crowd(server, 1, [sent[number % len(sent)]], arguments.timeout))
            number += 1
            if number % 10 == 0:
                print(f"after {number} visitors one by one: {server.held()}", flush=True)
        print(f"at the end: {server.held()}")


if __name__ == "__main__":
    main()
