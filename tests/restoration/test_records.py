from __future__ import annotations

import json
import math
from dataclasses import FrozenInstanceError
from datetime import datetime, timezone

import numpy as np
import pytest

from restoration.records import GptOutput, Scores, json_safe


def test_json_safe_has_no_nan_and_infinities_as_strings() -> None:
    value = {
        "a": math.inf, "b": -math.inf, "c": math.nan, "d": np.float32(1.5), "e": np.arange(3), "f": (1, 2),
        "g": np.bool_(True), 3: {"x": None}, "t": datetime(2026, 1, 2, tzinfo=timezone.utc),
    }  # fmt: skip
    text = json.dumps(json_safe(value), allow_nan=False)
    assert json.loads(text) == {
        "a": "inf", "b": "-inf", "c": None, "d": 1.5, "e": [0, 1, 2], "f": [1, 2], "g": True, "3": {"x": None},
        "t": "2026-01-02T00:00:00+00:00",
    }  # fmt: skip


def test_records_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Scores(1.0, 1.0, "rgb").psnr = 2.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("source", "model", "label"),
    [
        ("simulated", "simulated", "simulated"),
        ("api", "gpt-image-1.5", "gpt-image-1.5 (api)"),
        ("upload", "", "unknown model (upload)"),
    ],
)
def test_the_label_names_the_real_model(source: str, model: str, label: str) -> None:
    image = np.zeros((2, 2, 3), np.uint8)
    output = GptOutput(image, source, model, "", datetime.now(timezone.utc))  # type: ignore[arg-type]
    assert output.label == label
