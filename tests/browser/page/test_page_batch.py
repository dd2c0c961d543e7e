"""The Batch tab in a real Chromium: sorting, protocols, kinds of photos, files, and what a click opens."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest


def test_batch_sorts_and_a_click_opens_a_photo(page: Any, server: str) -> None:
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    page.get_by_role("tab", name="Batch").click()
    page.get_by_text("No photos yet").wait_for()
    page.locator("#batch-examples").click()
    rows = page.locator("table[data-testid=batch] tbody tr")
    page.locator("table[data-testid=batch]").wait_for()
    rows.nth(5).wait_for()  # they come one by one
    assert rows.count() == 6
    gains = [float(row.locator("td").nth(3).inner_text()) for row in rows.all()]
    assert gains == sorted(gains)
    page.locator(".pg-scatter .point").first.wait_for()
    rows.last.locator("button").click()
    name = rows.last.locator("button").text_content()
    page.get_by_test_id("findings").get_by_text(str(name)).wait_for()
    assert page.get_by_role("tab", name="Compare").get_attribute("aria-selected") == "true"


def test_the_influence_of_the_prior_sorts_and_is_saved(page: Any, server: str) -> None:
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    page.get_by_role("tab", name="Batch").click()
    page.locator("#batch-examples").click()
    rows = page.locator("table[data-testid=batch] tbody tr")
    rows.nth(5).wait_for()
    heads = page.locator("table[data-testid=batch] thead th").all_inner_texts()
    column = next(i for i, head in enumerate(heads) if "influence" in head)
    page.locator("[data-sort=influence]").click()

    def shares() -> list[float]:
        return [float(row.locator("th, td").nth(column).inner_text()) for row in rows.all()]

    page.wait_for_function(
        "column => { const v = [...document.querySelectorAll('table[data-testid=batch] tbody tr')].map("
        "r => Number(r.children[column].innerText)); return v.every((x, i) => !i || v[i - 1] >= x); }",
        arg=column,
    )
    assert shares() == sorted(shares(), reverse=True)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the table as CSV").click()
    assert download.value.suggested_filename == "priorlens-batch.csv"
    saved = list(csv.DictReader(Path(download.value.path()).read_text("utf-8").splitlines()))
    assert [round(float(row["prior_influence_percent"])) for row in saved] == shares()
    page.locator("#batch-clear").click()
    page.get_by_text("No photos yet").wait_for()


def test_a_photo_that_failed_is_a_row_of_the_batch(page: Any, server: str, files: Path) -> None:
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    page.locator("#degraded input[type=file]").set_input_files([files / "letter.png", files / "night.png"])
    page.locator("#degraded").get_by_text("night").first.wait_for()
    page.locator("#run").click()
    page.get_by_test_id("status").get_by_text("1 of 2 compared; 1 failed").wait_for()
    page.get_by_role("tab", name="Distortion").click()
    page.get_by_text("was compared without a generated image").wait_for()
    assert not page.locator("#overlay-image").is_visible()
    page.get_by_role("tab", name="Batch").click()
    page.locator("#batch").get_by_text("2 photos; 1 failed").wait_for()
    page.locator("#batch .pg-error").get_by_text("Failed: expected an image").wait_for()


@pytest.fixture
def six(page: Any, server: str) -> Any:
    """The shipped examples in the table."""
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    page.get_by_role("tab", name="Batch").click()
    page.locator("#batch-examples").click()
    page.locator("table[data-testid=batch] tbody tr").nth(5).wait_for()
    return page


def column(page: Any, head: str) -> list[float]:
    heads = page.locator("table[data-testid=batch] thead th").all_inner_texts()
    index = next(i for i, text in enumerate(heads) if head in " ".join(text.split()))
    rows = page.locator("table[data-testid=batch] tbody tr").all()
    return [float(row.locator("th, td").nth(index).inner_text().replace("−", "-")) for row in rows]


def test_a_heading_sorts_and_turns_round(six: Any) -> None:
    heading = six.locator("[data-sort=moved]")
    heading.focus()
    six.keyboard.press("Enter")
    six.locator("th[aria-sort=descending] [data-sort=moved]").wait_for()
    falling = column(six, "Moved")
    assert falling == sorted(falling, reverse=True)
    six.locator("[data-sort=moved]").click()
    six.locator("th[aria-sort=ascending] [data-sort=moved]").wait_for()
    assert column(six, "Moved") == falling[::-1]


def test_another_protocol_changes_every_number_and_the_flips(six: Any) -> None:
    before = column(six, "Guided PSNR")
    six.locator("#batch button[data-protocol]").click()
    six.locator("#batch button[data-protocol=y]").wait_for()
    after = column(six, "Guided PSNR")
    assert not set(before) & set(after)
    six.locator("#batch-kind").get_by_text("PSNR and SSIM disagree").click()
    six.wait_for_function("document.querySelectorAll('table[data-testid=batch] tbody tr').length < 6")
    words = six.locator("table[data-testid=batch] tbody td:last-child").all_inner_texts()
    assert all("PSNR prefers" in text or "None of" in text for text in words)


def test_a_point_opens_its_photo(six: Any) -> None:
    from playwright.sync_api import TimeoutError

    six.locator(".pg-scatter .point").first.wait_for()
    point = six.locator(".pg-scatter .point").last
    opened = six.locator("button[role=tab][aria-selected=true]", has_text="Compare")
    point.scroll_into_view_if_needed()
    for _ in range(100):  # Plotly takes a click only after it has seen the pointer over the point
        box = point.bounding_box()
        if box is None:
            break  # the tab is turning
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        six.mouse.move(x - 2, y)
        six.mouse.move(x, y)
        six.evaluate(
            "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
        )
        six.mouse.down()
        six.mouse.up()
        try:
            opened.wait_for(timeout=3000)
            break
        except TimeoutError:
            continue
    opened.wait_for()


def test_a_saved_session_opens_in_another_browser(page: Any, server: str, tmp_path: Path) -> None:
    page.goto(server)
    page.locator("[data-testid='badge-guided'][data-state='exact']").wait_for()
    with page.expect_download() as download:
        page.locator("#zip").get_by_text("Save session").click()
    file = tmp_path / download.value.suggested_filename
    assert file.suffix == ".priorlens"
    download.value.save_as(file)
    other = page.context.browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    other.goto(server)
    other.get_by_test_id("findings").wait_for()
    other.get_by_role("tab", name="Batch").click()
    with other.expect_file_chooser() as chooser:
        other.get_by_role("button", name="Open a session").click()
    chooser.value.set_files(file)
    other.get_by_text("1 result of the session opened.").wait_for()
    other.get_by_role("tab", name="Compare").click()
    other.wait_for_function("window.priorlens.viewer.state().id !== 'example-haze-palace'")
    other.locator("[data-testid='badge-guided'][data-state='exact']").wait_for()
    other.context.close()
