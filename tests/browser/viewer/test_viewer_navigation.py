"""Zoom and pan by mouse, keys and fingers; panes in step."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.viewer.viewing import VIEWER, Site, canvas, open_page, state


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
