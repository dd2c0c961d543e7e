"""From the arguments of `compare` to its plan: what is run where nothing, or something else, was named."""

from __future__ import annotations

from dataclasses import fields
from inspect import signature

import numpy as np
import pytest

from restoration.errors import InputError
from restoration.pipeline import compare
from restoration.request import CompareRequest, fit_pair, plan
from restoration.tasks import TASKS

PHOTO = np.full((40, 48, 3), 90, np.uint8)
OTHER = np.full((40, 48, 3), 120, np.uint8)
HAZE = TASKS["haze"]


def test_the_record_holds_what_compare_takes() -> None:
    callbacks = {"progress", "cancelled"}
    assert [f.name for f in fields(CompareRequest)] == [
        name for name in signature(compare).parameters if name not in callbacks
    ]


def test_the_tone_follows_from_what_is_known() -> None:
    assert plan(CompareRequest(PHOTO, "haze")).tone == "generated"
    assert plan(CompareRequest(PHOTO, "haze", truth=OTHER)).tone == "photo"
    assert plan(CompareRequest(PHOTO, "haze", truth=OTHER, tone="generated")).tone == "generated"


def test_the_guided_model_is_the_baseline_with_the_prior() -> None:
    shown = plan(CompareRequest(PHOTO, "haze", generated=OTHER))
    assert shown.guided == f"{shown.baseline}+prior"
    scored = plan(CompareRequest(PHOTO, "haze", generated=OTHER, tone="photo", baseline=HAZE.baseline))
    assert scored.guided == f"{HAZE.guided}+prior"
    assert plan(CompareRequest(PHOTO, "haze")).guided is None, "without a generated image there is no prior"


def test_results_of_others_alone_run_no_models() -> None:
    alone = plan(CompareRequest(PHOTO, "haze", generated=OTHER, results={"mine": OTHER}))
    assert (alone.baseline, alone.guided) == (None, None)
    named = plan(CompareRequest(PHOTO, "haze", results={"mine": OTHER}, baseline="haze/dcp"))
    assert named.baseline == "haze/dcp"
    beside = plan(CompareRequest(PHOTO, "haze", results={"mine": OTHER}, run_models=True))
    assert beside.baseline == HAZE.default_baseline(False)


def test_the_steps_are_those_that_are_taken() -> None:
    assert list(plan(CompareRequest(PHOTO, "haze")).steps()) == ["baseline"]
    every = ["baseline", "align", "distortion", "guided", "influence"]
    assert list(plan(CompareRequest(PHOTO, "haze", generated=OTHER)).steps()) == every


def test_others_are_results_then_further_generators() -> None:
    made = plan(CompareRequest(PHOTO, "haze", generated={"A": OTHER, "B": OTHER}, results={"mine": OTHER}))
    assert [(pane, generated) for pane, _, generated in made.others] == [
        ("result-mine", False),
        ("generated-b", True),
    ]


def test_a_pair_is_cropped_by_a_pixel_and_refused_by_more() -> None:
    photo, truth, notices = fit_pair(PHOTO, np.zeros((39, 48, 3), np.uint8))
    assert truth is not None
    assert photo.shape == truth.shape == (39, 48, 3)
    assert "48×39" in notices[0]
    with pytest.raises(InputError, match="expected the degraded image's size 48×40, got 48×30"):
        fit_pair(PHOTO, np.zeros((30, 48, 3), np.uint8))
