"""The review file in a real Firefox whose network is cut; every request is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import needs
from tests.browser.viewer.reviewing import write_review
from tests.browser.viewer.viewing import VIEWER, make_comparison


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    needs.ensure("firefox")
    from tests.browser.firefox import Firefox

    opened = Firefox(str(needs.firefox()), tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()


@pytest.mark.parametrize("blind", [False, True], ids=["named", "blind"])
def test_a_review_file_works_in_firefox_without_a_request(firefox: Any, tmp_path: Path, blind: bool) -> None:
    firefox.events.clear()
    address = write_review(tmp_path, blind=blind).as_uri()
    tab = firefox.open(address)
    marks = "[...document.querySelectorAll('[data-testid^=badge-]')].map((mark) => mark.dataset.state)"
    assert firefox.evaluate(tab, f"{VIEWER}.ready().then(() => {marks})") == ["exact"] * 4
    expected = make_comparison().panes["truth"][6, 5].tolist()
    assert firefox.evaluate(tab, f"{VIEWER}.pixel('truth', 5, 6)") == expected
    assert firefox.requests(address) == []
    assert firefox.complaints() == []
    firefox.ask("browsingContext.close", context=tab)


def test_a_request_would_be_seen(firefox: Any, tmp_path: Path) -> None:
    """The test above can fail: a page that asks for something is recorded, and gets nothing."""
    firefox.events.clear()
    page = tmp_path / "asks.html"
    page.write_text("<!doctype html><title>x</title><img src='https://priorlens.test/x.png'>")
    tab = firefox.open(page.as_uri())
    assert firefox.requests(page.as_uri()) == ["https://priorlens.test/x.png"]
    assert firefox.evaluate(tab, "document.images[0].naturalWidth") == 0
    firefox.ask("browsingContext.close", context=tab)
