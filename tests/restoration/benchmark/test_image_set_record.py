"""Parts that the records of image sets share."""

from __future__ import annotations

import re

from restoration.benchmark.image_sets.record import INPUT_TARGET, PLACE, ImageSet, numbers
from restoration.benchmark.layouts import Layout


def test_numbers_are_both_included_and_formatted() -> None:
    assert numbers(9, 11) == ("9", "10", "11")
    assert numbers(0, 1, "test_p{:02d}_") == ("test_p00_", "test_p01_")
    assert numbers(3, 2) == ()


def test_the_place_is_any_folder_above_or_none() -> None:
    for path, place in (
        ("input/a.png", ""),
        ("Rain100H/input/a.png", "Rain100H/"),
        ("x/y/input/a.png", "x/y/"),
    ):
        found = re.fullmatch(PLACE + "input/a.png", path)
        assert found is not None
        assert found["place"] == place
    assert re.fullmatch(PLACE + "input/a.png", "xinput/a.png") is None


def test_a_set_is_paired_where_its_published_layout_is() -> None:
    def made(*layouts: Layout) -> ImageSet:
        return ImageSet("x", "X", "rain", layouts, None, "Somebody 2020", "research use")

    assert made(INPUT_TARGET).paired
    assert not made(Layout("(?P<id>[^/]+)", None)).paired
