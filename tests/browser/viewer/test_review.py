"""A review file in a real browser without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.viewer.reviewing import write_review
from tests.browser.viewer.viewing import VIEWER, make_comparison


@pytest.fixture
def review(browser: Any, tmp_path: Path) -> Any:
    file = write_review(tmp_path)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    page.problems = []
    page.on("console", lambda m: page.problems.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: page.problems.append(str(e)))
    page.on(
        "request",
        lambda r: page.problems.append(r.url) if not r.url.startswith(("file:", "data:", "blob:")) else None,
    )
    page.goto(file.as_uri())
    yield page
    assert page.problems == []
    context.close()


def test_all_of_it_works_offline(review: Any) -> None:
    review.locator("[data-testid='badge-degraded'][data-state='exact']").wait_for()
    assert (
        review.evaluate(f"{VIEWER}.pixel('truth', 5, 6)") == make_comparison().panes["truth"][6, 5].tolist()
    )
    review.get_by_test_id("help-button").click()
    review.get_by_test_id("help").wait_for()
    review.keyboard.press("Escape")
    review.evaluate(f"{VIEWER}.set({{ regions: [{{ x: 3, y: 3, width: 40, height: 30 }}] }})")
    review.locator(".pl-regions .pl-card-score", has_text="dB").first.wait_for()


def test_photos_are_chosen_and_found_again(review: Any) -> None:
    assert review.locator("#previous").is_disabled()
    review.locator("#next").click()
    review.locator("article[data-case='1'] h2").wait_for()
    assert review.evaluate("location.hash") == "#photo=2"
    review.reload()
    review.locator("article[data-case='1'] h2").wait_for()
    assert review.locator("#next").is_disabled()
    review.locator("#chosen").select_option("0")
    review.locator("article[data-case='0'] h2").wait_for()


def test_on_paper_every_photo_stands_with_its_images(review: Any) -> None:
    review.locator("[data-testid='badge-degraded'][data-state='exact']").wait_for()
    review.emulate_media(media="print")
    review.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert not review.locator("#viewer").is_visible()
    for case in (0, 1):
        article = review.locator(f"article[data-case='{case}']")
        assert article.locator("img").count() >= 5
        assert article.locator("table").first.is_visible()
    assert review.locator("article img").first.evaluate("i => i.decode().then(() => i.naturalWidth)") > 0
