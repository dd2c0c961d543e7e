"""The measures that the benchmarks on real pairs print."""

from __future__ import annotations

import json
import math
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import blind_look, prior_value, prior_value_report
from benchmarks.real_pairs import tone_distance
from restoration.records import Alignment
from tests.conftest import textured


@pytest.fixture
def alignment() -> Alignment:
    image = textured(90, 120, seed=3)
    return Alignment(
        flow=np.zeros((90, 120, 2), np.float32),
        warped=image,
        valid=np.ones((90, 120), bool),
        confidence=np.ones((90, 120), np.float32),
        canvas_scale=(1.0, 1.0),
        homography=np.eye(3),
        generated_size=(120, 90),
    )


def test_a_shift_of_tone_is_measured_in_levels_and_texture_is_not(alignment: Alignment) -> None:
    toned = np.clip(alignment.warped.astype(int) // 2 + 50, 0, 255).astype(np.uint8)
    moved = replace(alignment, warped=np.clip(toned.astype(int) + 7, 0, 255).astype(np.uint8))
    assert tone_distance(toned, moved) == pytest.approx(7, abs=0.01)
    noisy = np.clip(toned + np.random.default_rng(0).normal(0, 10, toned.shape), 0, 255).astype(np.uint8)
    assert tone_distance(noisy, replace(alignment, warped=toned)) < 2.5


def test_only_what_is_sure_counts(alignment: Alignment) -> None:
    other = alignment.warped.copy()
    other[:, 60:] = 255 - other[:, 60:]
    confidence = alignment.confidence.copy()
    confidence[:, 60:] = 0.5
    assert tone_distance(other, replace(alignment, confidence=confidence)) == 0
    assert tone_distance(other, alignment) > 10
    assert math.isnan(tone_distance(other, replace(alignment, confidence=0 * confidence)))


def test_sheets_hold_every_picture_once_at_full_size() -> None:
    images = [np.full((40, 50, 3), (10 * k, 90, 200), np.uint8) for k in range(5)]
    page = blind_look.sheet(images, "01: haze")
    for k in range(5):
        assert (page == (10 * k, 90, 200)).all(axis=2).sum() == 40 * 50


def test_the_tally_counts_who_stood_before_whom() -> None:
    key = {
        "01": {"letters": {"A": "guided", "B": "photo", "C": "baseline", "D": "transfer", "E": "generated"}},
        "02": {"letters": {"A": "generated", "B": "guided", "C": "baseline", "D": "photo", "E": "transfer"}},
        "03": {"letters": {"A": "generated", "B": "guided", "C": "baseline", "D": "photo", "E": "transfer"}},
    }
    answers = {
        "01": {"preferred": "EADCB", "truer": "BACDE", "defects": {"C": "halo"}},
        "02": {"preferred": "b, a, e, c, d", "truer": "", "defects": {"B": "ghost"}},
        "03": {"preferred": "", "truer": "", "defects": {}},
    }
    found = blind_look.tally(key, json.loads(json.dumps(answers)))
    assert found["preferred"] == {
        "generated": (1, 2),
        "transfer": (2, 2),
        "baseline": (2, 2),
        "photo": (2, 2),
    }
    assert found["truer"] == {"photo": (0, 1), "baseline": (1, 1), "transfer": (1, 1), "generated": (1, 1)}
    assert found["defects"]["guided"] == (1, 2)
    assert found["defects"]["baseline"] == (1, 2)


def test_the_table_says_the_worst_and_the_plot_is_an_svg() -> None:
    values = [
        prior_value_report.Value("haze/a", "haze/x", 4, 12.0, {"1": 18.0, "unrelated": 11.5}, 20.0),
        prior_value_report.Value("haze/b", "haze/x", 4, 30.0, {"1": 29.5, "unrelated": 30.0}, 20.0),
    ]
    lines = prior_value.table(values)
    assert lines[2].startswith("| haze/a | haze/x | 4 | 12.00 | 18.00 | 11.50 | +6.00 |")
    assert any("+2.75 dB" in line and "least: -0.50 dB, haze/b on haze/x" in line for line in lines)
    assert any(line.startswith("Unrelated prior, least: -0.50 dB, haze/a") for line in lines)
    drawn = ET.fromstring(prior_value.plot(values))
    titles = [element.text for element in drawn.iter("{http://www.w3.org/2000/svg}title")]
    assert titles == ["haze/a on haze/x: 12.0 dB, +6.0", "haze/b on haze/x: 30.0 dB, -0.5"]


def test_rows_become_means_and_a_stored_case_is_what_was_stored(alignment: Alignment, tmp_path: Path) -> None:
    rows = [
        {
            "model": "haze/a",
            "dataset": "haze/x",
            "image": name,
            "alone": alone,
            "guided": guided,
            "aligned": 20.0,
        }
        for name, alone, guided in (
            ("1", 10.0, {"1": 14.0, "unrelated": 10.0}),
            ("2", 12.0, {"1": 20.0, "unrelated": 11.0}),
        )
    ]
    assert prior_value.values_of(rows) == [
        prior_value_report.Value("haze/a", "haze/x", 2, 11.0, {"1": 17.0, "unrelated": 10.5}, 20.0)
    ]
    stranger = replace(alignment, same_scene=False)
    case = prior_value.Case({"0.5": alignment, "unrelated": stranger}, {"haze/a": textured(90, 120, seed=4)})
    prior_value.write_case(case, tmp_path / "deep" / "case.npz")
    found = prior_value.read_case(tmp_path / "deep" / "case.npz")
    assert list(found.priors) == ["0.5", "unrelated"]
    assert not found.priors["unrelated"].same_scene
    assert found.priors["0.5"].generated_size == (120, 90)
    assert np.array_equal(found.priors["0.5"].flow, alignment.flow)
    assert np.array_equal(found.bases["haze/a"], case.bases["haze/a"])
