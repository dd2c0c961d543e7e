"""A comparison back from its folder, and folders that are none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from restoration.errors import InputError
from restoration.metrics import score
from restoration.records.comparison import Comparison, Method
from restoration.reporting import write_comparison
from restoration.reporting.reading import read_stored_comparison
from restoration.reporting.stored_records import AlignedRecord, MethodRecord, PaneScores
from tests.conftest import textured


def test_it_is_read_back(tmp_path: Path) -> None:
    image = textured(20, 24)
    scores = {"degraded": score(image, np.roll(image, 1, 0))}
    write_comparison(
        Comparison("rain", {"degraded": image, "truth": image}, scores, "truth", {}, {}, {},
                   methods=(Method("photo", "Degraded", "degraded", scores["degraded"]),)),
        tmp_path / "r",
    )  # fmt: skip
    stored = read_stored_comparison(tmp_path / "r")
    assert stored.task == "rain"
    assert stored.has_truth
    assert stored.protocol == "rgb"
    assert stored.scores["degraded"].psnr == pytest.approx(scores["degraded"].psnr)
    assert [(m.pane, m.compared) for m in stored.methods] == [("degraded", stored.scores["degraded"])]


def test_folders_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"found no comparison\.json"):
        read_stored_comparison(tmp_path)
    for text in ("{", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")):
        (tmp_path / "comparison.json").write_text(text)
        with pytest.raises(InputError, match="is damaged"):
            read_stored_comparison(tmp_path)


def test_what_stands_beside_other_methods_is_on_the_photos_grid() -> None:
    own, aligned = PaneScores(18.0, 0.5, "rgb"), PaneScores(25.0, 0.8, "rgb")
    assert MethodRecord("result", "A", "a.png", own).compared == own
    moved = MethodRecord("result", "A", "a.png", own, aligned=AlignedRecord("a-aligned.png", aligned))
    assert (moved.pane, moved.compared) == ("a", aligned)
