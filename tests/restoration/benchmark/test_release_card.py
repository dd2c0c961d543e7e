"""The card of a released data set says what is in it, and what is not known."""

from __future__ import annotations

from typing import Any

import pytest

from restoration.benchmark.image_sets import ImageSet
from restoration.benchmark.release_card import CardSet, card

OHAZE = ImageSet("o-haze", "O-HAZE", "haze", (), 45, "Ancuti 2018", "research use")


def row(**changes: Any) -> dict[str, Any]:
    plain = {"set": "o-haze", "model": "m-1", "prompt": "Remove haze", "created": "2026-03-02T10:00", "cost_usd": 0.25,
             "judged": 1, "moved_px": 2.0, "bent_px": 1.0}  # fmt: skip
    return plain | changes


def made(rows: list[dict[str, Any]], sets: int = 1, permitted: bool = False) -> str:
    return card([CardSet(OHAZE, 45, len(rows), permitted)] * sets, rows, 'CC "BY" 4.0', "PriorLens release")


def test_costs_dates_and_prompts_are_those_of_the_rows() -> None:
    text = made([row(), row(created="2026-03-05T01:00", cost_usd=""), row(prompt="")])
    assert "- Costs: $0.25 for 1 of 3 images" not in text
    assert "- Costs: $0.50 for 2 of 3 images" in text
    assert "- Dates: 2026-03-02 to 2026-03-05" in text
    assert "  - “Remove haze” (2 images)" in text
    assert 'license: "CC \\"BY\\" 4.0"' in text
    assert "of 1 set, one folder" in text


def test_what_was_not_recorded_is_said() -> None:
    text = made([row(created="", cost_usd="", prompt="")], sets=2, permitted=True)
    for name in ("Costs", "Dates", "Prompts"):
        assert f"- {name}: not recorded" in text
    assert "of 2 sets," in text
    assert "published with permission" in text


def test_the_median_motion_is_over_what_could_be_judged() -> None:
    rows = [row(moved_px=1.0), row(moved_px=3.0), row(moved_px=8.0), row(judged=0, moved_px="", bent_px="")]
    assert "| o-haze | 3 of 4 | 3.0 | 1.0 |" in made(rows)
    assert "| o-haze | 0 of 1 | – | – |" in made([row(judged=0, moved_px="", bent_px="")])
    assert "How the scenes were changed" not in made([row(judged="", moved_px="", bent_px="")])


@pytest.mark.parametrize(("count", "said"), [(999, "n<1K"), (1000, "1K<n<10K"), (10_000, "10K<n<100K")])
def test_the_size_category(count: int, said: str) -> None:
    assert f"size_categories: [{said}]" in made([row()] * count)
