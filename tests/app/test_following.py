"""The guided pane of a stored result at another share."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from app.engine import Engine
from app.following import FULL, follow, share_of
from app.results import Result
from restoration import InputError, followed, get_settings, list_examples, load_image, score


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(dataclasses.replace(get_settings(), data_dir=tmp_path_factory.mktemp("following")))


@pytest.fixture(scope="module")
def base(engine: Engine) -> Result:
    return engine.examples.result(list_examples()[0].id)


@pytest.fixture(scope="module")
def half(engine: Engine, base: Result) -> Result:
    return follow(engine.store, base, 0.5, owner="someone")


def test_the_pane_is_the_blend_and_is_scored_as_such(base: Result, half: Result) -> None:
    alone, whole, truth = (load_image(base.path(name)) for name in ("baseline", "guided", "truth"))
    image = load_image(half.path("guided"))
    np.testing.assert_array_equal(image, followed(alone, whole, 0.5))
    assert half.comparison.scores["guided"].psnr == pytest.approx(score(image, truth).psnr)
    assert half.comparison.follow == share_of(half) == 0.5
    assert json.loads((half.folder / "comparison.json").read_text())["follow"] == 0.5
    assert half.owner == "someone"


def test_the_result_it_was_made_from_stays_as_it_was(base: Result, half: Result) -> None:
    np.testing.assert_array_equal(load_image(half.path(FULL)), load_image(base.path("guided")))
    assert share_of(base) == 1
    assert base.comparison.influence is not None
    assert half.comparison.influence is None
    assert "influence" not in {pane["name"] for pane in half.viewer["panes"]}
    assert base.id not in json.dumps(half.viewer)


def test_from_any_share_to_any_other(engine: Engine, base: Result, half: Result) -> None:
    nothing = follow(engine.store, half, 0)
    np.testing.assert_array_equal(load_image(nothing.path("guided")), load_image(base.path("baseline")))
    again = follow(engine.store, nothing, 1)
    np.testing.assert_array_equal(load_image(again.path("guided")), load_image(base.path("guided")))
    assert [p["name"] for p in again.viewer["panes"]].count(FULL) == 1


def test_what_cannot_be_followed_is_said(engine: Engine, base: Result) -> None:
    with pytest.raises(InputError, match="follow: expected a number from 0"):
        follow(engine.store, base, 2)
    alone = dataclasses.replace(base, comparison=dataclasses.replace(base.comparison, models={}))
    assert share_of(alone) is None
    with pytest.raises(InputError, match="nothing to follow"):
        follow(engine.store, alone, 0.5)
