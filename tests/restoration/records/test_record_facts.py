"""What records compute from their fields: provenance labels, JSON without arrays, the tolerance of a motion."""

from __future__ import annotations

import json
import math
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from restoration.records.comparison import Comparison, Method, Scores
from restoration.records.distortion import (
    Canvas,
    DistortionReport,
    GlobalMotion,
    NullGain,
    Region,
    Residual,
    StageScore,
    Tone,
)
from restoration.records.influence import Influence, LeakedGeometry
from restoration.records.motion import tolerance_px
from restoration.records.plain import json_safe


def report() -> DistortionReport:
    return DistortionReport(
        canvas=Canvas((80, 60), (160, 120), 2.0, 2.0, 1.0, 0.0, 0.0),
        global_motion=GlobalMotion(1.0, 1.0, 0.0, 0.0, 0.0, (0.0, math.nan)),
        residual_px=Residual(0.5, 1.0, math.inf),
        labels=np.zeros((60, 80), np.uint8),
        fractions={"kept": 1.0},
        regions=(Region((1, 2, 3, 4), "moved", 0.1, np.float32(2.5), 1.0),),  # type: ignore[arg-type]
        tone=Tone((1.0, 1.0, 1.0), (0.0, 0.0, 0.0), 0.0),
        ladder=(StageScore("raw", math.inf, math.nan, 1.0),),
        ladder_against="truth",
        null_gain_db=0.1,
        same_scene=True,
        sentence="nothing moved",
        null=(NullGain("dense", 0.1, 0.2, 0.3, 4),),
    )


def test_a_report_is_json_without_its_labels() -> None:
    found = json.loads(json.dumps(report().to_dict(), allow_nan=False))
    assert "labels" not in found
    assert found["residual_px"]["max"] == "inf"
    assert found["global_motion"]["shift_px"] == [0.0, None]
    assert found["regions"][0]["box"] == [1, 2, 3, 4]
    assert found["regions"][0]["shift_px"] == 2.5
    assert found["ladder"][0] == {
        "name": "raw",
        "psnr": "inf",
        "ssim": None,
        "coverage": 1.0,
        "beyond_chance": None,
    }
    assert found["null"][0]["samples"] == 4


def test_an_influence_is_json_without_its_map() -> None:
    leak = LeakedGeometry("none", 0.9, 0.1)
    made = Influence(0.5, math.nan, 0.2, 12.0, 0.3, math.nan, "none", (0.1, math.nan), leak, map=np.zeros((3, 4), np.float32))  # fmt: skip
    found = json.loads(json.dumps(made.to_dict(), allow_nan=False))
    assert "map" not in found
    assert found["taken"] is None
    assert found["through"] == [0.1, None]
    assert found["leak"]["excess_px"] is None
    assert found["leak"]["ghost_share"] == 0.1


def test_the_tolerance_grows_with_the_photo_and_never_falls_below_three_pixels() -> None:
    assert tolerance_px((768, 512)) == pytest.approx(3)
    assert tolerance_px((512, 768)) == pytest.approx(3)
    assert tolerance_px((1536, 1024)) == pytest.approx(6)
    assert tolerance_px((64, 48)) == 3


def test_json_safe_goes_into_every_depth() -> None:
    assert json_safe({"a": [(np.float64("nan"), {"b": np.int64(3)})]}) == {"a": [[None, {"b": 3}]]}


def test_records_of_a_comparison_are_frozen_and_share_no_default() -> None:
    images = {"degraded": np.zeros((2, 2, 3), np.uint8)}
    one, two = (Comparison("haze", images, {}, "input", {}, {}, {}) for _ in range(2))
    assert one.made_by is not two.made_by
    assert one.methods == ()
    with pytest.raises(FrozenInstanceError):
        Method("photo", "Degraded", "degraded").label = "x"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        Scores(1.0, 1.0, "rgb").psnr = 2.0  # type: ignore[misc]
