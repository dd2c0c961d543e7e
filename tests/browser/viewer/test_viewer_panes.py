"""Which panes are shown, where, and what is measured in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from restoration import score
from tests.browser.viewer.viewing import VIEWER, H, Site, W, canvas, expected, open_page, settle, state


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


def test_a_level_wipe_moves_up_and_down(page: Any, site: Site) -> None:
    page.evaluate(f"{VIEWER}.set({{ layout: 'wipe', zoom: 4, panes: ['baseline', 'guided'] }})")
    page.get_by_test_id("pane-guided").focus()
    page.keyboard.press("t")
    assert state(page)["wipeAxis"] == "y"
    page.evaluate(f"{VIEWER}.set({{ wipe: [0.5] }})")
    divider = page.get_by_test_id("divider-1")
    assert divider.get_attribute("aria-orientation") == "vertical"
    assert divider.evaluate("node => node.matches('input[type=range]')")
    divider.focus()
    for key, expected_at in (
        ("ArrowDown", 0.501),
        ("PageDown", 0.601),
        ("ArrowUp", 0.6),
        ("Home", 0),
        ("End", 1),
    ):
        page.keyboard.press(key)
        assert state(page)["wipe"][0] == pytest.approx(expected_at, abs=1e-6), key
    page.evaluate(f"{VIEWER}.set({{ wipe: [0.6] }})")
    assert "Baseline above" in divider.get_attribute("aria-valuetext")
    transforms = state(page)["transforms"]
    middle = round(transforms["guided"]["height"] * 0.6)
    for name, part, none in (
        ("guided", slice(middle, None), slice(0, middle)),
        ("baseline", slice(0, middle), slice(middle, None)),
    ):
        whole = expected(site.comparison.panes[name], transforms[name])
        found = canvas(page, name)
        np.testing.assert_array_equal(found[part], whole[part])
        assert not found[none].any()
    view = page.get_by_test_id("canvas-guided").bounding_box()
    page.mouse.move(view["x"] + view["width"] / 2, view["y"] + view["height"] * 0.6)
    page.mouse.down()
    page.mouse.move(view["x"] + view["width"] / 2, view["y"] + view["height"] * 0.25, steps=4)
    page.mouse.up()
    assert state(page)["wipe"][0] == pytest.approx(0.25, abs=0.02)
    tag = page.locator("[data-testid=pane-guided] .pl-tag")
    assert tag.inner_text() == "2 Prior-guided"
    assert tag.bounding_box()["y"] == pytest.approx(
        view["y"] + view["height"] * state(page)["wipe"][0] + 4, abs=1.5
    )
    page.wait_for_function("['wipeAxis=y', 'wipe='].every((part) => location.hash.includes(part))")
    page.get_by_test_id("view").click()
    page.get_by_test_id("view-wipeAxis").uncheck()
    assert state(page)["wipeAxis"] == "x"
    assert page.get_by_test_id("divider-1").get_attribute("aria-orientation") == "horizontal"
    page.keyboard.press("Escape")
    assert page.locator(".pl-popover").count() == 0


@pytest.mark.parametrize("axis", ["x", "y"])
def test_captions_under_a_wipe_are_in_reach(page: Any, axis: str) -> None:
    """The pane on top covers the others."""
    page.evaluate(f"{VIEWER}.set({{ layout: 'wipe', wipeAxis: '{axis}', panes: ['degraded', 'guided'] }})")
    settle(page)
    for name in ("degraded", "guided"):
        page.get_by_test_id(f"menu-{name}").click(timeout=5000)
        assert page.get_by_test_id("pane-alone").is_visible()
        page.keyboard.press("Escape")


@pytest.mark.parametrize(("axis", "to"), [("x", (0.3, 0.5)), ("y", (0.5, 0.3))])
def test_a_finger_moves_a_divider(browser: Any, site: Site, axis: str, to: tuple[float, float]) -> None:
    page = open_page(browser, site.url, touch=True, width=390, height=844)
    page.evaluate(
        f"{VIEWER}.set({{ layout: 'wipe', wipeAxis: '{axis}', wipe: [0.5], panes: ['baseline', 'guided'] }})"
    )
    page.evaluate("document.querySelector('.pl-viewer').scrollIntoView()")
    settle(page)
    box = page.get_by_test_id("canvas-guided").bounding_box()
    devtools = page.context.new_cdp_session(page)
    for step in range(6):
        at = [
            box[s] + box[side] * (0.5 + (goal - 0.5) * step / 5)
            for s, side, goal in zip("xy", ("width", "height"), to)
        ]
        kind = "touchMove" if step else "touchStart"
        devtools.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at[0], "y": at[1], "id": 0}]}
        )
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert state(page)["wipe"][0] == pytest.approx(0.3, abs=0.03)
    page.context.close()


def test_a_level_wipe_is_saved_with_its_texts_beside_it(page: Any, site: Site, tmp_path: Path) -> None:
    page.evaluate(
        f"{VIEWER}.set({{ layout: 'wipe', wipeAxis: 'y', wipe: [0.5], panes: ['baseline', 'truth'] }})"
    )
    settle(page)
    page.get_by_test_id("save").click()
    with page.expect_download() as download:
        page.get_by_test_id("save-view-native").click()
    download.value.save_as(tmp_path / "view.png")
    with Image.open(tmp_path / "view.png") as picture:
        pixels = np.asarray(picture.convert("RGB"))
    scale = pixels.shape[0] // H
    assert pixels.shape[1] > scale * W
    for name, rows in (("baseline", slice(0, H // 2 - 1)), ("truth", slice(H // 2 + 1, H))):
        whole = site.comparison.panes[name]
        found = pixels[scale // 2 :: scale, scale // 2 :: scale][:H, :W]
        np.testing.assert_array_equal(found[rows], whole[rows])


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
    measured(page)
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


def measured(page: Any) -> None:
    """Until every number of the regions has come."""
    page.wait_for_function(
        "(text => text.includes('dB') && !text.includes('…'))(document.querySelector('.pl-regions').innerText)"
    )


def test_the_whole_image_is_a_region_without_dragging(page: Any, site: Site) -> None:
    page.get_by_test_id("pane-guided").focus()
    page.keyboard.press("i")
    measured(page)
    assert page.get_by_test_id("whole-image").get_attribute("aria-pressed") == "true"
    assert "Whole image" in page.get_by_test_id("roi-1").inner_text()
    for name in ("degraded", "guided", "generated"):  # the last is twice as large: of its own pixels
        image = site.comparison.panes[name].reshape(-1, 3)
        cells = page.get_by_test_id(f"region-{name}").locator(".pl-levels td").all_inner_texts()
        found = np.array(cells[1:]).reshape(3, 3)
        assert found[:, 0].astype(int).tolist() == image.min(axis=0).tolist(), name
        assert found[:, 2].astype(int).tolist() == image.max(axis=0).tolist(), name
        np.testing.assert_allclose(found[:, 1].astype(float), image.mean(axis=0), atol=0.051)
    scores = site.comparison.scores["guided"]
    assert f"{scores.psnr:.2f} dB · {scores.ssim:.3f}" in page.get_by_test_id("region-guided").inner_text()
    page.get_by_test_id("whole-image").click()
    assert state(page)["regions"] == []
    page.evaluate(f"{VIEWER}.set({{ regions: [{{ x: 3, y: 4, width: 20, height: 20 }}] }})")
    page.get_by_test_id("roi-whole").click()
    assert [(r["width"], r["height"]) for r in state(page)["regions"]] == [(20, 20), (W, H)]
    assert page.get_by_test_id("roi-whole").count() == 0


def test_the_focus_stays_in_the_regions_when_they_are_drawn_anew(page: Any) -> None:
    box = "{ x: 3, y: 4, width: 20, height: 20 }"
    page.evaluate(f"{VIEWER}.set({{ regions: [{box}, {box}] }})")
    measured(page)
    page.locator(".pl-regions button[data-protocol]").focus()
    page.evaluate(f"{VIEWER}.set({{ reference: 'baseline' }})")
    measured(page)
    assert page.evaluate("document.activeElement.matches('.pl-regions button[data-protocol]')")
    page.get_by_test_id("roi-remove-1").focus()
    page.keyboard.press("Enter")
    settle(page)
    assert page.evaluate("document.activeElement.dataset.testid") == "roi-remove-1"
    page.keyboard.press("Enter")
    settle(page)
    assert page.evaluate("document.activeElement.dataset.pane") == "degraded", "the keys keep working"


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


@pytest.fixture
def timed(browser: Any, site: Site) -> Iterator[Any]:
    """A page whose time goes on only by `page.clock.run_for`."""
    page = open_page(browser, site.url, width=900, height=700)
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    yield page
    page.context.close()


def test_blinking_is_slow_asked_for_and_ends(timed: Any) -> None:
    page = timed
    page.get_by_test_id("pane-guided").focus()
    page.evaluate(
        "window.blinks = []; new MutationObserver(() => window.blinks.push(performance.now())).observe("
        "document.querySelector('.pl-viewer'), { attributes: true, attributeFilter: ['data-held'] })"
    )
    page.clock.run_for(5000)
    assert page.evaluate("window.blinks.length") == 0
    page.keyboard.press("k")
    page.clock.run_for(2100)
    assert page.evaluate("window.blinks.length") == 4
    page.keyboard.press("Escape")
    times = page.evaluate("window.blinks")
    assert (times[3] - times[0]) / 3 > 330, "three changes of picture a second at most"
    assert page.locator("[data-held]").count() == 0
    assert state(page)["layout"] == page.evaluate(f"{VIEWER}.first.layout")


def test_nothing_blinks_where_less_motion_is_asked_for(timed: Any) -> None:
    page = timed
    page.emulate_media(reduced_motion="reduce")
    page.get_by_test_id("pane-guided").focus()
    page.keyboard.press("k")
    page.get_by_text("reduced motion").first.wait_for()
    page.clock.run_for(600)
    assert page.locator("[data-held]").count() == 0
