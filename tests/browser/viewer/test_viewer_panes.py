"""Which panes are shown, where, and what is measured in them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from restoration import score
from tests.browser.viewer.viewing import VIEWER, Site, canvas, expected, open_page, settle, state


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


def test_a_link_reopens_the_view(page: Any, browser: Any, site: Site) -> None:
    page.evaluate(f"{VIEWER}.set({{ layout: 'wipe', zoom: 8, x: 33.5, y: 44, panes: ['guided', 'truth'] }})")
    page.wait_for_function("['zoom=8', 'x=33.5', 'wipe'].every((part) => location.hash.includes(part))")
    again = open_page(browser, page.evaluate("location.href"), width=1280, height=900)
    settle(again)
    before, after = state(page), state(again)
    again.context.close()
    for field in ("layout", "zoom", "x", "y", "panes", "wipe"):
        assert after[field] == pytest.approx(before[field], abs=1e-3), field


def test_panes_change_places_by_caption_and_by_key(page: Any) -> None:
    """Drag the first pane's caption onto the third, then send it back with a key."""
    caption = page.locator("[data-testid=pane-degraded] .pl-label").bounding_box()
    goal = page.get_by_test_id("canvas-baseline").bounding_box()
    page.mouse.move(caption["x"] + 5, caption["y"] + 5)
    page.mouse.down()
    page.mouse.move(goal["x"] + goal["width"] / 2, goal["y"] + goal["height"] / 2, steps=4)
    assert page.locator(".pl-drop").get_attribute("data-pane") == "baseline"
    page.mouse.up()
    assert state(page)["panes"] == ["generated", "baseline", "degraded", "guided"]
    assert page.locator(".pl-lifted, .pl-drop").count() == 0
    page.get_by_test_id("pane-degraded").focus()
    page.keyboard.press("<")
    page.keyboard.press("<")
    assert state(page)["panes"] == ["degraded", "generated", "baseline", "guided"]
    assert page.evaluate("document.activeElement.dataset.pane") == "degraded"
