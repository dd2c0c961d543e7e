"""A rater's session in a real browser: keyboard and touch, zoom and flip, back, an interrupted connection, resume."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from restoration import Study, open_study
from tests.app.studying import served
from tests.needs import AXE
from tests.restoration.study.conftest import METHODS, PHOTOS, write_study

GRAVE = "r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => [v.id, v.nodes[0].html])"
NICER, TRUER = "[data-question=nicer]", "[data-question=truer]"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return open_study(write_study(tmp_path / "rated", 320, 240), trials=6, seed=2)


@pytest.fixture
def address(study: Study) -> Iterator[str]:
    with served(study) as at:
        yield at


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A fresh rater; afterwards: no error in the console."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    troubles: list[str] = []
    opened.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda e: troubles.append(str(e)))
    yield opened
    context.close()
    assert [t for t in troubles if "ERR_FAILED" not in t] == []


def at_pair(page: Any, number: int) -> None:
    page.locator("#status", has_text=f"Pair {number} ").wait_for(state="attached")


def pressed(page: Any, question: str) -> list[str]:
    return page.eval_on_selector_all(
        f"{question} [aria-pressed=true]", "all => all.map(b => b.dataset.answer)"
    )


def visible(page: Any) -> list[str]:
    return page.eval_on_selector_all("#panes figure", "all => all.map(f => f.dataset.side)")


def places(page: Any) -> list[str]:
    """Where and how large each picture is drawn."""
    return page.eval_on_selector_all("#panes img", "all => all.map(i => i.style.width + i.style.transform)")


def test_a_session_by_keyboard(page: Any, address: str, study: Study) -> None:
    page.goto(address)
    page.locator("#start:focus").wait_for()
    page.keyboard.press("Enter")
    at_pair(page, 1)
    assert page.locator("#count").inner_text() == "1 of 6"
    assert visible(page) == ["a", "b", "input"]
    sizes = page.eval_on_selector_all("#panes img", "all => all.map(i => [i.naturalWidth, i.naturalHeight])")
    assert sizes == [[320, 240]] * 3
    content = page.content()
    assert not any(word in content for word in (*METHODS, *PHOTOS))
    page.keyboard.press("1")
    assert pressed(page, NICER) == ["left"]
    page.keyboard.press("ArrowRight")
    at_pair(page, 2)
    assert pressed(page, NICER) == pressed(page, TRUER) == []
    page.keyboard.press("=")
    page.keyboard.press("ArrowDown")
    at_pair(page, 3)
    page.keyboard.press("2")
    page.keyboard.press("3")
    at_pair(page, 4)
    answers = [(v.position, v.question, v.answer) for v in study.votes()]
    assert answers == [
        *((0, "nicer", "left"), (0, "truer", "right")),
        *((1, "nicer", "tie"), (1, "truer", "tie")),
        *((2, "nicer", "right"), (2, "truer", "tie")),
    ]
    assert all(v.seconds > 0 for v in study.votes())


def test_buttons_are_reached_by_tab_and_the_focus_follows_the_questions(page: Any, address: str) -> None:
    page.goto(address)
    page.click("#start")
    at_pair(page, 1)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(f"Boolean(document.activeElement.closest('{NICER}'))"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    page.keyboard.press("Enter")
    page.locator(f"{TRUER} [data-answer=left]:focus").wait_for()
    page.keyboard.press("Enter")
    page.locator(f"{NICER} [data-answer=left]:focus").wait_for()
    at_pair(page, 2)


def test_zoom_and_move_are_the_same_in_all_panes_and_flip_keeps_them(page: Any, address: str) -> None:
    page.goto(address)
    page.click("#start")
    at_pair(page, 1)
    page.keyboard.press("t")
    whole = places(page)
    assert len(set(whole)) == 1
    page.locator("#panes figure").nth(1).hover()
    for _ in range(2):  # each zooms by half
        page.mouse.wheel(0, -600)
    page.locator("#panes img.pixels").first.wait_for()
    zoomed = places(page)
    assert len(set(zoomed)) == 1
    assert zoomed != whole
    box = page.locator("#panes figure").first.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.up()
    moved = places(page)
    assert len(set(moved)) == 1
    assert moved != zoomed
    page.keyboard.press("f")
    assert visible(page) == ["a"]
    flipped = places(page)
    page.keyboard.press("f")
    assert visible(page) == ["b"]
    assert places(page) == flipped
    page.keyboard.press("i")
    assert visible(page) == ["input"]
    page.locator("#panes figure").click()
    assert visible(page) == ["a"]
    page.click("#side")
    assert places(page) == moved
    page.keyboard.press("z")
    assert places(page) == whole
    text = page.locator("#tools").inner_text()
    assert "%" not in text
    assert "dB" not in text


def test_back_and_resume(page: Any, address: str, study: Study) -> None:
    page.goto(address)
    page.click("#start")
    for number in (1, 2):
        at_pair(page, number)
        page.keyboard.press("1")
        page.keyboard.press("1")
    at_pair(page, 3)
    page.keyboard.press("Backspace")
    at_pair(page, 2)
    page.get_by_text("was answered before").wait_for()
    assert pressed(page, NICER) == pressed(page, TRUER) == ["left"]
    page.click("#next")  # nothing was changed, nothing is stored
    at_pair(page, 3)
    assert len(study.votes()) == 4
    page.click("#back")
    at_pair(page, 2)
    page.click(f"{NICER} [data-answer=right]")
    page.click("#next")
    at_pair(page, 3)
    changed = [(v.answer, v.counts) for v in study.votes() if v.position == 1 and v.question == "nicer"]
    assert changed == [("left", False), ("right", True)]
    addresses = page.eval_on_selector_all("#panes img", "all => all.map(i => i.src)")
    page.reload()
    page.get_by_role("button", name="Go on (2 of 6 answered)").click()
    at_pair(page, 3)
    assert page.eval_on_selector_all("#panes img", "all => all.map(i => i.src)") == addresses
    for number in (3, 4, 5, 6):
        at_pair(page, number)
        page.keyboard.press("=")
        page.keyboard.press("=")
    page.get_by_text("You have answered 6 pairs.").wait_for()
    assert page.locator("#rater").inner_text() == study.votes()[0].rater
    page.reload()
    page.get_by_text("You have answered 6 pairs.").wait_for()
    page.click("#more")
    at_pair(page, 7)


def test_an_answer_that_does_not_arrive_is_kept_and_stored_once(
    page: Any, address: str, study: Study
) -> None:
    page.goto(address)
    page.click("#start")
    at_pair(page, 1)
    page.route("**/api/votes", lambda route: route.abort())
    page.keyboard.press("1")
    page.keyboard.press("2")
    page.get_by_text("The server cannot be reached. Your answers to this pair are kept here").wait_for()
    page.keyboard.press("1")  # not before this is settled
    assert study.votes() == []
    # The server stores it, but its reply is lost.
    page.unroute("**/api/votes")
    page.route("**/api/votes", lambda route: (route.fetch(), route.abort()))
    with page.expect_event("requestfailed"):
        page.click("#again")
    page.unroute("**/api/votes")
    page.click("#again")
    at_pair(page, 2)
    assert [(v.question, v.answer) for v in study.votes()] == [("nicer", "left"), ("truer", "right")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_telephone_shows_everything_without_scrolling(
    browser: Any, address: str, study: Study, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(address)
    page.tap("#start")
    at_pair(page, 1)
    assert visible(page) == ["a", "b"]
    page.tap("[data-side=input]")
    assert visible(page) == ["a", "b", "input"]
    fits = "[document.documentElement.scrollWidth <= innerWidth, document.documentElement.scrollHeight <= innerHeight]"
    assert page.evaluate(fits) == [True, True]
    page.add_script_tag(path=str(AXE))
    assert page.evaluate(f"axe.run(document).then({GRAVE})") == []
    page.tap(f"{NICER} [data-answer=tie]")
    page.tap(f"{TRUER} [data-answer=right]")
    at_pair(page, 2)
    assert [v.answer for v in study.votes()] == ["tie", "right"]
    page.goto(f"{address}/results/{study.results_token}/")
    page.get_by_role("heading", name="Results of the blind study").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.add_script_tag(path=str(AXE))
    assert page.evaluate(f"axe.run(document).then({GRAVE})") == []
    context.close()
