"""One server for the viewer tests of a worker, one page for those of a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.viewer.viewing import VIEWER, Site, open_page


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("viewer"))
    yield site
    site.demo.close()


@pytest.fixture(scope="module")
def shared_page(browser: Any, site: Site) -> Iterator[Any]:
    page = open_page(browser, site.url, width=1280, height=900)
    yield page
    page.context.close()


@pytest.fixture
def page(shared_page: Any) -> Iterator[Any]:
    """The page in its first view; every test must leave it without a console error or a foreign request."""
    shared_page.evaluate(f"{VIEWER}.set({VIEWER}.first)")
    yield shared_page
    problems, shared_page.problems = shared_page.problems, []
    assert problems == []
