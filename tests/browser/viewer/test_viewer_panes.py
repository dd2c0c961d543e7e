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
    assert page.get_by_test_id("region-aligned").count() == 1, "a method that is not shown is measured too"
    page.get_by_test_id("suggest-regions").click()
    page.wait_for_function(f"{VIEWER}.state().regions.length > 1")
    assert {r["why"] for r in state(page)["regions"][1:]} <= {
        "prior-guided gains most",
        "prior-guided gains least",
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


@pytest.mark.parametrize(("layout", "width"), [("row", 1100), ("row", 760), ("grid", 390)])
def test_a_narrow_caption_keeps_the_name_and_the_source(page: Any, layout: str, width: int) -> None:
    """The rest goes as a whole where there is no room: nothing is cut in the middle."""
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate(f"{VIEWER}.set({{ layout: '{layout}', panes: Object.keys({VIEWER}.state().badges) }})")
    page.evaluate(
        "for (const c of document.querySelectorAll('.pl-chip-source')) c.textContent = 'unknown model (upload)'"
    )
    settle(page)
    for name in state(page)["panes"]:
        pane = page.get_by_test_id(f"pane-{name}")
        box = pane.bounding_box()
        label = pane.locator(".pl-label").bounding_box()
        assert label["width"] > min(50, 0.4 * box["width"])
        badge = pane.get_by_test_id(f"badge-{name}").bounding_box()
        assert box["x"] <= badge["x"]
        assert badge["x"] + badge["width"] <= box["x"] + box["width"] + 1
        if name in ("generated", "aligned"):
            chip, meta = (
                pane.locator(f".pl-{part}").bounding_box() for part in ("chip-source", "caption-meta")
            )
            assert chip["width"] > 40
            assert chip["y"] < meta["y"] + meta["height"] / 2


def test_a_pane_of_its_own_says_so(page: Any) -> None:
    note = page.get_by_test_id("pane-guided").locator(".pl-offset")
    assert not note.is_visible()
    page.evaluate(f"{VIEWER}.set({{ offsets: {{ guided: [3, 0] }} }})")
    settle(page)
    assert note.inner_text() == "+3, 0 px"
    page.evaluate(f"{VIEWER}.set({{ unlinked: {{ guided: {{ zoom: 2, x: 5, y: 5 }} }} }})")
    settle(page)
    assert note.inner_text() == "unlinked · +3, 0 px"


def test_blinking_is_slow_asked_for_and_ends(page: Any) -> None:
    page.get_by_test_id("pane-guided").focus()
    page.evaluate(
        "window.blinks = []; new MutationObserver(() => window.blinks.push(performance.now())).observe("
        "document.querySelector('.pl-viewer'), { attributes: true, attributeFilter: ['data-held'] })"
    )
    page.wait_for_timeout(600)
    assert page.evaluate("window.blinks.length") == 0
    page.keyboard.press("k")
    page.wait_for_function("window.blinks.length >= 4", timeout=20000)
    page.keyboard.press("Escape")
    times = page.evaluate("window.blinks")
    assert (times[3] - times[0]) / 3 > 330, "three changes of picture a second at most"
    assert page.locator("[data-held]").count() == 0
    assert state(page)["layout"] == "grid"


def test_nothing_blinks_where_less_motion_is_asked_for(browser: Any, site: Site) -> None:
    page = open_page(browser, site.url, width=900, height=700)
    page.emulate_media(reduced_motion="reduce")
    page.get_by_test_id("pane-guided").focus()
    page.keyboard.press("k")
    page.get_by_text("reduced motion").first.wait_for()
    page.wait_for_timeout(700)
    assert page.locator("[data-held]").count() == 0
    page.context.close()
