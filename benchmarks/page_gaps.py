"""How long the page's main thread is busy at a time while photos are compared: `python -m benchmarks.page_gaps [--photos 30]`.

Starts the page as a Space does, on loopback, with a data folder of its own; a Chromium compares so many photos of `--megapixels`
with a generated image each, and notes every task of its main thread that takes longer than 50 ms (Long Tasks API) and every
gap between two animation frames. Client and server share the machine's processors: the figures are upper bounds.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.visitors import chromium, hosted, photos

LIMIT_MS = 200
_WATCH = """
window.tasks = []; window.gaps = []; const began = performance.now();
new PerformanceObserver((list) => list.getEntries().forEach((e) => window.tasks.push([e.duration, e.startTime - began])))
  .observe({ entryTypes: ["longtask"] });
let last = performance.now();
const tick = (now) => { window.gaps.push(now - last); last = now; requestAnimationFrame(tick); };
requestAnimationFrame(tick);
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=30)
    parser.add_argument("--megapixels", type=float, default=0.2)
    parser.add_argument("--timeout", type=float, default=400.0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(arguments.photos):
            for end, data in zip(("", "_generated"), photos(arguments.megapixels, number), strict=True):
                (folder / f"photo{number:02}{end}.png").write_bytes(data)
        sent = sorted(folder.glob("*.png"))
        # The browser's driver runs an event loop, beside which the server cannot be waited for: it comes second.
        limit = {"PRIORLENS_MAX_PHOTOS": str(arguments.photos)}
        with hosted(folder, **limit) as server, chromium() as browser:
            if browser is None:
                raise SystemExit(
                    "page_gaps: expected Chromium in $CHROMIUM or on the path, found none. Install it."
                )
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.set_default_timeout(arguments.timeout * 1000)
            page.goto(server.base)
            page.get_by_test_id("findings").wait_for()
            for zone, files in (
                ("degraded", [f for f in sent if "_gen" not in f.name]),
                ("generated", [f for f in sent if "_gen" in f.name]),
            ):
                page.set_input_files(f"#{zone} input[type=file]", [str(f) for f in files])
                page.wait_for_selector(f"#{zone} .filename")
            page.evaluate(_WATCH)
            began = time.monotonic()
            page.locator("#run").click()
            page.wait_for_function(
                f"document.body.innerText.includes('{arguments.photos} of {arguments.photos} compared')"
            )
            took = time.monotonic() - began
            tasks = sorted(page.evaluate("window.tasks"), reverse=True)
            gaps = sorted(page.evaluate("window.gaps"), reverse=True)
    print(f"{arguments.photos} photos of {arguments.megapixels:g} MP in {took:.1f} s")
    longest = ", ".join(f"{task:.0f} (after {at / 1000:.1f} s)" for task, at in tasks[:5])
    print(f"tasks over 50 ms: {len(tasks)}, in all {sum(task for task, _ in tasks) / 1000:.1f} s")
    print(f"longest, ms (limit {LIMIT_MS}): {longest}")
    print(f"longest gaps between frames {[round(gap) for gap in gaps[:5]]} ms")


if __name__ == "__main__":
    main()
