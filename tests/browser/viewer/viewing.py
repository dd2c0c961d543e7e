"""The viewer mounted by Gradio as the page mounts it, and how tests read it."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import gradio as gr
import numpy as np
from PIL import Image

from app.panes import comparison_payload, folder_publisher
from app.viewer import build_viewer
from restoration import Alignment, Comparison, score
from tests.conftest import textured

W, H = 160, 120
SHIFT = (7, -4)
OVERLAY = textured(H + 24, W, seed=9)
"""With a legend on its last 24 rows."""
VIEWER = "window.priorlens.viewer"


def make_comparison() -> Comparison:
    """The generated image is the truth, moved by SHIFT and twice as large."""
    truth = textured(H, W, seed=5)
    rng = np.random.default_rng(0)
    shifted = np.roll(truth, SHIFT, axis=(1, 0)).repeat(2, axis=0).repeat(2, axis=1)
    panes = {
        "degraded": (truth * 0.5).astype(np.uint8),
        "generated": shifted,
        "aligned": truth.copy(),
        "baseline": np.clip(truth.astype(int) + rng.integers(-30, 31, truth.shape), 0, 255).astype(np.uint8),
        "guided": np.clip(truth.astype(int) + rng.integers(-6, 7, truth.shape), 0, 255).astype(np.uint8),
        "truth": truth,
    }
    y, x = np.mgrid[:H, :W]
    # Pixel (x, y) of the truth covers generated pixels 2(x + shift) and the next one: its centre is between.
    flow = np.stack([2 * (x + SHIFT[0]) + 0.5 - x, 2 * (y + SHIFT[1]) + 0.5 - y], axis=-1)
    same_size = {name: image for name, image in panes.items() if name not in ("generated", "truth")}
    return Comparison(
        task="haze",
        panes=panes,
        scores={name: score(image, truth) for name, image in same_size.items()},
        scored_against="truth",
        models={"baseline": "haze/baseline", "guided": "haze/guided"},
        provenance={"generated": {"label": "simulated"}},
        timings_s={},
        alignment=Alignment(
            flow=flow.astype(np.float32),
            warped=truth,
            valid=np.ones((H, W), bool),
            confidence=np.full((H, W), 0.8, np.float32),
            canvas_scale=(2.0, 2.0),
            homography=np.eye(3),
            generated_size=(2 * W, 2 * H),
        ),
    )


class Site:
    """The served page: `comparison` is at first, `altered` replaces it after the button."""

    def __init__(self, folder: Path) -> None:
        self.comparison = make_comparison()
        payload = comparison_payload(
            self.comparison,
            publish=folder_publisher(folder, f"gradio_api/file={folder}/"),
            id="test",
            title="Test",
            extra={"distortion": ("Kept, moved", OVERLAY)},
        )
        wrong = folder / "altered"
        wrong.mkdir()
        altered = comparison_payload(
            self.comparison, publish=folder_publisher(wrong, f"gradio_api/file={wrong}/"), id="altered"
        )
        (wrong / "aligned.png").write_bytes(b"not a picture")
        pixels = self.comparison.panes["guided"].copy()
        pixels[17, 23, 1] ^= 1
        Image.fromarray(pixels).save(wrong / "guided.png")
        Image.fromarray(pixels[:-1]).save(wrong / "baseline.png")
        with gr.Blocks() as self.demo:
            viewer = build_viewer(payload)
            gr.Button("Alter", elem_id="alter").click(lambda: altered, outputs=viewer)
        _, self.url, _ = self.demo.launch(
            prevent_thread_lock=True, quiet=True, ssr_mode=False, allowed_paths=[str(folder)]
        )


def open_page(browser: Any, url: str, *, touch: bool = False, **viewport: int) -> Any:
    page = browser.new_context(viewport=viewport, has_touch=touch).new_page()
    host = urlsplit(url).netloc
    page.problems = []
    page.on("console", lambda m: page.problems.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: page.problems.append(str(e)))
    page.on(
        "request",
        lambda r: (
            page.problems.append(f"foreign: {r.url}") if urlsplit(r.url).netloc not in (host, "") else None
        ),
    )
    page.goto(url)
    page.wait_for_function(f"window.priorlens && {VIEWER}")
    page.evaluate(f"{VIEWER}.ready().then(() => {{ {VIEWER}.first = {VIEWER}.state(); }})")
    return page


def state(page: Any) -> dict[str, Any]:
    return page.evaluate(f"{VIEWER}.state()")


def settle(page: Any) -> None:
    """Until what was asked of the viewer is loaded and drawn, finely: a view that moves is drawn fast first."""
    page.evaluate(
        "async () => { const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));"
        f" for (let still = 0; still < 3; still += 1) {{ await {VIEWER}.ready(); await frame(); await frame();"
        f" if ({VIEWER}.root.hasAttribute('data-moving')) still = 0; }} }}"
    )


def canvas(page: Any, name: str) -> np.ndarray:
    """What a pane's canvas holds, (height, width, 4)."""
    settle(page)
    url = page.evaluate(f"document.querySelector('[data-testid=canvas-{name}]').toDataURL('image/png')")
    with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as image:
        return np.asarray(image.convert("RGBA"))


def shot(page: Any, name: str) -> np.ndarray:
    """What the screen shows of a pane, (height, width, 3)."""
    settle(page)
    with Image.open(io.BytesIO(page.get_by_test_id(f"canvas-{name}").screenshot())) as image:
        return np.asarray(image.convert("RGB"))


def expected(image: np.ndarray, transform: dict[str, float]) -> np.ndarray:
    """The canvas that nearest-neighbour drawing under a transform must give, clear outside the image."""
    out = np.zeros((int(transform["height"]), int(transform["width"]), 4), np.uint8)
    x = np.floor((np.arange(out.shape[1]) + 0.5 - transform["x"]) / transform["scale"]).astype(int)
    y = np.floor((np.arange(out.shape[0]) + 0.5 - transform["y"]) / transform["scale"]).astype(int)
    inside_x, inside_y = (x >= 0) & (x < image.shape[1]), (y >= 0) & (y < image.shape[0])
    out[np.ix_(inside_y, inside_x)] = np.dstack([image, np.full(image.shape[:2], 255, np.uint8)])[
        np.ix_(y[inside_y], x[inside_x])
    ]
    return out
