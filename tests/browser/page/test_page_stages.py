"""The stages: its numbers under another protocol, and its stages as one picture that straightens."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def opened(page: Any, server: str) -> Any:
    page.goto(server)
    page.locator("[data-testid='badge-guided'][data-state='exact']").wait_for()
    page.get_by_role("tab", name="Distortion").click()
    page.get_by_test_id("stages").wait_for()
    return page


def numbers(page: Any) -> list[str]:
    return page.get_by_test_id("stages").locator("tbody td:nth-child(2)").all_inner_texts()


def test_one_protocol_for_the_whole_page(opened: Any) -> None:
    before = numbers(opened)
    opened.get_by_test_id("stages").locator("button[data-protocol]").click()
    opened.get_by_test_id("stages").locator("button[data-protocol=y]").wait_for()
    assert not set(before) & set(numbers(opened))
    opened.locator("#waterfall").get_by_text("(Y)").wait_for()
    opened.get_by_role("tab", name="Compare").click()
    opened.get_by_test_id("scores").locator("button[data-protocol=y]").wait_for()
    assert opened.locator("#protocol input:checked").get_attribute("value") == "y"


def test_the_image_straightens_in_the_viewer_stage_by_stage(opened: Any) -> None:
    stage = opened.locator("[data-stage=raw]")
    stage.focus()
    opened.keyboard.press("Enter")
    opened.locator("button[role=tab][aria-selected=true]", has_text="Compare").wait_for()
    opened.locator("[data-testid='badge-stage-tone'][data-state='exact']").wait_for(state="attached")
    state = opened.evaluate("window.priorlens.viewer.state()")
    assert (state["layout"], state["flip"]) == ("flip", "stage-raw")
    seen = []
    opened.get_by_test_id("pane-stage-raw").focus()
    for number in range(1, 6):
        opened.keyboard.press(str(number))
        state = opened.evaluate("window.priorlens.viewer.state()")
        seen.append([state["flip"], opened.evaluate(
            "name => window.priorlens.viewer.pixel(name, 320, 200)", state["flip"]
        )])  # fmt: skip
    assert [name for name, _ in seen] == [f"stage-{k}" for k in ("raw", "canvas", "global", "dense", "tone")]
    assert len({str(pixel) for _, pixel in seen}) > 2, "the stages are different images"
    opened.evaluate("window.priorlens.viewer.set({ layout: 'grid' })")
    opened.get_by_role("tab", name="Distortion").click()
    opened.locator("[data-stage=raw]").click()  # the same again, after looking at something else
    opened.wait_for_function("window.priorlens.viewer.state().layout === 'flip'")
    opened.locator("button[role=tab][aria-selected=true]", has_text="Compare").wait_for()
    opened.reload()  # links to stages stay good
    opened.locator("[data-testid='badge-stage-raw'][data-state='exact']").wait_for()
    assert opened.evaluate("window.priorlens.viewer.state().flip") == "stage-raw"
