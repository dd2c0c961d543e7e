"""How files go to the workers of pytest-xdist."""

from __future__ import annotations

from tests import schedule
from tests.needs import ROOT


def test_everything_that_is_named_exists() -> None:
    for name in (*schedule.TOGETHER, *schedule.ONE_ENGINE, *schedule.LONGEST_FIRST):
        assert list(ROOT.glob(name)), name
    assert len(set(schedule.LONGEST_FIRST)) == len(schedule.LONGEST_FIRST)


def test_files_of_a_folder_that_shares_something_are_one_unit() -> None:
    assert schedule.unit("tests/browser/page/test_page_key.py::test_x[a/b]") == "tests/browser/page"
    assert schedule.unit("tests/app/test_keys.py::Test::test_y") == "tests/app/test_keys.py"
    assert schedule.unit("tests/app/test_run_handlers.py::test_y") == schedule.ONE_ENGINE[0]
    assert schedule.unit("tests/browser/pages.py::test_z") == "tests/browser/pages.py"


def test_the_longest_come_first_and_the_rest_keep_their_order() -> None:
    tests = ["tests/app/test_b.py::t", "tests/app/test_a.py::t", "tests/browser/page/test_page_key.py::t2",
             "tests/browser/page/test_page_access.py::t1"]  # fmt: skip
    assert sorted(tests, key=schedule.place) == [*tests[2:], *tests[:2]]
