"""Names that other programs use: none goes away, every one is there and says what it does."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import restoration

INVENTORY = Path(__file__).with_name("public_api.txt").read_text("utf-8").split()


def test_no_name_went_away() -> None:
    """A new one is added to tests/public_api.txt with the release that brings it."""
    assert sorted(set(INVENTORY) - set(restoration.__all__)) == []


def test_no_name_stands_twice() -> None:
    assert len(set(restoration.__all__)) == len(restoration.__all__)


@pytest.mark.parametrize("name", restoration.__all__)
def test_every_name_exists_and_is_documented(name: str) -> None:
    value = getattr(restoration, name)
    if inspect.isfunction(value) or inspect.isclass(value):
        assert (value.__doc__ or "").strip(), f"{name} has no docstring"


def test_the_design_holds() -> None:
    """Signatures that DESIGN fixes: the first arguments by position, the others by name."""
    first = {
        "align": ["generated", "reference"],
        "analyse": ["alignment", "generated", "reference", "truth"],
        "compare": ["degraded"],
        "degrade": ["clean", "task", "seed"],
        "generate": ["degraded", "task"],
        "list_models": ["task"],
        "restore": ["degraded", "model"],
        "score": ["restored", "truth", "protocol"],
        "simulate_generator": ["clean", "seed", "strength"],
    }
    for name, expected in first.items():
        parameters = inspect.signature(getattr(restoration, name)).parameters
        assert list(parameters)[: len(expected)] == expected, name
