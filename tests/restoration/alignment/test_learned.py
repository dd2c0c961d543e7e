"""The verdict of the descriptions on a pair: one scene, unrelated, or turned."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from restoration.alignment.learned import Opinion, look, score
from tests.conftest import textured


def seen(agreement: float, covered: float = 1.0, form: tuple[int, bool] = (0, False)) -> Any:
    return SimpleNamespace(agreement=agreement, covered=covered, form=form)


def test_agreement_is_worth_less_where_little_is_covered() -> None:
    assert score(seen(0.4)) == pytest.approx(0.4)
    assert score(seen(0.4, 0.25)) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("own", "other", "same", "unrelated"),
    [
        (0.31, 0.30, True, False),  # sure by itself, above the flipped one
        (0.31, 0.32, False, False),
        (0.25, 0.09, True, False),  # between: 2.5 times the flipped one
        (0.25, 0.11, False, False),
        (0.20, 0.01, False, False),  # as unrelated pairs may score
        (0.08, 0.02, False, True),
    ],
)
def test_one_scene_or_two(own: float, other: float, same: bool, unrelated: bool) -> None:
    opinion = Opinion(seen(own), seen(other, form=(0, True)))
    assert opinion.same is same
    assert opinion.unrelated is unrelated


def test_a_turned_form_is_named_only_where_it_is_sure_and_better() -> None:
    assert Opinion(seen(0.1), seen(0.5, form=(0, True))).turned == "mirrored left to right"
    assert Opinion(seen(0.1), seen(0.29, form=(0, True))).turned == ""
    assert Opinion(seen(0.6), seen(0.5, form=(0, True))).turned == ""


def test_a_photo_and_its_mirror_image() -> None:
    photo = textured(120, 160)
    assert look(photo, photo).same
    assert look(photo, photo).turned == ""
    mirrored = look(photo, np.ascontiguousarray(photo[:, ::-1]))
    assert not mirrored.same
    assert mirrored.turned == "mirrored left to right"
