"""The null gain: several unrelated images, every stage, and a verdict on each gain that can be "no"."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from restoration.alignment import align_anyway
from restoration.distortion import null
from restoration.metrics import score
from restoration.records import NullGain, StageScore


@pytest.fixture(scope="module")
def photo():
    rng = np.random.default_rng(1)
    coarse = rng.integers(0, 255, (14, 20, 3), dtype=np.uint8)
    return cv2.resize(coarse, (240, 160), interpolation=cv2.INTER_CUBIC)


def test_scrambling_keeps_the_content_and_no_place(photo):
    for order in null._ORDERS:
        assert sorted(order) == list(range(9))
        assert all(to != source for to, source in enumerate(order))
        mixed = null.scramble(photo[:159, :240], order)
        assert mixed.shape == (159, 240, 3)
        assert np.array_equal(np.sort(mixed.ravel()), np.sort(photo[:159, :240].ravel()))
        assert (mixed == photo[:159, :240]).all(axis=2).mean() < 0.05


def test_chance_gains_at_every_stage_tone_included(photo):
    dark = np.rint(photo * 0.3).astype(np.uint8)
    found = {
        gain.name: gain for gain in null.measure_null(photo, dark, dark, align=align_anyway, score=score)
    }
    assert list(found) == ["canvas", "global", "dense", "dense + tone"]
    assert found["dense"].mean_db > 0  # alignment that may not refuse raises the score of anything
    assert (
        found["dense + tone"].mean_db > found["dense"].mean_db + 3
    )  # and colours fitted to the input far more
    assert all(gain.largest_db >= gain.mean_db and gain.samples == 3 for gain in found.values())


def test_a_gain_within_the_spread_of_chance_is_not_beyond_it():
    chance = (NullGain("dense", 1.0, 0.5, 1.4, 3), NullGain("dense + tone", 6.0, 1.0, 7.0, 3))

    def stages(dense, tone):
        stages = (("raw", 10.0), ("dense", dense), ("dense + tone", tone))
        return [
            r.beyond_chance
            for r in null.against_chance([StageScore(n, p, 0.5, 1.0) for n, p in stages], chance)
        ]

    assert stages(11.5, 17.0) == [None, False, False]
    assert stages(12.5, 27.5) == [None, True, True]
    assert stages(np.nan, 27.5) == [None, None, True]
    assert null.against_chance([StageScore("raw", 10.0, 0.5, 1.0)], ())[0].beyond_chance is None
