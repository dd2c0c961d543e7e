"""Each rule speaks at its signs and is silent one step past any of its bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from restoration import task_signs
from restoration.signs import Signs

CALM = Signs(**{field.name: 0.0 for field in fields(Signs)})
# A rule, signs at which it holds, and single changes that silence it.
CASES: list[tuple[Callable[[Signs], str], dict[str, float], list[dict[str, float]]]] = [
    (
        task_signs.dark,
        {"brightness": 0.1, "sharpness": 2.0, "red": 1.0},
        [{"brightness": 0.17}, {"highlights": 0.42}, {"haze_floor": 0.1}, {"sharpness": 1.5}, {"noise": 7.0},
         {"red": 0.59, "saturation": 0.41}],
    ),
    (task_signs.blocky, {"block_ratio": 1.4, "block_step": 1.6}, [{"block_ratio": 1.35}, {"block_step": 1.5}]),
    (
        task_signs.streaked,
        {"streak_share": 0.6, "streak_alike": 0.3, "streak_tilt": -20.0, "streak_floor": 41.0, "sharpness_least": 2.0,
         "noise": 1.0},
        [{"streak_share": 0.43}, {"streak_alike": 0.2}, {"streak_tilt": -51.0}, {"streak_tilt": 7.9},
         {"streak_floor": 18.0}, {"sharpness_least": 1.6}, {"noise": 0.55}],
    ),
    (
        task_signs.noisy,
        {"noise_evenness": 0.6, "streak_alike": 0.1, "noise": 3.0, "noise_grey": 0.5, "brightness": 0.3},
        [{"noise_evenness": 0.55}, {"streak_alike": 0.25}, {"noise": 2.5}, {"noise_grey": 0.8}, {"brightness": 0.12}],
    ),
    (
        task_signs.bluish,
        {"red": 0.5, "saturation": 0.5, "brightness": 0.4, "sharpness": 2.0},
        [{"red": 0.7}, {"red_leads": 0.06}, {"saturation": 0.3}, {"brightness": 0.22}, {"haze_floor": 0.2},
         {"streak_share": 0.65}, {"noise_grey": 0.85}, {"noise": 4.0}, {"sharpness": 1.5}],
    ),
    (
        task_signs.blurred,
        {"sharpness": 1.2, "noise": 0.5, "noise_evenness": 0.6, "brightness": 0.4, "sharpness_least": 1.0},
        [{"sharpness": task_signs.SOFT}, {"noise": 0.45}, {"noise_evenness": 0.5}, {"brightness": 0.2},
         {"sharpness_least": 0.0}],
    ),
    (
        task_signs.hazy,
        {"haze_floor": 0.25, "dark_channel": 0.4, "saturation": 0.15, "red": 1.0, "sharpness": 2.0},
        [{"haze_floor": 0.18}, {"dark_channel": 0.3}, {"dark_channel": 0.61}, {"saturation": 0.24}, {"red": 0.9},
         {"streak_floor": 35.0}, {"noise_grey": 0.8}, {"sharpness": 1.4}],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "signs", "silencing"), CASES, ids=lambda x: getattr(x, "__name__", None))
def test_a_rule_holds_within_its_bounds(
    rule: Callable[[Signs], str], signs: dict[str, float], silencing: list[dict[str, Any]]
) -> None:
    clear = replace(CALM, **signs)
    assert rule(clear)
    for changed in silencing:
        assert rule(replace(clear, **changed)) == "", changed
    assert rule(CALM) == ""


def test_soft_in_one_direction_is_blur_though_the_noise_is_gone() -> None:
    moved = replace(
        CALM,
        sharpness=2.0,
        sharpness_least=1.0,
        streak_share=0.9,
        streak_alike=0.6,
        streak_tilt=30.0,
        brightness=0.4,
    )
    assert task_signs.blurred(moved) == "edges are soft in one direction"
    for upright in (0.0, 4.0, -4.0, 86.0):
        assert task_signs.blurred(replace(moved, streak_tilt=upright)) == ""


def test_grey_noise_tells_nothing_of_haze_in_a_picture_almost_without_colour() -> None:
    pale = replace(
        CALM, haze_floor=0.25, dark_channel=0.4, saturation=0.05, red=1.0, sharpness=2.0, noise_grey=0.95
    )
    assert task_signs.hazy(pale)
    assert task_signs.hazy(replace(pale, saturation=0.15)) == ""
    assert task_signs.hazy(replace(pale, haze_floor=0.2)) == ""
