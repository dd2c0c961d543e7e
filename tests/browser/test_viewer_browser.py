"""The viewer in a real Chromium, mounted by Gradio as the page mounts it: one server, one browser."""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from app.panes import comparison_payload, folder_publisher, inline_publisher
from app.viewer import build_viewer, viewer_script
from restoration import Alignment, Comparison, score
from tests.conftest import textured

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here"),
]
W, H = 160, 120
SHIFT = (7, -4)
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
            self.comparison, publish=folder_publisher(folder), id="test", title="Test"
        )
        wrong = folder / "altered"
        wrong.mkdir()
        altered = comparison_payload(self.comparison, publish=folder_publisher(wrong), id="altered")
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


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("viewer"))
    yield site
    site.demo.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    flags = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*flags.split(), "--disable-sync", "--no-first-run"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def shared_page(browser: Any, site: Site) -> Iterator[Any]:
    page = open_page(browser, site.url, width=1280, height=900)
    yield page
    page.context.close()


@pytest.fixture
def page(shared_page: Any) -> Iterator[Any]:
    """The page in its first view; every test must leave it without a console error or a foreign request."""
    shared_page.evaluate(f"{VIEWER}.set({VIEWER}.first)")
    yield shared_page
    problems, shared_page.problems = shared_page.problems, []
    assert problems == []


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
    """Until what was asked of the viewer is loaded and drawn: on a busy machine that takes its frames."""
    page.evaluate(
        f"async () => {{ for (let i = 0; i < 3; i += 1) {{ await {VIEWER}.ready();"
        " await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 30))); } }"
    )


def canvas(page: Any, name: str) -> np.ndarray:
    """What a pane's canvas holds, (height, width, 4)."""
    settle(page)
    url = page.evaluate(f"document.querySelector('[data-testid=canvas-{name}]').toDataURL('image/png')")
    with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as image:
        return np.asarray(image.convert("RGBA"))


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


def test_first_view_is_four_panes_and_all_are_proved(page: Any, site: Site) -> None:
    first = state(page)
    assert first["panes"] == ["degraded", "generated", "baseline", "guided"]
    assert first["zoom"] == "fit"
    assert {badge["state"] for badge in first["badges"].values()} == {"exact"}
    for name in first["panes"]:
        assert page.get_by_test_id(f"pane-{name}").is_visible()
        assert page.get_by_test_id(f"badge-{name}").get_attribute("data-state") == "exact"
    assert "PSNR" in page.get_by_test_id("pane-guided").inner_text()
    assert "simulated" in page.get_by_test_id("pane-generated").inner_text()


@pytest.mark.parametrize("zoom", [1, 3, 8])
def test_the_canvas_holds_the_array(page: Any, site: Site, zoom: int) -> None:
    page.evaluate(f"{VIEWER}.set({{ zoom: {zoom}, x: 70, y: 50, panes: ['degraded', 'guided'] }})")
    transforms = state(page)["transforms"]
    for name in ("degraded", "guided"):
        assert transforms[name]["scale"] == zoom
        np.testing.assert_array_equal(
            canvas(page, name), expected(site.comparison.panes[name], transforms[name])
        )


def test_one_to_one_is_one_screen_pixel_at_any_pixel_ratio(browser: Any, site: Site) -> None:
    context = browser.new_context(viewport={"width": 800, "height": 700}, device_scale_factor=1.5)
    page = context.new_page()
    page.goto(site.url)
    page.wait_for_function(f"window.priorlens && {VIEWER}")
    page.evaluate(f"{VIEWER}.ready().then(() => {{ {VIEWER}.set({{ zoom: 1, panes: ['truth'] }}); }})")
    transform = state(page)["transforms"]["truth"]
    css = page.evaluate("document.querySelector('[data-testid=canvas-truth]').getBoundingClientRect().width")
    assert transform["width"] == pytest.approx(css * 1.5, abs=1)
    np.testing.assert_array_equal(canvas(page, "truth"), expected(site.comparison.panes["truth"], transform))
    context.close()


def test_below_one_to_one_areas_are_averaged(page: Any, site: Site) -> None:
    page.evaluate(f"{VIEWER}.set({{ zoom: 0.5, panes: ['truth'] }})")
    transform = state(page)["transforms"]["truth"]
    assert transform["scale"] == 0.5
    truth = site.comparison.panes["truth"].astype(int)
    mean = (truth.reshape(H // 2, 2, W // 2, 2, 3).sum((1, 3)) + 2) // 4
    x, y = int(transform["x"]), int(transform["y"])
    np.testing.assert_array_equal(canvas(page, "truth")[y : y + H // 2, x : x + W // 2, :3], mean)


@pytest.mark.parametrize("zoom", [0.4, 0.68, 0.9])
def test_between_levels_the_picture_is_close_to_an_area_average(page: Any, site: Site, zoom: float) -> None:
    page.evaluate(f"{VIEWER}.set({{ zoom: {zoom}, panes: ['truth'] }})")
    page.wait_for_timeout(250)
    transform = state(page)["transforms"]["truth"]
    x, y = int(transform["x"]), int(transform["y"])
    width, height = int(W * zoom), int(H * zoom)
    whole = canvas(page, "truth")
    found = whole[y : y + height, x : x + width, :3].astype(float)
    truth = Image.fromarray(site.comparison.panes["truth"])
    wanted = np.asarray(
        truth.resize((width, height), Image.Resampling.BOX, box=(0, 0, width / zoom, height / zoom))
    )
    assert np.abs(found - wanted).mean() < 5
    drawn = whole[..., 3] > 0
    assert drawn.sum() == pytest.approx(W * H * zoom**2, rel=0.03), "something else was drawn too"


def test_wheel_and_drag_move_every_pane_alike(page: Any) -> None:
    box = page.get_by_test_id("canvas-baseline").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
    for _ in range(6):
        page.mouse.wheel(0, -240)
    zoomed = state(page)
    scale = zoomed["transforms"]["degraded"]["scale"]
    assert scale > zoomed["transforms"]["generated"]["scale"] > 1
    for name in ("baseline", "guided"):
        assert zoomed["transforms"][name] == pytest.approx(zoomed["transforms"]["degraded"], abs=1.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4 + 60, box["y"] + box["height"] * 0.5 + 20, steps=3)
    page.mouse.up()
    dragged = state(page)
    for name in dragged["panes"]:
        before, after = zoomed["transforms"][name], dragged["transforms"][name]
        assert after["x"] - before["x"] == pytest.approx(60, abs=2), name
        assert after["y"] - before["y"] == pytest.approx(20, abs=2), name


def test_the_generated_pane_shows_the_same_object(page: Any, site: Site) -> None:
    page.evaluate(f"{VIEWER}.set({{ zoom: 8, x: 80, y: 60, panes: ['truth', 'generated'] }})")
    truth, generated = canvas(page, "truth"), canvas(page, "generated")
    rows, columns = (min(a, b) for a, b in zip(truth.shape[:2], generated.shape[:2]))
    same = (truth[:rows, :columns] == generated[:rows, :columns]).all(2).mean()
    assert state(page)["transforms"]["generated"]["scale"] == 4
    assert same > 0.7  # origins lie on whole screen pixels: edges of the 8 px squares may be one off
    page.get_by_test_id("pane-truth").focus()
    page.keyboard.press("a")
    assert state(page)["follow"] is False
    truth, generated = canvas(page, "truth"), canvas(page, "generated")
    assert (truth[:rows, :columns] == generated[:rows, :columns]).all(2).mean() < 0.5


def test_pixels_and_inspector_read_the_arrays(page: Any, site: Site) -> None:
    panes = site.comparison.panes
    for name, x, y in (
        ("degraded", 0, 0),
        ("truth", W - 1, H - 1),
        ("generated", 2 * W - 1, 3),
        ("aligned", 40, 50),
    ):
        assert page.evaluate(f"{VIEWER}.pixel('{name}', {x}, {y})") == panes[name][y, x].tolist()
    assert page.evaluate(f"{VIEWER}.pixel('degraded', -1, 0)") is None
    assert page.evaluate(f"{VIEWER}.pixel('degraded', 0, {H})") is None
    assert page.evaluate(f"{VIEWER}.pixel('nobody', 0, 0)") is None
    page.evaluate(f"{VIEWER}.set({{ zoom: 16, x: 60, y: 40 }})")
    transform = state(page)["transforms"]["guided"]
    box = page.get_by_test_id("canvas-guided").bounding_box()
    page.mouse.move(
        box["x"] + transform["x"] + 58.5 * transform["scale"],
        box["y"] + transform["y"] + 41.5 * transform["scale"],
    )
    text = page.get_by_test_id("inspector").inner_text()
    assert "58, 41" in text
    assert "80 % sure" in text
    assert f"moved +{SHIFT[0]}" in text
    guided, truth = panes["guided"][41, 58].astype(int), panes["truth"][41, 58].astype(int)
    reading = page.get_by_test_id("reading-guided").inner_text()
    assert " ".join(map(str, guided)) in reading
    signed = " ".join(f"+{d}" if d > 0 else f"−{-d}" if d < 0 else "0" for d in guided - truth)
    assert f"Δ {signed}" in reading


def test_wipe_divider_is_a_range_input(page: Any, site: Site) -> None:
    page.evaluate(f"{VIEWER}.set({{ layout: 'wipe', zoom: 4, panes: ['baseline', 'guided'], wipe: [0.5] }})")
    divider = page.get_by_test_id("divider-1")
    divider.focus()
    for _ in range(10):
        divider.press("ArrowRight")
    assert state(page)["wipe"][0] == pytest.approx(0.51, abs=0.001)
    assert "Baseline to the left" in divider.get_attribute("aria-valuetext")
    transforms = state(page)["transforms"]
    middle = round(transforms["guided"]["width"] * 0.51)
    whole = expected(site.comparison.panes["guided"], transforms["guided"])
    found = canvas(page, "guided")
    np.testing.assert_array_equal(found[:, middle:], whole[:, middle:])
    assert not found[:, : middle - 1].any()


def test_difference_is_painted_from_the_arrays(page: Any, site: Site) -> None:
    page.evaluate(
        f"{VIEWER}.set({{ layout: 'difference', zoom: 2, panes: ['guided'],"
        " difference: { mode: 'absolute', channel: 'green', gain: 8, map: 'grey' } })"
    )
    page.wait_for_function(
        """() => { const c = document.querySelector('[data-testid=canvas-guided]');
        return c.getContext('2d').getImageData(c.width / 2, c.height / 2, 1, 1).data[3] === 255; }"""
    )
    panes = site.comparison.panes
    gap = np.abs(panes["guided"][..., 1].astype(int) - panes["truth"][..., 1])
    grey = np.clip(np.rint(gap * 8.0), 0, 255).astype(np.uint8)
    whole = expected(np.repeat(grey[..., None], 3, axis=2), state(page)["transforms"]["guided"])
    np.testing.assert_array_equal(canvas(page, "guided"), whole)
    assert page.get_by_test_id("difference-scale").inner_text().split() == ["0", "15.9", "≥", "31.9"]


def test_region_scores_equal_the_library(page: Any, site: Site) -> None:
    page.evaluate(f"{VIEWER}.set({{ regions: [{{ x: 30, y: 20, width: 64, height: 48 }}] }})")
    page.wait_for_function("document.querySelector('[data-testid=region-guided]')?.innerText.includes('dB')")
    panes = site.comparison.panes
    part = (slice(20, 68), slice(30, 94))
    for name in ("baseline", "guided", "degraded"):
        scores = score(np.ascontiguousarray(panes[name][part]), np.ascontiguousarray(panes["truth"][part]))
        text = page.get_by_test_id(f"region-{name}").inner_text()
        assert f"{scores.psnr:.2f} dB · {scores.ssim:.3f}" in text
    page.get_by_test_id("suggest-regions").click()
    page.wait_for_function(f"{VIEWER}.state().regions.length > 1")
    assert {r["why"] for r in state(page)["regions"][1:]} <= {
        "prior-guided gains most",
        "prior-guided loses most",
        "methods differ most",
    }


def test_everything_by_keyboard(page: Any) -> None:
    page.get_by_test_id("pane-degraded").focus()
    press = page.keyboard.press
    press("+")
    assert state(page)["zoom"] != "fit"
    press("ArrowRight")
    press("Shift+ArrowLeft")
    assert page.get_by_test_id("reading-degraded").is_visible()
    press("0")
    assert state(page)["zoom"] == "fit"
    for key, layout in (("w", "wipe"), ("d", "difference"), ("o", "row"), ("g", "grid"), ("3", "flip")):
        press(key)
        assert state(page)["layout"] == layout
    assert state(page)["flip"] == "baseline"
    press("]")
    assert state(page)["flip"] == "guided"
    assert page.get_by_test_id("pane-guided").is_visible()
    assert not page.get_by_test_id("pane-baseline").is_visible()
    press("Escape")
    assert state(page)["layout"] == "grid"
    page.get_by_test_id("pane-guided").focus()
    press("Alt+ArrowDown")
    press("u")
    assert state(page)["offsets"] == {"guided": [0, 1]}
    assert list(state(page)["unlinked"]) == ["guided"]
    press("b")
    for key in ("Shift+ArrowLeft", "Enter", "Shift+ArrowRight", "Shift+ArrowDown", "Enter"):
        press(key)
    assert [(r["width"], r["height"]) for r in state(page)["regions"]] == [(2, 2)]
    press("Delete")
    assert state(page)["regions"] == []
    page.keyboard.down("r")
    assert page.locator("[data-held]").count() == 1
    page.keyboard.up("r")
    assert page.locator("[data-held]").count() == 0
    press("?")
    assert page.get_by_test_id("help").is_visible()
    press("Escape")
    assert not page.get_by_test_id("help").is_visible()


def test_panes_can_be_added_moved_and_renamed(page: Any) -> None:
    page.get_by_test_id("panes").click()
    page.get_by_test_id("show-truth").check()
    page.get_by_test_id("show-degraded").uncheck()
    page.get_by_test_id("up-truth").click()
    page.get_by_test_id("rename-truth").fill("Real")
    page.get_by_test_id("rename-truth").press("Enter")
    page.keyboard.press("Escape")
    now = state(page)
    assert now["panes"] == ["generated", "baseline", "truth", "guided"]
    assert "Real" in page.get_by_test_id("pane-truth").inner_text()


def test_a_link_reopens_the_view(page: Any, browser: Any, site: Site) -> None:
    page.evaluate(f"{VIEWER}.set({{ layout: 'wipe', zoom: 8, x: 33.5, y: 44, panes: ['guided', 'truth'] }})")
    page.wait_for_function("['zoom=8', 'x=33.5', 'wipe'].every((part) => location.hash.includes(part))")
    again = open_page(browser, page.evaluate("location.href"), width=1280, height=900)
    settle(again)
    before, after = state(page), state(again)
    again.context.close()
    for field in ("layout", "zoom", "x", "y", "panes", "wipe"):
        assert after[field] == pytest.approx(before[field], abs=1e-3), field


def test_the_saved_picture_holds_the_pixels(page: Any, site: Site, tmp_path: Path) -> None:
    page.evaluate(f"{VIEWER}.set({{ layout: 'grid', panes: ['truth'] }})")
    with page.expect_download() as download:
        page.get_by_test_id("save-png").click()
    download.value.save_as(tmp_path / "view.png")
    with Image.open(tmp_path / "view.png") as picture:
        pixels = np.asarray(picture.convert("RGB"))
    scale = round(pixels.shape[1] / W)
    truth = site.comparison.panes["truth"].repeat(scale, axis=0).repeat(scale, axis=1)
    np.testing.assert_array_equal(pixels[-truth.shape[0] :, : truth.shape[1]], truth)


def test_phone(browser: Any, site: Site) -> None:
    page = open_page(browser, site.url, touch=True, width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for name in state(page)["panes"]:
        assert page.get_by_test_id(f"canvas-{name}").bounding_box()["width"] > 100
    page.evaluate("document.querySelector('.pl-viewer').scrollIntoView()")
    pinch(page, "degraded", [40, 60, 90, 120])
    pinched = state(page)
    fit = {name: t["scale"] for name, t in page.evaluate(f"{VIEWER}.first")["transforms"].items()}
    assert pinched["transforms"]["guided"]["scale"] == pytest.approx(3 * fit["guided"], rel=0.1)
    page.get_by_test_id("layout-flip").click()
    assert state(page)["layout"] == "flip"
    assert page.problems == []
    page.context.close()


def pinch(page: Any, name: str, spans: list[int]) -> None:
    """Two fingers around the middle of a pane, `spans` pixels apart at every step."""
    box = page.get_by_test_id(f"canvas-{name}").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    devtools = page.context.new_cdp_session(page)
    for step, span in enumerate(spans):
        fingers = [{"x": x - span / 2, "y": y, "id": 0}, {"x": x + span / 2, "y": y, "id": 1}]
        kind = "touchMove" if step else "touchStart"
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


BARE = """<script>delete window.Worker;
Object.defineProperty(Crypto.prototype, "subtle", { value: undefined });</script>"""
FORBIDDEN = """<meta http-equiv="Content-Security-Policy" content="worker-src 'none'">"""


@pytest.mark.parametrize(
    "head", ["", BARE, FORBIDDEN], ids=["plain", "no worker, no crypto", "worker forbidden"]
)
def test_one_file_without_a_server(browser: Any, site: Site, tmp_path: Path, head: str) -> None:
    payload = comparison_payload(site.comparison, publish=inline_publisher, id="report")
    document = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Report</title>{head}<div id="root"></div>'
        f"<script>{viewer_script()}</script><script>const {{ createViewer }} = window.priorlens;"
        f"{VIEWER} = createViewer(document.getElementById('root'), {json.dumps(payload)})</script></html>"
    )
    (tmp_path / "report.html").write_text(document, encoding="utf-8")
    page = open_page(browser, (tmp_path / "report.html").as_uri(), width=1000, height=800)
    assert {badge["state"] for badge in state(page)["badges"].values()} == {"exact"}
    assert page.evaluate(f"{VIEWER}.pixel('truth', 5, 6)") == site.comparison.panes["truth"][6, 5].tolist()
    assert [problem for problem in page.problems if "Content Security Policy" not in problem] == []
    page.context.close()


AXE = next(
    (
        path
        for folder in (ROOT, ROOT / "tests")
        if (path := folder / "node_modules/axe-core/axe.min.js").exists()
    ),
    None,
)


@pytest.mark.skipif(AXE is None, reason="axe-core is not installed: npm install in tests/")
@pytest.mark.parametrize("layout", ["grid", "wipe", "difference"])
def test_no_serious_accessibility_violation(page: Any, layout: str) -> None:
    page.evaluate(
        f"{VIEWER}.set({{ layout: '{layout}', regions: [{{ x: 3, y: 3, width: 40, height: 30 }}] }})"
    )
    if not page.evaluate("Boolean(window.axe)"):
        page.add_script_tag(path=str(AXE))
    found = page.evaluate("axe.run('.pl-viewer').then(r => r.violations)")
    grave = [v for v in found if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in grave] == []


def test_an_altered_file_turns_its_badge_red(page: Any) -> None:
    """Last: it replaces what the shared page shows."""
    page.locator("#alter").click()
    page.wait_for_function(f"{VIEWER}.state().id === 'altered'")
    page.evaluate(f"{VIEWER}.ready().then(() => {{ {VIEWER}.first = {VIEWER}.state(); }})")
    badges = state(page)["badges"]
    assert badges["guided"] == {
        "state": "wrong",
        "reason": "the pixels decoded here differ from those the server computed",
    }
    assert "160×119" in badges["baseline"]["reason"]
    assert badges["aligned"]["state"] == "missing"
    assert badges["degraded"]["state"] == badges["truth"]["state"] == "exact"
    assert "not exact" in page.get_by_test_id("badge-guided").inner_text()
    assert "differ from those" in page.get_by_test_id("pane-guided").inner_text()
