"""The distortion report in words: the judged share beside every share, places with what they mean and their evidence."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from app.pictures import region_crops
from app.rendering.verdicts import moved_by, region_table, shares, verdict_table
from app.results import Result
from restoration import Region, StoredComparison
from restoration.records import Verdict


def report(**more: Any) -> Any:
    fractions = {"kept": 0.9, "moved": 0.04, "invented": 0.06, "not_judged": 0.25}
    known = {
        "sentence": "no distortion measured", "reason": "", "judged": 0.75, "beyond": 0.05, "fractions": fractions,
        "verdicts": (Verdict("positions", "none", "still"),), "regions": (),
    }  # fmt: skip
    return SimpleNamespace(**(known | more))


def result(**more: Any) -> Result:
    comparison = StoredComparison("haze", "input", {}, {}, distortion=report(**more))
    return Result("r" * 20, "photo", Path(), "", comparison, {})


def test_every_share_stands_beside_the_judged_share() -> None:
    text = shares(report())
    assert text.startswith("<b>75 % of the visible frame judged</b>, of that:")
    assert "6.0 % hallucinated" in text
    assert "5.0 % of the frame shows things added beyond what the photo can show" in text
    assert shares(report()) in verdict_table(result())


def test_nothing_judged_has_no_shares_but_a_reason() -> None:
    nothing = {"kept": 0.0, "moved": 0.0, "invented": 0.0, "not_judged": 1.0}
    text = shares(report(fractions=nothing, reason="too <dark>"))
    assert text == "<b>Nothing could be judged</b>: too &lt;dark&gt;"


def test_places_show_their_evidence_and_what_they_are() -> None:
    regions = [
        Region((10, 20, 30, 40), "moved", 0.1, 5.0, 1.0, 0.8, (3.0, -4.0), 1.1),
        Region((0, 0, 9, 9), "beyond", 0.1, 0.0, 1.0, 0.0),
    ]
    table = region_table(result(regions=regions), [["data:photo", "data:generated"]])
    assert table.count("<img") == 2
    assert "src='data:photo'" in table
    assert "5.0 px (+3.0, −4.0), size +10 %" in table
    assert "80 %" in table
    assert "beyond the photo" in table
    assert "not judged" in table
    assert moved_by(Region((0, 0, 9, 9), "added", 0.1, 0.0, 1.0)) == "–"


def test_crops_of_a_place_at_the_border_are_two_pictures() -> None:
    photo = np.full((60, 90, 3), 90, np.uint8)
    for kind in ("moved", "added"):
        region = Region((80, 50, 10, 10), kind, 0.1, 0.0, 1.0)
        crops = region_crops(photo, photo, np.full((30, 45, 3), 9, np.uint8), region)
        assert len(crops) == 2
        assert all(crop.startswith("data:image/png;base64,") for crop in crops)
