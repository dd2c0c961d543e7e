"""The whole path without a pointer: open the form, give a photo, compare, look closely, open another."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def tab_to(page: Any, selector: str, most: int = 150) -> None:
    """Press Tab until what `selector` names, or something in it, has the focus, and it can be seen that it has."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => Boolean(document.activeElement.closest(s))", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def choose_by_keyboard(page: Any, zone: str, file: Path) -> None:
    tab_to(page, f"#{zone}")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(file)
    page.locator(f"#{zone} button[aria-label='Add files']").wait_for()
    # The field is drawn anew with its file, and the focus goes on to what comes next.
    page.wait_for_function("document.activeElement.closest('#run, .pg-zone')")


def test_from_the_form_to_the_pixels_by_keyboard(page: Any, server: str, files: Path) -> None:
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    for zone, name in (("degraded", "night"), ("generated", "night_generated"), ("truth", "night_gt")):
        choose_by_keyboard(page, zone, files / f"{name}.png")
        page.locator(f"#{zone} .filename").first.wait_for()
        if zone == "degraded":
            page.get_by_text("Task suggested from the photo").wait_for()
    tab_to(page, "#run")
    page.keyboard.press("Enter")
    page.locator("[data-testid=rows] button", has_text="night").wait_for()
    page.locator("[data-testid='badge-guided'][data-state='exact']").wait_for()
    # The form has folded to one line, the result is in sight and has the focus.
    page.get_by_test_id("compared").get_by_text(
        "Compared night.png with its generated image and ground truth"
    ).wait_for()
    page.wait_for_function("document.activeElement.closest('#findings')")
    page.get_by_test_id("findings").evaluate(
        "n => { if (n.getBoundingClientRect().top > innerHeight / 2) throw Error('below'); }"
    )
    tab_to(page, "[data-testid=layout-grid]")
    tab_to(page, "[data-testid=pane-degraded]")
    for key in ("w", "d", "f", "2", "Escape", "+", "+", "Shift+ArrowRight"):
        page.keyboard.press(key)
    state = page.evaluate("window.priorlens.viewer.state()")
    assert state["zoom"] != "fit"
    reading = page.get_by_test_id("reading-degraded").inner_text()
    x, y = (int(n) for n in page.get_by_test_id("inspector").locator(".pl-place").inner_text().split(", "))
    rgb = page.evaluate("([x, y]) => window.priorlens.viewer.pixel('degraded', x, y)", [x, y])
    assert " ".join(map(str, rgb)) in " ".join(reading.split())


def test_arrow_keys_choose_the_protocol(page: Any, server: str) -> None:
    page.goto(server)
    page.locator("[data-testid='badge-guided'][data-state='exact']").wait_for()
    tab_to(page, "#protocol")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")  # before the numbers of the first have come: the last choice counts
    page.get_by_test_id("scores").locator("button[data-protocol=rgb-crop4]").wait_for()
    page.keyboard.press("ArrowLeft")
    page.get_by_test_id("scores").locator("button[data-protocol=y]").wait_for()
    assert page.evaluate("document.activeElement.matches('#protocol input[value=y]:checked')")


def test_arrow_keys_go_from_tab_to_tab(page: Any, server: str) -> None:
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    page.get_by_role("tab", name="Compare").focus()
    for key, name in (
        ("ArrowRight", "Distortion"),
        ("End", "About"),
        ("ArrowRight", "Compare"),
        ("ArrowLeft", "About"),
    ):
        page.keyboard.press(key)
        page.locator("button[role=tab][aria-selected=true]", has_text=name).wait_for()
        assert page.evaluate("document.activeElement.textContent.trim()") == name
