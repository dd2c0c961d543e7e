"""Numbers and panes of an open result that change without opening it again."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def opened(page: Any, server: str) -> Any:
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    page.locator("[data-testid='badge-guided'][data-state='exact']").wait_for()
    return page


def test_a_click_on_a_protocol_recomputes_every_number_and_loads_nothing(opened: Any) -> None:
    caption = opened.get_by_test_id("pane-guided").locator(".pl-score-psnr")
    table = opened.get_by_test_id("scores").locator("tbody tr").last.locator("td").first
    before = [caption.inner_text(), table.inner_text()]
    assert before[1] in before[0]
    asked: list[str] = []
    opened.on("request", lambda r: asked.append(r.url) if ".png" in r.url else None)
    opened.get_by_test_id("pane-guided").locator("button.pl-protocol").click()
    opened.get_by_test_id("scores").locator("button[data-protocol=y]").wait_for()
    after = [caption.inner_text(), table.inner_text()]
    assert after[1] in after[0]
    assert after != before
    assert after[1] in opened.get_by_test_id("findings").inner_text()
    assert asked == []
    assert opened.locator("#protocol input:checked").get_attribute("value") == "y"
    opened.reload()  # the choice survives, even at once
    opened.get_by_test_id("scores").locator("button[data-protocol=y]").wait_for()
    opened.locator("#protocol").get_by_text("RGB, border 4").click()
    opened.reload()
    opened.get_by_test_id("scores").locator("button[data-protocol=rgb-crop4]").wait_for()


def test_a_box_around_everything_has_the_numbers_of_the_image_under_every_protocol(opened: Any) -> None:
    opened.evaluate("window.priorlens.viewer.set({ regions: [{ x: 0, y: 0, width: 640, height: 427 }] })")
    card = opened.get_by_test_id("region-guided").locator(".pl-card-score")
    for protocol in ("rgb", "y", "rgb-crop4", "y-crop4", "rgb-gtmean"):
        if protocol != "rgb":
            opened.locator(".pl-regions button.pl-protocol").click()
            opened.get_by_test_id("scores").locator(f"button[data-protocol={protocol}]").wait_for()
            opened.wait_for_function("p => location.hash.includes(`protocol=${p}`)", arg=protocol)
        # The chip is drawn anew with every number that comes: a press between the two would be lost.
        opened.wait_for_function("!document.querySelector('.pl-regions').innerText.includes('…')")
        caption = opened.get_by_test_id("pane-guided")
        psnr, ssim = (caption.locator(f".pl-score-{n}").text_content().split()[1] for n in ("psnr", "ssim"))
        card.get_by_text(f"{psnr} dB · {ssim}").wait_for()


def test_the_focus_stays_on_the_chip(opened: Any) -> None:
    opened.locator("#findings button[data-protocol]").focus()
    opened.keyboard.press("Enter")
    opened.locator("#findings button[data-protocol=y]").wait_for()
    opened.wait_for_function("document.activeElement.matches('#findings button[data-protocol=y]')")


@pytest.mark.parametrize("chip", [".pl-regions", "[data-testid=pane-guided]"])
def test_the_focus_stays_on_the_chip_among_many(opened: Any, chip: str) -> None:
    """That of the regions is drawn anew with every number that comes; those of captions come before it."""
    opened.evaluate("window.priorlens.viewer.set({ regions: [{ x: 60, y: 60, width: 64, height: 48 }] })")
    opened.locator(".pl-regions .pl-card-score", has_text="dB · 0.").first.wait_for()
    opened.locator(f"{chip} button[data-protocol]").focus()
    for protocol in ("y", "rgb-crop4"):
        opened.keyboard.press("Enter")
        opened.get_by_test_id("scores").locator(f"button[data-protocol={protocol}]").wait_for()
        opened.wait_for_function("!document.querySelector('.pl-regions').innerText.includes('…')")
        opened.wait_for_function(
            "s => document.activeElement.matches(s)", arg=f"{chip} button[data-protocol]"
        )


def test_another_model_joins_the_open_photo(opened: Any) -> None:
    opened.evaluate("window.priorlens.viewer.set({ zoom: 2, x: 100, y: 90 })")
    opened.locator("#add-model input").click()
    opened.get_by_role("option").filter(has_text="haze/dehazenet").first.click()
    opened.locator("#add").click()
    opened.locator("[data-testid='badge-haze-dehazenet'][data-state='exact']").wait_for()
    state = opened.evaluate("window.priorlens.viewer.state()")
    assert state["panes"][-1] == "haze-dehazenet"
    assert [state[k] for k in ("zoom", "x", "y")] == [2, 100, 90]
    assert opened.get_by_test_id("scores").get_by_text("haze/dehazenet").count() == 1
    opened.wait_for_function("location.search.startsWith('?result=')")
    opened.reload()  # it is a result like any other
    opened.get_by_test_id("pane-haze-dehazenet").wait_for()
