"""What is on the canvas, against the arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.browser.viewer.viewing import (
    OVERLAY,
    SHIFT,
    VIEWER,
    H,
    Site,
    W,
    canvas,
    expected,
    settle,
    shot,
    state,
)


def test_first_view_is_four_panes_and_all_are_proved(page: Any, site: Site) -> None:
    first = state(page)
    assert first["panes"] == ["degraded", "generated", "baseline", "guided"]
    assert first["zoom"] == "fit"
    assert {badge["state"] for badge in first["badges"].values()} == {"exact"}
    for name in first["panes"]:
        assert page.get_by_test_id(f"pane-{name}").is_visible()
        assert page.get_by_test_id(f"badge-{name}").get_attribute("data-state") == "exact"
    caption = page.get_by_test_id(
        "pane-guided"
    )  # as wide as a quarter of the window, it shows the unit alone
    assert "dB" in caption.inner_text()
    assert "PSNR" in caption.text_content()
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


def test_an_overlay_is_shown_and_proved_without_its_legend(page: Any, site: Site) -> None:
    page.evaluate(f"{VIEWER}.set({{ zoom: 1, panes: ['degraded', 'distortion'] }})")
    page.locator("[data-testid=badge-distortion][data-state=exact]").wait_for()
    page.evaluate(f"{VIEWER}.ready()")
    shown = state(page)["transforms"]
    np.testing.assert_array_equal(canvas(page, "distortion"), expected(OVERLAY[:H], shown["distortion"]))


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
    settle(page)
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


def test_the_saved_picture_holds_the_pixels(page: Any, site: Site, tmp_path: Path) -> None:
    page.evaluate(f"{VIEWER}.set({{ layout: 'grid', panes: ['truth'] }})")
    page.get_by_test_id("save").click()
    with page.expect_download() as download:
        page.get_by_test_id("save-view-native").click()
    download.value.save_as(tmp_path / "view.png")
    with Image.open(tmp_path / "view.png") as picture:
        pixels = np.asarray(picture.convert("RGB"))
    scale = round(pixels.shape[1] / W)
    truth = site.comparison.panes["truth"].repeat(scale, axis=0).repeat(scale, axis=1)
    np.testing.assert_array_equal(pixels[-truth.shape[0] :, : truth.shape[1]], truth)


@pytest.mark.parametrize(("zoom", "numbers"), [(15, False), (16, True), (24, True)])
def test_values_are_written_from_sixteen_to_one(page: Any, zoom: int, numbers: bool) -> None:
    """White or black digits besides the grey lines of the grid, and none below 16:1."""
    page.evaluate(f"{VIEWER}.set({{ zoom: {zoom}, x: 70, y: 50, panes: ['truth'] }})")
    settle(page)  # numbers wait for the end of a zoom
    found = page.evaluate(
        """() => { const c = document.querySelector('[data-testid=canvas-truth] ~ .pl-overlay');
        const { data } = c.getContext('2d').getImageData(0, 0, c.width, c.height);
        let n = 0; for (let i = 0; i < data.length; i += 4) n += data[i + 3] > 200 && [0, 255].includes(data[i]);
        return c.hidden ? 0 : n; }"""
    )
    assert (found > 1000) == numbers


def test_a_brighter_view_changes_no_pixel_and_says_so(page: Any, site: Site) -> None:
    before = canvas(page, "degraded")
    page.get_by_test_id("pane-degraded").focus()
    page.keyboard.press("e")
    page.keyboard.press("e")
    assert state(page)["exposure"] == 2
    assert page.get_by_test_id("exposure").inner_text() == "Light × 4"
    look = "getComputedStyle(document.querySelector('[data-testid=canvas-degraded]')).filter"
    assert page.evaluate(look) == "brightness(4)"
    assert np.array_equal(canvas(page, "degraded"), before)
    page.keyboard.press("Shift+E")
    assert state(page)["exposure"] == 1
    page.keyboard.press("d")
    assert page.evaluate(look) == "none", "a difference has a scale of its own"
    page.get_by_test_id("exposure").click()
    page.get_by_test_id("exposure").wait_for(state="hidden")


@pytest.mark.parametrize(
    ("presses", "channel", "weights"),
    [(1, "red", (1, 0, 0)), (3, "blue", (0, 0, 1)), (4, "luma", (0.299, 0.587, 0.114))],
)
def test_one_channel_as_grey_is_seen_and_changes_no_pixel(
    page: Any, site: Site, presses: int, channel: str, weights: tuple[float, ...]
) -> None:
    before = canvas(page, "guided")
    page.get_by_test_id("pane-guided").focus()
    for _ in range(presses):
        page.keyboard.press("h")
    assert state(page)["channel"] == channel
    assert page.get_by_test_id("channel").inner_text() == f"{channel.capitalize()} only"
    assert np.array_equal(canvas(page, "guided"), before)
    assert page.evaluate(f"{VIEWER}.pixel('guided', 5, 6)") == site.comparison.panes["guided"][6, 5].tolist()
    assert state(page)["badges"]["guided"]["state"] == "exact"
    page.mouse.move(0, 0)
    seen, box = shot(page, "guided"), state(page)["transforms"]["guided"]
    x, y, scale = (int(box[field]) for field in ("x", "y", "scale"))
    wanted = site.comparison.panes["guided"].astype(float) @ np.array(weights)
    found = seen[y + scale // 2 :: scale, x + scale // 2 :: scale][:H, :W].astype(float)
    rows, columns = (min(a, b) for a, b in zip(found.shape, wanted.shape))  # the message may cover the foot
    assert np.median(np.abs(found[:rows, :columns] - wanted[:rows, :columns, None])) <= 1
    assert np.ptp(found[: rows // 2, :columns], axis=2).max() <= 1, "grey"
    page.wait_for_function("location.hash.includes('channel=')")
    page.get_by_test_id("channel").click()
    page.get_by_test_id("channel").wait_for(state="hidden")
    page.get_by_test_id("view").click()
    page.get_by_test_id("view-channel").select_option("green")
    assert state(page)["channel"] == "green"
    page.keyboard.press("Escape")


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
