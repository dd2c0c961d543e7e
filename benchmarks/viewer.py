"""The viewer in headless Chromium without a GPU: `python -m benchmarks.viewer [--megapixels 12] [--uncapped]`.

Frame times while panes pan and zoom, first paint, memory of the tab, switching in flip, each beside its limit.
Needs playwright and a Chromium (found on the path, or named by CHROMIUM). It makes its own images.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import gradio as gr
import numpy as np

from app.panes import comparison_payload, folder_publisher
from app.viewer import build_viewer
from restoration import Alignment, Comparison, get_example

NAMES = ("degraded", "generated", "baseline", "guided", "truth")
LAYOUTS = ("grid", "row", "wipe", "flip", "difference")
FRAME_LIMIT_MS, PAINT_LIMIT_S, MEMORY_LIMIT_MB, FLIP_LIMIT_MS = (
    20.0,
    2.0,
    1000.0,
    17.0,
)  # one frame: 1000 / 60
MOVES = {
    "pan 1:1": "{ zoom: 1, x: w * (0.5 + 0.2 * Math.sin(t * 2)), y: h * (0.5 + 0.2 * Math.cos(t * 2)) }",
    "pan 1:3": "{ zoom: 0.34, x: w * (0.5 + 0.15 * Math.sin(t * 2)), y: h * (0.5 + 0.15 * Math.cos(t * 2)) }",
    "zoom": "{ zoom: 0.2 * 2 ** (3.2 - 3.2 * Math.cos(t * 1.5)), x: w * 0.4, y: h * 0.6 }",
}
# Each frame is what a drag or a wheel does: the cross-hair and its readings, then the view.
_FRAMES = """
([w, h, name, seconds]) => new Promise((done) => {
  const viewer = window.priorlens.viewer;
  const canvas = document.querySelector(`[data-testid=canvas-${name}]`);
  const box = canvas.getBoundingClientRect();
  const stamps = [];
  let start = null;
  const step = (now) => {
    start ??= now;
    const t = (now - start) / 1000;
    if (t > 0.5) stamps.push(now);
    if (t > seconds + 0.5) return done(stamps.slice(1).map((stamp, i) => stamp - stamps[i]));
    const at = { clientX: box.x + box.width * (0.5 + 0.1 * Math.sin(t * 3)), clientY: box.y + box.height * 0.5 };
    canvas.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, pointerType: "mouse", ...at }));
    viewer.set(MOVE);
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})
"""
# Seconds since the address was asked for, once every shown pane has pixels in its middle.
_PAINTED = """
() => new Promise((done) => {
  const painted = (canvas) => canvas.width > 1
    && canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data[3] === 255;
  const look = () => {
    const all = [...document.querySelectorAll(".pl-canvas")];
    if (all.length >= 4 && all.every(painted)) done(performance.now() / 1000);
    else setTimeout(look, 20);
  };
  look();
})
"""
# From one frame to the next one, the switch between them: longer than a frame if the switch did not fit in.
_FLIP = """
async () => {
  const viewer = window.priorlens.viewer;
  const names = viewer.state().panes;
  const out = [];
  for (let i = 0; i < 40; i += 1) {
    const at = await new Promise(requestAnimationFrame);
    viewer.set({ layout: "flip", flip: names[i % names.length] });
    const next = await new Promise(requestAnimationFrame);
    out.push(next - at);
    await new Promise((later) => setTimeout(later, 30));
  }
  return out.slice(4);
}
"""


def make_images(megapixels: float) -> dict[str, np.ndarray]:
    """A shipped example enlarged, with fine grain as a camera has it: five images of 4:3."""
    height = round((megapixels * 1e6 * 3 / 4) ** 0.5 / 4) * 4
    width = height * 4 // 3
    truth = cv2.resize(get_example("haze-palace").load()[2], (width, height), interpolation=cv2.INTER_CUBIC)
    rng = np.random.default_rng(0)
    grain = cv2.GaussianBlur(rng.normal(0, 6, (height, width, 3)).astype(np.float32), (0, 0), 0.8)
    truth = np.clip(truth + grain, 0, 255).astype(np.uint8)
    half = cv2.addWeighted(truth, 0.5, np.full_like(truth, 210), 0.5, 0)
    return {
        "degraded": half,
        "generated": np.ascontiguousarray(np.roll(truth, (3, 5), (0, 1))),
        "baseline": cv2.addWeighted(truth, 0.85, half, 0.15, 0),
        "guided": cv2.addWeighted(truth, 0.95, half, 0.05, 0),
        "truth": truth,
    }


def make_comparison(images: dict[str, np.ndarray]) -> Comparison:
    height, width = images["truth"].shape[:2]
    alignment = Alignment(
        flow=np.broadcast_to(np.array([5, 3], np.float32), (height, width, 2)),
        warped=images["truth"],
        valid=np.ones((height, width), bool),
        confidence=np.ones((height, width), np.float32),
        canvas_scale=(1.0, 1.0),
        homography=np.eye(3),
        generated_size=(width, height),
    )
    return Comparison(
        task="haze", panes=images, scores={}, scored_against="truth", models={}, provenance={}, timings_s={},
        alignment=alignment,
    )  # fmt: skip


@contextmanager
def served(folder: Path, megapixels: float) -> Iterator[tuple[str, int, int]]:
    """The viewer in a Gradio page of its own: (address, width, height)."""
    comparison = make_comparison(make_images(megapixels))
    payload = comparison_payload(
        comparison, publish=folder_publisher(folder, f"gradio_api/file={folder}/"), id="benchmark"
    )
    height, width = comparison.panes["truth"].shape[:2]
    with gr.Blocks(fill_width=True, analytics_enabled=False) as demo:
        build_viewer(payload)
    _, address, _ = demo.launch(
        prevent_thread_lock=True, quiet=True, ssr_mode=False, allowed_paths=[str(folder)]
    )
    try:
        yield address, width, height
    finally:
        demo.close()


def tab_memory(browser: Any) -> tuple[float, float]:
    """(now, highest so far) in MB: resident memory of the largest renderer process."""
    session = browser.new_browser_cdp_session()
    pids = [
        p["id"] for p in session.send("SystemInfo.getProcessInfo")["processInfo"] if p["type"] == "renderer"
    ]
    found: list[tuple[float, float]] = []
    for pid in pids:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        fields = dict(line.split(":", 1) for line in lines)
        now, highest = (int(fields[key].split()[0]) / 1000 for key in ("VmRSS", "VmHWM"))
        found.append((now, highest))
    return max(found)


def judged(value: float, limit: float, unit: str) -> str:
    digits = 2 if unit == "s" else 1
    return f"{value:8.{digits}f} {unit} (limit {limit:g}: {'met' if value <= limit else 'NOT met'})"


def open_page(browser: Any, address: str) -> tuple[Any, float]:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(".pl-canvas")
    return page, page.evaluate(_PAINTED)


def measure(browser: Any, address: str, width: int, height: int, seconds: float, layouts: list[str]) -> None:
    paints = []
    for _ in range(3):
        page, painted = open_page(browser, address)
        paints.append(painted)
        started = time.perf_counter()
        page.evaluate("window.priorlens.viewer.ready().then(() => true)")
        complete = painted + time.perf_counter() - started
        memory = tab_memory(browser)
        if len(paints) < 3:
            page.context.close()
    print(f"first paint           {judged(statistics.median(paints), PAINT_LIMIT_S, 's')}", end="")
    print(f"  of {', '.join(f'{p:.2f}' for p in paints)}; all loaded and hashed after {complete:.2f} s")
    print(
        f"memory, loaded        {judged(memory[0], MEMORY_LIMIT_MB, 'MB')}  peak {memory[1]:.0f} MB",
        flush=True,
    )
    for layout in layouts:
        page.evaluate(f"window.priorlens.viewer.set({{ layout: '{layout}', zoom: 1, reference: 'truth' }})")
        started = time.perf_counter()
        page.wait_for_timeout(100)
        if layout == "difference":
            page.evaluate(_PAINTED)
            print(f"difference, all shown {time.perf_counter() - started:8.2f} s")
        page.wait_for_timeout(500)
        for move, expression in MOVES.items():
            name = "guided" if layout == "wipe" else "degraded"
            frames = page.evaluate(_FRAMES.replace("MOVE", expression), [width, height, name, seconds])
            mean, p95 = statistics.mean(frames), sorted(frames)[int(len(frames) * 0.95)]
            print(
                f"{layout:11}{move:11}{judged(mean, FRAME_LIMIT_MS, 'ms')}  p95 {p95:5.1f} ms, {1000 / mean:3.0f} fps"
            )
    page.evaluate("window.priorlens.viewer.set({ layout: 'flip', zoom: 1 })")
    page.wait_for_timeout(500)
    flips = page.evaluate(_FLIP)
    print(
        f"flip, to next frame   {judged(statistics.median(flips), FLIP_LIMIT_MS, 'ms')}  largest {max(flips):.1f} ms"
    )
    page.evaluate("window.priorlens.viewer.set({ layout: 'grid', zoom: 'fit' })")
    page.wait_for_timeout(1500)
    now, peak = tab_memory(browser)
    print(f"memory, after all     {judged(now, MEMORY_LIMIT_MB, 'MB')}  peak {peak:.0f} MB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megapixels", type=float, default=12)
    parser.add_argument("--seconds", type=float, default=2, help="of each movement")
    parser.add_argument("--layouts", nargs="+", default=list(LAYOUTS), choices=LAYOUTS)
    parser.add_argument("--uncapped", action="store_true", help="without the limit of 60 frames a second")
    arguments = parser.parse_args()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sys.exit("playwright is not installed: pip install -r requirements-dev.txt")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no Chromium on the path: install one, or name it in CHROMIUM")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    if arguments.uncapped:
        flags += ["--disable-frame-rate-limit", "--disable-gpu-vsync"]
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), arguments.megapixels) as (address, width, height),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        info = browser.new_browser_cdp_session().send("SystemInfo.getInfo")
        features = info["gpu"].get("featureStatus", {})
        print(
            f"Chromium {browser.version}, {os.cpu_count()} CPUs, five images of {width}×{height}, 1440×900 page"
        )
        print(
            "renderer: "
            + ", ".join(f"{k} {features.get(k)}" for k in ("2d_canvas", "gpu_compositing", "rasterization"))
        )
        measure(browser, address, width, height, arguments.seconds, arguments.layouts)
        browser.close()


if __name__ == "__main__":
    main()
